/**
 * IPv6 as pure logic, beside IPv4: reception with extension headers, local delivery, forwarding, output, ICMPv6, neighbour
 * discovery, fragments (kernel net/ipv6). Must not know Kafka, Spring, clocks or threads.
 */
@NullMarked
package io.rxpath.ip.core.ipv6;

import org.jspecify.annotations.NullMarked;
