package io.rxpath.tcp.core.queue;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.SockOpts;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * What window to offer, and how window limit and receive buffer grow.
 *
 * <p>Kernel: net/ipv4/tcp_output.c tcp_select_initial_window(), __tcp_select_window(), tcp_select_window();
 * net/ipv4/tcp_input.c tcp_grow_window(), tcp_rcv_space_adjust(), tcp_rcvbuf_grow(), tcp_init_buffer_space().
 */
public final class ReceiveWindow {
    private static final int MAX_TCP_WINDOW = 65535;
    private static final int SOCK_MIN_RCVBUF = 2304;

    private ReceiveWindow() {}

    /** tcp_win_from_space(): window that {@code space} bytes of memory are good for. */
    public static int winFromSpace(int ratio, int space) {
        return (int) ((long) space * ratio >> 8);
    }

    /** tcp_space_from_win(): memory a window of {@code win} bytes takes. */
    public static int spaceFromWin(int ratio, int win) {
        return (int) Math.min(Integer.MAX_VALUE, ((long) win << 8) / ratio);
    }

    /** tcp_full_space(). */
    public static int fullSpace(TcpSock tp) {
        return winFromSpace(tp.scalingRatio, tp.rcvbuf);
    }

    /** tcp_space(). */
    public static int space(TcpSock tp) {
        return winFromSpace(tp.scalingRatio, tp.rcvbuf - tp.rmemAlloc);
    }

    /** sk_rcvbuf of a new socket: what SO_RCVBUF has made of it, or tcp_rmem[1]. */
    public static int initialRcvbuf(TcpSettings settings, SockOpts opts) {
        return opts.rcvbuf == 0 ? settings.memory().rmemDefault() : opts.rcvbuf;
    }

    /** tcp_openreq_init_rwin(): first window, scale and clamp of a request. */
    public static void selectInitialWindow(TcpSettings settings, RequestSock req, SockOpts opts, int advmss) {
        int fullSpace = winFromSpace(128, initialRcvbuf(settings, opts));
        int clamp = initialClamp(opts, fullSpace);
        // More than a SYN-ACK can say, whose window is not scaled: the connection knows it all the same.
        req.rcvWnd = initialWindow(clamp, fullSpace, advmss - (req.tstampOk ? 12 : 0));
        req.rcvWscale = req.wscaleOk ? initialScale(settings, req.rcvWnd, clamp) : 0;
        req.windowClamp = Math.min(MAX_TCP_WINDOW << req.rcvWscale, clamp);
    }

    /** tcp_connect_init(): first window, scale and clamp of a socket that connects. */
    public static void selectInitialWindow(TcpSettings settings, TcpSock tp) {
        int fullSpace = fullSpace(tp);
        int clamp = initialClamp(tp.opts, fullSpace);
        tp.rcvWnd = initialWindow(clamp, fullSpace, tp.advmss);
        tp.rcvWscale = settings.options().windowScaling() ? initialScale(settings, tp.rcvWnd, clamp) : 0;
        tp.windowClamp = Math.min(MAX_TCP_WINDOW << tp.rcvWscale, clamp);
        tp.rcvSsthresh = tp.rcvWnd;
    }

    private static int initialClamp(SockOpts opts, int fullSpace) {
        int wanted = opts.windowClamp;
        int clamp = opts.rcvbuf != 0 && (wanted > fullSpace || wanted == 0) ? fullSpace : wanted;
        return clamp == 0 ? MAX_TCP_WINDOW << 14 : clamp;
    }

    private static int initialWindow(int clamp, int fullSpace, int mss) {
        int space = Math.min(clamp, fullSpace);
        return space > mss ? space - space % mss : space;
    }

    private static int initialScale(TcpSettings settings, int space, int clamp) {
        int max = Math.max(
                space, Math.max(settings.memory().rmemMax(), settings.memory().coreRmemMax()));
        int log2 = 31 - Integer.numberOfLeadingZeros(Math.max(1, Math.min(max, clamp)));
        return Math.max(0, Math.min(14, log2 - 15));
    }

    /** tcp_init_buffer_space(): a new connection's limits. */
    public static void initBufferSpace(TcpNet net, TcpSock tp) {
        int appWin = net.settings.memory().appWin();
        tp.rcvqTime = net.now;
        tp.rcvqSeq = tp.copiedSeq;
        int maxwin = fullSpace(tp);
        if (tp.windowClamp >= maxwin) {
            tp.windowClamp = maxwin;
            if (appWin != 0 && maxwin > 4 * tp.advmss) {
                tp.windowClamp = Math.max(maxwin - (maxwin >> appWin), 4 * tp.advmss);
            }
        }
        // Room for one segment stays free.
        if (appWin != 0 && tp.windowClamp > 2 * tp.advmss && tp.windowClamp + tp.advmss > maxwin) {
            tp.windowClamp = Math.max(2 * tp.advmss, maxwin - tp.advmss);
        }
        tp.rcvSsthresh = Math.min(tp.rcvSsthresh, tp.windowClamp);
        tp.rcvqSpace = Math.min(Math.min(tp.rcvSsthresh, tp.rcvWnd), 10 * tp.advmss);
    }

    /** __tcp_select_window(): the window memory would allow now, bytes. */
    public static int select(TcpNet net, TcpSock tp) {
        int mss = tp.rcvMss;
        int free = space(tp);
        int allowed = fullSpace(tp);
        int full = Math.min(tp.windowClamp, allowed);
        if (mss > full) {
            mss = full;
            if (mss <= 0) {
                return 0;
            }
        }
        int unit = 1 << tp.rcvWscale;
        if (net.settings.options().shrinkWindow() && tp.rcvWscale != 0) {
            return selectShrinkable(net, tp, free & -unit, full, mss, unit);
        }
        if (free < full >> 1) {
            shortOfSpace(net, tp);
            free &= -unit;
            if (free < allowed >> 4 || free < mss) {
                return 0;
            }
        }
        free = Math.min(free, tp.rcvSsthresh);
        if (tp.rcvWscale != 0) {
            return alignUp(free, unit);
        }
        int window = tp.rcvWnd;
        if (window <= free - mss || window > free) {
            window = free - free % mss;
        } else if (mss == full && free > window + (full >> 1)) {
            window = free;
        }
        return window;
    }

    /** The end of __tcp_select_window() with tcp_shrink_window: memory is a hard limit, rcv_ssthresh is rounded up. */
    private static int selectShrinkable(TcpNet net, TcpSock tp, int free, int full, int mss, int unit) {
        if (free < full >> 1) {
            shortOfSpace(net, tp);
            if (free < fullSpace(tp) >> 4 || free < mss || free < unit) {
                return 0;
            }
        }
        return free > tp.rcvSsthresh ? alignUp(tp.rcvSsthresh, unit) : free;
    }

    /** tcp_update_max_rcv_wnd_seq(). */
    private static void updateMax(TcpSock tp) {
        int edge = tp.rcvWup + tp.rcvWnd;
        if (Seq.after(edge, tp.rcvMwndSeq)) {
            tp.rcvMwndSeq = edge;
        }
    }

    private static void shortOfSpace(TcpNet net, TcpSock tp) {
        tp.quick = 0;
        if (net.memory.underPressure()) {
            adjustRcvSsthresh(tp);
        }
    }

    /** tcp_adjust_rcv_ssthresh(): memory of all sockets is short. */
    static void adjustRcvSsthresh(TcpSock tp) {
        tp.rcvSsthresh = Math.min(tp.rcvSsthresh, 4 * tp.advmss);
    }

    /** tcp_select_window(): fixes the window of the segment being sent; the value is scaled for the header. */
    public static int selectAndAdvertise(TcpNet net, TcpSock tp) {
        int oldWin = tp.rcvWnd;
        if ((tp.ackPending & TcpSock.ACK_NOMEM) != 0) {
            tp.predFlags = 0;
            tp.rcvWnd = 0;
            tp.rcvWup = tp.rcvNxt;
            updateMax(tp);
            if (oldWin != 0) {
                net.linux.inc(LinuxMib.TCP_TO_ZERO_WINDOW_ADV);
            }
            return 0;
        }
        int curWin = tp.receiveWindow();
        int newWin = select(net, tp);
        boolean mayShrink = net.settings.options().shrinkWindow() && tp.rcvWscale != 0;
        if (newWin < curWin && !mayShrink) {
            if (newWin == 0) {
                net.linux.inc(LinuxMib.TCP_WANT_ZERO_WINDOW_ADV);
            }
            newWin = alignUp(curWin, 1 << tp.rcvWscale);
        }
        tp.rcvWnd = newWin;
        tp.rcvWup = tp.rcvNxt;
        updateMax(tp);
        int onWire = Math.min(newWin, MAX_TCP_WINDOW << tp.rcvWscale) >> tp.rcvWscale;
        if (onWire == 0) {
            tp.predFlags = 0;
            if (oldWin != 0) {
                net.linux.inc(LinuxMib.TCP_TO_ZERO_WINDOW_ADV);
            }
        } else if (oldWin == 0) {
            net.linux.inc(LinuxMib.TCP_FROM_ZERO_WINDOW_ADV);
        }
        return onWire;
    }

    private static int alignUp(int n, int unit) {
        return n + unit - 1 & -unit;
    }

    /** tcp_grow_window(): data of good proportion to its memory lifts the window limit. */
    public static void grow(TcpNet net, TcpSock tp, int len, int truesize) {
        int room = Math.min(tp.windowClamp, space(tp)) - tp.rcvSsthresh;
        if (room <= 0) {
            return;
        }
        if (net.memory.underPressure()) {
            adjustRcvSsthresh(tp);
            return;
        }
        int incr = winFromSpace(tp.scalingRatio, truesize) <= len
                ? 2 * tp.advmss
                : slowGrow(tp, len, truesize, net.settings.memory().rmemMax());
        if (incr != 0) {
            incr = Math.max(incr, 2 * len);
            tp.rcvSsthresh += Math.min(room, incr);
            tp.quick |= 1;
        }
    }

    /** __tcp_grow_window(). */
    private static int slowGrow(TcpSock tp, int len, int skbTruesize, int rmemMax) {
        int truesize = winFromSpace(tp.scalingRatio, skbTruesize) >> 1;
        int window = winFromSpace(tp.scalingRatio, rmemMax) >> 1;
        while (tp.rcvSsthresh <= window) {
            if (truesize <= len) {
                return 2 * tp.rcvMss;
            }
            truesize >>= 1;
            window >>= 1;
        }
        return 0;
    }

    /** tcp_set_window_clamp() as tcp_measure_rcv_mss() uses it. */
    public static void setWindowClamp(TcpSock tp, int value) {
        int old = tp.windowClamp;
        int clamp = Math.max(value, SOCK_MIN_RCVBUF / 2);
        if (clamp == old) {
            return;
        }
        tp.windowClamp = clamp;
        if (clamp < old) {
            tp.rcvSsthresh = Math.min(tp.rcvSsthresh, clamp);
        } else {
            tp.rcvSsthresh = Math.max(Math.min(tp.rcvWnd, clamp), tp.rcvSsthresh);
        }
    }

    /** tcp_rcv_space_adjust(): the application has copied; once per receiver RTT the buffer may follow its speed. */
    public static void rcvSpaceAdjust(TcpNet net, TcpSock tp) {
        if (tp.rcvRttUs == 0) {
            return;
        }
        if (net.sinceMicros(tp.rcvqTime) < tp.rcvRttUs >> 3) {
            return;
        }
        int copied = tp.copiedSeq - tp.rcvqSeq - (tp.rcvNxt - tp.copiedSeq);
        if (copied > tp.rcvqSpace) {
            rcvbufGrow(net, tp, copied);
        }
        tp.rcvqSeq = tp.copiedSeq;
        tp.rcvqTime = net.now;
    }

    /** tcp_rcvbuf_grow(). */
    public static void rcvbufGrow(TcpNet net, TcpSock tp, int newval) {
        int oldval = Math.max(1, tp.rcvqSpace);
        tp.rcvqSpace = newval;
        if (!net.settings.memory().moderateRcvbuf() || tp.rcvbufLocked) {
            return;
        }
        long rcvwin = (long) newval << 1;
        long grow = rcvwin * (newval - oldval) / oldval;
        rcvwin += grow << 1;
        if (!tp.ooo.isEmpty()) {
            rcvwin += tp.ooo.last().endSeq - tp.rcvNxt;
        }
        long want = (rcvwin << 8) / tp.scalingRatio;
        int rcvbuf = (int) Math.min(want, net.settings.memory().rmemMax());
        if (rcvbuf > tp.rcvbuf) {
            tp.rcvbuf = rcvbuf;
            tp.windowClamp = winFromSpace(tp.scalingRatio, rcvbuf);
        }
    }

    /** tcp_clamp_window(): memory ran out; the buffer may still grow if nobody fixed it. */
    static void clampWindow(TcpNet net, TcpSock tp) {
        tp.quick = 0;
        int rmemMax = net.settings.memory().rmemMax();
        if (tp.rcvbuf < rmemMax && !tp.rcvbufLocked && !net.memory.scarce()) {
            tp.rcvbuf = Math.max(tp.rcvbuf, Math.min(tp.rmemAlloc, rmemMax));
        }
        if (tp.rmemAlloc > tp.rcvbuf) {
            tp.rcvSsthresh = Math.min(tp.windowClamp, 2 * tp.advmss);
        }
    }

    /** tcp_rcv_rtt_measure(): without timestamps, the time in which one window arrives. */
    public static void rcvRttMeasure(TcpNet net, TcpSock tp) {
        if (tp.rcvRttTime != 0) {
            if (Seq.before(tp.rcvNxt, tp.rcvRttSeq)) {
                return;
            }
            rcvRttUpdate(tp, Math.max(1, net.sinceMicros(tp.rcvRttTime)), true);
        }
        tp.rcvRttSeq = tp.rcvNxt + tp.rcvWnd;
        tp.rcvRttTime = net.now;
    }

    /** tcp_rcv_rtt_measure_ts(): with timestamps, the age of the echo. */
    public static void rcvRttMeasureTs(TcpNet net, TcpSock tp, int tsecr, int sequenceSpace) {
        int echoed = tsecr - tp.tsOff;
        if (tp.rcvRttLastTsecr == echoed) {
            return;
        }
        tp.rcvRttLastTsecr = echoed;
        if (sequenceSpace >= tp.rcvMss) {
            int delta = net.tsNow() - echoed;
            if (delta > 0 && delta < Integer.MAX_VALUE / 8000) {
                rcvRttUpdate(tp, delta * 1000, false);
            }
        }
    }

    /** tcp_rcv_rtt_update(). */
    private static void rcvRttUpdate(TcpSock tp, int sampleUs, boolean windowDependent) {
        int old = tp.rcvRttUs;
        int sample = Math.min(sampleUs, Integer.MAX_VALUE / 8);
        int m = sample << 3;
        if (old == 0 || m < old) {
            tp.rcvRttUs = Math.max(1, m);
            return;
        }
        // An idle sender looks like a long RTT, and so does an application that does not read.
        if (!windowDependent && tp.rcvNxt == tp.copiedSeq) {
            tp.rcvRttUs = old - (old >> 3) + sample;
        }
    }
}
