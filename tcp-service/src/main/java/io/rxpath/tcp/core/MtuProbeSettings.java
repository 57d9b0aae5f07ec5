package io.rxpath.tcp.core;

/**
 * Settings of the search for the MTU of a path.
 *
 * @param probing tcp_mtu_probing: 0 never, 1 once timeouts look like a black hole, 2 always
 * @param baseMss tcp_base_mss: bytes of data where the search begins
 * @param probeFloor tcp_mtu_probe_floor: bytes of data a black hole makes a segment have at least
 * @param threshold tcp_probe_threshold: bytes; a narrower search is over
 * @param interval tcp_probe_interval: seconds after which a search that is over begins again
 */
public record MtuProbeSettings(int probing, int baseMss, int probeFloor, int threshold, int interval) {
    /** Linux 6.18's defaults. */
    public static final MtuProbeSettings DEFAULTS = new MtuProbeSettings(0, 1024, 48, 8, 600);

    /** Checks the ranges. */
    public MtuProbeSettings {
        TcpSettings.inRange("tcp_mtu_probing", probing, 0, 255);
        TcpSettings.inRange("tcp_base_mss", baseMss, 0, 65535);
        TcpSettings.inRange("tcp_mtu_probe_floor", probeFloor, 48, 65535);
        TcpSettings.inRange("tcp_probe_threshold", threshold, 0, 65535);
        TcpSettings.inRange("tcp_probe_interval", interval, 0, Integer.MAX_VALUE);
    }

    /** True if {@link #with} knows a sysctl, named without net.ipv4. */
    static boolean has(String key) {
        return switch (key) {
            case "tcp_mtu_probing",
                    "tcp_base_mss",
                    "tcp_mtu_probe_floor",
                    "tcp_probe_threshold",
                    "tcp_probe_interval" -> true;
            default -> false;
        };
    }

    /** The same with one sysctl changed. */
    MtuProbeSettings with(String key, String text) {
        int n = TcpSysctl.number(key, text);
        return new MtuProbeSettings(
                key.equals("tcp_mtu_probing") ? n : probing,
                key.equals("tcp_base_mss") ? n : baseMss,
                key.equals("tcp_mtu_probe_floor") ? n : probeFloor,
                key.equals("tcp_probe_threshold") ? n : threshold,
                key.equals("tcp_probe_interval") ? n : interval);
    }
}
