package io.rxpath.tcp.core.ack;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.tcp.core.output.SentSeg;
import io.rxpath.tcp.core.output.TcpRetransmitSkb;
import io.rxpath.tcp.core.output.TcpWriteXmit;
import io.rxpath.tcp.core.sock.AckSample;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * Loss that no acknowledgment told of: the retransmission timer and the tail loss probe (RFC 8985).
 *
 * <p>Kernel: net/ipv4/tcp_output.c tcp_schedule_loss_probe(), tcp_send_loss_probe(); net/ipv4/tcp_input.c
 * tcp_process_tlp_ack(), tcp_enter_loss().
 */
public final class TcpLoss {
    private static final long TIMEOUT_MIN = 2_000_000;

    private TcpLoss() {}

    /** Takes what is not reported as received for lost. */
    public static void enterLoss(TcpNet net, TcpSock tp) {
        TcpFastretrans.enterLoss(net, tp);
    }

    /** tcp_simple_retransmit(): segments that are too long for the path are lost; the window is not to blame. */
    public static void simpleRetransmit(TcpNet net, TcpSock tp) {
        int mss = tp.mssCache;
        boolean lost = false;
        boolean begins = true;
        for (int i = 0; i < tp.rtx.size(); i++) {
            SentSeg seg = tp.rtx.get(i);
            boolean tooLong = seg.endSeq - seg.seq - (seg.fin ? 1 : 0) > mss;
            if (begins) {
                lost = tooLong;
                if (lost) {
                    tp.rtx.resegment(i, mss);
                }
            }
            if (lost || tooLong) {
                TcpRack.markSkbLost(net, tp, seg);
            }
            begins = seg.tail;
        }
        if (tp.rtx.lostOut() > 0) {
            nonCongestionLossRetransmit(net, tp);
        }
    }

    /** All that is out is lost, as data that a peer has not taken with our SYN, and goes out again. */
    public static void retransmitAll(TcpNet net, TcpSock tp) {
        for (int i = 0; i < tp.rtx.size(); i++) {
            TcpRack.markSkbLost(net, tp, tp.rtx.get(i));
        }
        nonCongestionLossRetransmit(net, tp);
    }

    /** tcp_non_congestion_loss_retransmit(). */
    private static void nonCongestionLossRetransmit(TcpNet net, TcpSock tp) {
        if (tp.caState != TcpSock.CA_LOSS) {
            tp.highSeq = tp.sndNxt;
            tp.ssthresh = TcpCong.currentSsthresh(tp);
            tp.priorSsthresh = 0;
            tp.undoMarker = false;
            TcpCong.setState(net, tp, TcpSock.CA_LOSS);
        }
        TcpRetransmitSkb.xmitRetransmitQueue(net, tp);
    }

    /** tcp_retransmit_timer(): the first timeout of an episode says in which state it found the connection. */
    public static void countFailure(TcpNet net, TcpSock tp) {
        if (tp.retransmits != 0) {
            return;
        }
        if (tp.caState == TcpSock.CA_RECOVERY) {
            net.linux.inc(tp.sackOk ? LinuxMib.TCP_SACK_RECOVERY_FAIL : LinuxMib.TCP_RENO_RECOVERY_FAIL);
        } else if (tp.caState == TcpSock.CA_LOSS) {
            net.linux.inc(LinuxMib.TCP_LOSS_FAILURES);
        } else if (tp.caState == TcpSock.CA_DISORDER || TcpCong.sackedOut(tp) > 0) {
            net.linux.inc(tp.sackOk ? LinuxMib.TCP_SACK_FAILURES : LinuxMib.TCP_RENO_FAILURES);
        }
    }

    /**
     * tcp_schedule_loss_probe(): false if a retransmission timeout must do.
     *
     * @param advancingRto the timeout would be set from now on
     */
    public static boolean schedule(TcpNet net, TcpSock tp, boolean advancingRto) {
        int early = net.settings.sender().earlyRetrans();
        boolean calm = tp.caState == TcpSock.CA_OPEN || tp.caState == TcpSock.CA_CWR;
        if (early != 3 && early != 4 || tp.rtx.isEmpty() || !tp.sackOk || !calm) {
            return false;
        }
        long timeout = TcpTimers.TIMEOUT_INIT;
        if (tp.srttUs != 0) {
            long more = tp.rtx.size() == 1 ? TcpTimers.rtoMin(net, tp) : TIMEOUT_MIN;
            timeout = TcpTimers.jiffies((tp.srttUs >> 2) * 1000L + more);
        }
        long rto = advancingRto ? tp.rto : TcpTimers.rtoDelta(net, tp);
        if (rto > 0) {
            timeout = Math.min(timeout, rto);
        }
        TcpTimers.resetPaced(net, tp, TcpSock.TIME_LOSS_PROBE, timeout);
        return true;
    }

    /** tcp_send_loss_probe(): new data if there is some, else the last segment again. */
    public static void sendProbe(TcpNet net, TcpSock tp) {
        if (!tp.tlpOut && !tp.rtx.isEmpty() && probe(net, tp)) {
            tp.tlpOut = true;
            tp.tlpHighSeq = tp.sndNxt;
            net.linux.inc(LinuxMib.TCP_LOSS_PROBES);
            tp.xmitPending = TcpSock.TIME_NONE;
        }
        TcpTimers.rearmRto(net, tp);
    }

    private static boolean probe(TcpNet net, TcpSock tp) {
        tp.tlpRetrans = false;
        if (TcpWriteXmit.headFits(net, tp)) {
            return TcpWriteXmit.pushOne(net, tp);
        }
        if (TcpRetransmitSkb.last(net, tp) != TcpRetransmitSkb.Result.SENT) {
            return false;
        }
        tp.tlpRetrans = true;
        return true;
    }

    /** tcp_process_tlp_ack(). */
    static void processTlpAck(TcpNet net, TcpSock tp, int ack, AckSample sample) {
        if (Seq.before(ack, tp.tlpHighSeq)) {
            return;
        }
        if (!tp.tlpRetrans || sample.has(AckSample.DSACK_TLP)) {
            tp.tlpOut = false;
        } else if (Seq.after(ack, tp.tlpHighSeq)) {
            TcpCong.initReduction(net, tp);
            TcpCong.setState(net, tp, TcpSock.CA_CWR);
            TcpCong.endReduction(tp);
            TcpFastretrans.tryKeepOpen(net, tp);
            net.linux.inc(LinuxMib.TCP_LOSS_PROBE_RECOVERY);
        } else if (!sample.has(AckSample.SND_UNA_ADVANCED | AckSample.NOT_DUP | AckSample.DATA_SACKED)) {
            tp.tlpOut = false;
        }
    }
}
