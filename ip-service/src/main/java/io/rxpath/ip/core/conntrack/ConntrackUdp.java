package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.UdpHeader;

/**
 * Tracks UDP (kernel net/netfilter/nf_conntrack_proto_udp.c nf_conntrack_udp_packet(), udp_error()). UDP-Lite (RFC 3828) is
 * tracked by its ports, without its checks.
 */
final class ConntrackUdp {
    private static final long STREAM_NANOS = 2_000_000_000L;

    private final Conntrack conntrack;

    ConntrackUdp(Conntrack conntrack) {
        this.conntrack = conntrack;
    }

    ConntrackVerdict packet(NfConn ct, NfHookState state, int dataOff, int dir) {
        if (error(state, dataOff)) {
            return ConntrackVerdict.INVALID;
        }
        ConntrackSettings settings = conntrack.settings();
        int length = state.skb.len();
        if (!ct.confirmed()) {
            ct.udpStreamNanos = state.now + STREAM_NANOS;
        }
        long unreplied = settings.nanos(ConntrackSysctl.UDP);
        if (!ct.has(NfConn.IPS_SEEN_REPLY)) {
            conntrack.refresh(ct, dir, length, unreplied, state.now);
            return ConntrackVerdict.ACCEPT;
        }
        // Still both ways after two seconds: not a question and its answer, but a stream.
        boolean stream = state.now > ct.udpStreamNanos;
        conntrack.refresh(ct, dir, length, stream ? settings.nanos(ConntrackSysctl.UDP_STREAM) : unreplied, state.now);
        if (stream && !ct.has(NfConn.IPS_NAT_CLASH)) {
            ct.status |= NfConn.IPS_ASSURED;
        }
        return ConntrackVerdict.ACCEPT;
    }

    private boolean error(NfHookState state, int dataOff) {
        SkBuff skb = state.skb;
        if (!SkbTuple.mayPull(skb, dataOff, UdpHeader.LENGTH)) {
            return true;
        }
        UdpHeader uh = new UdpHeader(skb.buf(), skb.data() + dataOff);
        if (uh.length() > skb.len() - dataOff || uh.length() < UdpHeader.LENGTH) {
            return true;
        }
        return uh.checksum() != 0
                && conntrack.settings().isOn(ConntrackSysctl.CHECKSUM)
                && state.hook == NfHook.PRE_ROUTING
                && !ConntrackChecksum.valid(skb, dataOff, IpProtocol.UDP, state.family);
    }

    /** UDP-Lite and GRE: a stream as soon as there is an answer. */
    ConntrackVerdict replied(NfConn ct, NfHookState state, int dir, ConntrackSysctl once, ConntrackSysctl stream) {
        ConntrackSettings settings = conntrack.settings();
        boolean seenReply = ct.has(NfConn.IPS_SEEN_REPLY);
        conntrack.refresh(ct, dir, state.skb.len(), settings.nanos(seenReply ? stream : once), state.now);
        if (seenReply) {
            ct.status |= NfConn.IPS_ASSURED;
        }
        return ConntrackVerdict.ACCEPT;
    }
}
