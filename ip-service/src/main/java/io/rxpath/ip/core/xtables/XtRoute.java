package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.SkBuff;

/**
 * Table mangle at LOCAL_OUT: a packet whose addresses, mark or TOS it changed needs another route (kernel
 * net/netfilter/nft_chain_route.c nf_route_table_hook4(), _hook6()).
 */
final class XtRoute {
    private XtRoute() {}

    static NfVerdict run(IptDoTable evaluation, XtTable table, XtChain chain, NfHookState state) {
        int mark = state.skb.mark;
        XtPacket before = new XtPacket();
        before.set(state);
        long srcHi = before.addressHi(true);
        long srcLo = before.addressLo(true);
        long dstHi = before.addressHi(false);
        long dstLo = before.addressLo(false);
        int tos = before.tos();
        int ttl = before.v6 ? before.ttl() : 0;
        int label = before.v6 ? before.u32(0) : 0;
        NfVerdict verdict = evaluation.run(table, chain, state);
        if (verdict == NfVerdict.ACCEPT || verdict == NfVerdict.QUEUE) {
            SkBuff skb = state.skb;
            XtPacket after = before;
            after.set(state);
            boolean moved = srcHi != after.addressHi(true)
                    || srcLo != after.addressLo(true)
                    || dstHi != after.addressHi(false)
                    || dstLo != after.addressLo(false)
                    || mark != skb.mark
                    || (after.v6 ? ttl != after.ttl() || label != after.u32(0) : tos != after.tos());
            if (moved) {
                state.reroute = true;
            }
        }
        return verdict;
    }
}
