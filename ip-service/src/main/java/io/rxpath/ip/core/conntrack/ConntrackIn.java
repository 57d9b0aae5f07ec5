package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;

/**
 * A packet meets the table of connections: at PRE_ROUTING what comes in, at LOCAL_OUT our own (kernel
 * net/netfilter/nf_conntrack_core.c nf_conntrack_in(), resolve_normal_ct(), init_conntrack(), nf_conntrack_handle_packet();
 * net/ipv4/netfilter/nf_defrag_ipv4.c ipv4_conntrack_defrag()).
 */
final class ConntrackIn {
    private final Conntrack conntrack;
    private final ConntrackDefrag defragmenter;
    private final SkbTuple tuple = new SkbTuple();
    private final ConntrackTcp tcp;
    private final ConntrackUdp udp;
    private final ConntrackIcmp icmp;

    ConntrackIn(Conntrack conntrack, ConntrackDefrag defragmenter) {
        this.conntrack = conntrack;
        this.defragmenter = defragmenter;
        this.tcp = new ConntrackTcp(conntrack);
        this.udp = new ConntrackUdp(conntrack);
        this.icmp = new ConntrackIcmp(conntrack);
    }

    /** ipv4_conntrack_defrag(), ipv6_defrag(). */
    NfVerdict defrag(NfHookState state) {
        SkBuff skb = state.skb;
        if (skb.nfct != null || skb.ctInfo == CtInfo.UNTRACKED || !isFragment(skb, state.family)) {
            return NfVerdict.ACCEPT;
        }
        SkBuff whole = defragmenter.defrag(skb, state.family, state.hook, state.now);
        if (whole == null) {
            return NfVerdict.STOLEN;
        }
        state.skb = whole;
        return NfVerdict.ACCEPT;
    }

    /** Of IPv6 the defragmenter looks for a fragment header itself. */
    private static boolean isFragment(SkBuff skb, NfFamily family) {
        return family == NfFamily.IPV6 || new Ipv4Header(skb.buf(), skb.data()).isFragment();
    }

    /** ipv4_conntrack_local(): fragments that a socket made itself are left alone. */
    NfVerdict local(NfHookState state) {
        return state.family == NfFamily.IPV4 && isFragment(state.skb, state.family) ? NfVerdict.ACCEPT : in(state);
    }

    /** Finds the packet's connection or begins one: nf_conntrack_in(). */
    NfVerdict in(NfHookState state) {
        SkBuff skb = state.skb;
        if (skb.nfct != null || skb.ctInfo == CtInfo.UNTRACKED) {
            return NfVerdict.ACCEPT; // seen before: loopback, or not to be tracked
        }
        if (!tuple.findL4(skb, 0, state.family)) {
            conntrack.stats().inc(ConntrackStat.INVALID);
            return NfVerdict.ACCEPT;
        }
        int protocol = tuple.protocol;
        int dataOff = tuple.dataOff;
        if (protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6) {
            if (!icmp.error(state, dataOff, protocol)) {
                conntrack.stats().inc(ConntrackStat.ICMP_ERROR);
                return NfVerdict.ACCEPT;
            }
            if (skb.nfct != null || skb.ctInfo == CtInfo.UNTRACKED) {
                return NfVerdict.ACCEPT;
            }
        }
        ConntrackVerdict verdict;
        do {
            verdict = resolve(state, dataOff, protocol);
        } while (verdict == ConntrackVerdict.REPEAT);
        return verdict == ConntrackVerdict.DROP ? NfVerdict.DROP : NfVerdict.ACCEPT;
    }

    private ConntrackVerdict resolve(NfHookState state, int dataOff, int protocol) {
        SkBuff skb = state.skb;
        if (!tuple.findPorts(skb)) {
            conntrack.stats().inc(ConntrackStat.INVALID);
            return ConntrackVerdict.INVALID;
        }
        ConntrackTable.Node found = conntrack.find(tuple, state.now);
        NfConn ct;
        int dir = 0;
        if (found == null) {
            NfTuple original = tuple.toTuple();
            NfTuple reply = original.inverted();
            if (reply == null) {
                conntrack.stats().inc(ConntrackStat.INVALID);
                return ConntrackVerdict.INVALID;
            }
            ct = conntrack.alloc(tuple, original, reply, state.now);
            if (ct == null) {
                conntrack.stats().inc(ConntrackStat.DROP);
                return ConntrackVerdict.DROP;
            }
        } else {
            ct = found.conn;
            dir = found.reply ? 1 : 0;
        }
        ConntrackVerdict verdict = handle(ct, state, dataOff, protocol, dir);
        if (verdict == ConntrackVerdict.ACCEPT) {
            attach(skb, ct, dir);
            if (dir == 1) {
                ct.status |= NfConn.IPS_SEEN_REPLY;
            }
            if (ct.confirmed()) {
                conntrack.changed(ct);
            }
        } else if (verdict != ConntrackVerdict.REPEAT) {
            conntrack.stats().inc(ConntrackStat.INVALID);
            if (verdict == ConntrackVerdict.DROP) {
                conntrack.stats().inc(ConntrackStat.DROP);
            }
        }
        return verdict;
    }

    private static void attach(SkBuff skb, NfConn ct, int dir) {
        skb.nfct = ct;
        if (dir == 1) {
            skb.ctInfo = CtInfo.ESTABLISHED_REPLY;
        } else if (ct.has(NfConn.IPS_SEEN_REPLY)) {
            skb.ctInfo = CtInfo.ESTABLISHED;
        } else {
            skb.ctInfo = ct.has(NfConn.IPS_EXPECTED) ? CtInfo.RELATED : CtInfo.NEW;
        }
    }

    private ConntrackVerdict handle(NfConn ct, NfHookState state, int dataOff, int protocol, int dir) {
        switch (protocol) {
            case IpProtocol.TCP -> {
                NfConnTcp known = ct.tcp;
                return known == null ? ConntrackVerdict.INVALID : tcp.packet(ct, known, state, dataOff, dir);
            }
            case IpProtocol.UDP -> {
                return udp.packet(ct, state, dataOff, dir);
            }
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> {
                return icmp.packet(ct, state, dir);
            }
            case SkbTuple.UDPLITE -> {
                return udp.replied(ct, state, dir, ConntrackSysctl.UDP, ConntrackSysctl.UDP_STREAM);
            }
            case SkbTuple.GRE -> {
                return udp.replied(ct, state, dir, ConntrackSysctl.GRE, ConntrackSysctl.GRE_STREAM);
            }
            default -> {
                long nanos = conntrack.settings().nanos(ConntrackSysctl.GENERIC);
                conntrack.refresh(ct, dir, state.skb.len(), nanos, state.now);
                return ConntrackVerdict.ACCEPT;
            }
        }
    }
}
