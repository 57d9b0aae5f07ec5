/**
 * The sender (net/ipv4/tcp_output.c): write queue, segmentation, retransmission, building segments.
 */
@NullMarked
package io.rxpath.tcp.core.output;

import org.jspecify.annotations.NullMarked;
