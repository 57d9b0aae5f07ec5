/**
 * Sockets and the applications that read them as pure logic: receive queues, wake-ups, recv (kernel net/ipv4/tcp.c
 * tcp_recvmsg, net/core/sock.c). Must not know Kafka, Spring, clocks or threads.
 */
@NullMarked
package io.rxpath.socket.core;

import org.jspecify.annotations.NullMarked;
