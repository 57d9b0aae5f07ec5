package io.rxpath.tcp.core.sock;

import io.rxpath.skb.SockOption;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of a socket as setsockopt() left them; what they do is with the functions they bear on. A connection shares
 * its listener's until it sets one of its own, so idle connections cost nothing.
 *
 * <p>Kernel: the option fields of include/net/sock.h struct sock, include/linux/tcp.h struct tcp_sock and
 * include/net/inet_connection_sock.h.
 */
public final class SockOpts {
    private static final int ECN_MASK = 3;

    /** Nothing is set. Not to be changed. */
    public static final SockOpts DEFAULT = new SockOpts();

    /** SO_RCVBUF as sk_rcvbuf, that is doubled, bytes; 0 when it was not set (SOCK_RCVBUF_LOCK). */
    public int rcvbuf;
    /** SO_SNDBUF as sk_sndbuf, bytes; 0 when it was not set (SOCK_SNDBUF_LOCK). */
    public int sndbuf;
    /** SO_RCVLOWAT (sk_rcvlowat), bytes. */
    public int rcvlowat = 1;
    /** TCP_MAXSEG (rx_opt.user_mss), bytes; 0 for none. */
    public int userMss;
    /** TCP_WINDOW_CLAMP, bytes; 0 for none. */
    public int windowClamp;
    /** TCP_NODELAY (TCP_NAGLE_OFF). */
    public boolean nodelay;
    /** TCP_CORK (TCP_NAGLE_CORK). */
    public boolean cork;
    /** SO_KEEPALIVE (SOCK_KEEPOPEN). */
    public boolean keepalive;
    /** TCP_KEEPIDLE, seconds; 0 for the sysctl's value. */
    public int keepIdle;
    /** TCP_KEEPINTVL, seconds; 0 for the sysctl's value. */
    public int keepIntvl;
    /** TCP_KEEPCNT; 0 for the sysctl's value. */
    public int keepCnt;
    /** TCP_SYNCNT; 0 for the sysctl's value. */
    public int synCnt;
    /** TCP_LINGER2, seconds; 0 for the sysctl's value, -1 for no FIN_WAIT2 at all. */
    public int linger2;
    /** TCP_DEFER_ACCEPT as given, seconds; 0 for off. */
    public int deferAccept;
    /** TCP_USER_TIMEOUT, milliseconds; 0 for none. */
    public int userTimeout;
    /** TCP_NOTSENT_LOWAT, bytes; 0 for the sysctl's value. */
    public int notsentLowat;
    /** TCP_FASTOPEN on a listener: requests with a cookie that may be open at once; 0 for off. */
    public int fastopenQlen;
    /** TCP_FASTOPEN_NO_COOKIE. */
    public boolean fastopenNoCookie;
    /** TCP_FASTOPEN_KEY: 16 bytes, or 32 for two keys; null for the host's. */
    public byte @Nullable [] fastopenKey;
    /** TCP_CONGESTION; empty for the host's. */
    public String congestion = "";
    /** TCP_MD5SIG: one struct tcp_md5sig for each peer, as setsockopt() had them. */
    public List<byte[]> md5 = List.of();
    /** TCP_RTO_MAX_MS, milliseconds; 0 for the sysctl's value. */
    public int rtoMaxMs;
    /** TCP_RTO_MIN_US, microseconds; 0 for the sysctl's value. */
    public int rtoMinUs;
    /** TCP_DELACK_MAX_US, microseconds; 0 for the kernel's value. */
    public int delackMaxUs;
    /** SO_PRIORITY. */
    public int priority;
    /** SO_MARK. */
    public int mark;
    /** SO_MAX_PACING_RATE, bytes per second, {@link DeliveryRate#UNLIMITED} for none. */
    public long maxPacingRate = DeliveryRate.UNLIMITED;
    /** It was limited once: TCP itself paces unless the device does (SK_PACING_NEEDED). */
    public boolean paced;
    /** SO_BINDTODEVICE; empty for none. */
    public String device = "";
    /** IP_TOS or IPV6_TCLASS, without ECN. */
    public int tos;
    /** IP_TTL or IPV6_UNICAST_HOPS; 0 for the host's. */
    public int ttl;
    /** SO_REUSEPORT. */
    public boolean reuseport;
    /** SO_REUSEADDR. */
    public boolean reuseaddr;
    /** IPV6_V6ONLY: a listener on any IPv6 address takes no IPv4 connections. */
    public boolean v6only;
    /** SO_OOBINLINE: the urgent byte is one as any other (SOCK_URGINLINE). */
    public boolean oobInline;
    /** TCP_FASTOPEN_CONNECT. */
    public boolean fastopenConnect;
    /** TCP_SAVE_SYN: 0 off, 1 network and transport header, 2 the whole frame. */
    public int saveSyn;

    /** Nothing is set. */
    public SockOpts() {}

    /** TCP_USER_TIMEOUT, ns; 0 for none. */
    public long userTimeoutNanos() {
        return userTimeout * 1_000_000L;
    }

    /** The same, for another socket. */
    public SockOpts copy() {
        SockOpts c = new SockOpts();
        for (SockOption option : list()) {
            c.set(option);
        }
        return c;
    }

    /**
     * Takes one option; its value is checked already. SO_RCVBUF and SO_SNDBUF are not for here as their limits are
     * sysctls: set the fields.
     *
     * @return false if no such option is known here
     */
    public boolean set(SockOption o) {
        return switch (o.level()) {
            case SockOption.SOL_SOCKET -> socket(o);
            case SockOption.SOL_TCP -> tcp(o) || tcpRare(o);
            case SockOption.SOL_IP, SockOption.SOL_IPV6 -> ip(o);
            default -> false;
        };
    }

    private boolean socket(SockOption o) {
        int v = o.value();
        switch (o.name()) {
            case SockOption.SO_RCVBUFFORCE -> rcvbuf = v;
            case SockOption.SO_SNDBUFFORCE -> sndbuf = v;
            case SockOption.SO_RCVLOWAT -> rcvlowat = Math.max(1, v);
            case SockOption.SO_KEEPALIVE -> keepalive = v != 0;
            case SockOption.SO_PRIORITY -> priority = v;
            case SockOption.SO_MARK -> mark = v;
            case SockOption.SO_MAX_PACING_RATE -> maxPacingRate(o);
            case SockOption.SO_BINDTODEVICE -> device = text(o.bytes());
            case SockOption.SO_REUSEADDR -> reuseaddr = v != 0;
            case SockOption.SO_REUSEPORT -> reuseport = v != 0;
            case SockOption.SO_OOBINLINE -> oobInline = v != 0;
            default -> {
                return false;
            }
        }
        return true;
    }

    private void maxPacingRate(SockOption o) {
        maxPacingRate = o.rate();
        paced |= maxPacingRate != DeliveryRate.UNLIMITED;
    }

    private boolean tcp(SockOption o) {
        int v = o.value();
        switch (o.name()) {
            case SockOption.TCP_NODELAY -> nodelay = v != 0;
            case SockOption.TCP_CORK -> cork = v != 0;
            case SockOption.TCP_MAXSEG -> userMss = v;
            case SockOption.TCP_WINDOW_CLAMP -> windowClamp = v;
            case SockOption.TCP_KEEPIDLE -> keepIdle = v;
            case SockOption.TCP_KEEPINTVL -> keepIntvl = v;
            case SockOption.TCP_KEEPCNT -> keepCnt = v;
            case SockOption.TCP_SYNCNT -> synCnt = v;
            case SockOption.TCP_LINGER2 -> linger2 = v;
            case SockOption.TCP_DEFER_ACCEPT -> deferAccept = v;
            case SockOption.TCP_USER_TIMEOUT -> userTimeout = v;
            case SockOption.TCP_NOTSENT_LOWAT -> notsentLowat = v;
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean tcpRare(SockOption o) {
        int v = o.value();
        switch (o.name()) {
            case SockOption.TCP_FASTOPEN -> fastopenQlen = v;
            case SockOption.TCP_FASTOPEN_NO_COOKIE -> fastopenNoCookie = v != 0;
            case SockOption.TCP_FASTOPEN_CONNECT -> fastopenConnect = v != 0;
            case SockOption.TCP_FASTOPEN_KEY -> fastopenKey = o.bytes();
            case SockOption.TCP_CONGESTION -> congestion = text(o.bytes());
            case SockOption.TCP_MD5SIG -> {
                List<byte[]> keys = new ArrayList<>(md5);
                keys.add(o.bytes());
                md5 = List.copyOf(keys);
            }
            case SockOption.TCP_RTO_MAX_MS -> rtoMaxMs = v;
            case SockOption.TCP_RTO_MIN_US -> rtoMinUs = v;
            case SockOption.TCP_DELACK_MAX_US -> delackMaxUs = v;
            case SockOption.TCP_SAVE_SYN -> saveSyn = v;
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean ip(SockOption o) {
        boolean v6 = o.level() == SockOption.SOL_IPV6;
        if (o.name() == (v6 ? SockOption.IPV6_TCLASS : SockOption.IP_TOS)) {
            // The two bits of ECN are TCP's.
            tos = Math.max(0, o.value()) & ~ECN_MASK;
        } else if (o.name() == (v6 ? SockOption.IPV6_UNICAST_HOPS : SockOption.IP_TTL)) {
            ttl = Math.max(0, o.value());
        } else if (v6 && o.name() == SockOption.IPV6_V6ONLY) {
            v6only = o.value() != 0;
        } else {
            return false;
        }
        return true;
    }

    /** What differs from {@link #DEFAULT}, as options that {@link #set} takes: how they are stored. */
    public List<SockOption> list() {
        List<SockOption> all = new ArrayList<>();
        int socket = SockOption.SOL_SOCKET;
        number(all, socket, SockOption.SO_RCVBUFFORCE, rcvbuf);
        number(all, socket, SockOption.SO_SNDBUFFORCE, sndbuf);
        number(all, socket, SockOption.SO_RCVLOWAT, rcvlowat == 1 ? 0 : rcvlowat);
        number(all, socket, SockOption.SO_KEEPALIVE, keepalive ? 1 : 0);
        number(all, socket, SockOption.SO_PRIORITY, priority);
        number(all, socket, SockOption.SO_MARK, mark);
        if (paced) {
            boolean limited = maxPacingRate != DeliveryRate.UNLIMITED;
            all.add(SockOption.ofRate(limited ? maxPacingRate : 0));
            if (!limited) {
                all.add(SockOption.ofRate(maxPacingRate));
            }
        }
        text(all, socket, SockOption.SO_BINDTODEVICE, device);
        number(all, socket, SockOption.SO_REUSEADDR, reuseaddr ? 1 : 0);
        number(all, socket, SockOption.SO_REUSEPORT, reuseport ? 1 : 0);
        number(all, socket, SockOption.SO_OOBINLINE, oobInline ? 1 : 0);
        number(all, SockOption.SOL_IP, SockOption.IP_TOS, tos);
        number(all, SockOption.SOL_IP, SockOption.IP_TTL, ttl);
        number(all, SockOption.SOL_IPV6, SockOption.IPV6_V6ONLY, v6only ? 1 : 0);
        listTcp(all);
        return all;
    }

    private void listTcp(List<SockOption> all) {
        int tcp = SockOption.SOL_TCP;
        number(all, tcp, SockOption.TCP_NODELAY, nodelay ? 1 : 0);
        number(all, tcp, SockOption.TCP_CORK, cork ? 1 : 0);
        number(all, tcp, SockOption.TCP_MAXSEG, userMss);
        number(all, tcp, SockOption.TCP_WINDOW_CLAMP, windowClamp);
        number(all, tcp, SockOption.TCP_KEEPIDLE, keepIdle);
        number(all, tcp, SockOption.TCP_KEEPINTVL, keepIntvl);
        number(all, tcp, SockOption.TCP_KEEPCNT, keepCnt);
        number(all, tcp, SockOption.TCP_SYNCNT, synCnt);
        number(all, tcp, SockOption.TCP_LINGER2, linger2);
        number(all, tcp, SockOption.TCP_DEFER_ACCEPT, deferAccept);
        number(all, tcp, SockOption.TCP_USER_TIMEOUT, userTimeout);
        number(all, tcp, SockOption.TCP_NOTSENT_LOWAT, notsentLowat);
        number(all, tcp, SockOption.TCP_FASTOPEN, fastopenQlen);
        number(all, tcp, SockOption.TCP_FASTOPEN_NO_COOKIE, fastopenNoCookie ? 1 : 0);
        number(all, tcp, SockOption.TCP_FASTOPEN_CONNECT, fastopenConnect ? 1 : 0);
        if (fastopenKey != null) {
            all.add(new SockOption(tcp, SockOption.TCP_FASTOPEN_KEY, 0, fastopenKey));
        }
        text(all, tcp, SockOption.TCP_CONGESTION, congestion);
        md5.forEach(key -> all.add(new SockOption(tcp, SockOption.TCP_MD5SIG, 0, key)));
        number(all, tcp, SockOption.TCP_RTO_MAX_MS, rtoMaxMs);
        number(all, tcp, SockOption.TCP_RTO_MIN_US, rtoMinUs);
        number(all, tcp, SockOption.TCP_DELACK_MAX_US, delackMaxUs);
        number(all, tcp, SockOption.TCP_SAVE_SYN, saveSyn);
    }

    private static void number(List<SockOption> all, int level, int name, int value) {
        if (value != 0) {
            all.add(SockOption.of(level, name, value));
        }
    }

    private static void text(List<SockOption> all, int level, int name, String value) {
        if (!value.isEmpty()) {
            all.add(new SockOption(level, name, 0, value.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
