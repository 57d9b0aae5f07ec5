/**
 * What a TCP connection is: the socket's data, the request and TIME_WAIT sockets, the state machine and the stack they
 * live in (include/linux/tcp.h, net/ipv4/tcp_minisocks.c, tcp_set_state). Only {@code TcpTransitions} writes a state.
 * Data and bookkeeping; what to do with a segment is not known here.
 */
@NullMarked
package io.rxpath.tcp.core.sock;

import org.jspecify.annotations.NullMarked;
