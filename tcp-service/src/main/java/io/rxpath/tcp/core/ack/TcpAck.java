package io.rxpath.tcp.core.ack;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.input.TcpChallengeAck;
import io.rxpath.tcp.core.input.TcpEcn;
import io.rxpath.tcp.core.input.TcpFastPath;
import io.rxpath.tcp.core.input.TcpPaws;
import io.rxpath.tcp.core.output.SkStream;
import io.rxpath.tcp.core.output.TcpMss;
import io.rxpath.tcp.core.output.TcpRetransmitSkb;
import io.rxpath.tcp.core.output.TcpWriteXmit;
import io.rxpath.tcp.core.sock.AckSample;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * The peer's acknowledgment: window, what of ours has arrived, RTT, loss.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_ack(), tcp_ack_probe(), tcp_ack_update_window(), tcp_xmit_recovery(),
 * tcp_set_xmit_timer().
 */
public final class TcpAck {
    /** The header was predicted: the window is unchanged and there is no SACK. */
    public static final int FLAG_FAST = 1;

    /** The timestamp may be stored. */
    public static final int FLAG_UPDATE_TS_RECENT = 2;

    /** The caller answers a bad acknowledgment itself. */
    public static final int FLAG_NO_CHALLENGE_ACK = 4;

    /** The timestamp is stored and is later than the last one. */
    public static final int FLAG_TS_PROGRESS = 8;

    private TcpAck() {}

    /**
     * Takes the acknowledgment in. NOT_DROPPED_YET if it was good, SKB_CONSUMED if it is old but harmless, else why the
     * segment must be dropped.
     */
    public static SkbDropReason ack(TcpNet net, TcpSock tp, TcpSkbCb cb, int flags) {
        AckSample sample = net.ack;
        sample.clear(tp.sndNxt);
        int priorUna = tp.sndUna;
        int ack = cb.ackSeq;
        if (Seq.before(ack, priorUna)) {
            int maxWindow = (int) Math.min(tp.maxWindow, tp.bytesAcked);
            if (Seq.before(ack, priorUna - maxWindow)) {
                challenge(net, tp, flags);
                return SkbDropReason.TCP_TOO_OLD_ACK;
            }
            oldAck(net, tp, cb, priorUna, sample);
            return SkbDropReason.SKB_CONSUMED;
        }
        if (Seq.after(ack, tp.sndNxt)) {
            challenge(net, tp, flags);
            return SkbDropReason.TCP_ACK_UNSENT_DATA;
        }
        boolean advanced = Seq.after(ack, priorUna);
        if (advanced) {
            sample.flags |= AckSample.SND_UNA_ADVANCED;
            tp.retransmits = 0;
        }
        int priorFack = tp.sackOk ? tp.rtx.highestSackSeq(tp.sndUna) : tp.sndUna;
        int priorPackets = tp.rtx.size();
        long delivered = tp.delivered;
        long lost = tp.lost;
        boolean slow = (flags & FLAG_FAST) == 0;
        boolean newTs = (flags & FLAG_UPDATE_TS_RECENT) != 0 && TcpPaws.replaceTsRecent(net, tp, cb);
        if (newTs || (flags & FLAG_TS_PROGRESS) != 0) {
            sample.flags |= AckSample.TS_PROGRESS;
        }
        if (!slow && advanced) {
            tp.sndWl1 = cb.seq;
            TcpCleanRtx.advanceSndUna(net, tp, ack);
            sample.flags |= AckSample.WIN_UPDATE;
            net.linux.inc(LinuxMib.TCP_HP_ACKS);
        } else {
            slowPath(net, tp, cb, priorUna, sample);
        }
        tp.errSoft = 0;
        tp.probesOut = 0;
        tp.rcvTstamp = net.now;
        if (priorPackets == 0) {
            int ces = TcpAccecnProcess.process(tp, cb, sample, (int) (tp.delivered - delivered), slow);
            nothingInFlight(net, tp, cb, priorUna, delivered, ces, sample);
            return SkbDropReason.NOT_DROPPED_YET;
        }
        TcpCleanRtx.clean(net, tp, cb, priorFack, priorUna, sample);
        TcpRack.updateReoWnd(net, tp, sample);
        int ces = TcpAccecnProcess.process(tp, cb, sample, (int) (tp.delivered - delivered), slow);
        if (tp.tlpOut) {
            TcpLoss.processTlpAck(net, tp, ack, sample);
        }
        if (dubious(tp, sample)) {
            boolean dup = !sample.has(AckSample.SND_UNA_ADVANCED | AckSample.NOT_DUP | AckSample.DSACKING_ACK);
            TcpFastretrans.alert(net, tp, cb, priorUna, dup ? cb.segs : 0, sample);
        }
        if (sample.has(AckSample.SET_XMIT_TIMER)) {
            setXmitTimer(net, tp);
        }
        int newlyDelivered = countDelivered(net, tp, delivered, ces, sample);
        TcpRate.gen(net, tp, newlyDelivered, sample);
        TcpCong.control(net, tp, newlyDelivered, (int) (tp.lost - lost), sample);
        xmitRecovery(net, tp, sample.rexmit);
        return SkbDropReason.NOT_DROPPED_YET;
    }

    private static void challenge(TcpNet net, TcpSock tp, int flags) {
        if ((flags & FLAG_NO_CHALLENGE_ACK) == 0) {
            TcpChallengeAck.send(net, tp);
        }
    }

    private static void slowPath(TcpNet net, TcpSock tp, TcpSkbCb cb, int priorUna, AckSample sample) {
        if (cb.hasSequence()) {
            sample.flags |= AckSample.DATA;
        } else {
            net.linux.inc(LinuxMib.TCP_PURE_ACKS);
        }
        updateWindow(net, tp, cb, sample);
        TcpCleanRtx.advanceSndUna(net, tp, cb.ackSeq);
        if (tp.sackOk && cb.opt.sackCount > 0) {
            TcpSacktag.tag(net, tp, cb, priorUna, sample);
        }
        TcpEcn.acceptCwr(tp, cb);
        if (tp.ecnOk && (cb.flags & TcpHeader.ECE) != 0 && !cb.syn()) {
            sample.flags |= AckSample.ECE;
        }
        delivered(tp, sample.sackDelivered, sample);
    }

    /** tcp_count_delivered(): an echo says of all of them that they were marked. */
    static void delivered(TcpSock tp, int segs, AckSample sample) {
        tp.delivered += segs;
        if (tp.ecnOk && sample.has(AckSample.ECE)) {
            tp.accEcn.deliveredCe += segs;
        }
    }

    private static void nothingInFlight(
            TcpNet net, TcpSock tp, TcpSkbCb cb, int priorUna, long delivered, int ces, AckSample sample) {
        if (sample.has(AckSample.DSACKING_ACK)) {
            TcpFastretrans.alert(net, tp, cb, priorUna, 0, sample);
            countDelivered(net, tp, delivered, ces, sample);
        }
        ackProbe(net, tp);
        if (tp.tlpOut) {
            TcpLoss.processTlpAck(net, tp, cb.ackSeq, sample);
        }
    }

    private static void oldAck(TcpNet net, TcpSock tp, TcpSkbCb cb, int priorUna, AckSample sample) {
        if (tp.sackOk && cb.opt.sackCount > 0) {
            long delivered = tp.delivered;
            TcpSacktag.tag(net, tp, cb, priorUna, sample);
            delivered(tp, sample.sackDelivered, sample);
            TcpFastretrans.alert(net, tp, cb, priorUna, 0, sample);
            countDelivered(net, tp, delivered, 0, sample);
            xmitRecovery(net, tp, sample.rexmit);
        }
    }

    /** tcp_newly_delivered(); {@code ces} of them are known by accurate ECN to have come with CE. */
    private static int countDelivered(TcpNet net, TcpSock tp, long before, int ces, AckSample sample) {
        int n = (int) (tp.delivered - before);
        net.linux.add(LinuxMib.TCP_DELIVERED, n);
        if (sample.has(AckSample.ECE)) {
            net.linux.add(LinuxMib.TCP_DELIVERED_CE, tp.ecnOk ? n : ces);
        }
        return n;
    }

    /** tcp_ack_is_dubious(). */
    private static boolean dubious(TcpSock tp, AckSample sample) {
        return !sample.has(AckSample.NOT_DUP) || sample.has(AckSample.CA_ALERT) || tp.caState != TcpSock.CA_OPEN;
    }

    /** tcp_set_xmit_timer(). */
    private static void setXmitTimer(TcpNet net, TcpSock tp) {
        if (!TcpLoss.schedule(net, tp, true)) {
            TcpTimers.rearmRto(net, tp);
        }
    }

    /** tcp_xmit_recovery(). */
    private static void xmitRecovery(TcpNet net, TcpSock tp, int rexmit) {
        if (rexmit == AckSample.REXMIT_NONE || tp.state() == TcpState.SYN_SENT) {
            return;
        }
        if (rexmit == AckSample.REXMIT_NEW) {
            TcpWriteXmit.pushPendingFrames(net, tp, TcpWriteXmit.NAGLE_OFF);
            if (Seq.after(tp.sndNxt, tp.highSeq)) {
                return;
            }
            tp.frto = false;
        }
        TcpRetransmitSkb.xmitRetransmitQueue(net, tp);
    }

    /** tcp_ack_update_window(). */
    private static void updateWindow(TcpNet net, TcpSock tp, TcpSkbCb cb, AckSample sample) {
        int nwin = cb.window;
        if (!cb.syn()) {
            nwin <<= tp.sndWscale;
        }
        if (!mayUpdateWindow(tp, cb, nwin)) {
            return;
        }
        sample.flags |= AckSample.WIN_UPDATE;
        tp.sndWl1 = cb.seq;
        if (tp.sndWnd == nwin) {
            return;
        }
        tp.sndWnd = nwin;
        tp.predFlags = 0;
        TcpFastPath.check(tp);
        if (tp.sndNxt != tp.writeSeq) {
            TcpCong.restartAfterIdle(net, tp);
        }
        if (nwin > tp.maxWindow) {
            tp.maxWindow = nwin;
            TcpMss.sync(net, tp, tp.pmtu);
        }
    }

    /** tcp_may_update_window(). */
    public static boolean mayUpdateWindow(TcpSock tp, TcpSkbCb cb, int nwin) {
        return Seq.after(cb.ackSeq, tp.sndUna)
                || Seq.after(cb.seq, tp.sndWl1)
                || cb.seq == tp.sndWl1 && (Integer.compareUnsigned(nwin, tp.sndWnd) > 0 || nwin == 0);
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
            long when = TcpTimers.clampProbe0(net, tp, TcpTimers.probe0When(net, tp));
            TcpTimers.resetPaced(net, tp, TcpSock.TIME_PROBE0, when);
        }
    }

    /** tcp_data_snd_check(): sends what the acknowledgment allows, and tells the writer of room in the buffer. */
    public static void dataSndCheck(TcpNet net, TcpSock tp) {
        TcpWriteXmit.pushPendingFrames(net, tp);
        SkStream.checkSpace(net, tp);
    }
}
