/** Tests of the packetdrill runner. */
@NullMarked
package io.rxpath.lab.packetdrill;

import org.jspecify.annotations.NullMarked;
