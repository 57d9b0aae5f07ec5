/**
 * Generic receive offload: consecutive segments of one TCP stream become one super-packet before they go up, so that the
 * layers above work once per super-packet. Kernel net/core/gro.c, net/ipv4/af_inet.c inet_gro_receive(),
 * net/ipv4/tcp_offload.c. Must not know NAPI, rings, settings or clocks: it gets skbs and the jiffy, and gives skbs.
 */
@NullMarked
package io.rxpath.softirq.core.gro;

import org.jspecify.annotations.NullMarked;
