/**
 * TCP as pure logic: one facade, {@link io.rxpath.tcp.core.TcpStack}, over demultiplexing, state machine, data queue,
 * ACKs, windows, timers and sender (kernel net/ipv4/tcp_*.c). Must not know Kafka, Spring, clocks or threads.
 */
@NullMarked
package io.rxpath.tcp.core;

import org.jspecify.annotations.NullMarked;
