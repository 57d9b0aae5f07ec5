package io.rxpath.tcp.core.ack;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.tcp.core.output.SentSeg;
import io.rxpath.tcp.core.output.TcpMtuProbe;
import io.rxpath.tcp.core.sock.AckSample;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * The states of loss recovery: what an acknowledgment that is out of the ordinary means for them.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_fastretrans_alert(), tcp_process_loss(), tcp_enter_recovery(), tcp_try_undo_*(),
 * tcp_try_to_open(), tcp_try_keep_open(), tcp_packet_delayed(), tcp_check_sack_reneging().
 */
final class TcpFastretrans {
    private TcpFastretrans() {}

    static void alert(TcpNet net, TcpSock tp, TcpSkbCb cb, int priorUna, int dupacks, AckSample ack) {
        boolean ece = ack.has(AckSample.ECE);
        if (ece) {
            tp.priorSsthresh = 0;
        }
        if (reneging(net, tp, ack)) {
            return;
        }
        if (tp.caState == TcpSock.CA_OPEN) {
            tp.retransStamp = 0;
        } else if (!Seq.before(tp.sndUna, tp.highSeq) && passed(net, tp, cb)) {
            return;
        }
        boolean advanced = ack.has(AckSample.SND_UNA_ADVANCED);
        switch (tp.caState) {
            case TcpSock.CA_RECOVERY -> {
                if (!recovery(net, tp, cb, priorUna, dupacks, ack)) {
                    return;
                }
            }
            case TcpSock.CA_LOSS -> {
                processLoss(net, tp, cb, dupacks, ack);
                TcpRack.identifyLoss(net, tp, ack);
                if (tp.caState != TcpSock.CA_OPEN && !ack.has(AckSample.LOST_RETRANS)) {
                    return;
                }
                if (!other(net, tp, dupacks, advanced, ece, ack)) {
                    return;
                }
            }
            default -> {
                if (!other(net, tp, dupacks, advanced, ece, ack)) {
                    return;
                }
            }
        }
        ack.rexmit = AckSample.REXMIT_LOST;
    }

    /** tcp_check_sack_reneging(): the first segment was reported and is not acknowledged; soon a timeout settles it. */
    private static boolean reneging(TcpNet net, TcpSock tp, AckSample ack) {
        if (!ack.has(AckSample.SACK_RENEGING) || !ack.has(AckSample.SND_UNA_ADVANCED)) {
            return false;
        }
        long delay = Math.max((tp.srttUs >> 4) * 1000L, 10_000_000L);
        TcpTimers.resetXmitTimer(net, tp, TcpSock.TIME_RETRANS, TcpTimers.jiffies(delay));
        ack.flags &= ~AckSample.SET_XMIT_TIMER;
        return true;
    }

    /** All that was in flight when the state was entered is acknowledged; true if nothing more is to be done. */
    private static boolean passed(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        if (tp.caState == TcpSock.CA_CWR && tp.sndUna != tp.highSeq) {
            TcpCong.endReduction(tp);
            TcpCong.setState(net, tp, TcpSock.CA_OPEN);
        } else if (tp.caState == TcpSock.CA_RECOVERY) {
            if (!tp.sackOk) {
                tp.renoSacked = 0;
            }
            if (tryUndoRecovery(net, tp, cb)) {
                return true;
            }
            TcpCong.endReduction(tp);
        }
        return false;
    }

    private static boolean recovery(TcpNet net, TcpSock tp, TcpSkbCb cb, int priorUna, int dupacks, AckSample ack) {
        if (!ack.has(AckSample.SND_UNA_ADVANCED)) {
            if (!tp.sackOk) {
                TcpCleanRtx.addRenoSack(net, tp, dupacks, ack);
            }
        } else if (tryUndoPartial(net, tp, cb, priorUna)) {
            return false;
        }
        if (tryUndoDsack(net, tp)) {
            tryToOpen(net, tp, ack.has(AckSample.ECE));
        }
        TcpRack.identifyLoss(net, tp, ack);
        if (tp.caState != TcpSock.CA_RECOVERY) {
            if (tp.rtx.lostOut() == 0) {
                return false;
            }
            enterRecovery(net, tp, ack.has(AckSample.ECE));
        }
        return true;
    }

    private static boolean other(TcpNet net, TcpSock tp, int dupacks, boolean advanced, boolean ece, AckSample ack) {
        if (!tp.sackOk) {
            if (advanced) {
                tp.renoSacked = 0;
            }
            TcpCleanRtx.addRenoSack(net, tp, dupacks, ack);
        }
        if (tp.caState <= TcpSock.CA_DISORDER) {
            tryUndoDsack(net, tp);
        }
        TcpRack.identifyLoss(net, tp, ack);
        if (tp.rtx.lostOut() == 0) {
            tryToOpen(net, tp, ece);
            return false;
        }
        if (TcpMtuProbe.failed(net, tp)) {
            return false;
        }
        enterRecovery(net, tp, ece);
        return true;
    }

    /** tcp_enter_recovery(). */
    static void enterRecovery(TcpNet net, TcpSock tp, boolean ece) {
        cleanRetransStamp(tp);
        net.linux.inc(tp.sackOk ? LinuxMib.TCP_SACK_RECOVERY : LinuxMib.TCP_RENO_RECOVERY);
        tp.priorSsthresh = 0;
        initUndo(tp);
        if (!TcpCong.inReduction(tp)) {
            if (!ece) {
                tp.priorSsthresh = TcpCong.currentSsthresh(tp);
            }
            TcpCong.initReduction(net, tp);
        }
        TcpCong.setState(net, tp, TcpSock.CA_RECOVERY);
    }

    /** tcp_init_undo(). */
    static void initUndo(TcpSock tp) {
        tp.undoMarker = true;
        tp.undoSeq = tp.sndUna;
        tp.undoRetrans = tp.rtx.retransOut();
        if (tp.tlpOut && tp.tlpRetrans) {
            tp.undoRetrans++;
        }
        if (tp.undoRetrans == 0) {
            tp.undoRetrans = -1;
        }
    }

    /** tcp_any_retrans_done(). */
    private static boolean anyRetransDone(TcpSock tp) {
        if (tp.rtx.retransOut() > 0) {
            return true;
        }
        return !tp.rtx.isEmpty() && tp.rtx.get(0).everRetrans();
    }

    private static void cleanRetransStamp(TcpSock tp) {
        if (!anyRetransDone(tp)) {
            tp.retransStamp = 0;
        }
    }

    /** tcp_try_to_open(). */
    private static void tryToOpen(TcpNet net, TcpSock tp, boolean ece) {
        cleanRetransStamp(tp);
        if (ece) {
            TcpCong.enterCwr(net, tp);
        }
        if (tp.caState != TcpSock.CA_CWR) {
            tryKeepOpen(net, tp);
        }
    }

    /** tcp_try_keep_open(). */
    static void tryKeepOpen(TcpNet net, TcpSock tp) {
        boolean left = TcpCong.sackedOut(tp) + tp.rtx.lostOut() > 0;
        int state = left || anyRetransDone(tp) ? TcpSock.CA_DISORDER : TcpSock.CA_OPEN;
        if (tp.caState != state) {
            TcpCong.setState(net, tp, state);
            tp.highSeq = tp.sndNxt;
        }
    }

    /** tcp_tsopt_ecr_before(): the echo is of a time before {@code then}, epoch ns. */
    static boolean ecrBefore(TcpSock tp, TcpSkbCb cb, long then) {
        boolean echo = tp.tstampOk && cb.opt.sawTimestamp && cb.opt.tsEcr != 0;
        return echo && cb.opt.tsEcr - tp.tsOff - (int) (then / 1_000_000) < 0;
    }

    /** tcp_packet_delayed(): what was sent again had only been late. */
    private static boolean packetDelayed(TcpSock tp, TcpSkbCb cb) {
        if (tp.retransStamp != 0) {
            return ecrBefore(tp, cb, tp.retransStamp);
        }
        return tp.sackOk && tp.state() != TcpState.SYN_SENT;
    }

    private static boolean mayUndo(TcpSock tp, TcpSkbCb cb) {
        return tp.undoMarker && (tp.undoRetrans == 0 || packetDelayed(tp, cb));
    }

    private static void undoReduction(TcpSock tp, boolean unmarkLoss) {
        if (unmarkLoss) {
            tp.rtx.forgetLosses();
        }
        if (tp.priorSsthresh != 0) {
            tp.cwnd = Math.max(tp.cwnd, tp.priorCwnd);
            if (tp.priorSsthresh > tp.ssthresh) {
                tp.ssthresh = tp.priorSsthresh;
                tp.ecnQueueCwr = false;
            }
        }
        tp.undoMarker = false;
        tp.rackAdvanced = true;
    }

    /** tcp_try_undo_recovery(): true if the state is kept on for a peer without SACK. */
    private static boolean tryUndoRecovery(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        if (mayUndo(tp, cb)) {
            undoReduction(tp, false);
            net.linux.inc(tp.caState == TcpSock.CA_LOSS ? LinuxMib.TCP_LOSS_UNDO : LinuxMib.TCP_FULL_UNDO);
        } else if (tp.reoWndPersist > 0) {
            tp.reoWndPersist--;
        }
        if (preventsReopen(tp)) {
            return true;
        }
        TcpCong.setState(net, tp, TcpSock.CA_OPEN);
        return false;
    }

    /** tcp_is_non_sack_preventing_reopen(). */
    private static boolean preventsReopen(TcpSock tp) {
        if (tp.sndUna == tp.highSeq && !tp.sackOk) {
            cleanRetransStamp(tp);
            return true;
        }
        return false;
    }

    private static boolean tryUndoDsack(TcpNet net, TcpSock tp) {
        if (!tp.undoMarker || tp.undoRetrans != 0) {
            return false;
        }
        tp.reoWndPersist = Math.min(16, tp.reoWndPersist + 1);
        undoReduction(tp, false);
        net.linux.inc(LinuxMib.TCP_DSACK_UNDO);
        return true;
    }

    private static boolean tryUndoLoss(TcpNet net, TcpSock tp, TcpSkbCb cb, boolean frto) {
        if (!frto && !mayUndo(tp, cb)) {
            return false;
        }
        undoReduction(tp, true);
        net.linux.inc(LinuxMib.TCP_LOSS_UNDO);
        if (frto) {
            net.linux.inc(LinuxMib.TCP_SPURIOUS_RTOS);
        }
        tp.retransmits = 0;
        if (!preventsReopen(tp) && (frto || tp.sackOk)) {
            TcpCong.setState(net, tp, TcpSock.CA_OPEN);
        }
        return true;
    }

    private static boolean tryUndoPartial(TcpNet net, TcpSock tp, TcpSkbCb cb, int priorUna) {
        if (tp.undoMarker && packetDelayed(tp, cb)) {
            TcpSacktag.checkReordering(net, tp, priorUna, LinuxMib.TCP_TS_REORDER);
            if (tp.rtx.retransOut() > 0) {
                return true;
            }
            cleanRetransStamp(tp);
            undoReduction(tp, true);
            net.linux.inc(LinuxMib.TCP_PARTIAL_UNDO);
            tryKeepOpen(net, tp);
        }
        return false;
    }

    /** tcp_process_loss(): after a timeout, with F-RTO (RFC 5682). */
    private static void processLoss(TcpNet net, TcpSock tp, TcpSkbCb cb, int dupacks, AckSample ack) {
        boolean recovered = !Seq.before(tp.sndUna, tp.highSeq);
        boolean advanced = ack.has(AckSample.SND_UNA_ADVANCED);
        if (advanced && tryUndoLoss(net, tp, cb, false)) {
            return;
        }
        if (tp.frto) {
            if (ack.has(AckSample.ORIG_SACK_ACKED) && tryUndoLoss(net, tp, cb, true)) {
                return;
            }
            if (Seq.after(tp.sndNxt, tp.highSeq)) {
                if (ack.has(AckSample.DATA_SACKED) || dupacks > 0) {
                    tp.frto = false;
                }
            } else if (advanced && !recovered) {
                tp.highSeq = tp.sndNxt;
                if (tp.sndNxt != tp.writeSeq && Seq.after(tp.wndEnd(), tp.sndNxt)) {
                    ack.rexmit = AckSample.REXMIT_NEW;
                    return;
                }
                tp.frto = false;
            }
        }
        if (recovered) {
            tryUndoRecovery(net, tp, cb);
            return;
        }
        if (!tp.sackOk) {
            if (Seq.after(tp.sndNxt, tp.highSeq) && dupacks > 0) {
                TcpCleanRtx.addRenoSack(net, tp, dupacks, ack);
            } else if (advanced) {
                tp.renoSacked = 0;
            }
        }
        ack.rexmit = AckSample.REXMIT_LOST;
    }

    /** tcp_enter_loss(): the retransmission timer has run out. */
    static void enterLoss(TcpNet net, TcpSock tp) {
        boolean newRecovery = tp.caState < TcpSock.CA_RECOVERY;
        markTimeoutLost(net, tp);
        boolean first = tp.caState <= TcpSock.CA_DISORDER
                || !Seq.after(tp.highSeq, tp.sndUna)
                || tp.caState == TcpSock.CA_LOSS && tp.retransmits == 0;
        if (first) {
            tp.priorSsthresh = TcpCong.currentSsthresh(tp);
            tp.priorCwnd = tp.cwnd;
            tp.ssthresh = TcpCong.ssthresh(net, tp);
            initUndo(tp);
        }
        tp.cwnd = TcpCong.inFlight(tp) + 1;
        tp.cwndCnt = 0;
        tp.cwndStamp = net.now;
        int reordering = net.settings.sender().reordering();
        if (tp.caState <= TcpSock.CA_DISORDER && TcpCong.sackedOut(tp) >= reordering) {
            tp.reordering = Math.min(tp.reordering, reordering);
        }
        TcpCong.setState(net, tp, TcpSock.CA_LOSS);
        tp.highSeq = tp.sndNxt;
        tp.tlpOut = false;
        tp.ecnQueueCwr |= tp.ecnOk;
        tp.frto = net.settings.sender().frto() != 0 && (newRecovery || tp.retransmits > 0);
    }

    /** tcp_timeout_mark_lost(). */
    private static void markTimeoutLost(TcpNet net, TcpSock tp) {
        boolean reneg = !tp.rtx.isEmpty() && tp.rtx.get(0).sacked();
        if (reneg) {
            net.linux.inc(LinuxMib.TCP_SACK_RENEGING);
            tp.rtx.forgetSacks();
        } else if (!tp.sackOk) {
            tp.renoSacked = 0;
        }
        for (int i = 0; i < tp.rtx.size(); i++) {
            SentSeg seg = tp.rtx.get(i);
            if (reneg || i == 0 || TcpRack.timeout(net, tp, seg, 0) <= 0) {
                TcpRack.markSkbLost(net, tp, seg);
            }
        }
    }
}
