package io.rxpath.tcp.core.timer;

import io.rxpath.skb.LinuxMib;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.ack.TcpLoss;
import io.rxpath.tcp.core.input.TcpDone;
import io.rxpath.tcp.core.output.TcpWriteXmit;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;

/**
 * Timers of a full socket: delayed ACK, retransmission, zero-window probe, reordering, FIN_WAIT2.
 *
 * <p>Kernel: net/ipv4/tcp_timer.c tcp_retransmit_timer(), tcp_probe_timer(), tcp_write_timeout(), tcp_keepalive_timer().
 */
public final class TcpTimers {
    private static final long TIMEOUT_INIT = 1_000_000_000L;

    private TcpTimers() {}

    /** Fires what is due. */
    public static void fire(TcpNet net, TcpSock tp) {
        if (tp.compressTimer <= net.now) {
            TcpAckSndCheck.compressedAckKick(net, tp);
        }
        if (tp.delackTimeout <= net.now) {
            TcpAckSndCheck.delackTimer(net, tp);
        }
        if (tp.xmitTimer <= net.now) {
            writeTimer(net, tp);
        }
        if (!tp.destroyed && tp.keepTimer <= net.now) {
            TcpKeepalive.timer(net, tp);
        }
        if (!tp.destroyed && tp.finTimer <= net.now) {
            tp.finTimer = SockCommon.NEVER;
            TcpDone.timeWait(net, tp, TcpState.FIN_WAIT2, net.settings.times().finTimeout());
        }
    }

    private static void writeTimer(TcpNet net, TcpSock tp) {
        int what = tp.xmitPending;
        tp.xmitTimer = SockCommon.NEVER;
        tp.xmitPending = TcpSock.TIME_NONE;
        switch (what) {
            case TcpSock.TIME_RETRANS -> retransmitTimer(net, tp);
            case TcpSock.TIME_PROBE0 -> probeTimer(net, tp);
            case TcpSock.TIME_REO -> {
                TcpLoss.reoTimeout(net, tp);
                if (tp.xmitPending == TcpSock.TIME_NONE) {
                    rearmRto(net, tp);
                }
            }
            default -> {
                // The timer was cleared while it was on its way.
            }
        }
    }

    /** inet_csk_reset_xmit_timer(): {@code delay} in ns. */
    public static void resetXmitTimer(TcpNet net, TcpSock tp, int what, long delay) {
        tp.xmitPending = what;
        tp.xmitTimer = net.now + Math.min(delay, net.settings.times().rtoMax());
    }

    /** tcp_rearm_rto(). */
    public static void rearmRto(TcpNet net, TcpSock tp) {
        if (tp.rtx.isEmpty()) {
            tp.xmitPending = TcpSock.TIME_NONE;
            tp.xmitTimer = SockCommon.NEVER;
        } else {
            resetXmitTimer(net, tp, TcpSock.TIME_RETRANS, rtoBackoff(net, tp));
        }
    }

    private static long rtoBackoff(TcpNet net, TcpSock tp) {
        return shifted(tp.rto, tp.backoff, net.settings.times().rtoMax());
    }

    /** tcp_probe0_when(). */
    public static long probe0When(TcpNet net, TcpSock tp) {
        long base = Math.max(tp.rto, net.settings.times().rtoMin());
        return shifted(base, tp.backoff, net.settings.times().rtoMax());
    }

    private static long shifted(long base, int backoff, long max) {
        return backoff > 20 ? max : Math.min(base << backoff, max);
    }

    private static void retransmitTimer(TcpNet net, TcpSock tp) {
        if (tp.rtx.isEmpty()) {
            return;
        }
        net.linux.inc(LinuxMib.TCP_TIMEOUTS);
        if (writeTimeout(net, tp)) {
            return;
        }
        net.linux.inc(LinuxMib.TCP_TIMEOUT_REHASH);
        TcpLoss.enterLoss(net, tp);
        tp.retransmits++;
        tp.totalRto++;
        TcpWriteXmit.retransmit(net, tp, tp.rtx.get(0));
        boolean linear = tp.state() == TcpState.SYN_SENT
                && tp.totalRto <= net.settings.sender().synLinearTimeouts();
        if (!linear) {
            tp.backoff++;
        }
        resetXmitTimer(net, tp, TcpSock.TIME_RETRANS, rtoBackoff(net, tp));
    }

    /** tcp_write_timeout(): gives up after so many timeouts. */
    private static boolean writeTimeout(TcpNet net, TcpSock tp) {
        int retries = net.settings.limits().retries2();
        boolean expired = false;
        if (tp.state() == TcpState.SYN_SENT || tp.state() == TcpState.SYN_RECV) {
            retries =
                    tp.opts.synCnt != 0 ? tp.opts.synCnt : net.settings.sender().synRetries();
            int most = retries;
            if (tp.state() == TcpState.SYN_SENT) {
                most += net.settings.sender().synLinearTimeouts();
            }
            expired = tp.retransmits >= most;
        } else if (tp.dead) {
            retries = orphanRetries(net);
        }
        if (!expired && !retransmitsTimedOut(net, tp, retries)) {
            return false;
        }
        writeErr(net, tp);
        return true;
    }

    /** tcp_write_err(). */
    private static void writeErr(TcpNet net, TcpSock tp) {
        net.linux.inc(LinuxMib.TCP_ABORT_ON_TIMEOUT);
        TcpDone.error(net, tp, tp.errSoft != 0 ? tp.errSoft : TcpDone.ETIMEDOUT);
    }

    private static int orphanRetries(TcpNet net) {
        int retries = net.settings.limits().orphanRetries();
        return retries == 0 ? 8 : retries;
    }

    /** retransmits_timed_out(): the time that so many doubled timeouts of rto_min take has passed. */
    private static boolean retransmitsTimedOut(TcpNet net, TcpSock tp, int boundary) {
        if (tp.retransmits == 0 || tp.retransStamp == 0) {
            return false;
        }
        if (tp.opts.userTimeout != 0) {
            return net.now - tp.retransStamp >= tp.opts.userTimeout * 1_000_000L;
        }
        boolean handshake = tp.state() == TcpState.SYN_SENT || tp.state() == TcpState.SYN_RECV;
        long base = handshake ? TIMEOUT_INIT : net.settings.times().rtoMin();
        long max = net.settings.times().rtoMax();
        int thresh = 63 - Long.numberOfLeadingZeros(max / base);
        long timeout = boundary <= thresh
                ? ((2L << boundary) - 1) * base
                : ((2L << thresh) - 1) * base + (boundary - thresh) * max;
        return net.now - tp.retransStamp >= timeout;
    }

    private static void probeTimer(TcpNet net, TcpSock tp) {
        if (!tp.rtx.isEmpty() || tp.sndNxt == tp.writeSeq) {
            tp.probesOut = 0;
            tp.probesTstamp = 0;
            return;
        }
        if (tp.probesTstamp == 0) {
            tp.probesTstamp = net.now;
        }
        int max = tp.dead ? orphanRetries(net) : net.settings.limits().retries2();
        if (tp.probesOut >= max) {
            writeErr(net, tp);
            return;
        }
        TcpWriteXmit.writeWakeup(net, tp);
        if (!tp.rtx.isEmpty() || tp.sndNxt == tp.writeSeq) {
            tp.probesOut = 0;
            tp.backoff = 0;
            return;
        }
        tp.probesOut++;
        if (tp.backoff < net.settings.limits().retries2()) {
            tp.backoff++;
        }
        resetXmitTimer(net, tp, TcpSock.TIME_PROBE0, probe0When(net, tp));
    }
}
