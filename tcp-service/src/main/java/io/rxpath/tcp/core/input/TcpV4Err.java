package io.rxpath.tcp.core.input;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.ack.TcpLoss;
import io.rxpath.tcp.core.output.TcpMss;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * ICMP errors about segments of ours.
 *
 * <p>Kernel: net/ipv4/tcp_ipv4.c tcp_v4_err(), tcp_req_err(), tcp_v4_mtu_reduced(); net/ipv4/icmp.c icmp_err_convert[].
 */
final class TcpV4Err {
    private static final int FRAG_NEEDED = 4;
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
        SockCommon sk = net.hash.lookup(flow);
        int errno = errno(icmph.type(), icmph.code());
        if (sk instanceof RequestSock req) {
            request(net, req, th.seq(), icmph.type(), icmph.code());
        } else if (sk instanceof TcpSock tp) {
            RequestSock fastopen = tp.fastopenRsk;
            int una = fastopen == null ? tp.sndUna : fastopen.sntIsn;
            if (!Seq.between(th.seq(), una, tp.sndNxt)) {
                net.linux.inc(LinuxMib.OUT_OF_WINDOW_ICMPS);
            } else if (icmph.type() == IcmpHeader.DEST_UNREACH && icmph.code() == FRAG_NEEDED) {
                mtuReduced(net, tp, icmph.restOfHeader() & 0xffff);
            } else if (errno != 0) {
                connection(net, tp, errno);
            }
            if (!tp.destroyed) {
                net.settle(tp);
            }
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
    private static void request(TcpNet net, RequestSock req, int seq, int type, int code) {
        if (seq != req.sntIsn) {
            net.linux.inc(LinuxMib.OUT_OF_WINDOW_ICMPS);
            return;
        }
        boolean unreachable = type == IcmpHeader.DEST_UNREACH && code <= 1;
        if (unreachable || type == IcmpHeader.PARAMETER_PROBLEM || type == IcmpHeader.TIME_EXCEEDED) {
            TcpCheckReq.drop(net, req);
            net.linux.inc(LinuxMib.LISTEN_DROPS);
        }
    }

    /** A connection goes on and remembers the error for when it is given up; one that is not there yet fails. */
    private static void connection(TcpNet net, TcpSock tp, int errno) {
        // A fast open connection that was accepted is as good as established.
        boolean taken = tp.fastopenRsk != null && tp.accepted;
        if (tp.state().inHandshake() && !taken) {
            TcpDone.error(net, tp, errno);
        } else {
            tp.errSoft = errno;
        }
    }

    /** tcp_v4_mtu_reduced(): the path is narrower than was known; what was too long for it goes out again. */
    private static void mtuReduced(TcpNet net, TcpSock tp, int told) {
        net.paths.update(tp.flow.remote(), told, net.settings.options().mtu(), net.now);
        int mtu = net.pathMtu(tp.flow);
        if (tp.pmtu > mtu) {
            TcpMss.sync(net, tp, mtu);
            TcpLoss.simpleRetransmit(net, tp);
        }
    }
}
