/**
 * The forwarding information base as a data structure: tables, longest prefix match, what a lookup yields (kernel
 * net/ipv4/fib_trie.c, struct fib_result, struct rtable). Must not know packets, settings or who asks.
 */
@NullMarked
package io.rxpath.ip.core.route;

import org.jspecify.annotations.NullMarked;
