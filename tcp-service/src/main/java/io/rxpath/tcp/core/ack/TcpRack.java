package io.rxpath.tcp.core.ack;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.tcp.core.output.RtxQueue;
import io.rxpath.tcp.core.output.SentSeg;
import io.rxpath.tcp.core.output.TcpRetransmitSkb;
import io.rxpath.tcp.core.sock.AckSample;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * Which segments are lost: those sent long enough before one that has arrived (RACK, RFC 8985). This finds lost
 * retransmissions too.
 *
 * <p>Kernel: net/ipv4/tcp_recovery.c tcp_rack_advance(), tcp_rack_detect_loss(), tcp_rack_mark_lost(),
 * tcp_rack_reo_wnd(), tcp_rack_update_reo_wnd(), tcp_rack_reo_timeout(), tcp_newreno_mark_lost();
 * net/ipv4/tcp_input.c tcp_mark_skb_lost().
 */
public final class TcpRack {
    private static final int STATIC_REO_WND = 2;
    private static final int NO_DUPTHRESH = 4;
    private static final int RECOVERY_THRESH = 16;
    private static final long TIMEOUT_MIN_US = 2_000;

    private TcpRack() {}

    /** A segment was delivered. */
    static void advance(TcpNet net, TcpSock tp, SentSeg seg) {
        int rttUs = net.sinceMicros(seg.sent);
        if (rttUs < tp.minRttUs && (seg.everRetrans() || seg.retrans())) {
            // Cannot be told from the arrival of the original.
            return;
        }
        tp.rackAdvanced = true;
        tp.rackRttUs = rttUs;
        if (sentAfter(seg.sent, tp.rackMstamp, seg.endSeq, tp.rackEndSeq)) {
            tp.rackMstamp = seg.sent;
            tp.rackEndSeq = seg.endSeq;
        }
    }

    static boolean sentAfter(long t1, long t2, int seq1, int seq2) {
        return t1 > t2 || t1 == t2 && Seq.after(seq1, seq2);
    }

    /** tcp_mark_skb_lost(). */
    static void markSkbLost(TcpNet net, TcpSock tp, SentSeg seg) {
        boolean again = seg.lost() && seg.retrans();
        if (tp.rtx.markLost(seg)) {
            tp.lost++;
            if (again) {
                net.linux.inc(LinuxMib.TCP_LOST_RETRANSMIT);
            }
        }
    }

    /** Microseconds until the segment counts as lost, 0 or less if it does. */
    static long timeout(TcpNet net, TcpSock tp, SentSeg seg, long reoWnd) {
        return tp.rackRttUs + reoWnd - net.sinceMicros(seg.sent);
    }

    /** tcp_rack_detect_loss(): marks what is lost; returns how long the rest may still take, microseconds. */
    private static long detectLoss(TcpNet net, TcpSock tp) {
        RtxQueue rtx = tp.rtx;
        long reoWnd = reorderingWindowUs(net, tp);
        long wait = 0;
        for (int i = 0; i < rtx.size(); i++) {
            SentSeg seg = rtx.get(i);
            boolean out = !seg.sacked() && !(seg.lost() && !seg.retrans());
            if (!out || !sentAfter(tp.rackMstamp, seg.sent, tp.rackEndSeq, seg.endSeq)) {
                continue;
            }
            long remaining = timeout(net, tp, seg, reoWnd);
            if (remaining <= 0) {
                markSkbLost(net, tp, seg);
            } else {
                wait = Math.max(wait, remaining);
            }
        }
        return wait;
    }

    /** tcp_identify_packet_loss(). */
    static void identifyLoss(TcpNet net, TcpSock tp, AckSample ack) {
        if (tp.rtx.isEmpty()) {
            return;
        }
        if (!tp.sackOk) {
            newrenoMarkLost(net, tp, ack.has(AckSample.SND_UNA_ADVANCED));
            return;
        }
        int priorRetrans = tp.rtx.retransOut();
        if (markLost(net, tp)) {
            ack.flags &= ~AckSample.SET_XMIT_TIMER;
        }
        if (priorRetrans > tp.rtx.retransOut()) {
            ack.flags |= AckSample.LOST_RETRANS;
        }
    }

    /** tcp_rack_mark_lost(): true if the reordering timer keeps watch. */
    private static boolean markLost(TcpNet net, TcpSock tp) {
        if (!tp.rackAdvanced) {
            return false;
        }
        tp.rackAdvanced = false;
        long wait = detectLoss(net, tp);
        if (wait > 0) {
            TcpTimers.resetXmitTimer(net, tp, TcpSock.TIME_REO, TcpTimers.jiffies((wait + TIMEOUT_MIN_US) * 1000));
        }
        return wait > 0;
    }

    private static void newrenoMarkLost(TcpNet net, TcpSock tp, boolean advanced) {
        boolean third = tp.caState < TcpSock.CA_RECOVERY && tp.renoSacked >= tp.reordering;
        if (third || tp.caState == TcpSock.CA_RECOVERY && advanced) {
            SentSeg head = tp.rtx.get(0);
            if (!head.lost()) {
                markSkbLost(net, tp, head);
            }
        }
    }

    private static long reorderingWindowUs(TcpNet net, TcpSock tp) {
        if (tp.reordSeen == 0) {
            boolean threshold = (net.settings.sender().recovery() & NO_DUPTHRESH) == 0;
            if (tp.caState >= TcpSock.CA_RECOVERY || threshold && TcpCong.sackedOut(tp) >= tp.reordering) {
                return 0;
            }
        }
        // Without a sample the minimum is as good as endless.
        long minRtt = tp.minRttUs == Integer.MAX_VALUE ? 0xffff_ffffL : tp.minRttUs;
        return Math.min((minRtt >> 2) * tp.reoWndSteps & 0xffff_ffffL, tp.srttUs >> 3);
    }

    /** tcp_rack_update_reo_wnd(): a round with D-SACKs makes it more patient. */
    static void updateReoWnd(TcpNet net, TcpSock tp, AckSample ack) {
        if ((net.settings.sender().recovery() & STATIC_REO_WND) != 0 || ack.priorDelivered == 0) {
            return;
        }
        if (ack.priorDelivered < tp.rackLastDelivered) {
            tp.rackDsackSeen = false;
        }
        if (tp.rackDsackSeen) {
            tp.reoWndSteps = Math.min(0xff, tp.reoWndSteps + 1);
            tp.rackDsackSeen = false;
            tp.rackLastDelivered = tp.delivered;
            tp.reoWndPersist = RECOVERY_THRESH;
        } else if (tp.reoWndPersist == 0) {
            tp.reoWndSteps = 1;
        }
    }

    /** tcp_rack_reo_timeout(): what was only late is lost now. */
    public static void reoTimeout(TcpNet net, TcpSock tp) {
        long lost = tp.lost;
        int priorInFlight = TcpCong.inFlight(tp);
        detectLoss(net, tp);
        if (priorInFlight != TcpCong.inFlight(tp)) {
            if (tp.caState != TcpSock.CA_RECOVERY) {
                TcpFastretrans.enterRecovery(net, tp, false);
                TcpCong.reduction(net, tp, 1, (int) (tp.lost - lost), false);
            }
            TcpRetransmitSkb.xmitRetransmitQueue(net, tp);
        }
        if (tp.xmitPending != TcpSock.TIME_RETRANS) {
            TcpTimers.rearmRto(net, tp);
        }
    }
}
