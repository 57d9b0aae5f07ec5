/**
 * XDP: programs that see a frame before there is an sk_buff (kernel net/core/filter.c, include/uapi/linux/bpf.h, and the
 * drivers' run_xdp functions).
 *
 * <p>A program is a class that implements {@link io.rxpath.softirq.core.xdp.XdpProgram}, or text in a small match
 * language. Rules are separated by semicolons or line ends, the first one that matches decides, and if none does the
 * frame passes:
 *
 * <pre>
 *   program   = rule { ";" rule }
 *   rule      = action { condition }            all conditions must hold
 *   action    = "pass" | "drop" | "tx" | "aborted" | "redirect" PORT
 *   condition = "ether" "type" TYPE             the type behind any VLAN tags, such as 0x88cc
 *             | "vlan" VID                      the outer tag, in the frame or taken out by the card
 *             | "arp" | "ip" | "ip6"
 *             | "tcp" | "udp" | "icmp"          of IPv4 or IPv6
 *             | ("src" | "dst") CIDR            such as 10.9.0.7/32 or fd00::/64
 *             | ("src" | "dst") "port" RANGE    of TCP or UDP; never in a fragment but the first
 *             | "len" RANGE                     bytes of the frame from its destination address on
 *   RANGE     = NUMBER | NUMBER "-" NUMBER
 * </pre>
 *
 * <p>{@code tx} swaps the two MAC addresses, as the programs do that answer from within XDP, and sends the frame out of the
 * port it came in by. {@code redirect} sends it out of another port as it is. The tag that the card took out of such a
 * frame is lost, as it is with a driver that strips tags.
 */
@NullMarked
package io.rxpath.softirq.core.xdp;

import org.jspecify.annotations.NullMarked;
