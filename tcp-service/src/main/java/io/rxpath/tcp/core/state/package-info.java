/**
 * The stored form of the stack: versioned big-endian parts, written only when they changed. Knows the data of all
 * sockets and none of the rules.
 */
@NullMarked
package io.rxpath.tcp.core.state;

import org.jspecify.annotations.NullMarked;
