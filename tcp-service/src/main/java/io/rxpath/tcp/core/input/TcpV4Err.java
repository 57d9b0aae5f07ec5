package io.rxpath.tcp.core.input;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IcmpMib;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.ack.TcpLoss;
import io.rxpath.tcp.core.ack.TcpRttEstimator;
import io.rxpath.tcp.core.output.TcpMss;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * ICMP errors about segments of ours.
 *
 * <p>Kernel: net/ipv4/tcp_ipv4.c tcp_v4_err(), tcp_req_err(), tcp_v4_mtu_reduced(), tcp_ld_RTO_revert(); net/ipv4/icmp.c
 * icmp_err_convert[].
 */
final class TcpV4Err {
    private static final int FRAG_NEEDED = 4;
    private static final int HOST_UNREACH = 1;
    private static final int EPROTO = 71;
    private static final int EMSGSIZE = 90;
    private static final int[] UNREACH = {
        101, 113, 92, 111, EMSGSIZE, 95, 101, 112, 64, 101, 113, 101, 113, 113, 113, 113
    };

    private TcpV4Err() {}

    /** The message, data at its ICMP header; a quoted IP header and eight bytes behind it are there. */
    static void err(TcpNet net, SkBuff skb) {
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data());
        int at = skb.data() + IcmpHeader.LENGTH;
        Ipv4Header quoted = new Ipv4Header(skb.buf(), at);
        TcpHeader th = new TcpHeader(skb.buf(), at + quoted.headerLength());
        FlowKey flow = FlowKey.v4(quoted.saddr(), th.source(), quoted.daddr(), th.dest());
        SockCommon sk = net.hash.lookup(flow, skb.iif);
        if (sk == null) {
            net.icmp.inc(IcmpMib.IN_ERRORS);
        } else if (sk instanceof RequestSock req) {
            reqErr(net, req, th.seq(), endsRequest(icmph.type(), icmph.code()));
        } else if (sk instanceof TcpSock tp) {
            if (inFlight(net, tp, th.seq())) {
                message(net, tp, icmph, th.seq());
            }
            if (!tp.destroyed) {
                net.settle(tp);
            }
        }
    }

    private static boolean endsRequest(int type, int code) {
        boolean unreachable = type == IcmpHeader.DEST_UNREACH && code <= HOST_UNREACH;
        return unreachable || type == IcmpHeader.PARAMETER_PROBLEM || type == IcmpHeader.TIME_EXCEEDED;
    }

    /** False, and counted, for a message about what was never sent or is acknowledged already. */
    static boolean inFlight(TcpNet net, TcpSock tp, int seq) {
        RequestSock fastopen = tp.fastopenRsk;
        int una = fastopen == null ? tp.sndUna : fastopen.sntIsn;
        if (!Seq.between(seq, una, tp.sndNxt)) {
            net.linux.inc(LinuxMib.OUT_OF_WINDOW_ICMPS);
            return false;
        }
        return true;
    }

    private static void message(TcpNet net, TcpSock tp, IcmpHeader icmph, int seq) {
        boolean unreachable = icmph.type() == IcmpHeader.DEST_UNREACH;
        if (unreachable && icmph.code() == FRAG_NEEDED) {
            mtuReduced(net, tp, icmph.restOfHeader() & 0xffff);
            return;
        }
        int errno = errno(icmph.type(), icmph.code());
        if (errno == 0) {
            return;
        }
        if (unreachable && icmph.code() <= HOST_UNREACH) {
            rtoRevert(net, tp, seq);
        }
        if (!failed(net, tp, errno)) {
            tp.errSoft = errno;
        }
    }

    /** 0 for messages that change nothing. */
    private static int errno(int type, int code) {
        return switch (type) {
            case IcmpHeader.PARAMETER_PROBLEM -> EPROTO;
            case IcmpHeader.TIME_EXCEEDED -> TcpDone.EHOSTUNREACH;
            case IcmpHeader.DEST_UNREACH -> code < UNREACH.length ? UNREACH[code] : 0;
            default -> 0;
        };
    }

    /** tcp_req_err(): a request that cannot be answered is forgotten without a word. */
    static void reqErr(TcpNet net, RequestSock req, int seq, boolean abort) {
        if (seq != req.sntIsn) {
            net.linux.inc(LinuxMib.OUT_OF_WINDOW_ICMPS);
        } else if (abort) {
            TcpCheckReq.drop(net, req);
            net.linux.inc(LinuxMib.LISTEN_DROPS);
        }
    }

    /**
     * True if it was a connection that is not there yet: it fails. One that is goes on, and remembers the error for when it
     * is given up.
     */
    static boolean failed(TcpNet net, TcpSock tp, int errno) {
        // A fast open connection that was accepted is as good as established.
        boolean taken = tp.fastopenRsk != null && tp.accepted;
        boolean fails = tp.state().inHandshake() && !taken;
        if (fails) {
            TcpDone.error(net, tp, errno);
        }
        return fails;
    }

    /**
     * tcp_ld_RTO_revert(): a router says that it is the path that is broken, not that it is crowded, so that the last doubling
     * of the timeout is taken back (RFC 6069).
     */
    static void rtoRevert(TcpNet net, TcpSock tp, int seq) {
        if (tp.fastopenRsk != null || seq != tp.sndUna || tp.retransmits == 0 || tp.backoff == 0 || tp.rtx.isEmpty()) {
            return;
        }
        tp.backoff--;
        if (tp.srttUs != 0) {
            TcpRttEstimator.setRto(net, tp);
        } else {
            tp.rto = TcpTimers.TIMEOUT_INIT;
        }
        tp.rto = TcpTimers.rtoBackoff(net, tp);
        long remaining = TcpTimers.rtoDelta(net, tp);
        if (remaining > 0) {
            TcpTimers.resetXmitTimer(net, tp, TcpSock.TIME_RETRANS, remaining);
        } else {
            TcpTimers.retransmitTimer(net, tp);
        }
    }

    /** tcp_v4_mtu_reduced(): the path is narrower than was known; what was too long for it goes out again. */
    static void mtuReduced(TcpNet net, TcpSock tp, int told) {
        net.paths.update(tp.flow.remote(), told, net.settings.options().mtu(), net.now);
        int mtu = net.pathMtu(tp.flow);
        if (tp.pmtu > mtu) {
            TcpMss.sync(net, tp, mtu);
            TcpLoss.simpleRetransmit(net, tp);
        }
    }
}
