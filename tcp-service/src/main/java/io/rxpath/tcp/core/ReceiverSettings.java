package io.rxpath.tcp.core;

import java.util.regex.Pattern;

/**
 * Settings of the receiving side that decide about requests, TIME_WAIT and urgent data.
 *
 * @param syncookies tcp_syncookies: 0 never, 1 when a listener's request queue is full, 2 always
 * @param stdurg tcp_stdurg: the urgent pointer points at the urgent byte, not behind it
 * @param rfc1337 tcp_rfc1337: a RST does not end TIME_WAIT
 * @param maxTwBuckets tcp_max_tw_buckets: more sockets in TIME_WAIT are closed at once
 * @param fastopen tcp_fastopen: bits 2 for servers, 0x200 without a cookie, 0x400 every listener; bit 1 and 4 are of
 *     clients
 * @param reflectTos tcp_reflect_tos: a connection has the TOS of its SYN, ECN apart
 * @param fastopenKey tcp_fastopen_key as sysctl(8) has it, one key or two with a comma; empty for one of the host's secret
 * @param twReuse tcp_tw_reuse: connect() may take the 4-tuple of a connection in TIME_WAIT: 0 no, 1 yes, 2 on the loopback
 *     device
 * @param twReuseDelay tcp_tw_reuse_delay: but not before so many milliseconds
 * @param release kernel.osrelease: whose rules hold
 */
public record ReceiverSettings(
        int syncookies,
        boolean stdurg,
        boolean rfc1337,
        int maxTwBuckets,
        int fastopen,
        String fastopenKey,
        boolean reflectTos,
        int twReuse,
        int twReuseDelay,
        KernelRelease release) {
    /** What tcp_fastopen_key takes. */
    private static final Pattern KEY = Pattern.compile("[0-9a-fA-F]{1,8}(-[0-9a-fA-F]{1,8}){3}");

    /** Linux 6.18's defaults on a machine with enough memory. */
    public static final ReceiverSettings DEFAULTS =
            new ReceiverSettings(1, false, false, 262144, 1, "", false, 2, 1000, KernelRelease.V6_18);

    /** Checks the ranges. */
    public ReceiverSettings {
        TcpSettings.inRange("tcp_syncookies", syncookies, 0, 2);
        TcpSettings.inRange("tcp_max_tw_buckets", maxTwBuckets, 0, Integer.MAX_VALUE);
        TcpSettings.inRange("tcp_fastopen", fastopen, 0, Integer.MAX_VALUE);
        TcpSettings.inRange("tcp_tw_reuse", twReuse, 0, 2);
        TcpSettings.inRange("tcp_tw_reuse_delay", twReuseDelay, 1, 60_000);
        String[] keys = fastopenKey.split(",", -1);
        for (String key : keys) {
            if (!fastopenKey.isEmpty() && (keys.length > 2 || !KEY.matcher(key).matches())) {
                throw TcpSettings.bad("tcp_fastopen_key", fastopenKey, "xxxxxxxx-xxxxxxxx-xxxxxxxx-xxxxxxxx, or two");
            }
        }
    }

    /** True if {@link #with} knows a sysctl, named without net.ipv4. */
    static boolean has(String key) {
        return switch (key) {
            case "tcp_syncookies",
                    "tcp_stdurg",
                    "tcp_rfc1337",
                    "tcp_max_tw_buckets",
                    "tcp_fastopen",
                    "tcp_fastopen_key",
                    "tcp_reflect_tos",
                    "tcp_tw_reuse",
                    "tcp_tw_reuse_delay",
                    KernelRelease.SYSCTL -> true;
            default -> false;
        };
    }

    /** The same with one sysctl changed. */
    ReceiverSettings with(String key, String text) {
        return new ReceiverSettings(
                key.equals("tcp_syncookies") ? TcpSysctl.number(key, text) : syncookies,
                key.equals("tcp_stdurg") ? TcpSysctl.flag(key, text) : stdurg,
                key.equals("tcp_rfc1337") ? TcpSysctl.flag(key, text) : rfc1337,
                key.equals("tcp_max_tw_buckets") ? TcpSysctl.number(key, text) : maxTwBuckets,
                key.equals("tcp_fastopen") ? hex(key, text) : fastopen,
                key.equals("tcp_fastopen_key") ? text : fastopenKey,
                key.equals("tcp_reflect_tos") ? TcpSysctl.flag(key, text) : reflectTos,
                key.equals("tcp_tw_reuse") ? TcpSysctl.number(key, text) : twReuse,
                key.equals("tcp_tw_reuse_delay") ? TcpSysctl.number(key, text) : twReuseDelay,
                key.equals(KernelRelease.SYSCTL) ? KernelRelease.of(text) : release);
    }

    private static int hex(String key, String text) {
        if (!text.startsWith("0x")) {
            return TcpSysctl.number(key, text);
        }
        try {
            return Integer.parseInt(text.substring(2), 16);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    TcpSettings.bad(key, text, "a whole number").getMessage(), e);
        }
    }
}
