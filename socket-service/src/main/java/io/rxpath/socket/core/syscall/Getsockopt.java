package io.rxpath.socket.core.syscall;

import io.rxpath.skb.SockOption;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * setsockopt() and getsockopt() of a stream socket, values as they lie in memory.
 *
 * <p>Kernel: net/core/sock.c sk_getsockopt(), sock_set_timeout(); net/ipv4/tcp.c do_tcp_getsockopt().
 */
final class Getsockopt {
    /** SK_MEMINFO_* in their order (include/uapi/linux/sock_diag.h). */
    private static final String[] MEMINFO = {
        "SK_MEMINFO_RMEM_ALLOC",
        "SK_MEMINFO_RCVBUF",
        "SK_MEMINFO_WMEM_ALLOC",
        "SK_MEMINFO_SNDBUF",
        "SK_MEMINFO_FWD_ALLOC",
        "SK_MEMINFO_WMEM_QUEUED",
        "SK_MEMINFO_OPTMEM",
        "SK_MEMINFO_BACKLOG",
        "SK_MEMINFO_DROPS"
    };

    private static final int SOCK_STREAM = 1;
    private static final int IPPROTO_TCP = 6;

    private Getsockopt() {}

    static int set(TcpSocket s, int level, int name, byte @Nullable [] value) {
        if (value == null) {
            return -Errno.EFAULT;
        }
        if (level == SockOption.SOL_SOCKET) {
            switch (name) {
                case SockOption.SO_LINGER -> {
                    return linger(s, value);
                }
                case SockOption.SO_RCVTIMEO, SockOption.SO_SNDTIMEO -> {
                    return timeout(s, name == SockOption.SO_RCVTIMEO, value);
                }
                default -> {
                    // As all others.
                }
            }
        }
        return s.options.set(s, level, name, value);
    }

    private static int linger(TcpSocket s, byte[] value) {
        if (value.length < 8) {
            return -Errno.EINVAL;
        }
        int seconds = OptionBytes.get32(value, 4);
        boolean on = OptionBytes.get32(value, 0) != 0;
        s.options.linger = on ? seconds < 0 ? Integer.MAX_VALUE : seconds : -1;
        return 0;
    }

    private static int timeout(TcpSocket s, boolean receive, byte[] value) {
        if (value.length < 16) {
            return -Errno.EINVAL;
        }
        long seconds = OptionBytes.get64(value, 0);
        long micros = OptionBytes.get64(value, 8);
        if (micros < 0 || micros >= 1_000_000) {
            return -Errno.EDOM;
        }
        long nanos = Long.MAX_VALUE;
        if (seconds < 0) {
            nanos = 0;
        } else if ((seconds | micros) != 0 && seconds < Long.MAX_VALUE / 1_000_000_000L - 1) {
            nanos = seconds * 1_000_000_000L + micros * 1000;
        }
        if (receive) {
            s.options.rcvtimeo = nanos;
        } else {
            s.options.sndtimeo = nanos;
        }
        return 0;
    }

    /** The value, or null for ENOPROTOOPT; {@code room} is for so many bytes of it. */
    static byte @Nullable [] get(TcpSocket s, int level, int name, int room) {
        if (level == SockOption.SOL_SOCKET) {
            byte[] special = name == SockOption.SO_MAX_PACING_RATE
                    ? OptionBytes.ofRate(s.options.maxPacingRate(), room)
                    : socket(s, name);
            if (special != null) {
                return special;
            }
        } else if (level == SockOption.SOL_TCP) {
            byte[] special = tcp(s, name);
            if (special != null) {
                return special;
            }
        }
        Integer number = s.options.number(level, name);
        byte[] bytes = s.options.bytes(level, name);
        return bytes != null ? bytes : number == null ? null : OptionBytes.of(number);
    }

    private static byte @Nullable [] socket(TcpSocket s, int name) {
        return switch (name) {
            case SockOption.SO_TYPE -> OptionBytes.of(SOCK_STREAM);
            case SockOption.SO_PROTOCOL -> OptionBytes.of(IPPROTO_TCP);
            case SockOption.SO_DOMAIN -> OptionBytes.of(s.family);
            case SockOption.SO_ACCEPTCONN -> OptionBytes.of(s.state == TcpSocket.State.LISTEN ? 1 : 0);
            case SockOption.SO_ERROR -> OptionBytes.of(-s.takeError());
            case SockOption.SO_COOKIE -> Arrays.copyOf(OptionBytes.of(s.cookie, 0), 8);
            case SockOption.SO_LINGER -> Arrays.copyOf(OptionBytes.of(linger(s), 0), 8);
            case SockOption.SO_RCVTIMEO -> timeval(s.options.rcvtimeo);
            case SockOption.SO_SNDTIMEO -> timeval(s.options.sndtimeo);
            case SockOption.SO_MEMINFO -> meminfo(s);
            case SockOption.SO_RCVBUF -> buffer(s, "SK_MEMINFO_RCVBUF", name, 2304);
            case SockOption.SO_SNDBUF -> buffer(s, "SK_MEMINFO_SNDBUF", name, 4608);
            default -> null;
        };
    }

    private static long linger(TcpSocket s) {
        return s.options.linger < 0 ? 0 : 1 | (long) s.options.linger << 32;
    }

    private static byte[] timeval(long nanos) {
        boolean none = nanos == Long.MAX_VALUE;
        return OptionBytes.of(none ? 0 : nanos / 1_000_000_000L, none ? 0 : nanos % 1_000_000_000L / 1000);
    }

    private static Map<String, Long> info(TcpSocket s) {
        return s.process.kernel.tcpInfo(s.cookie, s.sk.flow);
    }

    private static byte[] meminfo(TcpSocket s) {
        Map<String, Long> info = info(s);
        byte[] a = new byte[4 * MEMINFO.length];
        for (int i = 0; i < MEMINFO.length; i++) {
            OptionBytes.put32(a, 4 * i, info.getOrDefault(MEMINFO[i], 0L));
        }
        return a;
    }

    /** SO_RCVBUF and SO_SNDBUF: TCP knows; before there is a connection twice what was set. */
    private static byte @Nullable [] buffer(TcpSocket s, String known, int name, int least) {
        Long value = info(s).get(known);
        if (value != null) {
            return OptionBytes.of(value.intValue());
        }
        Integer set = s.options.number(SockOption.SOL_SOCKET, name);
        boolean given = s.options.isSet(SockOption.SOL_SOCKET, name);
        return set == null ? null : OptionBytes.of(given ? Math.max(least, 2 * set) : set);
    }

    /** An int, null for one that TCP does not know. */
    private static byte @Nullable [] number(@Nullable Long value) {
        if (value == null) {
            return null;
        }
        return OptionBytes.of(value.intValue());
    }

    private static byte @Nullable [] tcp(TcpSocket s, int name) {
        Map<String, Long> info = s.connected || s.connecting ? info(s) : Map.of();
        return switch (name) {
            case SockOption.TCP_MAXSEG -> {
                Long mss = info.get("tcpi_snd_mss");
                yield number(mss);
            }
            case SockOption.TCP_CONGESTION -> {
                byte[] set = s.options.bytes(SockOption.SOL_TCP, name);
                yield Arrays.copyOf(set == null ? "cubic".getBytes(StandardCharsets.US_ASCII) : set, 16);
            }
            case SockOption.TCP_QUICKACK -> {
                Long pingpong = info.get("pingpong");
                yield pingpong == null ? number(null) : OptionBytes.of(pingpong == 0 ? 1 : 0);
            }
            case SockOption.TCP_WINDOW_CLAMP -> {
                Long clamp = info.get("window_clamp");
                yield number(clamp);
            }
            case SockOption.TCP_DEFER_ACCEPT -> OptionBytes.of(deferAccept(s));
            default -> null;
        };
    }

    /** secs_to_retrans() and back: the time rounded up to a number of SYN-ACK timeouts. */
    private static int deferAccept(TcpSocket s) {
        Integer seconds = s.options.number(SockOption.SOL_TCP, SockOption.TCP_DEFER_ACCEPT);
        if (seconds == null || seconds <= 0) {
            return 0;
        }
        int period = 1;
        int timeout = 1;
        for (int n = 1; seconds > period && n < 255; n++) {
            timeout = Math.min(timeout << 1, 120);
            period += timeout;
        }
        return period;
    }
}
