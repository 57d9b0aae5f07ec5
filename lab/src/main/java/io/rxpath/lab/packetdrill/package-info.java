/** packetdrill's scripts, played against the five layers in one process in virtual time. */
@NullMarked
package io.rxpath.lab.packetdrill;

import org.jspecify.annotations.NullMarked;
