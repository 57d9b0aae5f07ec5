/**
 * The IP layer as pure logic: ip_rcv, routing, local delivery, ARP, ICMP, output (kernel net/ipv4). Must not know Kafka,
 * Spring, clocks or threads.
 */
@NullMarked
package io.rxpath.ip.core;

import org.jspecify.annotations.NullMarked;
