package io.rxpath.tcp.core.input;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Icmp6Mib;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * ICMPv6 errors about segments of ours.
 *
 * <p>Kernel: net/ipv6/tcp_ipv6.c tcp_v6_err(), tcp_v6_mtu_reduced(); net/ipv6/icmp.c icmpv6_err_convert().
 */
final class TcpV6Err {
    private static final int DEST_UNREACH = 1;
    private static final int PKT_TOOBIG = 2;
    private static final int TIME_EXCEED = 3;
    private static final int PARAMPROB = 4;
    private static final int NOROUTE = 0;
    private static final int MIN_MTU = 1280;

    private static final int EACCES = 13;
    private static final int EPROTO = 71;
    private static final int ENETUNREACH = 101;
    /** tab_unreach[] by code. */
    private static final int[] UNREACH = {
        ENETUNREACH, EACCES, TcpDone.EHOSTUNREACH, TcpDone.EHOSTUNREACH, TcpDone.ECONNREFUSED, EACCES, EACCES
    };
    /** Codes of a segment that will never arrive. */
    private static final int FATAL_CODES = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6;

    private TcpV6Err() {}

    /**
     * The message.
     *
     * @param skb data at its ICMPv6 header, the transport header at the quoted TCP header, of which eight bytes are there; flow
     *     is that of the quoted segment, the local end being who has sent it
     */
    static void err(TcpNet net, SkBuff skb, FlowKey flow) {
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data());
        int seq = new TcpHeader(skb.buf(), skb.transportHeader()).seq();
        SockCommon sk = net.hash.lookup(flow, skb.iif);
        if (sk == null) {
            net.icmp6.inc(Icmp6Mib.IN_ERRORS);
        } else if (sk instanceof RequestSock req) {
            TcpV4Err.reqErr(net, req, seq, fatal(icmph.type(), icmph.code()));
        } else if (sk instanceof TcpSock tp) {
            if (TcpV4Err.inFlight(net, tp, seq)) {
                message(net, tp, icmph, seq);
            }
            if (!tp.destroyed) {
                net.settle(tp);
            }
        }
    }

    private static void message(TcpNet net, TcpSock tp, IcmpHeader icmph, int seq) {
        int type = icmph.type();
        if (type == PKT_TOOBIG) {
            mtuReduced(net, tp, icmph.restOfHeader());
            return;
        }
        int errno = errno(type, icmph.code());
        if (TcpV4Err.failed(net, tp, errno)) {
            return;
        }
        if (type == DEST_UNREACH && icmph.code() == NOROUTE) {
            TcpV4Err.rtoRevert(net, tp, seq);
        }
        tp.errSoft = errno;
    }

    private static boolean fatal(int type, int code) {
        return switch (type) {
            case DEST_UNREACH -> code >= UNREACH.length || (FATAL_CODES >> code & 1) != 0;
            case PARAMPROB -> true;
            default -> false;
        };
    }

    private static int errno(int type, int code) {
        return switch (type) {
            case DEST_UNREACH -> code < UNREACH.length ? UNREACH[code] : EPROTO;
            case TIME_EXCEED -> TcpDone.EHOSTUNREACH;
            default -> EPROTO;
        };
    }

    /** tcp_v6_mtu_reduced(): a smaller MTU than IPv6 allows is not believed, a larger one than is thought changes nothing. */
    private static void mtuReduced(TcpNet net, TcpSock tp, int info) {
        if (Integer.compareUnsigned(info, MIN_MTU) >= 0 && Integer.compareUnsigned(info, tp.pmtu) < 0) {
            TcpV4Err.mtuReduced(net, tp, info);
        }
    }
}
