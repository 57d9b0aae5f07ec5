package io.rxpath.tcp.core;

/**
 * Limits over all TCP sockets of a host.
 *
 * @param min tcp_mem[0] in pages of 4096 bytes: up to here there is no pressure, and pressure ends below it
 * @param pressure tcp_mem[1], pages: above it pressure begins
 * @param high tcp_mem[2], pages: above it nothing more is granted
 * @param maxOrphans tcp_max_orphans: more connections that no program has open are reset
 * @param pcpuReserve net.core.mem_pcpu_rsv, pages: so many are counted only when they have come together
 */
public record TcpMemSettings(long min, long pressure, long high, int maxOrphans, int pcpuReserve) {
    /** 1 MB, which is the least that mem_pcpu_rsv takes. */
    private static final int LEAST_RESERVE = 256;

    /** What Linux 6.18 makes of 24 GB of memory. */
    public static final TcpMemSettings DEFAULTS = new TcpMemSettings(287_898, 383_865, 575_796, 131_072, LEAST_RESERVE);

    /** Checks the ranges. */
    public TcpMemSettings {
        TcpSettings.inRange("tcp_mem[0]", min, 0, Long.MAX_VALUE);
        TcpSettings.inRange("tcp_mem[1]", pressure, 0, Long.MAX_VALUE);
        TcpSettings.inRange("tcp_mem[2]", high, 0, Long.MAX_VALUE);
        TcpSettings.inRange("tcp_max_orphans", maxOrphans, Integer.MIN_VALUE, Integer.MAX_VALUE);
        TcpSettings.inRange("net.core.mem_pcpu_rsv", pcpuReserve, LEAST_RESERVE, Integer.MAX_VALUE);
    }

    /** True if {@link #with} knows a sysctl, named without net.ipv4. */
    static boolean has(String key) {
        return switch (key) {
            case "tcp_mem", "tcp_max_orphans", "net.core.mem_pcpu_rsv" -> true;
            default -> false;
        };
    }

    /** The same with one sysctl changed. */
    TcpMemSettings with(String key, String text) {
        return switch (key) {
            case "tcp_mem" -> {
                String[] words = TcpSysctl.words(key, text, 3, "three numbers of pages: min pressure max");
                yield new TcpMemSettings(
                        pages(key, words[0]), pages(key, words[1]), pages(key, words[2]), maxOrphans, pcpuReserve);
            }
            case "tcp_max_orphans" -> new TcpMemSettings(min, pressure, high, TcpSysctl.number(key, text), pcpuReserve);
            default -> new TcpMemSettings(min, pressure, high, maxOrphans, TcpSysctl.number(key, text));
        };
    }

    private static long pages(String key, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    TcpSettings.bad(key, text, "a whole number of pages").getMessage(), e);
        }
    }
}
