package io.rxpath.skb;

import java.util.ArrayList;
import java.util.List;

/**
 * One option of a socket as setsockopt() sets it, with the numbers the kernel's headers give levels and options. In a list
 * each is 8 bytes of {@link #word}, u16 length, and as many bytes.
 *
 * <p>Kernel: include/uapi/asm-generic/socket.h, include/uapi/linux/tcp.h, include/uapi/linux/in.h and in6.h.
 *
 * @param level SOL_SOCKET, SOL_TCP, SOL_IP or SOL_IPV6
 * @param name the option, 0..65535
 * @param value its number; of struct linger the seconds, -1 for off
 * @param bytes an option that is more than a number (a name, a key), otherwise empty
 */
public record SockOption(int level, int name, int value, byte[] bytes) {
    public static final int SOL_IP = 0;
    public static final int SOL_SOCKET = 1;
    public static final int SOL_TCP = 6;
    public static final int SOL_IPV6 = 41;

    public static final int SO_REUSEADDR = 2;
    public static final int SO_TYPE = 3;
    public static final int SO_ERROR = 4;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_KEEPALIVE = 9;
    public static final int SO_OOBINLINE = 10;
    public static final int SO_PRIORITY = 12;
    public static final int SO_LINGER = 13;
    public static final int SO_REUSEPORT = 15;
    public static final int SO_RCVLOWAT = 18;
    public static final int SO_SNDLOWAT = 19;
    public static final int SO_RCVTIMEO = 20;
    public static final int SO_SNDTIMEO = 21;
    public static final int SO_BINDTODEVICE = 25;
    public static final int SO_TIMESTAMP = 29;
    public static final int SO_ACCEPTCONN = 30;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int SO_MARK = 36;
    public static final int SO_TIMESTAMPING = 37;
    public static final int SO_PROTOCOL = 38;
    public static final int SO_DOMAIN = 39;
    public static final int SO_BUSY_POLL = 46;
    public static final int SO_MAX_PACING_RATE = 47;
    public static final int SO_INCOMING_CPU = 49;
    public static final int SO_MEMINFO = 55;
    public static final int SO_INCOMING_NAPI_ID = 56;
    public static final int SO_COOKIE = 57;
    public static final int SO_ZEROCOPY = 60;

    public static final int TCP_NODELAY = 1;
    public static final int TCP_MAXSEG = 2;
    public static final int TCP_CORK = 3;
    public static final int TCP_KEEPIDLE = 4;
    public static final int TCP_KEEPINTVL = 5;
    public static final int TCP_KEEPCNT = 6;
    public static final int TCP_SYNCNT = 7;
    public static final int TCP_LINGER2 = 8;
    public static final int TCP_DEFER_ACCEPT = 9;
    public static final int TCP_WINDOW_CLAMP = 10;
    public static final int TCP_INFO = 11;
    public static final int TCP_QUICKACK = 12;
    public static final int TCP_CONGESTION = 13;
    public static final int TCP_MD5SIG = 14;
    public static final int TCP_THIN_LINEAR_TIMEOUTS = 16;
    public static final int TCP_USER_TIMEOUT = 18;
    public static final int TCP_FASTOPEN = 23;
    public static final int TCP_TIMESTAMP = 24;
    public static final int TCP_NOTSENT_LOWAT = 25;
    public static final int TCP_SAVE_SYN = 27;
    public static final int TCP_FASTOPEN_CONNECT = 30;
    public static final int TCP_FASTOPEN_KEY = 33;
    public static final int TCP_FASTOPEN_NO_COOKIE = 34;
    public static final int TCP_INQ = 36;
    public static final int TCP_RTO_MAX_MS = 44;
    public static final int TCP_RTO_MIN_US = 45;
    public static final int TCP_DELACK_MAX_US = 46;

    public static final int IP_TOS = 1;
    public static final int IP_TTL = 2;
    public static final int IP_RECVERR = 11;
    public static final int IP_MTU_DISCOVER = 10;
    public static final int IP_FREEBIND = 15;
    public static final int IP_TRANSPARENT = 19;
    public static final int IP_BIND_ADDRESS_NO_PORT = 24;
    public static final int IP_LOCAL_PORT_RANGE = 51;
    public static final int IPV6_UNICAST_HOPS = 16;
    public static final int IPV6_MTU_DISCOVER = 23;
    public static final int IPV6_RECVERR = 25;
    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_TCLASS = 67;
    public static final int IPV6_TRANSPARENT = 75;
    public static final int IPV6_FREEBIND = 78;

    private static final byte[] NONE = new byte[0];
    private static final int WORD = 8;
    private static final int HEADER = WORD + 2;

    /** Checks that level and name fit the record. */
    public SockOption {
        if ((level | name) >>> 16 != 0) {
            throw new IllegalArgumentException("socket option " + level + "/" + name + ": expected 0..65535 for both");
        }
    }

    /** An option that is a number. */
    public static SockOption of(int level, int name, int value) {
        return new SockOption(level, name, value, NONE);
    }

    /** SO_MAX_PACING_RATE of so many bytes per second, unsigned; -1 for none. */
    public static SockOption ofRate(long rate) {
        byte[] bytes = new byte[WORD];
        Bytes.put64(bytes, 0, rate);
        return new SockOption(SOL_SOCKET, SO_MAX_PACING_RATE, 0, bytes);
    }

    /** The rate of an option that {@link #ofRate} made. */
    public long rate() {
        return Bytes.get64(bytes, 0);
    }

    /** The option of a SETSOCKOPT command. */
    public static SockOption of(SockCommand command) {
        return of(command.value(), command.bytes());
    }

    private static SockOption of(long word, byte[] bytes) {
        return new SockOption((int) (word >>> 48), (int) (word >>> 32) & 0xffff, (int) word, bytes);
    }

    /** Level (bits 48..63), name (32..47) and number (0..31) in one. */
    public long word() {
        return (long) level << 48 | (long) name << 32 | value & 0xffff_ffffL;
    }

    /** The list of these options, for LISTEN and CONNECT. */
    public static byte[] encode(Iterable<SockOption> options) {
        int length = 0;
        for (SockOption option : options) {
            length += HEADER + option.bytes.length;
        }
        byte[] list = new byte[length];
        int at = 0;
        for (SockOption option : options) {
            Bytes.put64(list, at, option.word());
            Bytes.put16(list, at + WORD, option.bytes.length);
            System.arraycopy(option.bytes, 0, list, at + HEADER, option.bytes.length);
            at += HEADER + option.bytes.length;
        }
        return list;
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws MalformedRecordException if an option ends behind the list
     */
    public static List<SockOption> decode(byte[] a) {
        List<SockOption> options = new ArrayList<>();
        int at = 0;
        while (at < a.length) {
            RecordListReader.need(at, a.length - at, HEADER, "a socket option");
            int length = Bytes.get16(a, at + WORD);
            RecordListReader.need(at, a.length - at, HEADER + length, "a socket option");
            byte[] bytes = new byte[length];
            System.arraycopy(a, at + HEADER, bytes, 0, length);
            options.add(of(Bytes.get64(a, at), bytes));
            at += HEADER + length;
        }
        return options;
    }
}
