/** Processes on the simulated host whose system calls are made from outside, over HTTP. */
@NullMarked
package io.rxpath.socket.process;

import org.jspecify.annotations.NullMarked;
