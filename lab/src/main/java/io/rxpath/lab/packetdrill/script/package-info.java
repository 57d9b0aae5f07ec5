/** What a packetdrill script says, as the parser has understood it. Immutable. */
@NullMarked
package io.rxpath.lab.packetdrill.script;

import org.jspecify.annotations.NullMarked;
