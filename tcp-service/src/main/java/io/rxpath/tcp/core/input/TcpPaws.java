package io.rxpath.tcp.core.input;

import io.rxpath.skb.Seq;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.tcp.core.ack.TcpAck;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Protection against wrapped sequence numbers by timestamps (RFC 7323).
 *
 * <p>Kernel: include/net/tcp.h tcp_paws_check(); net/ipv4/tcp_input.c tcp_disordered_ack_check(),
 * tcp_replace_ts_recent().
 */
public final class TcpPaws {
    /** A stored timestamp is believed for so long: 2147 s (TCP_PAWS_WRAP). */
    private static final long WRAP_NANOS = 2147L * 1_000_000_000L;

    /** A timestamp lives so long in the network: 60 s (TCP_PAWS_MSL). */
    private static final long MSL_NANOS = 60L * 1_000_000_000L;

    private TcpPaws() {}

    /** tcp_paws_check(): true if the timestamp is not older than the stored one by more than {@code window} ticks. */
    public static boolean check(long now, int tsRecent, long tsRecentStamp, int tsVal, int window) {
        return tsRecent - tsVal <= window || now - tsRecentStamp >= WRAP_NANOS || tsRecent == 0;
    }

    /** tcp_paws_reject(): of a RST, too, unless the stored timestamp is a minute old (its sender may have started anew). */
    static boolean reject(long now, int tsRecent, long tsRecentStamp, TcpSkbCb cb) {
        return !check(now, tsRecent, tsRecentStamp, cb.opt.tsVal, 0) && !(cb.rst() && now - tsRecentStamp >= MSL_NANOS);
    }

    /** Why the segment fails, NOT_DROPPED_YET if it does not: an ACK overtaken by a later one is let through. */
    static SkbDropReason disordered(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        if (check(net.now, tp.tsRecent, tp.tsRecentStamp, cb.opt.tsVal, 1)) {
            return SkbDropReason.NOT_DROPPED_YET;
        }
        if (!cb.ack() || cb.hasSequence()) {
            return SkbDropReason.TCP_RFC7323_PAWS;
        }
        if (cb.seq != tp.rcvNxt) {
            return Seq.before(cb.seq, tp.rcvNxt) ? SkbDropReason.TCP_RFC7323_PAWS_ACK : SkbDropReason.TCP_RFC7323_PAWS;
        }
        boolean duplicate = cb.ackSeq == tp.sndUna && !TcpAck.mayUpdateWindow(tp, cb, cb.window << tp.sndWscale);
        // Ticks are milliseconds; a replay may be 1.2 RTOs old.
        boolean recent = tp.tsRecent - cb.opt.tsVal <= tp.rto * 12 / 10 / 1_000_000;
        return duplicate && recent ? SkbDropReason.NOT_DROPPED_YET : SkbDropReason.TCP_RFC7323_PAWS;
    }

    /** tcp_replace_ts_recent(): the timestamp of a segment that the last ACK sent did not cover yet. True if it is later. */
    public static boolean replaceTsRecent(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        if (tp.tstampOk
                && cb.opt.sawTimestamp
                && !Seq.after(cb.seq, tp.rcvWup)
                && check(net.now, tp.tsRecent, tp.tsRecentStamp, cb.opt.tsVal, 0)) {
            boolean later = cb.opt.tsVal - tp.tsRecent > 0;
            store(net, tp, cb);
            return later;
        }
        return false;
    }

    /** tcp_store_ts_recent(). */
    static void store(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        tp.tsRecent = cb.opt.tsVal;
        tp.tsRecentStamp = net.now;
    }
}
