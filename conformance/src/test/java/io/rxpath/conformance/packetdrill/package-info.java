/** The project's own packetdrill scripts. */
@NullMarked
package io.rxpath.conformance.packetdrill;

import org.jspecify.annotations.NullMarked;
