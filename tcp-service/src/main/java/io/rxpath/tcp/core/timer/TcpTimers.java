package io.rxpath.tcp.core.timer;

import io.rxpath.skb.LinuxMib;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.ack.TcpLoss;
import io.rxpath.tcp.core.ack.TcpRack;
import io.rxpath.tcp.core.input.TcpDone;
import io.rxpath.tcp.core.input.TcpFastopen;
import io.rxpath.tcp.core.input.TcpFinWait2;
import io.rxpath.tcp.core.output.SkStream;
import io.rxpath.tcp.core.output.TcpFastopenActive;
import io.rxpath.tcp.core.output.TcpMtuProbe;
import io.rxpath.tcp.core.output.TcpPacing;
import io.rxpath.tcp.core.output.TcpRetransmitSkb;
import io.rxpath.tcp.core.output.TcpWriteXmit;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;

/**
 * Timers of a full socket: delayed ACK, retransmission, zero-window probe, reordering, pacing, FIN_WAIT2.
 *
 * <p>Kernel: net/ipv4/tcp_timer.c tcp_retransmit_timer(), tcp_probe_timer(), tcp_write_timeout(), tcp_keepalive_timer();
 * net/ipv4/tcp_output.c tcp_send_probe0(); include/net/tcp.h tcp_reset_xmit_timer().
 */
public final class TcpTimers {
    /** TCP_TIMEOUT_INIT: the first timeout of a SYN or SYN-ACK, ns. */
    public static final long TIMEOUT_INIT = 1_000_000_000L;

    /** TCP_RESOURCE_PROBE_INTERVAL: local congestion is asked about so often, ns. */
    static final long RESOURCE_PROBE_INTERVAL = 500_000_000L;

    /** TCP_TIMEOUT_MIN, ns. */
    private static final long TIMEOUT_MIN = 2 * TcpNet.JIFFY;

    private TcpTimers() {}

    /** Fires what is due. */
    public static void fire(TcpNet net, TcpSock tp) {
        if (tp.compressTimer <= net.now) {
            TcpAckSndCheck.compressedAckKick(net, tp);
        }
        if (tp.pacing.timer <= net.now) {
            TcpPacing.kick(net, tp);
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
        if (!tp.destroyed && tp.memTimer <= net.now) {
            SkStream.memoryTimer(net, tp);
        }
        if (!tp.destroyed && tp.finTimer <= net.now) {
            TcpFinWait2.timer(net, tp);
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
                tp.xmitPending = what;
                TcpRack.reoTimeout(net, tp);
            }
            case TcpSock.TIME_LOSS_PROBE -> {
                tp.xmitPending = what;
                TcpLoss.sendProbe(net, tp);
            }
            default -> {
                // The timer was cleared while it was on its way.
            }
        }
    }

    /** inet_csk_reset_xmit_timer(): {@code delay} in ns. */
    public static void resetXmitTimer(TcpNet net, TcpSock tp, int what, long delay) {
        tp.xmitPending = what;
        tp.xmitTimer = net.now + Math.min(delay, rtoMax(net, tp));
    }

    /** tcp_reset_xmit_timer(): from when the segment sent last departs. */
    public static void resetPaced(TcpNet net, TcpSock tp, int what, long delay) {
        resetXmitTimer(net, tp, what, delay + TcpPacing.delay(net, tp));
    }

    /** tcp_rearm_rto(). */
    public static void rearmRto(TcpNet net, TcpSock tp) {
        if (tp.fastopenRsk != null) {
            // The timer is the SYN-ACK's.
            return;
        }
        if (tp.rtx.isEmpty()) {
            tp.xmitPending = TcpSock.TIME_NONE;
            tp.xmitTimer = SockCommon.NEVER;
        } else {
            long rto = tp.rto;
            if (tp.xmitPending == TcpSock.TIME_REO || tp.xmitPending == TcpSock.TIME_LOSS_PROBE) {
                // What has passed since the segment went out counts.
                rto = Math.max(rtoDelta(net, tp), 1_000);
            }
            resetPaced(net, tp, TcpSock.TIME_RETRANS, rto);
        }
    }

    /** tcp_rto_delta_us(): time left until the oldest segment has been out for an RTO, ns. */
    public static long rtoDelta(TcpNet net, TcpSock tp) {
        return tp.rtx.get(0).sent + tp.rto - net.now;
    }

    /**
     * When a timer of so many ns fires: in whole jiffies, and as the present one has begun and the last must be over,
     * between none and one later; here half of one.
     */
    public static long jiffies(long ns) {
        return (ns + TcpNet.JIFFY - 1) / TcpNet.JIFFY * TcpNet.JIFFY + TcpNet.JIFFY / 2;
    }

    /** tcp_rto_min(), ns. */
    public static long rtoMin(TcpNet net, TcpSock tp) {
        return tp.opts.rtoMinUs != 0
                ? tp.opts.rtoMinUs * 1000L
                : net.settings.times().rtoMin();
    }

    /** tcp_rto_max(), ns. */
    public static long rtoMax(TcpNet net, TcpSock tp) {
        return tp.opts.rtoMaxMs != 0
                ? tp.opts.rtoMaxMs * 1_000_000L
                : net.settings.times().rtoMax();
    }

    /** tcp_probe0_when(). */
    public static long probe0When(TcpNet net, TcpSock tp) {
        return shifted(probe0Base(tp), tp.backoff, rtoMax(net, tp));
    }

    /** tcp_probe0_base(), ns. */
    public static long probe0Base(TcpSock tp) {
        return Math.max(tp.rto, 200_000_000L);
    }

    /** tcp_clamp_probe0_to_user_timeout(): a probe comes no later than the connection would be given up. */
    public static long clampProbe0(TcpNet net, TcpSock tp, long when) {
        if (tp.opts.userTimeout == 0 || tp.probesTstamp == 0) {
            return when;
        }
        long left = tp.opts.userTimeoutNanos() - Math.max(0, net.now - tp.probesTstamp);
        return Math.min(when, Math.max(left, TIMEOUT_MIN));
    }

    /** inet_csk_rto_backoff(): the timeout, doubled as often as timeouts have gone unanswered, ns. */
    public static long rtoBackoff(TcpNet net, TcpSock tp) {
        return shifted(tp.rto, tp.backoff, rtoMax(net, tp));
    }

    private static long shifted(long base, int backoff, long max) {
        return backoff > 20 ? max : Math.min(base << backoff, max);
    }

    /** tcp_retransmit_timer(): the oldest segment is sent again, or the connection is given up. */
    public static void retransmitTimer(TcpNet net, TcpSock tp) {
        if (tp.fastopenRsk != null) {
            TcpFastopen.synackTimer(net, tp, tp.fastopenRsk);
            return;
        }
        if (tp.rtx.isEmpty()) {
            return;
        }
        if (tp.sndWnd == 0 && !tp.dead && !tp.state().inHandshake()) {
            shrunkToZero(net, tp);
            return;
        }
        net.linux.inc(LinuxMib.TCP_TIMEOUTS);
        if (writeTimeout(net, tp)) {
            return;
        }
        net.linux.inc(LinuxMib.TCP_TIMEOUT_REHASH);
        tp.rehash++;
        TcpLoss.countFailure(net, tp);
        TcpLoss.enterLoss(net, tp);
        tp.retransmits++;
        tp.totalRto++;
        if (TcpRetransmitSkb.first(net, tp) == TcpRetransmitSkb.Result.LOST) {
            // Nothing can be said of the path: no backing off.
            resetXmitTimer(net, tp, TcpSock.TIME_RETRANS, RESOURCE_PROBE_INTERVAL);
            return;
        }
        backOff(net, tp);
    }

    /** The peer has closed a window that data is in flight for: retransmissions are probes, and go on while it answers. */
    private static void shrunkToZero(TcpNet net, TcpSock tp) {
        long since = tp.retransStamp != 0 ? tp.retransStamp : tp.rtx.get(0).sent;
        long user = tp.opts.userTimeoutNanos();
        long limit = rtoMax(net, tp) * 2;
        limit = user != 0 ? Math.min(limit, user) : limit;
        boolean silent = net.now - tp.rcvTstamp > limit && net.now - since > limit;
        if (user != 0 && net.now - since > user || silent) {
            writeErr(net, tp);
            return;
        }
        TcpLoss.enterLoss(net, tp);
        TcpRetransmitSkb.first(net, tp);
        backOff(net, tp);
    }

    private static void backOff(TcpNet net, TcpSock tp) {
        boolean linear = tp.state() == TcpState.SYN_SENT
                && tp.totalRto <= net.settings.sender().synLinearTimeouts();
        if (!linear) {
            tp.backoff++;
            tp.rto = Math.min(tp.rto << 1, rtoMax(net, tp));
        }
        long timeout = tp.rto;
        if (tp.opts.userTimeout != 0 && tp.retransStamp != 0) {
            long left = tp.opts.userTimeoutNanos() - (net.now - tp.retransStamp);
            timeout = left <= 0 ? TcpNet.JIFFY : Math.min(timeout, left);
        }
        resetXmitTimer(net, tp, TcpSock.TIME_RETRANS, timeout);
    }

    /** tcp_write_timeout(): gives up after so many timeouts. */
    private static boolean writeTimeout(TcpNet net, TcpSock tp) {
        int retries = net.settings.limits().retries2();
        boolean expired = false;
        if (tp.state().inHandshake()) {
            retries =
                    tp.opts.synCnt != 0 ? tp.opts.synCnt : net.settings.sender().synRetries();
            int most = retries;
            if (tp.state() == TcpState.SYN_SENT) {
                most += net.settings.sender().synLinearTimeouts();
            }
            expired = tp.retransmits >= most;
        } else if (outFor(net, tp, net.settings.sender().retries1())) {
            TcpMtuProbe.blackHole(net, tp);
        }
        if (!tp.state().inHandshake() && tp.dead) {
            boolean alive = tp.rto < rtoMax(net, tp);
            retries = orphanRetries(net, tp, alive);
            if (TcpOutOfResources.check(net, tp, alive || !retransmitsTimedOut(net, tp, retries))) {
                return true;
            }
        }
        expired = expired || retransmitsTimedOut(net, tp, retries);
        TcpFastopenActive.detectBlackhole(net, tp, expired);
        if (!expired) {
            return false;
        }
        writeErr(net, tp);
        return true;
    }

    /** tcp_write_err(). */
    public static void writeErr(TcpNet net, TcpSock tp) {
        net.linux.inc(LinuxMib.TCP_ABORT_ON_TIMEOUT);
        TcpDone.error(net, tp, tp.errSoft != 0 ? tp.errSoft : TcpDone.ETIMEDOUT);
    }

    /** tcp_orphan_retries(). */
    private static int orphanRetries(TcpNet net, TcpSock tp, boolean alive) {
        int retries = tp.errSoft != 0 && !alive ? 0 : net.settings.limits().orphanRetries();
        return retries == 0 && alive ? 8 : retries;
    }

    /** retransmits_timed_out(): the time that so many doubled timeouts of rto_min take has passed. */
    private static boolean retransmitsTimedOut(TcpNet net, TcpSock tp, int boundary) {
        if (tp.retransmits == 0 || tp.retransStamp == 0) {
            return false;
        }
        if (tp.opts.userTimeout != 0) {
            return net.now - tp.retransStamp >= tp.opts.userTimeoutNanos();
        }
        return outFor(net, tp, boundary);
    }

    /** The time that so many doubled timeouts take has passed, whatever the program says how long it waits. */
    private static boolean outFor(TcpNet net, TcpSock tp, int boundary) {
        if (tp.retransmits == 0 || tp.retransStamp == 0) {
            return false;
        }
        long base = tp.state().inHandshake() ? TIMEOUT_INIT : rtoMin(net, tp);
        long max = rtoMax(net, tp);
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
        } else if (tp.opts.userTimeout != 0 && net.now - tp.probesTstamp >= tp.opts.userTimeoutNanos()) {
            writeErr(net, tp);
            return;
        }
        int max = net.settings.limits().retries2();
        boolean dead = false;
        if (tp.dead) {
            boolean alive = shifted(tp.rto, tp.backoff, rtoMax(net, tp)) < rtoMax(net, tp);
            max = orphanRetries(net, tp, alive);
            dead = !alive && tp.backoff >= max;
        }
        if (dead) {
            writeErr(net, tp);
            return;
        }
        if (tp.dead && TcpOutOfResources.check(net, tp, true)) {
            return;
        }
        if (tp.probesOut >= max) {
            writeErr(net, tp);
            return;
        }
        sendProbe0(net, tp);
    }

    /** tcp_send_probe0(). */
    private static void sendProbe0(TcpNet net, TcpSock tp) {
        boolean out = TcpWriteXmit.writeWakeup(net, tp);
        if (!tp.rtx.isEmpty() || tp.sndNxt == tp.writeSeq) {
            tp.probesOut = 0;
            tp.backoff = 0;
            tp.probesTstamp = 0;
            return;
        }
        tp.probesOut++;
        long timeout = RESOURCE_PROBE_INTERVAL;
        if (out) {
            if (tp.backoff < net.settings.limits().retries2()) {
                tp.backoff++;
            }
            timeout = probe0When(net, tp);
        }
        resetPaced(net, tp, TcpSock.TIME_PROBE0, clampProbe0(net, tp, timeout));
    }
}
