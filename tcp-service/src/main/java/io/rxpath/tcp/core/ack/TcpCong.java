package io.rxpath.tcp.core.ack;

import io.rxpath.skb.Seq;
import io.rxpath.tcp.core.output.TcpChrono;
import io.rxpath.tcp.core.sock.AckSample;
import io.rxpath.tcp.core.sock.SockOpts;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;

/**
 * The congestion window: slow start, Reno (RFC 5681) or CUBIC, proportional rate reduction in recovery (RFC 6937), and
 * what becomes of a window that is not used. Windows count segments.
 *
 * <p>Kernel: net/ipv4/tcp_cong.c tcp_slow_start(), tcp_cong_avoid_ai(), tcp_reno_cong_avoid(); net/ipv4/tcp_input.c
 * tcp_init_cwnd_reduction(), tcp_cwnd_reduction(), tcp_end_cwnd_reduction(), tcp_enter_cwr(), tcp_cong_control();
 * net/ipv4/tcp_output.c tcp_cwnd_restart(), tcp_cwnd_validate(), tcp_cwnd_application_limited().
 */
public final class TcpCong {
    /** TCP_INIT_CWND. */
    public static final int INIT_CWND = 10;

    private TcpCong() {}

    /** sacked_out: reported, or counted by duplicate ACKs. */
    static int sackedOut(TcpSock tp) {
        return tp.rtx.sackedOut() + tp.renoSacked;
    }

    /** tcp_packets_in_flight(). */
    public static int inFlight(TcpSock tp) {
        return tp.rtx.size() - sackedOut(tp) - tp.rtx.lostOut() + tp.rtx.retransOut();
    }

    /** tcp_in_cwnd_reduction(): fast recovery, or the reduction for an ECN echo. */
    public static boolean inReduction(TcpSock tp) {
        return tp.caState == TcpSock.CA_RECOVERY || tp.caState == TcpSock.CA_CWR;
    }

    static boolean inSlowStart(TcpSock tp) {
        return tp.cwnd < tp.ssthresh;
    }

    /** Name of the algorithm of a socket with these options. */
    public static String name(TcpNet net, SockOpts opts) {
        return opts.congestion.isEmpty() ? net.settings.sender().congestion() : opts.congestion;
    }

    private static boolean cubic(TcpNet net, TcpSock tp) {
        return name(net, tp.opts).equals("cubic");
    }

    /** tcp_set_ca_state(). */
    static void setState(TcpNet net, TcpSock tp, int state) {
        if (state == TcpSock.CA_LOSS && cubic(net, tp)) {
            TcpCubic.loss(net, tp);
        }
        tp.caState = state;
    }

    /** The algorithm's ssthresh(). */
    static int ssthresh(TcpNet net, TcpSock tp) {
        return cubic(net, tp) ? TcpCubic.ssthresh(net, tp) : Math.max(tp.cwnd >> 1, 2);
    }

    /** tcp_current_ssthresh(). */
    public static int currentSsthresh(TcpSock tp) {
        return inReduction(tp) ? tp.ssthresh : Math.max(tp.ssthresh, (tp.cwnd >> 1) + (tp.cwnd >> 2));
    }

    static void initReduction(TcpNet net, TcpSock tp) {
        tp.highSeq = tp.sndNxt;
        tp.tlpOut = false;
        tp.cwndCnt = 0;
        tp.priorCwnd = tp.cwnd;
        tp.prrDelivered = 0;
        tp.prrOut = 0;
        tp.ssthresh = ssthresh(net, tp);
        tp.ecnQueueCwr |= tp.ecnOk;
    }

    /** tcp_enter_cwr(). */
    public static void enterCwr(TcpNet net, TcpSock tp) {
        tp.priorSsthresh = 0;
        if (tp.caState < TcpSock.CA_CWR) {
            tp.undoMarker = false;
            initReduction(net, tp);
            setState(net, tp, TcpSock.CA_CWR);
        }
    }

    /** tcp_cwnd_reduction(): as many go out as come in, scaled down until ssthresh is reached. */
    static void reduction(TcpNet net, TcpSock tp, int delivered, int newlyLost, boolean advanced) {
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
        tp.cwnd = Math.max(1, inFlight + send);
    }

    /** tcp_end_cwnd_reduction(). */
    static void endReduction(TcpSock tp) {
        if (tp.ssthresh < Integer.MAX_VALUE && (tp.caState == TcpSock.CA_CWR || tp.undoMarker)) {
            tp.cwnd = tp.ssthresh;
        }
    }

    /** tcp_cong_control(). */
    static void control(TcpNet net, TcpSock tp, int delivered, int lost, AckSample ack) {
        boolean reordered = tp.reordering > net.settings.sender().reordering();
        if (inReduction(tp)) {
            reduction(net, tp, delivered, lost, ack.has(AckSample.SND_UNA_ADVANCED));
        } else if (ack.has(reordered ? AckSample.FORWARD_PROGRESS : AckSample.DATA_ACKED)) {
            avoid(net, tp, delivered);
            tp.cwndStamp = net.now;
        }
        TcpRate.updatePacingRate(net, tp);
    }

    private static void avoid(TcpNet net, TcpSock tp, int acked) {
        if (!cwndLimited(tp)) {
            return;
        }
        int left = acked;
        if (inSlowStart(tp)) {
            int grown = (int) Math.min((long) tp.cwnd + left, tp.ssthresh);
            left -= grown - tp.cwnd;
            tp.cwnd = grown;
            if (left == 0) {
                return;
            }
        }
        additive(tp, cubic(net, tp) ? TcpCubic.update(net, tp, left) : tp.cwnd, left);
    }

    /** tcp_cong_avoid_ai(): one more for {@code w} segments. */
    private static void additive(TcpSock tp, int w, int acked) {
        if (tp.cwndCnt >= w) {
            tp.cwndCnt = 0;
            tp.cwnd++;
        }
        tp.cwndCnt += acked;
        if (tp.cwndCnt >= w) {
            int delta = tp.cwndCnt / w;
            tp.cwndCnt -= delta * w;
            tp.cwnd += delta;
        }
    }

    /** The algorithm's pkts_acked(): {@code rttUs} is -1 without a sample. */
    static void pktsAcked(TcpNet net, TcpSock tp, long rttUs) {
        if (rttUs >= 0 && cubic(net, tp)) {
            TcpCubic.acked(net, tp, (int) rttUs);
        }
    }

    /** tcp_is_cwnd_limited(). */
    private static boolean cwndLimited(TcpSock tp) {
        return tp.cwndLimited || inSlowStart(tp) && tp.cwnd < 2 * tp.maxPacketsOut;
    }

    /** tcp_cwnd_validate(): segments went out, or could not because of the window. */
    public static void validate(TcpNet net, TcpSock tp, boolean limited) {
        int packets = tp.rtx.size();
        if (!Seq.before(tp.sndUna, tp.cwndUsageSeq) || limited || !tp.cwndLimited && packets > tp.maxPacketsOut) {
            tp.cwndLimited = limited;
            tp.maxPacketsOut = packets;
            tp.cwndUsageSeq = tp.sndNxt;
        }
        if (cwndLimited(tp)) {
            tp.cwndUsed = 0;
            tp.cwndStamp = net.now;
            return;
        }
        tp.cwndUsed = Math.max(tp.cwndUsed, packets);
        if (net.settings.limits().slowStartAfterIdle() && net.now - tp.cwndStamp >= tp.rto) {
            applicationLimited(net, tp);
        }
        boolean writes = tp.state() == TcpState.ESTABLISHED || tp.state() == TcpState.CLOSE_WAIT;
        if (tp.sndNxt == tp.writeSeq && tp.noSpace && writes) {
            TcpChrono.start(net, tp, TcpChrono.SNDBUF_LIMITED);
        }
    }

    private static void applicationLimited(TcpNet net, TcpSock tp) {
        if (tp.caState == TcpSock.CA_OPEN) {
            int used = Math.max(tp.cwndUsed, INIT_CWND);
            if (used < tp.cwnd) {
                tp.ssthresh = currentSsthresh(tp);
                tp.cwnd = (tp.cwnd + used) >> 1;
            }
            tp.cwndUsed = 0;
        }
        tp.cwndStamp = net.now;
    }

    /** Nothing was in flight when a segment went out (CA_EVENT_TX_START). */
    public static void txStart(TcpNet net, TcpSock tp) {
        if (cubic(net, tp)) {
            TcpCubic.txStart(net, tp);
        }
    }

    /** tcp_slow_start_after_idle_check(): after a pause of n RTOs the window is halved n times, down to the initial one. */
    public static void restartAfterIdle(TcpNet net, TcpSock tp) {
        long idle = net.now - tp.lsndtime;
        boolean paused = tp.rtx.isEmpty() && tp.lsndtime != 0 && idle > tp.rto && tp.rto > 0;
        if (!net.settings.limits().slowStartAfterIdle() || !paused) {
            return;
        }
        int floor = Math.min(INIT_CWND, tp.cwnd);
        int cwnd = tp.cwnd;
        tp.ssthresh = currentSsthresh(tp);
        for (long left = idle - tp.rto; left > 0 && cwnd > floor; left -= tp.rto) {
            cwnd >>= 1;
        }
        tp.cwnd = Math.max(cwnd, floor);
        tp.cwndStamp = net.now;
        tp.cwndUsed = 0;
    }
}
