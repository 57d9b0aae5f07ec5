/**
 * iptables and ip6tables: their arguments and texts, and the evaluation of their rules as the nf_tables back end has it
 * (kernel net/netfilter/x_tables.c, xt_*.c, nft_compat.c). Must not know how a packet came here.
 */
@NullMarked
package io.rxpath.ip.core.xtables;

import org.jspecify.annotations.NullMarked;
