package io.rxpath.tcp.core.ack;

import io.rxpath.skb.Seq;
import io.rxpath.tcp.core.output.RtxQueue;
import io.rxpath.tcp.core.output.SentSeg;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * Which segments are lost: those sent long enough before one that has arrived (RACK, RFC 8985). This finds lost
 * retransmissions too.
 *
 * <p>Kernel: net/ipv4/tcp_recovery.c tcp_rack_advance(), tcp_rack_detect_loss(), tcp_rack_mark_lost().
 */
final class TcpRack {
    private static final int REORDERING = 3;

    private TcpRack() {}

    /** A segment was delivered that went out at {@code sent}. */
    static void advance(TcpNet net, TcpSock tp, SentSeg seg) {
        int rttUs = net.sinceMicros(seg.sent);
        if (seg.everRetrans() && rttUs < tp.minRttUs) {
            // Cannot be told from the arrival of the original.
            return;
        }
        tp.rackRttUs = rttUs;
        if (sentAfter(seg.sent, tp.rackMstamp, seg.endSeq, tp.rackEndSeq)) {
            tp.rackMstamp = seg.sent;
            tp.rackEndSeq = seg.endSeq;
        }
    }

    private static boolean sentAfter(long t1, long t2, int seq1, int seq2) {
        return t1 > t2 || t1 == t2 && Seq.after(seq1, seq2);
    }

    /** Marks what is lost; what may still be late arms the reordering timer. Returns how many were marked. */
    static int markLost(TcpNet net, TcpSock tp) {
        boolean inOrder = tp.caState == TcpSock.CA_OPEN && tp.rtx.sackedOut() == 0;
        if (tp.rackMstamp == 0 || inOrder) {
            return 0;
        }
        RtxQueue rtx = tp.rtx;
        long reoWnd = reorderingWindowUs(tp);
        long wait = 0;
        int marked = 0;
        for (int i = 0; i < rtx.size(); i++) {
            SentSeg seg = rtx.get(i);
            if (seg.sacked() || seg.lost() && !seg.retrans()) {
                continue;
            }
            if (!sentAfter(tp.rackMstamp, seg.sent, tp.rackEndSeq, seg.endSeq)) {
                continue;
            }
            long remaining = tp.rackRttUs + reoWnd - net.sinceMicros(seg.sent);
            if (remaining <= 0) {
                rtx.markLost(seg);
                marked++;
            } else {
                wait = Math.max(wait, remaining);
            }
        }
        if (wait > 0) {
            TcpTimers.resetXmitTimer(net, tp, TcpSock.TIME_REO, wait * 1000 + TcpNet.JIFFY);
        }
        return marked;
    }

    private static long reorderingWindowUs(TcpSock tp) {
        if (tp.caState >= TcpSock.CA_RECOVERY || tp.rtx.sackedOut() >= REORDERING) {
            return 0;
        }
        int minRtt = tp.minRttUs == Integer.MAX_VALUE ? 0 : tp.minRttUs;
        return Math.min(minRtt >> 2, tp.srttUs >> 3);
    }
}
