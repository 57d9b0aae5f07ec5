package io.rxpath.ip.core;

/**
 * The net.ipv4.ipfrag_* settings.
 *
 * @param highThresh ipfrag_high_thresh: bytes of memory at which new datagrams are refused
 * @param timeNanos ipfrag_time: how long the fragments of a datagram wait for the rest
 * @param maxDist ipfrag_max_dist: how many other fragments of a peer may come in between, 0 for any number
 * @param lowThresh ipfrag_low_thresh: kept to be read again; the kernel does not look at it since 4.17
 */
public record FragSettings(long highThresh, long timeNanos, int maxDist, long lowThresh) {
    private static final long LOW_THRESH = 3L << 20;
    private static final int MAX_DIST = 64;

    /** Checks the ranges. */
    public FragSettings {
        if (highThresh < 0) {
            throw new IllegalArgumentException("ipfrag_high_thresh is " + highThresh + ", expected 0 or more");
        }
        if (timeNanos < 1) {
            throw new IllegalArgumentException("ipfrag_time is " + timeNanos + " ns, expected more than 0");
        }
        if (maxDist < 0) {
            throw new IllegalArgumentException("ipfrag_max_dist is " + maxDist + ", expected 0 or more");
        }
        if (lowThresh < 0) {
            throw new IllegalArgumentException("ipfrag_low_thresh is " + lowThresh + ", expected 0 or more");
        }
    }

    /** These thresholds, and max_dist as a kernel starts. */
    public FragSettings(long highThresh, long timeNanos) {
        this(highThresh, timeNanos, MAX_DIST, LOW_THRESH);
    }

    /** What a 6.18 kernel starts with: 4 MB, 30 s, 64. */
    public static FragSettings defaults() {
        return new FragSettings(4L << 20, 30_000_000_000L);
    }
}
