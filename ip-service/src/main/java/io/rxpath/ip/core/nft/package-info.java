/**
 * nftables: the language people type, its evaluation for a packet, and its listing (kernel net/netfilter/nf_tables_api.c,
 * nf_tables_core.c, nft_*.c; text as nft 1.0.6 reads and prints it). Must not know how connections are tracked or packets
 * are routed: it asks {@link io.rxpath.ip.core.netfilter.NfServices}.
 */
@NullMarked
package io.rxpath.ip.core.nft;

import org.jspecify.annotations.NullMarked;
