/**
 * Acknowledgments of both directions (net/ipv4/tcp_input.c): those of the peer are taken in, RTT, loss and congestion
 * window follow; ours are decided on: at once, delayed or compressed.
 */
@NullMarked
package io.rxpath.tcp.core.ack;

import org.jspecify.annotations.NullMarked;
