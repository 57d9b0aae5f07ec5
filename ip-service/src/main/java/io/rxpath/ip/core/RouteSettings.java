package io.rxpath.ip.core;

/**
 * The net.ipv4.route settings (kernel net/ipv4/route.c ipv4_route_netns_table).
 *
 * @param minPmtu min_pmtu: bytes; a path MTU below it is not believed, 68 or more
 * @param mtuExpiresNanos mtu_expires: a path MTU is forgotten after this time
 */
public record RouteSettings(int minPmtu, long mtuExpiresNanos) {
    private static final long SECOND = 1_000_000_000L;

    /** Checks the ranges. */
    public RouteSettings {
        if (minPmtu < 68) {
            throw new IllegalArgumentException("min_pmtu is " + minPmtu + ", expected 68 or more");
        }
        if (mtuExpiresNanos < 0) {
            throw new IllegalArgumentException("mtu_expires is " + mtuExpiresNanos + ", expected 0 or more");
        }
    }

    /** What a 6.18 kernel starts with. */
    public static RouteSettings defaults() {
        return new RouteSettings(512 + 20 + 20, 600 * SECOND);
    }
}
