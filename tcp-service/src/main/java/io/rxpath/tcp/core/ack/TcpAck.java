package io.rxpath.tcp.core.ack;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.input.TcpChallengeAck;
import io.rxpath.tcp.core.input.TcpFastPath;
import io.rxpath.tcp.core.input.TcpPaws;
import io.rxpath.tcp.core.output.SendQueue;
import io.rxpath.tcp.core.output.SentSeg;
import io.rxpath.tcp.core.output.TcpWriteXmit;
import io.rxpath.tcp.core.queue.SkMem;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.state.StateKeys;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * The peer's acknowledgment: window, what of ours has arrived, RTT, loss.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_ack(), tcp_clean_rtx_queue(), tcp_fastretrans_alert(), tcp_ack_probe(),
 * tcp_ack_update_window().
 */
public final class TcpAck {
    /** The header was predicted: the window is unchanged and there is no SACK. */
    public static final int FLAG_FAST = 1;
    /** The timestamp may be stored. */
    public static final int FLAG_UPDATE_TS_RECENT = 2;
    /** The caller answers a bad acknowledgment itself. */
    public static final int FLAG_NO_CHALLENGE_ACK = 4;

    private static final int DUP_THRESH = 3;

    private TcpAck() {}

    /**
     * Takes the acknowledgment in. NOT_DROPPED_YET if it was good, SKB_CONSUMED if it is old but harmless, else why the
     * segment must be dropped.
     */
    public static SkbDropReason ack(TcpNet net, TcpSock tp, TcpSkbCb cb, int flags) {
        int priorUna = tp.sndUna;
        int ack = cb.ackSeq;
        if (Seq.before(ack, priorUna)) {
            int maxWindow = (int) Math.min(tp.maxWindow, tp.bytesAcked);
            if (Seq.before(ack, priorUna - maxWindow)) {
                challenge(net, tp, flags);
                return SkbDropReason.TCP_TOO_OLD_ACK;
            }
            oldAck(net, tp, cb, priorUna);
            return SkbDropReason.SKB_CONSUMED;
        }
        if (Seq.after(ack, tp.sndNxt)) {
            challenge(net, tp, flags);
            return SkbDropReason.TCP_ACK_UNSENT_DATA;
        }
        boolean advanced = Seq.after(ack, priorUna);
        if (advanced) {
            tp.retransmits = 0;
        }
        if ((flags & FLAG_UPDATE_TS_RECENT) != 0) {
            TcpPaws.replaceTsRecent(net, tp, cb);
        }
        boolean windowUpdated = false;
        if ((flags & FLAG_FAST) != 0 && advanced) {
            tp.sndWl1 = cb.seq;
            net.linux.inc(LinuxMib.TCP_HP_ACKS);
        } else {
            if (!cb.hasSequence()) {
                net.linux.inc(LinuxMib.TCP_PURE_ACKS);
            }
            windowUpdated = updateWindow(tp, cb);
        }
        int priorPackets = tp.rtx.size();
        int delivered = 0;
        if (tp.sackOk && cb.opt.sackCount > 0) {
            delivered += TcpSacktag.tag(net, tp, cb, priorUna);
        }
        if (tp.ecnOk && (cb.flags & TcpHeader.ECE) != 0) {
            ecnEcho(tp);
        }
        tp.errSoft = 0;
        tp.probesOut = 0;
        tp.rcvTstamp = net.now;
        if (priorPackets == 0) {
            ackProbe(net, tp);
            return SkbDropReason.NOT_DROPPED_YET;
        }
        delivered += cleanRtxQueue(net, tp, cb, priorUna);
        if (advanced) {
            TcpCong.tryUndo(net, tp, cb);
        }
        boolean dupAck = !advanced && !cb.hasSequence() && !windowUpdated && delivered == 0;
        fastretransAlert(net, tp, delivered, advanced, dupAck);
        return SkbDropReason.NOT_DROPPED_YET;
    }

    private static void challenge(TcpNet net, TcpSock tp, int flags) {
        if ((flags & FLAG_NO_CHALLENGE_ACK) == 0) {
            TcpChallengeAck.send(net, tp);
        }
    }

    private static void oldAck(TcpNet net, TcpSock tp, TcpSkbCb cb, int priorUna) {
        if (tp.sackOk && cb.opt.sackCount > 0 && !tp.rtx.isEmpty()) {
            int delivered = TcpSacktag.tag(net, tp, cb, priorUna);
            fastretransAlert(net, tp, delivered, false, false);
        }
    }

    /** tcp_ack_update_window(). Returns true if the window was taken over. */
    private static boolean updateWindow(TcpSock tp, TcpSkbCb cb) {
        int nwin = cb.window;
        if (!cb.syn()) {
            nwin <<= tp.sndWscale;
        }
        boolean updated = mayUpdateWindow(tp, cb, nwin);
        boolean changed = false;
        if (updated) {
            tp.sndWl1 = cb.seq;
            if (tp.sndWnd != nwin) {
                changed = true;
                tp.sndWnd = nwin;
                tp.predFlags = 0;
                TcpFastPath.check(tp);
                tp.maxWindow = Math.max(tp.maxWindow, nwin);
            }
        }
        return changed;
    }

    /** tcp_may_update_window(). */
    public static boolean mayUpdateWindow(TcpSock tp, TcpSkbCb cb, int nwin) {
        return Seq.after(cb.ackSeq, tp.sndUna)
                || Seq.after(cb.seq, tp.sndWl1)
                || cb.seq == tp.sndWl1 && (Integer.compareUnsigned(nwin, tp.sndWnd) > 0 || nwin == 0);
    }

    private static void ecnEcho(TcpSock tp) {
        if (tp.caState == TcpSock.CA_OPEN && !tp.rtx.isEmpty()) {
            TcpCong.reduce(tp, TcpSock.CA_CWR);
            tp.ecnQueueCwr = true;
        }
    }

    /** tcp_clean_rtx_queue(): takes out what is acknowledged. Returns how many segments were delivered with it. */
    private static int cleanRtxQueue(TcpNet net, TcpSock tp, TcpSkbCb cb, int priorUna) {
        int ack = cb.ackSeq;
        int delivered = 0;
        int acked = 0;
        boolean retransAcked = false;
        int syn = 0;
        long firstSent = 0;
        while (!tp.rtx.isEmpty()) {
            SentSeg seg = tp.rtx.get(0);
            if (Seq.after(seg.endSeq, ack)) {
                if (Seq.after(ack, seg.seq)) {
                    seg.seq = ack;
                }
                break;
            }
            if (seg.everRetrans()) {
                retransAcked = true;
            } else if (!seg.sacked() && firstSent == 0) {
                firstSent = seg.sent;
            }
            if (!seg.sacked()) {
                TcpRack.advance(net, tp, seg);
                delivered++;
            }
            acked++;
            tp.rtx.removeFirst();
            if (seg.syn) {
                tp.retransStamp = 0;
                syn = 1;
            }
        }
        if (tp.renoSacked > 0) {
            tp.renoSacked = Math.min(Math.max(0, tp.renoSacked - Math.max(0, acked - 1)), tp.rtx.size());
        }
        advanceSndUna(net, tp, ack, priorUna, syn);
        net.linux.add(LinuxMib.TCP_DELIVERED, delivered);
        if (acked > 0) {
            if (firstSent != 0 && !retransAcked) {
                sampleRtt(net, tp, net.sinceMicros(firstSent));
            } else if (cb.opt.sawTimestamp && tp.tstampOk && cb.opt.tsEcr != 0) {
                int delta = net.tsNow() - (cb.opt.tsEcr - tp.tsOff);
                if (delta >= 0 && delta < Integer.MAX_VALUE / 8000) {
                    sampleRtt(net, tp, Math.max(1, delta) * 1000);
                }
            }
            TcpTimers.rearmRto(net, tp);
        }
        return delivered;
    }

    private static void sampleRtt(TcpNet net, TcpSock tp, int rttUs) {
        TcpRttEstimator.sample(net, tp, rttUs);
        tp.backoff = 0;
    }

    private static void advanceSndUna(TcpNet net, TcpSock tp, int ack, int priorUna, int syn) {
        int n = ack - priorUna;
        if (n <= 0) {
            return;
        }
        long offset = tp.sendQueue.base() + n - syn;
        tp.sndUna = ack;
        tp.bytesAcked += n;
        SendQueue.Chunk done = tp.sendQueue.acknowledged(offset);
        while (done != null) {
            SkMem.unchargeWrite(tp, done.bytes.length);
            if (done.stored) {
                net.deletedKeys.add(StateKeys.write(tp.id, done.offset));
            }
            done = tp.sendQueue.acknowledged(offset);
        }
    }

    /** tcp_fastretrans_alert() and tcp_cong_control(). */
    static void fastretransAlert(TcpNet net, TcpSock tp, int delivered, boolean advanced, boolean dupAck) {
        boolean passed = !Seq.before(tp.sndUna, tp.highSeq);
        if (tp.caState != TcpSock.CA_OPEN && advanced && passed) {
            TcpCong.finish(tp);
            tp.retransStamp = 0;
            tp.renoSacked = 0;
        }
        int newlyLost = tp.sackOk ? TcpRack.markLost(net, tp) : renoMarkLost(tp, advanced, dupAck);
        boolean startRecovery = tp.caState == TcpSock.CA_OPEN || tp.caState == TcpSock.CA_CWR;
        if (startRecovery && tp.rtx.lostOut() > 0) {
            boolean wasCwr = tp.caState == TcpSock.CA_CWR;
            int ssthresh = tp.ssthresh;
            TcpCong.reduce(tp, TcpSock.CA_RECOVERY);
            if (wasCwr) {
                tp.ssthresh = ssthresh;
            }
            net.linux.inc(tp.sackOk ? LinuxMib.TCP_SACK_RECOVERY : LinuxMib.TCP_RENO_RECOVERY);
        }
        if (TcpCong.inRecovery(tp)) {
            int d = !tp.sackOk && dupAck ? 1 : delivered;
            TcpCong.reduction(tp, d, newlyLost, advanced);
        } else if (advanced && delivered > 0) {
            TcpCong.congAvoid(tp, delivered);
        }
        if (tp.caState >= TcpSock.CA_RECOVERY) {
            TcpWriteXmit.xmitRetransmitQueue(net, tp);
        }
    }

    /** A peer without SACK: three duplicates, or a partial acknowledgment in recovery, mean the first segment is lost. */
    private static int renoMarkLost(TcpSock tp, boolean advanced, boolean dupAck) {
        if (tp.rtx.isEmpty()) {
            tp.renoSacked = 0;
            return 0;
        }
        if (dupAck) {
            // What is lost or acknowledged cannot have arrived as well.
            int most = tp.rtx.size() - 1 - tp.rtx.lostOut();
            tp.renoSacked = Math.max(0, Math.min(tp.renoSacked + 1, most));
        }
        SentSeg head = tp.rtx.get(0);
        boolean third = tp.caState != TcpSock.CA_LOSS && tp.renoSacked >= DUP_THRESH;
        boolean partial = tp.caState == TcpSock.CA_RECOVERY && advanced;
        if ((third || partial) && !head.lost() && !head.retrans()) {
            tp.rtx.markLost(head);
            return 1;
        }
        return 0;
    }

    /** tcp_ack_probe(): nothing was in flight; does the window let the next segment through? */
    private static void ackProbe(TcpNet net, TcpSock tp) {
        if (tp.sndNxt == tp.writeSeq || tp.xmitPending != TcpSock.TIME_PROBE0) {
            return;
        }
        int next = Math.min(tp.writeSeq - tp.sndNxt, tp.mssCache);
        if (!Seq.after(tp.sndNxt + next, tp.wndEnd())) {
            tp.backoff = 0;
            tp.probesTstamp = 0;
            tp.xmitPending = TcpSock.TIME_NONE;
            tp.xmitTimer = SockCommon.NEVER;
        } else {
            TcpTimers.resetXmitTimer(net, tp, TcpSock.TIME_PROBE0, TcpTimers.probe0When(net, tp));
        }
    }

    /** tcp_data_snd_check(): sends what the acknowledgment allows, and tells the writer of room in the buffer. */
    public static void dataSndCheck(TcpNet net, TcpSock tp) {
        TcpWriteXmit.pushPendingFrames(net, tp);
        writeSpace(net, tp, false);
    }

    /** tcp_check_space(): the buffer follows the congestion window; news only when they are worth a wake-up. */
    public static void writeSpace(TcpNet net, TcpSock tp, boolean always) {
        if (tp.dead || tp.sndShutdown || !tp.announced) {
            return;
        }
        int wmemDefault = net.settings.memory().wmemDefault();
        int wmemMax = net.settings.memory().wmemMax();
        long wanted = 2L * Math.max(TcpCong.INIT_CWND, tp.cwnd) * tp.mssCache;
        long buffer = Math.min(wmemMax, Math.max(wmemDefault, wanted));
        long limit = tp.sendQueue.base() + buffer;
        long gain = limit - tp.announcedSpace;
        boolean starved = tp.sendQueue.end() >= tp.announcedSpace && gain > 0;
        if (always || starved || gain >= buffer / 3) {
            tp.announcedSpace = Math.max(limit, tp.announcedSpace);
            net.notify(tp, SockEvent.Kind.WRITE_SPACE, tp.announcedSpace);
        }
    }
}
