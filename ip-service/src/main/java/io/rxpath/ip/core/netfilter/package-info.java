/**
 * Netfilter's frame: hooks, their order, verdicts, and the services of the stack that a rule may call (kernel
 * net/netfilter/core.c). Must not know rules, languages, or how a packet came here.
 */
@NullMarked
package io.rxpath.ip.core.netfilter;

import org.jspecify.annotations.NullMarked;
