package io.rxpath.tcp.core.output;

import io.rxpath.tcp.core.ack.TcpCong;
import io.rxpath.tcp.core.sock.DeliveryRate;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Segments at a rate in place of bursts. A queue of the device that paces (fq) gets them with the time of their departure;
 * without one TCP itself waits, if the socket's rate is limited.
 *
 * <p>Kernel: net/ipv4/tcp_output.c tcp_update_skb_after_send(), tcp_pacing_check(), tcp_pace_kick(), tcp_tsq_write();
 * include/net/tcp.h tcp_needs_internal_pacing(), tcp_pacing_delay(); net/core/sock.c SO_MAX_PACING_RATE.
 */
public final class TcpPacing {
    private static final long SECOND = 1_000_000_000L;

    /** Segments at the beginning that are not paced. */
    private static final int UNPACED = 10;

    private TcpPacing() {}

    /** SO_MAX_PACING_RATE was set, or is inherited. */
    public static void limit(TcpSock tp) {
        tp.rate.pacingRate = least(tp.rate.pacingRate, tp.opts.maxPacingRate);
    }

    /** The smaller of two rates, either of which may be {@link DeliveryRate#UNLIMITED}. */
    public static long least(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }

    /** A segment departs now, or when those before it have. */
    static void stamp(TcpNet net, TcpSock tp) {
        tp.pacing.wstamp = Math.max(tp.pacing.wstamp, net.now);
    }

    /**
     * tcp_update_skb_after_send(): how long it occupies the line at the socket's rate. What it departed late by counts for
     * up to half of that.
     *
     * @param len bytes of data
     * @param prior the departure before, or when it could have departed
     */
    static void updateAfterSend(TcpSock tp, int len, long prior) {
        long rate = tp.rate.pacingRate;
        boolean paced = tp.pacing.fq || tp.opts.paced;
        if (!paced || rate == DeliveryRate.UNLIMITED || rate == 0 || tp.dataSegsOut < UNPACED) {
            return;
        }
        long nanos = Long.divideUnsigned(len * SECOND, rate);
        nanos -= Math.min(nanos / 2, tp.pacing.wstamp - prior);
        tp.pacing.wstamp += nanos;
    }

    /** tcp_pacing_check(): true if it is too early to send; a timer will say when. */
    static boolean check(TcpNet net, TcpSock tp) {
        if (tp.pacing.fq || !tp.opts.paced || tp.pacing.wstamp <= net.now) {
            return false;
        }
        if (tp.pacing.timer == SockCommon.NEVER) {
            tp.pacing.timer = tp.pacing.wstamp;
        }
        return true;
    }

    /** tcp_pacing_delay(): whole jiffies until the next departure, ns. */
    public static long delay(TcpNet net, TcpSock tp) {
        return Math.max(0, tp.pacing.wstamp - net.now) / TcpNet.JIFFY * TcpNet.JIFFY;
    }

    /** tcp_pace_kick(), tcp_tsq_write(): it is time. */
    public static void kick(TcpNet net, TcpSock tp) {
        tp.pacing.timer = SockCommon.NEVER;
        switch (tp.state()) {
            case ESTABLISHED, FIN_WAIT1, CLOSING, CLOSE_WAIT, LAST_ACK -> {
                if (tp.rtx.lostOut() > tp.rtx.retransOut() && tp.cwnd > TcpCong.inFlight(tp)) {
                    TcpRetransmitSkb.xmitRetransmitQueue(net, tp);
                }
                TcpWriteXmit.writeAll(net, tp);
                SkStream.checkSpace(net, tp);
            }
            default -> {
                // There is nothing left to send.
            }
        }
    }
}
