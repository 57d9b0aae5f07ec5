package io.rxpath.tcp.core.timer;

import io.rxpath.tcp.core.output.TcpTransmitSkb;
import io.rxpath.tcp.core.output.TcpWriteXmit;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;

/**
 * Asks a silent peer whether it is still there.
 *
 * <p>Kernel: net/ipv4/tcp_timer.c tcp_keepalive_timer(), tcp_set_keepalive(); include/net/tcp.h keepalive_time_when(),
 * keepalive_intvl_when(), keepalive_probes(), keepalive_time_elapsed().
 */
public final class TcpKeepalive {
    private static final long SECOND = 1_000_000_000L;

    private TcpKeepalive() {}

    /** A connection is established: the timer starts if SO_KEEPALIVE is set. */
    public static void start(TcpNet net, TcpSock tp) {
        if (tp.opts.keepalive) {
            tp.keepTimer = net.now + timeWhen(net, tp);
        }
    }

    /** tcp_set_keepalive(), or TCP_KEEPIDLE: SO_KEEPALIVE has been set, {@code restart} if it was before. */
    public static void set(TcpNet net, TcpSock tp, boolean restart) {
        boolean quiet = tp.state() == TcpState.CLOSE || tp.state() == TcpState.SYN_SENT;
        if (quiet) {
            return;
        }
        if (!tp.opts.keepalive) {
            tp.keepTimer = SockCommon.NEVER;
        } else if (restart) {
            long left = timeWhen(net, tp) - elapsed(net, tp);
            tp.keepTimer = net.now + Math.max(0, left);
        } else if (tp.keepTimer == SockCommon.NEVER) {
            tp.keepTimer = net.now + timeWhen(net, tp);
        }
    }

    private static long timeWhen(TcpNet net, TcpSock tp) {
        return tp.opts.keepIdle != 0
                ? tp.opts.keepIdle * SECOND
                : net.settings.sender().keepaliveTime();
    }

    private static long intvlWhen(TcpNet net, TcpSock tp) {
        return tp.opts.keepIntvl != 0
                ? tp.opts.keepIntvl * SECOND
                : net.settings.sender().keepaliveIntvl();
    }

    private static int probes(TcpNet net, TcpSock tp) {
        return tp.opts.keepCnt != 0 ? tp.opts.keepCnt : net.settings.sender().keepaliveProbes();
    }

    private static long elapsed(TcpNet net, TcpSock tp) {
        return net.now - Math.max(tp.lrcvtime, tp.rcvTstamp);
    }

    /** The timer has run out. */
    static void timer(TcpNet net, TcpSock tp) {
        tp.keepTimer = SockCommon.NEVER;
        TcpState state = tp.state();
        if (!tp.opts.keepalive || state == TcpState.CLOSE || state == TcpState.SYN_SENT) {
            return;
        }
        if (!tp.rtx.isEmpty() || tp.sndNxt != tp.writeSeq) {
            // Data is on its way: that timer keeps watch.
            tp.keepTimer = net.now + timeWhen(net, tp);
            return;
        }
        long silent = elapsed(net, tp);
        if (silent < timeWhen(net, tp)) {
            tp.keepTimer = net.now + timeWhen(net, tp) - silent;
            return;
        }
        long userTimeout = tp.opts.userTimeoutNanos();
        boolean over = userTimeout != 0 ? silent >= userTimeout && tp.probesOut > 0 : tp.probesOut >= probes(net, tp);
        if (over) {
            TcpTransmitSkb.sendActiveReset(net, tp);
            TcpTimers.writeErr(net, tp);
            return;
        }
        if (TcpWriteXmit.keepaliveProbe(net, tp)) {
            tp.probesOut++;
            tp.keepTimer = net.now + intvlWhen(net, tp);
        } else {
            tp.keepTimer = net.now + TcpTimers.RESOURCE_PROBE_INTERVAL;
        }
    }
}
