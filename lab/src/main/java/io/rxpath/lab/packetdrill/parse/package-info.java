/** From the text of a packetdrill script to its events. */
@NullMarked
package io.rxpath.lab.packetdrill.parse;

import org.jspecify.annotations.NullMarked;
