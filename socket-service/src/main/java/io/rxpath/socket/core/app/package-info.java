/**
 * The programs that run on the simulated host, each a state machine that only makes system calls on its one socket
 * (RFC 862 echo, RFC 863 discard, RFC 9112 HTTP/1.1). Must not know sockets' insides, Kafka, Spring, clocks or threads.
 */
@NullMarked
package io.rxpath.socket.core.app;

import org.jspecify.annotations.NullMarked;
