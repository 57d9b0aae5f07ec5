package io.rxpath.tcp.core;

/**
 * Settings of the receiving side that decide about requests, TIME_WAIT and urgent data.
 *
 * @param syncookies tcp_syncookies: 0 never, 1 when a listener's request queue is full, 2 always
 * @param stdurg tcp_stdurg: the urgent pointer points at the urgent byte, not behind it
 * @param rfc1337 tcp_rfc1337: a RST does not end TIME_WAIT
 * @param maxTwBuckets tcp_max_tw_buckets: more sockets in TIME_WAIT are closed at once
 */
public record ReceiverSettings(int syncookies, boolean stdurg, boolean rfc1337, int maxTwBuckets) {
    /** Linux 6.18's defaults on a machine with enough memory. */
    public static final ReceiverSettings DEFAULTS = new ReceiverSettings(1, false, false, 262144);

    /** Checks the ranges. */
    public ReceiverSettings {
        TcpSettings.inRange("tcp_syncookies", syncookies, 0, 2);
        TcpSettings.inRange("tcp_max_tw_buckets", maxTwBuckets, 0, Integer.MAX_VALUE);
    }

    /** True if {@link #with} knows a sysctl, named without net.ipv4. */
    static boolean has(String key) {
        return switch (key) {
            case "tcp_syncookies", "tcp_stdurg", "tcp_rfc1337", "tcp_max_tw_buckets" -> true;
            default -> false;
        };
    }

    /** The same with one sysctl changed. */
    ReceiverSettings with(String key, String text) {
        return new ReceiverSettings(
                key.equals("tcp_syncookies") ? TcpSysctl.number(key, text) : syncookies,
                key.equals("tcp_stdurg") ? TcpSysctl.flag(key, text) : stdurg,
                key.equals("tcp_rfc1337") ? TcpSysctl.flag(key, text) : rfc1337,
                key.equals("tcp_max_tw_buckets") ? TcpSysctl.number(key, text) : maxTwBuckets);
    }
}
