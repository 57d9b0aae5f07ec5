package io.rxpath.socket.core.syscall;

import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockOption;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of one socket as its process has set them: whether a value is allowed, what getsockopt() answers, and what
 * TCP is told.
 *
 * <p>Kernel: net/core/sock.c sk_setsockopt(), sk_getsockopt(); net/ipv4/tcp.c do_tcp_setsockopt(), do_tcp_getsockopt();
 * net/ipv4/ip_sockglue.c, net/ipv6/ipv6_sockglue.c.
 */
final class SockOptions {
    /** What an option's value must be. */
    private enum Kind {
        /** Any number, kept as 0 or 1. */
        FLAG,
        /** A number from low to high, else EINVAL. */
        NUMBER,
        /** Bytes. */
        BYTES,
        /** It cannot be set. */
        READ_ONLY
    }

    /**
     * One option.
     *
     * @param tcp TCP is told of it
     * @param initial what getsockopt() says before it was set
     */
    private record Rule(int level, int name, Kind kind, int low, int high, boolean tcp, int initial) {}

    static final int OOB_INLINE = key(SockOption.SOL_SOCKET, SockOption.SO_OOBINLINE);
    static final int REUSEADDR = key(SockOption.SOL_SOCKET, SockOption.SO_REUSEADDR);
    static final int REUSEPORT = key(SockOption.SOL_SOCKET, SockOption.SO_REUSEPORT);
    static final int FREEBIND = key(SockOption.SOL_IP, SockOption.IP_FREEBIND);
    static final int TRANSPARENT = key(SockOption.SOL_IP, SockOption.IP_TRANSPARENT);
    static final int BIND_ADDRESS_NO_PORT = key(SockOption.SOL_IP, SockOption.IP_BIND_ADDRESS_NO_PORT);
    static final int ZEROCOPY = key(SockOption.SOL_SOCKET, SockOption.SO_ZEROCOPY);
    static final int INQ = key(SockOption.SOL_TCP, SockOption.TCP_INQ);
    static final int FASTOPEN_CONNECT = key(SockOption.SOL_TCP, SockOption.TCP_FASTOPEN_CONNECT);
    private static final int DEVICE = key(SockOption.SOL_SOCKET, SockOption.SO_BINDTODEVICE);
    private static final int RCVLOWAT = key(SockOption.SOL_SOCKET, SockOption.SO_RCVLOWAT);
    private static final int MAX_PACING_RATE = key(SockOption.SOL_SOCKET, SockOption.SO_MAX_PACING_RATE);
    private static final int PORT_RANGE = key(SockOption.SOL_IP, SockOption.IP_LOCAL_PORT_RANGE);
    private static final int ECN_MASK = 3;
    /** tcp_fastopen: connections of our own may be fast. */
    static final int FASTOPEN_CLIENT = 1;

    private static final int MAX = Integer.MAX_VALUE;
    private static final int MIN = Integer.MIN_VALUE;
    private static final Map<Integer, Rule> RULES = rules();

    private final Map<Integer, SockOption> set = new LinkedHashMap<>();

    /** Seconds of SO_LINGER, -1 for off. */
    int linger = -1;

    /** SO_RCVTIMEO, nanoseconds, Long.MAX_VALUE for none. */
    long rcvtimeo = Long.MAX_VALUE;

    /** SO_SNDTIMEO, nanoseconds, Long.MAX_VALUE for none. */
    long sndtimeo = Long.MAX_VALUE;

    private static int key(int level, int name) {
        return level << 16 | name;
    }

    private static Map<Integer, Rule> rules() {
        Map<Integer, Rule> rules = new LinkedHashMap<>();
        int s = SockOption.SOL_SOCKET;
        flags(rules, s, true, SockOption.SO_REUSEADDR, SockOption.SO_KEEPALIVE, SockOption.SO_OOBINLINE);
        flags(rules, s, true, SockOption.SO_REUSEPORT);
        flags(rules, s, false, SockOption.SO_TIMESTAMP, SockOption.SO_ZEROCOPY);
        number(rules, s, SockOption.SO_SNDBUF, MIN, MAX, true, 16_384);
        number(rules, s, SockOption.SO_RCVBUF, MIN, MAX, true, 131_072);
        number(rules, s, SockOption.SO_SNDBUFFORCE, MIN, MAX, true, 16_384);
        number(rules, s, SockOption.SO_RCVBUFFORCE, MIN, MAX, true, 131_072);
        number(rules, s, SockOption.SO_PRIORITY, MIN, MAX, true, 0);
        number(rules, s, SockOption.SO_RCVLOWAT, MIN, MAX, true, 1);
        number(rules, s, SockOption.SO_MARK, MIN, MAX, true, 0);
        number(rules, s, SockOption.SO_TIMESTAMPING, MIN, MAX, false, 0);
        number(rules, s, SockOption.SO_BUSY_POLL, 0, MAX, false, 0);
        number(rules, s, SockOption.SO_INCOMING_CPU, MIN, MAX, false, -1);
        put(rules, new Rule(s, SockOption.SO_MAX_PACING_RATE, Kind.BYTES, 4, MAX, true, 0));
        put(rules, new Rule(s, SockOption.SO_BINDTODEVICE, Kind.BYTES, 0, 16, true, 0));
        for (int name : new int[] {
            SockOption.SO_TYPE, SockOption.SO_PROTOCOL, SockOption.SO_DOMAIN, SockOption.SO_ERROR,
            SockOption.SO_ACCEPTCONN, SockOption.SO_MEMINFO, SockOption.SO_COOKIE, SockOption.SO_INCOMING_NAPI_ID
        }) {
            put(rules, new Rule(s, name, Kind.READ_ONLY, 0, 0, false, 0));
        }
        tcpRules(rules);
        ipRules(rules);
        return rules;
    }

    private static void tcpRules(Map<Integer, Rule> rules) {
        int t = SockOption.SOL_TCP;
        flags(rules, t, true, SockOption.TCP_NODELAY, SockOption.TCP_CORK);
        number(rules, t, SockOption.TCP_MAXSEG, 0, 32_767, true, 536);
        number(rules, t, SockOption.TCP_KEEPIDLE, 1, 32_767, true, 7200);
        number(rules, t, SockOption.TCP_KEEPINTVL, 1, 32_767, true, 75);
        number(rules, t, SockOption.TCP_KEEPCNT, 1, 127, true, 9);
        number(rules, t, SockOption.TCP_SYNCNT, 1, 127, true, 6);
        number(rules, t, SockOption.TCP_LINGER2, MIN, MAX, true, 60);
        number(rules, t, SockOption.TCP_DEFER_ACCEPT, MIN, MAX, true, 0);
        number(rules, t, SockOption.TCP_WINDOW_CLAMP, 0, MAX, true, 0);
        number(rules, t, SockOption.TCP_QUICKACK, MIN, MAX, true, 1);
        flags(rules, t, false, SockOption.TCP_THIN_LINEAR_TIMEOUTS);
        number(rules, t, SockOption.TCP_USER_TIMEOUT, 0, MAX, true, 0);
        number(rules, t, SockOption.TCP_FASTOPEN, 0, MAX, true, 0);
        number(rules, t, SockOption.TCP_TIMESTAMP, MIN, MAX, false, 0);
        number(rules, t, SockOption.TCP_NOTSENT_LOWAT, MIN, MAX, true, 0);
        number(rules, t, SockOption.TCP_SAVE_SYN, 0, 2, true, 0);
        number(rules, t, SockOption.TCP_FASTOPEN_CONNECT, 0, 1, true, 0);
        number(rules, t, SockOption.TCP_FASTOPEN_NO_COOKIE, 0, 1, true, 0);
        number(rules, t, SockOption.TCP_INQ, 0, 1, false, 0);
        number(rules, t, SockOption.TCP_RTO_MAX_MS, 1000, 120_000, true, 120_000);
        number(rules, t, SockOption.TCP_RTO_MIN_US, 1, 200_000, true, 200_000);
        number(rules, t, SockOption.TCP_DELACK_MAX_US, 1, 200_000, true, 200_000);
        put(rules, new Rule(t, SockOption.TCP_CONGESTION, Kind.BYTES, 1, 16, true, 0));
        put(rules, new Rule(t, SockOption.TCP_MD5SIG, Kind.BYTES, 216, MAX, true, 0));
        put(rules, new Rule(t, SockOption.TCP_FASTOPEN_KEY, Kind.BYTES, 16, 32, true, 0));
        put(rules, new Rule(t, SockOption.TCP_INFO, Kind.READ_ONLY, 0, 0, false, 0));
    }

    private static void ipRules(Map<Integer, Rule> rules) {
        int ip = SockOption.SOL_IP;
        int v6 = SockOption.SOL_IPV6;
        number(rules, ip, SockOption.IP_TOS, 0, 255, true, 0);
        number(rules, ip, SockOption.IP_TTL, -1, 255, true, 64);
        number(rules, ip, SockOption.IP_MTU_DISCOVER, 0, 5, false, 1);
        flags(rules, ip, false, SockOption.IP_RECVERR, SockOption.IP_FREEBIND, SockOption.IP_TRANSPARENT);
        flags(rules, ip, false, SockOption.IP_BIND_ADDRESS_NO_PORT);
        number(rules, ip, SockOption.IP_LOCAL_PORT_RANGE, MIN, MAX, false, 0);
        number(rules, v6, SockOption.IPV6_UNICAST_HOPS, -1, 255, true, 64);
        number(rules, v6, SockOption.IPV6_TCLASS, -1, 255, true, 0);
        number(rules, v6, SockOption.IPV6_MTU_DISCOVER, 0, 5, false, 1);
        flags(rules, v6, true, SockOption.IPV6_V6ONLY);
        flags(rules, v6, false, SockOption.IPV6_RECVERR, SockOption.IPV6_FREEBIND, SockOption.IPV6_TRANSPARENT);
    }

    private static void flags(Map<Integer, Rule> rules, int level, boolean tcp, int... names) {
        for (int name : names) {
            put(rules, new Rule(level, name, Kind.FLAG, 0, 1, tcp, 0));
        }
    }

    private static void number(Map<Integer, Rule> rules, int level, int name, int low, int high, boolean tcp, int v) {
        put(rules, new Rule(level, name, Kind.NUMBER, low, high, tcp, v));
    }

    private static void put(Map<Integer, Rule> rules, Rule rule) {
        rules.put(key(rule.level, rule.name), rule);
    }

    /** What a connection takes over from its listener (sk_clone_lock). */
    SockOptions inherited() {
        SockOptions child = new SockOptions();
        child.set.putAll(set);
        child.linger = linger;
        child.rcvtimeo = rcvtimeo;
        child.sndtimeo = sndtimeo;
        return child;
    }

    /** True if an option is set and not 0; {@code key} is one of the constants above. */
    boolean flag(int key) {
        SockOption option = set.get(key);
        return option != null && option.value() != 0;
    }

    /** sk_rcvlowat, at least 1. */
    int rcvlowat() {
        SockOption option = set.get(RCVLOWAT);
        return option == null ? 1 : Math.max(1, option.value());
    }

    /** SO_MAX_PACING_RATE, bytes per second, -1 for none. */
    long maxPacingRate() {
        SockOption option = set.get(MAX_PACING_RATE);
        return option == null ? -1 : option.rate();
    }

    /** IP_LOCAL_PORT_RANGE, 0 for all of the host's. */
    int portRange() {
        SockOption option = set.get(PORT_RANGE);
        return option == null ? 0 : option.value();
    }

    /** SO_BINDTODEVICE, empty for none. */
    String device() {
        SockOption option = set.get(DEVICE);
        return option == null ? "" : new String(option.bytes(), StandardCharsets.US_ASCII);
    }

    /** What TCP is told when the socket begins. */
    List<SockOption> list() {
        List<SockOption> list = new ArrayList<>();
        for (Map.Entry<Integer, SockOption> entry : set.entrySet()) {
            Rule rule = RULES.get(entry.getKey());
            if (rule != null && rule.tcp) {
                list.add(entry.getValue());
            }
        }
        return list;
    }

    /**
     * Sets an option that is a number.
     *
     * @return 0, or a negative errno
     */
    int set(TcpSocket s, int level, int name, int value) {
        Rule rule = RULES.get(key(level, name));
        if (rule == null || rule.kind == Kind.READ_ONLY) {
            return -Errno.ENOPROTOOPT;
        }
        if (rule.kind == Kind.BYTES || value < rule.low && rule.kind == Kind.NUMBER || tooMuch(rule, value)) {
            return -Errno.EINVAL;
        }
        int allowed = allowed(s, level, name, value);
        if (allowed != 0) {
            return allowed;
        }
        int kept = rule.kind == Kind.FLAG ? (value != 0 ? 1 : 0) : value;
        if (name == SockOption.SO_RCVLOWAT && level == SockOption.SOL_SOCKET) {
            kept = value < 0 ? Integer.MAX_VALUE : Math.max(1, value);
        } else if (isTos(level, name)) {
            // __ip_sock_set_tos(): the two bits of ECN are TCP's.
            kept = Math.max(0, value) & ~ECN_MASK;
        } else if (name == SockOption.TCP_LINGER2 && level == SockOption.SOL_TCP) {
            kept = Math.max(-1, Math.min(value, 120));
        }
        keep(s, rule, SockOption.of(level, name, kept));
        return 0;
    }

    private static boolean isTos(int level, int name) {
        return level == SockOption.SOL_IP && name == SockOption.IP_TOS
                || level == SockOption.SOL_IPV6 && name == SockOption.IPV6_TCLASS;
    }

    private static boolean tooMuch(Rule rule, int value) {
        return rule.kind == Kind.NUMBER && value > rule.high;
    }

    private static int allowed(TcpSocket s, int level, int name, int value) {
        if (level == SockOption.SOL_SOCKET && name == SockOption.SO_TIMESTAMPING) {
            return s.errors.timestamping(value);
        }
        if (level == SockOption.SOL_IP && name == SockOption.IP_LOCAL_PORT_RANGE) {
            int high = value >>> 16;
            return high != 0 && (value & 0xffff) > high ? -Errno.EINVAL : 0;
        }
        if (level != SockOption.SOL_TCP) {
            return 0;
        }
        boolean young = s.state == TcpSocket.State.CLOSE || s.state == TcpSocket.State.LISTEN;
        return switch (name) {
            case SockOption.TCP_MAXSEG -> value != 0 && value < 88 ? -Errno.EINVAL : 0;
            case SockOption.TCP_WINDOW_CLAMP -> value == 0 && s.state != TcpSocket.State.CLOSE ? -Errno.EINVAL : 0;
            case SockOption.TCP_FASTOPEN, SockOption.TCP_FASTOPEN_NO_COOKIE -> young ? 0 : -Errno.EINVAL;
            case SockOption.TCP_FASTOPEN_CONNECT -> fastopenConnect(s);
            default -> 0;
        };
    }

    private static int fastopenConnect(TcpSocket s) {
        if ((s.process.kernel.tcpFastopen() & FASTOPEN_CLIENT) == 0) {
            return -Errno.EOPNOTSUPP;
        }
        return s.state == TcpSocket.State.CLOSE ? 0 : -Errno.EINVAL;
    }

    /** Sets an option that is more than a number. */
    int set(TcpSocket s, int level, int name, byte[] value) {
        Rule rule = RULES.get(key(level, name));
        if (rule == null || rule.kind == Kind.READ_ONLY) {
            return -Errno.ENOPROTOOPT;
        }
        if (rule.kind != Kind.BYTES) {
            if (level == SockOption.SOL_IP && value.length > 0 && value.length < 4) {
                // do_ip_setsockopt(): a char will do.
                return set(s, level, name, value[0] & 0xff);
            }
            return value.length < 4 ? -Errno.EINVAL : set(s, level, name, OptionBytes.get32(value, 0));
        }
        if (value.length < rule.low) {
            return -Errno.EINVAL;
        }
        byte[] kept = value;
        if (name == SockOption.TCP_CONGESTION && level == SockOption.SOL_TCP) {
            kept = OptionBytes.text(value);
            String algorithm = new String(kept, StandardCharsets.US_ASCII);
            if (!algorithm.equals("reno") && !algorithm.equals("cubic")) {
                return -Errno.ENOENT;
            }
        } else if (name == SockOption.SO_BINDTODEVICE && level == SockOption.SOL_SOCKET) {
            kept = OptionBytes.text(value);
            if (kept.length > 0 && !s.process.kernel.hasDevice(new String(kept, StandardCharsets.US_ASCII))) {
                return -Errno.ENODEV;
            }
        } else if (name == SockOption.TCP_FASTOPEN_KEY && value.length != 16 && value.length != 32) {
            return -Errno.EINVAL;
        }
        boolean pacing = level == SockOption.SOL_SOCKET && name == SockOption.SO_MAX_PACING_RATE;
        keep(s, rule, pacing ? SockOption.ofRate(OptionBytes.rate(value)) : new SockOption(level, name, 0, kept));
        return 0;
    }

    private void keep(TcpSocket s, Rule rule, SockOption option) {
        set.put(key(option.level(), option.name()), option);
        if (s.sk.urgInline != flag(OOB_INLINE)) {
            s.sk.urgInline = !s.sk.urgInline;
        }
        boolean known = s.connected || s.connecting || s.state == TcpSocket.State.LISTEN;
        if (rule.tcp && known) {
            s.process.kernel.command(new SockCommand(
                    SockCommand.Kind.SETSOCKOPT, s.sk.hash, s.cookie, s.sk.flow, option.word(), option.bytes()));
        }
    }

    /** Bytes of an option that is more than a number, or null if it is none or was not set. */
    byte @Nullable [] bytes(int level, int name) {
        SockOption option = set.get(key(level, name));
        return option == null || option.bytes().length == 0 ? null : option.bytes();
    }

    /** True if it was set. */
    boolean isSet(int level, int name) {
        return set.containsKey(key(level, name));
    }

    /** The number an option has; null if there is no such option. */
    @Nullable
    Integer number(int level, int name) {
        Rule rule = RULES.get(key(level, name));
        if (rule == null) {
            return null;
        }
        SockOption option = set.get(key(level, name));
        return option == null ? rule.initial : option.value();
    }
}
