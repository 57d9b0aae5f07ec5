package io.rxpath.tcp.core.input;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Hop;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpMib;
import io.rxpath.tcp.core.output.TcpSendReply;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TimewaitSock;
import org.jspecify.annotations.Nullable;

/**
 * The entry of TCP: header and checksum, whose segment it is, and off to that socket. Every segment that comes in here
 * is accounted for here.
 *
 * <p>The checksum of a short segment is verified first, that of a long one when its socket is known, as in the kernel:
 * the socket counts a bad one.
 *
 * <p>Kernel: net/ipv4/tcp_ipv4.c tcp_v4_rcv(), tcp_v4_do_rcv().
 */
public final class TcpV4Rcv {
    private static final int LONGEST_HEADER = 60;
    /** Up to here a checksum is verified at once. */
    private static final int CHECKSUM_BREAK = 76;

    private static final String PLACE = "tcp_v4_rcv";

    private long localHi;
    private long localLo;
    private long remoteHi;
    private long remoteLo;
    private int tos;
    private int dif;

    /** The entry; it keeps the addresses of the segment at hand. */
    public TcpV4Rcv() {}

    /** One packet from IP, data at the TCP header. */
    public void rcv(TcpNet net, SkBuff skb) {
        net.ledger.received(skb.segments());
        skb.passed(Hop.TCP, net.now);
        if (icmp(net, skb)) {
            net.consume(skb, "icmp");
            return;
        }
        if (skb.pktType != PacketType.HOST) {
            net.drop(skb, SkbDropReason.NOT_SPECIFIED, PLACE);
            return;
        }
        net.tcp.inc(TcpMib.IN_SEGS);
        if (skb.dataLen() > 0 && skb.headLen() < LONGEST_HEADER) {
            skb.linearize();
        }
        SkbDropReason reason = TcpHeader.check(skb.buf(), skb.data(), skb.headLen());
        if (reason.dropped()) {
            if (reason == SkbDropReason.PKT_TOO_SMALL) {
                net.tcp.inc(TcpMib.IN_ERRS);
            }
            net.drop(skb, reason, PLACE);
            return;
        }
        addresses(skb);
        dif = skb.iif;
        boolean early = skb.len() <= CHECKSUM_BREAK;
        if (early && !checksumOk(skb)) {
            net.drop(skb, csumError(net), PLACE);
            return;
        }
        TcpSkbCb cb = net.cb;
        cb.fill(skb, tos);
        dispatch(net, skb, cb, early);
    }

    private @Nullable ListenSock lookupListener(TcpNet net, int localPort, int remotePort) {
        return net.hash.lookupListener(localHi, localLo, localPort, remoteHi, remoteLo, remotePort, dif);
    }

    /** True if it was an ICMP message that quotes a segment of ours; of IPv6 ip-service says whose. */
    private static boolean icmp(TcpNet net, SkBuff skb) {
        FlowKey flow = skb.flow;
        if (flow != null && skb.ipProtocol == IpProtocol.ICMPV6) {
            TcpV6Err.err(net, skb, flow);
            return true;
        }
        int at = skb.networkHeader();
        boolean icmp = at >= 0
                && (skb.buf()[at] & 0xf0) == 0x40
                && new Ipv4Header(skb.buf(), at).protocol() == IpProtocol.ICMP;
        if (icmp) {
            TcpV4Err.err(net, skb);
        }
        return icmp;
    }

    private static SkbDropReason csumError(TcpNet net) {
        net.tcp.inc(TcpMib.IN_CSUM_ERRORS);
        net.tcp.inc(TcpMib.IN_ERRS);
        return SkbDropReason.TCP_CSUM;
    }

    private void dispatch(TcpNet net, SkBuff skb, TcpSkbCb cb, boolean verified) {
        TcpHeader th = new TcpHeader(skb.buf(), skb.data());
        int localPort = th.dest();
        int remotePort = th.source();
        SockCommon sk = net.hash.lookup(localHi, localLo, remoteHi, remoteLo, localPort, remotePort, dif);
        if (sk != null || lookupListener(net, localPort, remotePort) != null) {
            SkbDropReason hash = TcpInboundHash.check(net, sk, skb.buf(), skb.data());
            if (hash.dropped()) {
                if (sk instanceof TcpSock tp) {
                    tp.drops += cb.segs;
                    net.settle(tp);
                }
                net.drop(skb, hash, PLACE);
                return;
            }
        }
        if (!verified && !checksumOk(skb)) {
            if (sk instanceof TcpSock tp) {
                segsIn(tp, cb);
                // Elsewhere it is tcp_v4_do_rcv() that frees it, which counts at no socket.
                tp.drops += tp.state() == TcpState.ESTABLISHED ? cb.segs : 0;
                net.settle(tp);
            }
            // tcp_v4_do_rcv() looks for sockets of their own; for the rest tcp_v4_rcv() itself does.
            boolean own = sk instanceof TcpSock || (sk == null && lookupListener(net, localPort, remotePort) != null);
            net.drop(skb, csumError(net), own ? "tcp_v4_do_rcv" : PLACE);
            return;
        }
        if (sk != null) {
            account(net, sk.flow, sk.boundDev, skb, cb, toSock(net, sk, skb, cb));
            return;
        }
        FlowKey flow = new FlowKey(localHi, localLo, remoteHi, remoteLo, localPort, remotePort);
        ListenSock listener = lookupListener(net, localPort, remotePort);
        SkbDropReason reason = listener == null
                ? cb.resetAndDrop(SkbDropReason.NO_SOCKET, PLACE)
                : TcpConnRequest.rcv(net, listener, flow, skb, cb, 0);
        account(net, flow, listener == null ? 0 : listener.boundDev, skb, cb, reason);
    }

    private static SkbDropReason toSock(TcpNet net, SockCommon sk, SkBuff skb, TcpSkbCb cb) {
        if (sk instanceof TcpSock tp) {
            segsIn(tp, cb);
            tp.skbHash = skb.hash;
            SkbDropReason reason = tp.state() == TcpState.ESTABLISHED
                    ? TcpRcvEstablished.rcv(net, tp, skb, cb)
                    : TcpRcvStateProcess.rcv(net, tp, skb, cb);
            // tcp_drop_reason() counts; tcp_v4_do_rcv(), which answers with a reset, does not.
            if (reason.dropped() && !cb.reset) {
                tp.drops += cb.segs;
            }
            if (!tp.destroyed) {
                net.settle(tp);
            }
            return reason;
        }
        if (sk instanceof RequestSock req) {
            SkbDropReason reason = TcpCheckReq.rcv(net, req, skb, cb);
            if (req.hashed) {
                net.settle(req);
            }
            return reason;
        }
        return TcpTimewait.rcv(net, (TimewaitSock) sk, skb, cb);
    }

    /** tcp_segs_in(). */
    private static void segsIn(TcpSock tp, TcpSkbCb cb) {
        tp.segsIn += cb.segs;
        tp.dataSegsIn += cb.len > 0 ? cb.segs : 0;
    }

    private static void account(TcpNet net, FlowKey flow, int boundDev, SkBuff skb, TcpSkbCb cb, SkbDropReason reason) {
        if (reason.dropped()) {
            if (cb.reset && !TcpInboundHash.signed(skb)) {
                TcpSendReply.sendReset(net, flow, boundDev, skb.hash, cb);
            }
            net.drop(skb, reason, cb.place);
        } else if (reason == SkbDropReason.SKB_CONSUMED) {
            net.consume(skb, cb.why);
        }
    }

    private void addresses(SkBuff skb) {
        int at = skb.networkHeader();
        if (at < 0) {
            FlowKey flow = skb.flow;
            if (flow == null) {
                throw new IllegalStateException("a segment without IP header and flow: " + skb);
            }
            localHi = flow.localHi();
            localLo = flow.localLo();
            remoteHi = flow.remoteHi();
            remoteLo = flow.remoteLo();
            tos = skb.tos;
            return;
        }
        if ((skb.buf()[at] & 0xf0) == 0x60) {
            Ipv6Header ip6 = new Ipv6Header(skb.buf(), at);
            localHi = ip6.daddrHi();
            localLo = ip6.daddrLo();
            remoteHi = ip6.saddrHi();
            remoteLo = ip6.saddrLo();
            tos = ip6.trafficClass();
            return;
        }
        Ipv4Header iph = new Ipv4Header(skb.buf(), at);
        localHi = 0;
        localLo = 0xffff_0000_0000L | iph.daddr() & 0xffff_ffffL;
        remoteHi = 0;
        remoteLo = 0xffff_0000_0000L | iph.saddr() & 0xffff_ffffL;
        tos = iph.tos();
    }

    private boolean checksumOk(SkBuff skb) {
        if (skb.ipSummed == IpSummed.UNNECESSARY || skb.ipSummed == IpSummed.PARTIAL) {
            return true;
        }
        int len = skb.len();
        long pseudo = localHi == 0 && localLo >>> 32 == 0xffff
                ? InternetChecksum.pseudoV4((int) remoteLo, (int) localLo, IpProtocol.TCP, len)
                : InternetChecksum.pseudo(remoteHi, remoteLo, localHi, localLo, IpProtocol.TCP, len);
        if (skb.dataLen() > 0) {
            skb.linearize();
        }
        return InternetChecksum.finish(InternetChecksum.partial(skb.buf(), skb.data(), len, pseudo)) == 0;
    }
}
