package io.rxpath.tcp.core.output;

import io.rxpath.skb.LinuxMib;
import io.rxpath.tcp.core.queue.OfoSkb;
import io.rxpath.tcp.core.queue.OutOfOrderQueue;
import io.rxpath.tcp.core.sock.TcpMetrics;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import org.jspecify.annotations.Nullable;

/**
 * Whether a connection of our own may send data with its SYN (RFC 7413): a cookie is there or none is needed, and the network
 * has not been seen to swallow such connections.
 *
 * <p>Kernel: net/ipv4/tcp_fastopen.c tcp_fastopen_cookie_check(), tcp_fastopen_no_cookie(), tcp_fastopen_active_disable(),
 * tcp_fastopen_active_should_disable(), tcp_fastopen_active_disable_ofo_check(), tcp_fastopen_active_detect_blackhole().
 */
public final class TcpFastopenActive {
    /** tcp_fastopen: connections of our own may be fast. */
    public static final int CLIENT_ENABLE = 1;

    /** tcpi_fastopen_client_fail: there was no cookie. */
    public static final int COOKIE_UNAVAILABLE = 1;

    /** The peer has not taken the data of the SYN. */
    public static final int DATA_NOT_ACKED = 2;

    /** The SYN had to go out again. */
    public static final int SYN_RETRANSMITTED = 3;

    private static final int CLIENT_NO_COOKIE = 4;
    /** The pause doubles so often at most. */
    private static final int MAX_SHIFT = 6;

    private TcpFastopenActive() {}

    /**
     * What a SYN says of Fast Open.
     *
     * @param data it carries data
     * @param cookie its cookie, empty to ask for one, null for no option
     * @param experimental form of the option
     * @param mss of the peer as it is known, 0 for not known
     */
    record Request(boolean data, byte @Nullable [] cookie, boolean experimental, int mss) {
        /** It says nothing. */
        static final Request NONE = new Request(false, null, false, 0);

        /** The same without data: the option asks for a cookie, if it was there. */
        Request fallback() {
            return data ? new Request(false, cookie == null ? null : NO_COOKIE, experimental, mss) : this;
        }
    }

    private static final byte[] NO_COOKIE = new byte[0];

    /** tcp_fastopen_cookie_check(). */
    static Request cookieCheck(TcpNet net, TcpSock tp) {
        TcpMetrics.Fastopen known = net.metrics.get(TcpMetrics.Pair.of(tp.flow));
        TcpMetrics.Fastopen of = known == null ? TcpMetrics.Fastopen.UNKNOWN : known;
        if (shouldDisable(net, tp)) {
            return new Request(false, null, false, of.mss());
        }
        boolean free = (net.settings.receiver().fastopen() & CLIENT_NO_COOKIE) != 0 || tp.opts.fastopenNoCookie;
        if (free) {
            return new Request(true, null, false, of.mss());
        }
        if (of.cookie().length > 0) {
            return new Request(true, of.cookie(), of.experimental(), of.mss());
        }
        tp.fastopenClientFail = COOKIE_UNAVAILABLE;
        return new Request(false, NO_COOKIE, of.tryExp() == 1, of.mss());
    }

    /** tcp_fastopen_active_should_disable(): so soon after a bad experience it is not tried. */
    private static boolean shouldDisable(TcpNet net, TcpSock tp) {
        long pause = net.settings.sender().fastopenBlackholeTimeout();
        if (pause == 0 || net.tfoActiveDisableTimes == 0) {
            return false;
        }
        long timeout = pause << Math.min(net.tfoActiveDisableTimes - 1, MAX_SHIFT);
        if (net.now < net.tfoActiveDisableStamp + timeout) {
            return true;
        }
        tp.synFastopenCh = true;
        return false;
    }

    /** tcp_fastopen_active_disable(): something swallows fast connections. */
    public static void disable(TcpNet net) {
        if (net.settings.sender().fastopenBlackholeTimeout() == 0) {
            return;
        }
        net.tfoActiveDisableStamp = net.now;
        net.tfoActiveDisableTimes++;
        net.linux.inc(LinuxMib.TCP_FAST_OPEN_BLACKHOLE);
    }

    /** tcp_fastopen_active_disable_ofo_check(): of the whole connection nothing has come but a FIN behind a hole. */
    public static void disableOfoCheck(TcpNet net, TcpSock tp) {
        if (!tp.synFastopen) {
            return;
        }
        if (tp.dataSegsIn == 0) {
            OfoSkb skb = tp.ooo.first();
            if (skb != null && OutOfOrderQueue.after(skb) == null && skb.fin) {
                disable(net);
            }
        } else if (tp.synFastopenCh) {
            net.tfoActiveDisableTimes = 0;
        }
    }

    /** A RST behind a hole, and no data before it. */
    public static void resetOutOfOrder(TcpNet net, TcpSock tp) {
        if (tp.synFastopen && tp.dataSegsIn == 0 && tp.state() == TcpState.ESTABLISHED) {
            disable(net);
        }
    }

    /** tcp_fastopen_active_detect_blackhole(): a timeout, the last if {@code expired}. */
    public static void detectBlackhole(TcpNet net, TcpSock tp, boolean expired) {
        boolean fast = tp.synFastopen || tp.synData || tp.synDataAcked;
        if (fast && (tp.retransmits == 2 || tp.retransmits < 2 && expired)) {
            disable(net);
        }
    }
}
