/**
 * Generic receive offload: consecutive segments of one TCP stream, and UDP datagrams where it is switched on, become one
 * super-packet before they go up, so that the layers above work once per super-packet. Kernel net/core/gro.c,
 * net/ipv4/af_inet.c, net/ipv4/tcp_offload.c, net/ipv4/udp_offload.c, net/ipv6/ip6_offload.c, net/ipv6/tcpv6_offload.c.
 * Must not know NAPI, rings, settings or clocks: it gets skbs, features and the jiffy, and gives skbs.
 */
@NullMarked
package io.rxpath.softirq.core.gro;

import org.jspecify.annotations.NullMarked;
