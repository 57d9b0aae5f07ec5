/**
 * The receive side's memory (net/ipv4/tcp_input.c, tcp.c): in-order and out-of-order queue, SACK blocks, window and
 * buffer sizes. The bytes of the in-order queue live with the socket; here is only its bookkeeping.
 */
@NullMarked
package io.rxpath.tcp.core.queue;

import org.jspecify.annotations.NullMarked;
