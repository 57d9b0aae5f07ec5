package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.SkBuff;

/**
 * A new connection enters the table once its packet has come through (kernel net/netfilter/nf_conntrack_proto.c nf_confirm();
 * nf_conntrack_core.c __nf_conntrack_confirm(), nf_ct_resolve_clash()).
 */
final class ConntrackConfirm {
    private static final int MIN_CHAINLEN = 50;
    private static final int MAX_CHAINLEN = 30;
    private static final long CLASH_NANOS = 1_000_000_000L;

    private final Conntrack conntrack;

    ConntrackConfirm(Conntrack conntrack) {
        this.conntrack = conntrack;
    }

    /** ACCEPT, or DROP if the connection cannot enter the table. */
    NfVerdict confirm(NfHookState state) {
        SkBuff skb = state.skb;
        if (!(skb.nfct instanceof NfConn ct) || ct.confirmed() || skb.ctInfo.reply()) {
            return NfVerdict.ACCEPT;
        }
        ConntrackTable entries = conntrack.table();
        int longest = MIN_CHAINLEN + (int) ((conntrack.random() & 0xffff_ffffL) * MAX_CHAINLEN >>> 32);
        if (ct.has(NfConn.IPS_DYING)) {
            conntrack.stats().inc(ConntrackStat.INSERT_FAILED);
            return NfVerdict.DROP;
        }
        ConntrackTable.Node clash = entries.find(ct.original, NfConn::unusable);
        if (clash == null) {
            clash = entries.find(ct.reply, NfConn::unusable);
        }
        if (clash != null) {
            return resolveClash(skb, ct, clash, state.now);
        }
        if (entries.length(entries.bucket(ct.original)) > longest
                || entries.length(entries.bucket(ct.reply)) > longest) {
            conntrack.stats().inc(ConntrackStat.CHAIN_TOO_LONG);
            conntrack.stats().inc(ConntrackStat.INSERT_FAILED);
            return NfVerdict.DROP;
        }
        ct.timeoutNanos += state.now;
        conntrack.insert(ct);
        return NfVerdict.ACCEPT;
    }

    /** Two connections with one tuple: nf_ct_resolve_clash(), for protocols that lose nothing by it. */
    private NfVerdict resolveClash(SkBuff skb, NfConn loser, ConntrackTable.Node clash, long now) {
        boolean allowed = switch (loser.original.protocol()) {
            case IpProtocol.UDP, SkbTuple.UDPLITE, SkbTuple.GRE -> true;
            default -> false;
        };
        NfConn winner = clash.conn;
        boolean same = winner.original.equals(loser.original) && winner.reply.equals(loser.reply);
        if (allowed && (!winner.has(NfConn.IPS_NAT_DONE_MASK) || same)) {
            skb.nfct = winner;
            conntrack.stats().inc(ConntrackStat.CLASH_RESOLVE);
            return NfVerdict.ACCEPT;
        }
        if (allowed && conntrack.table().find(loser.reply, NfConn::unusable) == null) {
            loser.timeoutNanos = now + CLASH_NANOS;
            loser.status |= NfConn.IPS_FIXED_TIMEOUT | NfConn.IPS_NAT_CLASH;
            conntrack.table().insertReply(loser);
            conntrack.entered(loser);
            conntrack.stats().inc(ConntrackStat.CLASH_RESOLVE);
            return NfVerdict.ACCEPT;
        }
        conntrack.stats().inc(ConntrackStat.DROP);
        conntrack.stats().inc(ConntrackStat.INSERT_FAILED);
        return NfVerdict.DROP;
    }
}
