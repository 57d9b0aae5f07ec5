package io.rxpath.tcp.core.ack;

import io.rxpath.skb.LinuxMib;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * The congestion window: Reno (RFC 5681) with proportional rate reduction in recovery (RFC 6937). Windows count
 * segments. A reduction is undone when a timestamp shows that the original had arrived (Eifel, RFC 3522); without
 * timestamps it stands, as F-RTO is not built.
 *
 * <p>Kernel: net/ipv4/tcp_cong.c tcp_reno_cong_avoid(); net/ipv4/tcp_input.c tcp_init_cwnd_reduction(),
 * tcp_cwnd_reduction(), tcp_enter_loss(), tcp_try_undo_loss(); net/ipv4/tcp_output.c tcp_cwnd_restart().
 */
public final class TcpCong {
    /** TCP_INIT_CWND. */
    public static final int INIT_CWND = 10;

    private TcpCong() {}

    /** tcp_packets_in_flight(). */
    public static int inFlight(TcpSock tp) {
        int left = tp.rtx.sackedOut() + tp.renoSacked + tp.rtx.lostOut();
        return tp.rtx.size() - left + tp.rtx.retransOut();
    }

    /** Fast recovery, or the reduction for an ECN echo. */
    public static boolean inRecovery(TcpSock tp) {
        return tp.caState == TcpSock.CA_RECOVERY || tp.caState == TcpSock.CA_CWR;
    }

    private static int halved(TcpSock tp) {
        return Math.max(tp.cwnd >> 1, 2);
    }

    /** Begins a reduction: {@code state} is CA_RECOVERY or CA_CWR. */
    static void reduce(TcpSock tp, int state) {
        remember(tp);
        tp.prrDelivered = 0;
        tp.prrOut = 0;
        tp.ssthresh = halved(tp);
        tp.highSeq = tp.sndNxt;
        tp.caState = state;
        tp.cwndCnt = 0;
    }

    private static void remember(TcpSock tp) {
        tp.priorCwnd = tp.cwnd;
        tp.priorSsthresh = tp.ssthresh;
        tp.undoMarker = true;
    }

    /** tcp_packet_delayed(): the echo is of a time before the first retransmission. */
    static void tryUndo(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        boolean reduced = tp.caState == TcpSock.CA_RECOVERY || tp.caState == TcpSock.CA_LOSS;
        if (!reduced || !tp.undoMarker || tp.retransStamp == 0 || !tp.tstampOk || !cb.opt.sawTimestamp) {
            return;
        }
        int echoed = cb.opt.tsEcr - tp.tsOff;
        if (cb.opt.tsEcr == 0 || echoed - (int) (tp.retransStamp / 1_000_000) >= 0) {
            return;
        }
        net.linux.inc(tp.caState == TcpSock.CA_LOSS ? LinuxMib.TCP_LOSS_UNDO : LinuxMib.TCP_FULL_UNDO);
        tp.rtx.forgetLosses();
        tp.cwnd = Math.max(tp.cwnd, tp.priorCwnd);
        tp.ssthresh = Math.max(tp.ssthresh, tp.priorSsthresh);
        tp.caState = TcpSock.CA_OPEN;
        tp.undoMarker = false;
        tp.retransStamp = 0;
        tp.retransmits = 0;
    }

    /** tcp_cwnd_reduction(): as many go out as come in, scaled down until ssthresh is reached. */
    static void reduction(TcpSock tp, int delivered, int newlyLost, boolean advanced) {
        if (delivered <= 0 || tp.priorCwnd == 0) {
            return;
        }
        int inFlight = inFlight(tp);
        int delta = tp.ssthresh - inFlight;
        tp.prrDelivered += delivered;
        int send;
        if (delta < 0) {
            long dividend = (long) tp.ssthresh * tp.prrDelivered + tp.priorCwnd - 1;
            send = (int) (dividend / tp.priorCwnd) - tp.prrOut;
        } else {
            send = Math.max(tp.prrDelivered - tp.prrOut, delivered);
            if (advanced && newlyLost == 0) {
                send++;
            }
            send = Math.min(delta, send);
        }
        send = Math.max(send, tp.prrOut != 0 ? 0 : 1);
        tp.cwnd = inFlight + send;
    }

    /** tcp_end_cwnd_reduction() and back to CA_OPEN. */
    static void finish(TcpSock tp) {
        if (inRecovery(tp)) {
            tp.cwnd = tp.ssthresh;
        }
        tp.caState = TcpSock.CA_OPEN;
        tp.undoMarker = false;
    }

    /** tcp_enter_loss() as far as the window goes. */
    static void enterLoss(TcpSock tp) {
        if (tp.caState != TcpSock.CA_LOSS) {
            remember(tp);
            tp.ssthresh = halved(tp);
        }
        tp.cwnd = inFlight(tp) + 1;
        tp.cwndCnt = 0;
        tp.caState = TcpSock.CA_LOSS;
        tp.highSeq = tp.sndNxt;
    }

    /** tcp_reno_cong_avoid(): {@code acked} segments were delivered outside a reduction. */
    static void congAvoid(TcpSock tp, int acked) {
        if (!tp.cwndLimited && tp.caState != TcpSock.CA_LOSS) {
            return;
        }
        int left = acked;
        if (tp.cwnd < tp.ssthresh) {
            int grown = (int) Math.min((long) tp.cwnd + left, tp.ssthresh);
            left -= grown - tp.cwnd;
            tp.cwnd = grown;
        }
        if (left > 0) {
            tp.cwndCnt += left;
            if (tp.cwndCnt >= tp.cwnd) {
                tp.cwndCnt -= tp.cwnd;
                tp.cwnd++;
            }
        }
    }

    /** tcp_cwnd_restart(): after a pause of n RTOs the window is halved n times, down to the initial one. */
    public static void restartAfterIdle(TcpNet net, TcpSock tp) {
        long idle = net.now - tp.lsndtime;
        if (!net.settings.limits().slowStartAfterIdle() || tp.lsndtime == 0 || idle <= tp.rto || tp.rto <= 0) {
            return;
        }
        int floor = Math.min(INIT_CWND, tp.cwnd);
        int cwnd = tp.cwnd;
        tp.ssthresh = Math.max(tp.ssthresh, (cwnd >> 1) + (cwnd >> 2));
        for (long left = idle - tp.rto; left > 0 && cwnd > floor; left -= tp.rto) {
            cwnd >>= 1;
        }
        tp.cwnd = Math.max(cwnd, floor);
        tp.cwndCnt = 0;
    }
}
