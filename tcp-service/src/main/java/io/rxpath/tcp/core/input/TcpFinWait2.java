package io.rxpath.tcp.core.input;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.tcp.core.output.TcpTransmitSkb;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;

/**
 * How long a socket that nobody has open waits for the peer's FIN: tcp_fin_timeout, or TCP_LINGER2 of the socket; not at all
 * if that is negative.
 *
 * <p>Kernel: include/net/tcp.h tcp_fin_time(); net/ipv4/tcp_input.c tcp_rcv_state_process(), net/ipv4/tcp.c __tcp_close(),
 * net/ipv4/tcp_timer.c tcp_keepalive_timer(), each its part about FIN_WAIT2.
 */
public final class TcpFinWait2 {
    private static final long SECOND = 1_000_000_000L;
    private static final String CALLER = "tcp_v4_do_rcv";

    private TcpFinWait2() {}

    /** tcp_fin_time(), ns: at least three and a half time-outs, so that a lost ACK of the FIN is not the end. */
    static long finTime(TcpNet net, TcpSock tp) {
        long wanted = tp.opts.linger2 != 0
                ? tp.opts.linger2 * SECOND
                : net.settings.times().finTimeout();
        return Math.max(wanted, (tp.rto << 2) - (tp.rto >> 1));
    }

    /** The peer has acknowledged our FIN with the segment {@code cb}. */
    static SkbDropReason entered(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        boolean beyond = cb.hasSequence() && Seq.after(cb.endSeq - (cb.fin() ? 1 : 0), tp.rcvNxt);
        if (tp.opts.linger2 < 0 || beyond) {
            net.linux.inc(LinuxMib.TCP_ABORT_ON_DATA);
            TcpDone.done(net, tp);
            return cb.resetAndDrop(SkbDropReason.TCP_ABORT_ON_DATA, CALLER);
        }
        long timeout = finTime(net, tp);
        long timeWait = net.settings.times().timeWait();
        if (timeout > timeWait) {
            tp.finTimer = net.now + timeout - timeWait;
            return SkbDropReason.NOT_DROPPED_YET;
        }
        if (cb.fin()) {
            tp.finTimer = net.now + timeout;
            return SkbDropReason.NOT_DROPPED_YET;
        }
        TcpDone.timeWait(net, tp, TcpState.FIN_WAIT2, timeout);
        return cb.consume(cb.why);
    }

    /** The application has closed a socket that is in FIN_WAIT2. */
    public static void closed(TcpNet net, TcpSock tp) {
        if (tp.opts.linger2 < 0) {
            net.linux.inc(LinuxMib.TCP_ABORT_ON_LINGER);
            TcpTransmitSkb.sendActiveReset(net, tp);
            TcpDone.done(net, tp);
            return;
        }
        long timeout = finTime(net, tp);
        long timeWait = net.settings.times().timeWait();
        if (timeout > timeWait) {
            tp.finTimer = net.now + timeout - timeWait;
        } else {
            TcpDone.timeWait(net, tp, TcpState.FIN_WAIT2, timeout);
        }
    }

    /** The peer's FIN has not come before the last minute of the wait, which a small socket is enough for. */
    public static void timer(TcpNet net, TcpSock tp) {
        tp.finTimer = SockCommon.NEVER;
        long rest = finTime(net, tp) - net.settings.times().timeWait();
        if (tp.opts.linger2 >= 0 && rest > 0) {
            TcpDone.timeWait(net, tp, TcpState.FIN_WAIT2, rest);
            return;
        }
        TcpTransmitSkb.sendActiveReset(net, tp);
        TcpDone.done(net, tp);
    }
}
