package io.rxpath.ip.core;

/**
 * The net.ipv4.ipfrag_* settings.
 *
 * @param highThresh ipfrag_high_thresh: bytes of memory at which new datagrams are refused
 * @param timeNanos ipfrag_time: how long the fragments of a datagram wait for the rest
 */
public record FragSettings(long highThresh, long timeNanos) {
    /** Checks the ranges. */
    public FragSettings {
        if (highThresh < 0) {
            throw new IllegalArgumentException("ipfrag_high_thresh is " + highThresh + ", expected 0 or more");
        }
        if (timeNanos < 1) {
            throw new IllegalArgumentException("ipfrag_time is " + timeNanos + " ns, expected more than 0");
        }
    }

    /** What a 6.18 kernel starts with: 4 MB, 30 s. */
    public static FragSettings defaults() {
        return new FragSettings(4L << 20, 30_000_000_000L);
    }
}
