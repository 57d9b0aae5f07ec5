package io.rxpath.nic.core;

/**
 * Interrupt coalescing of all queues (ethtool -C; kernel include/linux/ethtool.h struct ethtool_coalesce).
 *
 * <p>The default is an interrupt for each frame that finds the line open. e1000e starts with 3 us; on Kafka, where a hop
 * takes milliseconds, that would show nothing.
 *
 * @param rxUsecs microseconds an interrupt may wait after a frame has come, 0..10000
 * @param rxFrames frames after which it does not wait any longer, 0..65535; 0: any number
 * @param adaptive the card chooses rxUsecs by the traffic
 */
public record Coalesce(int rxUsecs, int rxFrames, boolean adaptive) {
    /** An interrupt for each frame. */
    public static final Coalesce NONE = new Coalesce(0, 1, false);

    /** Checks the ranges, and that something raises the interrupt. */
    public Coalesce {
        if (rxUsecs < 0 || rxUsecs > 10_000) {
            throw new IllegalArgumentException("rx-usecs " + rxUsecs + ": expected 0..10000");
        }
        if (rxFrames < 0 || rxFrames > 65_535) {
            throw new IllegalArgumentException("rx-frames " + rxFrames + ": expected 0..65535");
        }
        if (rxUsecs == 0 && rxFrames == 0) {
            throw new IllegalArgumentException(
                    "rx-usecs 0 with rx-frames 0: nothing would raise an interrupt; expected one of them above 0");
        }
    }
}
