/**
 * The forwarding information base: tables, longest prefix match, rules, what follows from the devices' addresses, and the
 * texts of {@code ip route} and {@code ip rule} (kernel net/ipv4/fib_*.c, net/ipv6/ip6_fib.c, net/core/fib_rules.c). Must not
 * know packets, settings or who asks.
 */
@NullMarked
package io.rxpath.ip.core.route;

import org.jspecify.annotations.NullMarked;
