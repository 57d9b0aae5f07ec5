package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHookFn;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.ip.core.netfilter.NfVerdict;
import org.jspecify.annotations.Nullable;

/** Walks a base chain for a packet (kernel net/netfilter/nf_tables_core.c nft_do_chain()). */
final class NftBaseChain implements NfHookFn {
    /** Where the kernel frees what a chain drops. */
    static final String PLACE = "nft_do_chain";

    private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;

    private final NftChain base;
    private final NfServices services;

    /** Kept for the next packet; null while a packet is in the chain, which an answer to it may enter again. */
    private @Nullable NftPktInfo spare;

    NftBaseChain(NftChain base, NfServices services) {
        this.base = base;
        this.services = services;
    }

    @Override
    public NfVerdict hook(NfHookState state) {
        NftPktInfo pkt = spare == null ? new NftPktInfo(services, state) : spare;
        spare = null;
        pkt.set(state);
        boolean route = base.type == NftChain.Type.ROUTE;
        long before = route ? routed(pkt) : 0;
        NfVerdict verdict = walk(pkt);
        if (route && verdict == NfVerdict.ACCEPT) {
            pkt.skb = state.skb;
            state.reroute |= routed(pkt) != before;
        }
        spare = pkt;
        return verdict;
    }

    /**
     * What routing looks at, folded into one number (nft_chain_route.c nf_route_table_hook4(), nf_route_table_hook6()): mark,
     * addresses, and TOS or flow label and hop limit.
     */
    private static long routed(NftPktInfo pkt) {
        byte[] buf = pkt.skb.buf();
        int at = pkt.skb.data();
        long hash = pkt.skb.mark;
        if (pkt.state.family == NfFamily.IPV4) {
            return hash * PRIME * PRIME + NftBytes.get64(buf, at + 12) * PRIME + NftBytes.get8(buf, at + 1);
        }
        for (int i = 8; i < 40; i += 8) {
            hash = hash * PRIME + NftBytes.get64(buf, at + i);
        }
        return (hash * PRIME + NftBytes.get16(buf, at + 2)) * PRIME
                + (NftBytes.get16(buf, at) & 0xfff) * 256L
                + NftBytes.get8(buf, at + 7);
    }

    private NfVerdict walk(NftPktInfo pkt) {
        NftChain chain = base;
        int at = 0;
        int depth = 0;
        while (true) {
            NftRule[] rules = chain.program;
            if (at >= rules.length) {
                if (depth == 0) {
                    return policy(pkt);
                }
                depth--;
                chain = pkt.stackChains[depth];
                at = pkt.stackRules[depth];
                continue;
            }
            NftRule rule = rules[at++];
            int code = rule.eval(pkt);
            switch (code) {
                case NftVerdict.BREAK, NftVerdict.NEXT_RULE, NftVerdict.CONTINUE -> {}
                case NftVerdict.ACCEPT -> {
                    return NfVerdict.ACCEPT;
                }
                case NftVerdict.DROP -> {
                    return drop(pkt, rule.label);
                }
                case NftVerdict.QUEUE -> {
                    pkt.state.rule = rule.label;
                    return NfVerdict.QUEUE;
                }
                case NftVerdict.RETURN -> at = rules.length;
                default -> {
                    if (code == NftVerdict.JUMP) {
                        pkt.stackChains[depth] = chain;
                        pkt.stackRules[depth] = at;
                        depth++;
                    }
                    chain = target(pkt);
                    at = 0;
                }
            }
        }
    }

    private static NftChain target(NftPktInfo pkt) {
        NftChain target = pkt.target;
        if (target == null) {
            throw new IllegalStateException("a jump without a chain");
        }
        return target;
    }

    private NfVerdict policy(NftPktInfo pkt) {
        return base.policyDrop ? drop(pkt, base.policyName) : NfVerdict.ACCEPT;
    }

    private static NfVerdict drop(NftPktInfo pkt, String label) {
        pkt.state.place = PLACE;
        pkt.state.rule = label;
        return NfVerdict.DROP;
    }
}
