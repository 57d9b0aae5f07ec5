package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.conntrack.NfConnTcp.Seen;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;

/**
 * Tracks TCP (kernel net/netfilter/nf_conntrack_proto_tcp.c nf_conntrack_tcp_packet(), tcp_new(), tcp_error(),
 * nf_tcp_handle_invalid()).
 */
final class ConntrackTcp {
    private static final long INVALID_KEEPS_NANOS = 120_000_000_000L;

    /** What a reset's sequence number says. */
    private enum Reset {
        /** Too low: not believed. */
        INVALID,
        /** The connection is closing anyway, and what we know may be of an older one. */
        CLOSING,
        /** As a stack would send it, or we cannot say more; the window decides. */
        EXACT,
        /** Not the one expected: it may draw a challenge ACK, so the state stays. */
        INEXACT,
        /** Nothing to compare with. */
        UNKNOWN
    }

    private final Conntrack conntrack;

    ConntrackTcp(Conntrack conntrack) {
        this.conntrack = conntrack;
    }

    ConntrackVerdict packet(NfConn ct, NfConnTcp tcp, NfHookState state, int dataOff, int dir) {
        SkBuff skb = state.skb;
        if (!SkbTuple.mayPull(skb, dataOff, TcpHeader.LENGTH) || error(state, dataOff)) {
            return ConntrackVerdict.INVALID;
        }
        byte[] a = skb.buf();
        int at = skb.data() + dataOff;
        TcpHeader th = new TcpHeader(a, at);
        int length = skb.len() - dataOff;
        if (!ct.confirmed() && !begin(tcp, th, a, at, length)) {
            return ConntrackVerdict.INVALID;
        }
        TcpConntrack old = tcp.state;
        int index = TcpTransitions.index(th.flags());
        int next = TcpTransitions.next(dir, index, old);
        boolean checkWindow = true;
        if (next == TcpTransitions.INVALID) {
            return ConntrackVerdict.INVALID;
        }
        if (next == TcpTransitions.IGNORE
                || (next == TcpConntrack.SYN_SENT.ordinal() && old.ordinal() >= TcpConntrack.TIME_WAIT.ordinal())) {
            if (next != TcpTransitions.IGNORE && reopens(tcp, dir)) {
                return conntrack.kill(ct) ? ConntrackVerdict.REPEAT : ConntrackVerdict.DROP;
            }
            if (!resync(tcp, th, dir, index)) {
                ignored(tcp, th, a, at, length, dir, index);
                return ConntrackVerdict.ACCEPT;
            }
            old = TcpConntrack.SYN_SENT;
            next = TcpConntrack.SYN_RECV.ordinal();
        } else {
            switch (TcpConntrack.of(next)) {
                case TIME_WAIT -> {
                    if (old == TcpConntrack.LAST_ACK && challengeAck(tcp, dir, index)) {
                        tcp.lastFlags &= ~NfConnTcp.EXP_CHALLENGE_ACK;
                        return ConntrackVerdict.ACCEPT;
                    }
                }
                case SYN_SENT2 -> tcp.lastFlags |= NfConnTcp.SIMULTANEOUS_OPEN;
                case SYN_RECV -> {
                    if (dir == 1 && index == TcpTransitions.ACK && (tcp.lastFlags & NfConnTcp.SIMULTANEOUS_OPEN) != 0) {
                        next = TcpConntrack.ESTABLISHED.ordinal();
                    }
                }
                case CLOSE -> {
                    if (index == TcpTransitions.RST) {
                        Reset judged = reset(ct, tcp, th, dir);
                        if (judged == Reset.INVALID) {
                            return ConntrackVerdict.INVALID;
                        }
                        next = judged == Reset.INEXACT ? old.ordinal() : next;
                        checkWindow =
                                judged == Reset.EXACT || judged != Reset.CLOSING && !answersIgnored(ct, tcp, th, old);
                    }
                }
                default -> {}
            }
        }
        if (checkWindow) {
            boolean liberal = conntrack.settings().isOn(ConntrackSysctl.TCP_BE_LIBERAL);
            switch (TcpWindow.inWindow(tcp, a, at, length, dir, index, liberal)) {
                case IGNORE -> {
                    return ConntrackVerdict.ACCEPT;
                }
                case INVALID -> {
                    outOfWindow(ct, tcp, dir, index, state.now);
                    return ConntrackVerdict.INVALID;
                }
                case ACCEPT -> {}
            }
        }
        return accepted(ct, tcp, state, th, dir, index, old, TcpConntrack.of(next));
    }

    /** The packet is in the window: the state and the time it lasts follow. */
    private ConntrackVerdict accepted(
            NfConn ct,
            NfConnTcp tcp,
            NfHookState state,
            TcpHeader th,
            int dir,
            int index,
            TcpConntrack old,
            TcpConntrack next) {
        tcp.lastIndex = index;
        tcp.lastDir = dir;
        tcp.state = next;
        if (old != next && next == TcpConntrack.FIN_WAIT) {
            tcp.seen[dir].flags |= NfConnTcp.CLOSE_INIT;
        }
        ConntrackSettings settings = conntrack.settings();
        long timeout = timeout(tcp, index, next);
        if (!ct.has(NfConn.IPS_SEEN_REPLY)) {
            if (th.rst()) {
                // The only answer is a reset: there is no connection.
                conntrack.account(ct, dir, state.skb.len());
                conntrack.kill(ct);
                return ConntrackVerdict.ACCEPT;
            }
            if (index == TcpTransitions.SYN && old == TcpConntrack.SYN_SENT) {
                // Else one that uses its port again and again would keep the entry, NAT included, for ever.
                return ConntrackVerdict.ACCEPT;
            }
            if (next == TcpConntrack.ESTABLISHED) {
                timeout = Math.min(timeout, settings.nanos(ConntrackSysctl.TCP_UNACK));
            }
        } else if (!ct.has(NfConn.IPS_ASSURED)
                && (old == TcpConntrack.SYN_RECV || old == TcpConntrack.ESTABLISHED)
                && next == TcpConntrack.ESTABLISHED) {
            ct.status |= NfConn.IPS_ASSURED;
        }
        conntrack.refresh(ct, dir, state.skb.len(), timeout, state.now);
        return ConntrackVerdict.ACCEPT;
    }

    private long timeout(NfConnTcp tcp, int index, TcpConntrack next) {
        ConntrackSettings settings = conntrack.settings();
        long normal = settings.nanos(next);
        long retrans = settings.nanos(ConntrackSysctl.TCP_RETRANS);
        long unack = settings.nanos(ConntrackSysctl.TCP_UNACK);
        if (tcp.retrans >= settings.get(ConntrackSysctl.TCP_MAX_RETRANS) && normal > retrans) {
            return retrans;
        }
        if (index == TcpTransitions.RST) {
            return settings.nanos(ConntrackSysctl.TCP_CLOSE);
        }
        if (((tcp.seen[0].flags | tcp.seen[1].flags) & NfConnTcp.DATA_UNACKNOWLEDGED) != 0 && normal > unack) {
            return unack;
        }
        return tcp.lastWin == 0 && normal > retrans ? retrans : normal;
    }

    /** A damaged segment, a wrong checksum on the way in, flags that no stack sends. */
    private boolean error(NfHookState state, int dataOff) {
        SkBuff skb = state.skb;
        TcpHeader th = new TcpHeader(skb.buf(), skb.data() + dataOff);
        int length = skb.len() - dataOff;
        if (th.doff() < 5 || length < th.headerLength()) {
            return true;
        }
        if (!SkbTuple.mayPull(skb, dataOff, th.headerLength())) {
            return true;
        }
        if (conntrack.settings().isOn(ConntrackSysctl.CHECKSUM)
                && state.hook == NfHook.PRE_ROUTING
                && !ConntrackChecksum.valid(skb, dataOff, IpProtocol.TCP, state.family)) {
            return true;
        }
        return !TcpTransitions.validFlags(new TcpHeader(skb.buf(), skb.data() + dataOff).flags());
    }

    /** The first packet of a connection: a SYN, or one from its middle if nf_conntrack_tcp_loose allows. */
    private boolean begin(NfConnTcp tcp, TcpHeader th, byte[] a, int at, int length) {
        int next = TcpTransitions.next(0, TcpTransitions.index(th.flags()), TcpConntrack.NONE);
        if (next >= TcpTransitions.INVALID) {
            return false;
        }
        boolean syn = next == TcpConntrack.SYN_SENT.ordinal();
        if (!syn && !conntrack.settings().isOn(ConntrackSysctl.TCP_LOOSE)) {
            return false;
        }
        Seen first = tcp.seen[0];
        first.end = TcpWindow.end(th, length);
        first.maxWin = Math.max(1, th.window());
        first.maxEnd = first.end;
        if (syn) {
            TcpWindow.options(a, at, first);
        } else {
            first.maxEnd += first.maxWin;
            // Scale and SACK were agreed on before: be generous.
            first.flags = NfConnTcp.SACK_PERM | NfConnTcp.BE_LIBERAL;
            tcp.seen[1].flags = first.flags;
        }
        tcp.lastIndex = TcpTransitions.NONE;
        return true;
    }

    /** A SYN behind the end of a connection that was closed properly or reset from here: another begins. */
    private static boolean reopens(NfConnTcp tcp, int dir) {
        return ((tcp.seen[0].flags | tcp.seen[1].flags) & NfConnTcp.CLOSE_INIT) != 0
                || (tcp.lastDir == dir && tcp.lastIndex == TcpTransitions.RST);
    }

    /** A SYN-ACK for the SYN ignored just before: both ends agree, and we take over what we noted of that SYN. */
    private static boolean resync(NfConnTcp tcp, TcpHeader th, int dir, int index) {
        if (index != TcpTransitions.SYN_ACK
                || tcp.lastIndex != TcpTransitions.SYN
                || tcp.lastDir == dir
                || th.ackSeq() != tcp.lastEnd) {
            return false;
        }
        Seen sender = tcp.seen[tcp.lastDir];
        sender.end = tcp.lastEnd;
        sender.maxEnd = tcp.lastEnd;
        sender.maxWin = Math.max(1, tcp.lastWin);
        sender.scale = tcp.lastScale;
        tcp.lastFlags &= ~NfConnTcp.EXP_CHALLENGE_ACK;
        sender.flags = tcp.lastFlags;
        tcp.seen[dir].reset();
        return true;
    }

    /** The packet may be right and we out of step, so it passes; the answer will tell. */
    private static void ignored(NfConnTcp tcp, TcpHeader th, byte[] a, int at, int length, int dir, int index) {
        tcp.lastIndex = index;
        tcp.lastDir = dir;
        tcp.lastSeq = th.seq();
        tcp.lastEnd = TcpWindow.end(th, length);
        tcp.lastWin = th.window();
        if (index == TcpTransitions.SYN && dir == 0) {
            Seen offered = new Seen();
            TcpWindow.options(a, at, offered);
            tcp.lastScale = offered.scale;
            tcp.lastFlags = offered.flags;
            if (tcp.state == TcpConntrack.LAST_ACK) {
                tcp.lastFlags |= NfConnTcp.EXP_CHALLENGE_ACK;
            }
        }
        if (tcp.state == TcpConntrack.SYN_SENT && index == TcpTransitions.ACK && dir == 1) {
            tcp.lastAck = th.ackSeq();
        }
    }

    /** RFC 5961: this ACK answers the SYN let through, not the last FIN. */
    private static boolean challengeAck(NfConnTcp tcp, int dir, int index) {
        return index == TcpTransitions.ACK
                && tcp.lastDir != dir
                && tcp.lastIndex == TcpTransitions.SYN
                && (tcp.lastFlags & NfConnTcp.EXP_CHALLENGE_ACK) != 0;
    }

    private Reset reset(NfConn ct, NfConnTcp tcp, TcpHeader th, int dir) {
        if (tcp.canEarlyDrop()) {
            return Reset.CLOSING;
        }
        Seen other = tcp.seen[1 - dir];
        if ((other.flags & NfConnTcp.MAXACK_SET) == 0 || tcp.lastIndex == TcpTransitions.SYN) {
            return Reset.UNKNOWN;
        }
        int seq = th.seq();
        boolean established = tcp.established(ct.status);
        if (seq == 0 && !established) {
            return Reset.EXACT;
        }
        if (Seq.before(seq, other.maxAck) && !conntrack.settings().isOn(ConntrackSysctl.TCP_IGNORE_INVALID_RST)) {
            return Reset.INVALID;
        }
        if (!established || seq == other.maxAck) {
            return Reset.EXACT;
        }
        boolean behindData = tcp.lastIndex == TcpTransitions.ACK && tcp.lastDir == dir && seq == tcp.lastEnd;
        return behindData ? Reset.EXACT : Reset.INEXACT;
    }

    /** The reset answers a SYN or an ACK that we ignored; it may acknowledge what we have not seen. */
    private static boolean answersIgnored(NfConn ct, NfConnTcp tcp, TcpHeader th, TcpConntrack old) {
        boolean afterSyn = ct.has(NfConn.IPS_SEEN_REPLY) && tcp.lastIndex == TcpTransitions.SYN;
        boolean afterAck = !ct.has(NfConn.IPS_ASSURED) && tcp.lastIndex == TcpTransitions.ACK;
        if ((afterSyn || afterAck) && th.ackSeq() == tcp.lastEnd) {
            return true;
        }
        return old == TcpConntrack.SYN_SENT
                && tcp.lastIndex == TcpTransitions.ACK
                && tcp.lastDir == 1
                && th.seq() == tcp.lastAck;
    }

    /** A FIN or RST out of the window, and one the other way: the connection is dead, we are out of step. */
    private void outOfWindow(NfConn ct, NfConnTcp tcp, int dir, int index, long now) {
        boolean closing = index == TcpTransitions.RST || index == TcpTransitions.FIN;
        if (!ct.has(NfConn.IPS_ASSURED) || ct.has(NfConn.IPS_FIXED_TIMEOUT) || !closing) {
            return;
        }
        if (tcp.lastDir == dir || (tcp.lastIndex != TcpTransitions.FIN && tcp.lastIndex != TcpTransitions.RST)) {
            tcp.lastIndex = index;
            tcp.lastDir = dir;
            return;
        }
        long unack = conntrack.settings().nanos(ConntrackSysctl.TCP_UNACK);
        long left = ct.timeoutNanos - now;
        if (left >= INVALID_KEEPS_NANOS && left > unack) {
            conntrack.timeout(ct, now + unack);
        }
    }
}
