package io.rxpath.tcp.core;

import io.rxpath.skb.SockOption;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.output.SkStream;
import io.rxpath.tcp.core.output.TcpPacing;
import io.rxpath.tcp.core.output.TcpWriteXmit;
import io.rxpath.tcp.core.queue.ReceiveWindow;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.SockOpts;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.timer.TcpKeepalive;

/**
 * An option of a socket changes. Whether its value is allowed the system call has asked; here it takes effect.
 *
 * <p>Kernel: net/core/sock.c sk_setsockopt(), __sock_set_rcvbuf(); net/ipv4/tcp.c do_tcp_setsockopt(), tcp_set_rcvlowat(),
 * tcp_set_window_clamp(), tcp_sock_set_quickack().
 */
public final class TcpSetsockopt {
    /** SOCK_MIN_RCVBUF, bytes. */
    private static final int MIN_RCVBUF = 2304;
    /** SOCK_MIN_SNDBUF, bytes. */
    private static final int MIN_SNDBUF = 4608;

    private TcpSetsockopt() {}

    /** Options that were set before listen() or connect(). */
    public static void all(TcpNet net, TcpSock tp, byte[] list) {
        for (SockOption option : SockOption.decode(list)) {
            set(net, tp, option);
        }
    }

    /** An option of a listener, for the connections to come. False if TCP does not know it. */
    static boolean set(TcpNet net, ListenSock sk, SockOption o) {
        SockOpts opts = sk.opts.copy();
        boolean known = put(net, opts, o, opts.rcvbuf == 0);
        sk.opts = opts;
        sk.boundDev = net.ifindex(opts.device);
        return known;
    }

    /** An option of a connection. False if TCP does not know it. */
    static boolean set(TcpNet net, TcpSock tp, SockOption o) {
        if (o.level() == SockOption.SOL_TCP && o.name() == SockOption.TCP_QUICKACK) {
            quickack(net, tp, o.value());
            return true;
        }
        SockOpts opts = tp.opts.copy();
        boolean known = put(net, opts, o, !tp.rcvbufLocked);
        tp.opts = opts;
        if (known && o.level() == SockOption.SOL_SOCKET) {
            socket(net, tp, o);
        } else if (known && o.level() == SockOption.SOL_TCP) {
            tcp(net, tp, o);
        }
        return known;
    }

    private static boolean put(TcpNet net, SockOpts opts, SockOption o, boolean rcvbufFree) {
        TcpSettings.Memory memory = net.settings.memory();
        if (o.level() == SockOption.SOL_SOCKET) {
            int v = o.value();
            switch (o.name()) {
                case SockOption.SO_RCVBUF -> opts.rcvbuf = rcvbuf(Math.min(v, memory.coreRmemMax()));
                case SockOption.SO_RCVBUFFORCE -> opts.rcvbuf = rcvbuf(v);
                case SockOption.SO_SNDBUF -> opts.sndbuf = sndbuf(v);
                case SockOption.SO_SNDBUFFORCE -> opts.sndbuf = sndbuf(v);
                case SockOption.SO_RCVLOWAT -> {
                    int cap = (rcvbufFree ? memory.rmemMax() : opts.rcvbuf) >> 1;
                    opts.rcvlowat = Math.max(1, Math.min(v < 0 ? Integer.MAX_VALUE : v, cap));
                }
                default -> {
                    return opts.set(o);
                }
            }
            return true;
        }
        return opts.set(o);
    }

    /** sk_rcvbuf for an SO_RCVBUF of so many bytes: the kernel doubles it for its own overhead. */
    public static int rcvbuf(int value) {
        return Math.max(2 * Math.min(Math.max(0, value), Integer.MAX_VALUE / 2), MIN_RCVBUF);
    }

    private static int sndbuf(int value) {
        return Math.max(2 * Math.min(Math.max(0, value), Integer.MAX_VALUE / 2), MIN_SNDBUF);
    }

    private static void socket(TcpNet net, TcpSock tp, SockOption o) {
        switch (o.name()) {
            case SockOption.SO_RCVBUF, SockOption.SO_RCVBUFFORCE -> {
                tp.rcvbuf = tp.opts.rcvbuf;
                tp.rcvbufLocked = true;
            }
            case SockOption.SO_SNDBUF, SockOption.SO_SNDBUFFORCE -> {
                if (!tp.destroyed) {
                    SkStream.resized(net, tp);
                }
            }
            case SockOption.SO_BINDTODEVICE -> tp.boundDev = net.ifindex(tp.opts.device);
            case SockOption.SO_RCVLOWAT -> rcvlowat(tp);
            case SockOption.SO_KEEPALIVE -> TcpKeepalive.set(net, tp, false);
            case SockOption.SO_MAX_PACING_RATE -> TcpPacing.limit(tp);
            default -> {
                // Its value is all there is to it.
            }
        }
    }

    /** tcp_set_rcvlowat(): what must be there for a reader to wake has to fit. */
    private static void rcvlowat(TcpSock tp) {
        if (tp.rcvbufLocked) {
            return;
        }
        int space = ReceiveWindow.spaceFromWin(tp.scalingRatio, tp.opts.rcvlowat);
        if (space > tp.rcvbuf) {
            tp.rcvbuf = space;
            if (tp.windowClamp != 0 && tp.windowClamp < tp.opts.rcvlowat) {
                tp.windowClamp = tp.opts.rcvlowat;
            }
        }
    }

    private static void tcp(TcpNet net, TcpSock tp, SockOption o) {
        boolean writable = tp.state() == TcpState.ESTABLISHED || tp.state() == TcpState.CLOSE_WAIT;
        switch (o.name()) {
            case SockOption.TCP_NODELAY -> {
                if (tp.opts.nodelay && writable) {
                    TcpWriteXmit.pushPendingFrames(net, tp, TcpWriteXmit.NAGLE_OFF);
                }
            }
            case SockOption.TCP_CORK -> {
                if (!tp.opts.cork && writable) {
                    TcpWriteXmit.pushPendingFrames(net, tp);
                }
            }
            case SockOption.TCP_KEEPIDLE -> {
                if (tp.opts.keepalive) {
                    TcpKeepalive.set(net, tp, true);
                }
            }
            case SockOption.TCP_NOTSENT_LOWAT -> {
                if (!tp.destroyed) {
                    SkStream.resized(net, tp);
                }
            }
            case SockOption.TCP_WINDOW_CLAMP -> {
                if (o.value() != 0) {
                    ReceiveWindow.setWindowClamp(tp, o.value());
                }
            }
            default -> {
                // Its value is all there is to it.
            }
        }
    }

    /** __tcp_sock_set_quickack(): 0 delays ACKs, an odd number sends them at once from now on, an even one once. */
    private static void quickack(TcpNet net, TcpSock tp, int value) {
        if (value == 0) {
            tp.pingpong = 1;
            return;
        }
        tp.pingpong = 0;
        boolean open = tp.state() == TcpState.ESTABLISHED || tp.state() == TcpState.CLOSE_WAIT;
        if (open && (tp.ackPending & TcpSock.ACK_SCHED) != 0) {
            tp.ackPending |= TcpSock.ACK_PUSHED;
            TcpAckSndCheck.cleanupRbuf(net, tp, 1);
            if ((value & 1) == 0) {
                tp.pingpong = 1;
            }
        }
    }

    /** tcp_mss_clamp(): TCP_MAXSEG is the most we offer and send. */
    public static int mssClamp(SockOpts opts, int mss) {
        return opts.userMss != 0 && opts.userMss < mss ? opts.userMss : mss;
    }
}
