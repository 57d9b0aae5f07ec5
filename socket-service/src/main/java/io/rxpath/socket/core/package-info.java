/**
 * Sockets and the applications that read them as pure logic: receive queues, wake-ups, recv (kernel net/ipv4/tcp.c
 * tcp_recvmsg, net/core/sock.c). Must not know Kafka, Spring, clocks or threads. One library is allowed, for want of a
 * SHA-256 in the JDK whose running state can be saved: org.bouncycastle.crypto.digests.
 */
@NullMarked
package io.rxpath.socket.core;

import org.jspecify.annotations.NullMarked;
