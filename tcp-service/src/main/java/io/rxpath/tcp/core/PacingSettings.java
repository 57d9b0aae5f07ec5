package io.rxpath.tcp.core;

/**
 * Settings of the rate at which segments are sent, in percent of a congestion window per round-trip time.
 *
 * @param ssRatio tcp_pacing_ss_ratio: in slow start
 * @param caRatio tcp_pacing_ca_ratio: near its end and later
 */
public record PacingSettings(int ssRatio, int caRatio) {
    /** Linux 6.18's defaults. */
    public static final PacingSettings DEFAULTS = new PacingSettings(200, 120);

    /** Checks the ranges. */
    public PacingSettings {
        TcpSettings.inRange("tcp_pacing_ss_ratio", ssRatio, 0, 1000);
        TcpSettings.inRange("tcp_pacing_ca_ratio", caRatio, 0, 1000);
    }

    /** True if {@link #with} knows a sysctl, named without net.ipv4. */
    static boolean has(String key) {
        return key.equals("tcp_pacing_ss_ratio") || key.equals("tcp_pacing_ca_ratio");
    }

    /** The same with one sysctl changed. */
    PacingSettings with(String key, String text) {
        int percent = TcpSysctl.number(key, text);
        return key.equals("tcp_pacing_ss_ratio")
                ? new PacingSettings(percent, caRatio)
                : new PacingSettings(ssRatio, percent);
    }
}
