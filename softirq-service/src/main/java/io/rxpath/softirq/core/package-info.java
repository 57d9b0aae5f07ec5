/**
 * Interrupt handler, NAPI, net_rx_action, XDP, building sk_buffs, GRO and RPS as pure logic (kernel net/core/dev.c,
 * net/core/gro.c, net/ipv4/tcp_offload.c). Must not know Kafka, Spring, clocks or threads.
 */
@NullMarked
package io.rxpath.softirq.core;

import org.jspecify.annotations.NullMarked;
