/**
 * The bytes of saved state: big-endian, each part with a version of its own. Must not know what is saved, nor where.
 */
@NullMarked
package io.rxpath.socket.core.state;

import org.jspecify.annotations.NullMarked;
