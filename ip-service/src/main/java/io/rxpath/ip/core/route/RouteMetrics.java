package io.rxpath.ip.core.route;

/**
 * What a route says about the path, 0 for nothing (kernel include/uapi/linux/rtnetlink.h RTAX_*).
 *
 * @param mtu bytes of the largest packet
 * @param mtuLocked whether path MTU discovery may not lower the MTU
 * @param advmss the MSS to announce, in bytes
 * @param hopLimit TTL or hop limit of packets sent
 * @param window largest TCP window to announce, in bytes
 * @param initCwnd first congestion window, in segments
 * @param initRwnd first receive window, in segments
 */
public record RouteMetrics(
        int mtu, boolean mtuLocked, int advmss, int hopLimit, int window, int initCwnd, int initRwnd) {
    /** Nothing is said. */
    public static final RouteMetrics NONE = new RouteMetrics(0, false, 0, 0, 0, 0, 0);
}
