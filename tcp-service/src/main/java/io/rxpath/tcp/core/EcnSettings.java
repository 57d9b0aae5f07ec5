package io.rxpath.tcp.core;

/**
 * Settings of explicit congestion notification besides tcp_ecn.
 *
 * @param fallback tcp_ecn_fallback: what a path spoils is given up
 * @param option tcp_ecn_option: options of accurate ECN are sent 0 never, 1 when they tell something, 2 always, 3 even
 *     if they seem to be lost; Linux 6.18 stops at 2
 * @param optionBeacon tcp_ecn_option_beacon: with option 1, at least so many per RTT
 */
public record EcnSettings(boolean fallback, int option, int optionBeacon) {
    /** Whenever there is room. */
    public static final int OPTION_FULL = 2;

    /** Even if they do not seem to get through. */
    public static final int OPTION_PERSIST = 3;

    /** Linux 6.18's defaults. */
    public static final EcnSettings DEFAULTS = new EcnSettings(true, OPTION_FULL, 3);

    /** Checks the ranges. */
    public EcnSettings {
        TcpSettings.inRange("tcp_ecn_option", option, 0, 3);
        TcpSettings.inRange("tcp_ecn_option_beacon", optionBeacon, 0, 3);
    }

    /** True if {@link #with} knows a sysctl, named without net.ipv4. */
    static boolean has(String key) {
        return switch (key) {
            case "tcp_ecn_fallback", "tcp_ecn_option", "tcp_ecn_option_beacon" -> true;
            default -> false;
        };
    }

    /** The same with one sysctl changed. */
    EcnSettings with(String key, String text) {
        return switch (key) {
            case "tcp_ecn_fallback" -> new EcnSettings(TcpSysctl.flag(key, text), option, optionBeacon);
            case "tcp_ecn_option" -> new EcnSettings(fallback, TcpSysctl.number(key, text), optionBeacon);
            default -> new EcnSettings(fallback, option, TcpSysctl.number(key, text));
        };
    }
}
