package io.rxpath.nic.core;

/**
 * Interrupt moderation as {@code ethtool -C} sets it (kernel struct ethtool_coalesce).
 *
 * <p>The default is none: every frame that finds the line open interrupts. e1000e waits some microseconds; here a hop
 * over Kafka takes a millisecond, in which frames collect by themselves, and a wait on top would only add latency.
 *
 * @param rxUsecs microseconds from a frame to its interrupt at most, 0..10000; 0: only rxFrames counts
 * @param rxFrames frames that make an interrupt without waiting, 0..4096; 0: only rxUsecs counts
 * @param adaptiveRx choose the interrupt rate by the traffic; the other two mean nothing then
 */
public record Coalesce(int rxUsecs, int rxFrames, boolean adaptiveRx) {
    /** No moderation. */
    public static final Coalesce DEFAULT = new Coalesce(0, 1, false);

    /** Checks; the message names the setting, its value and what was expected. */
    public Coalesce {
        NicSettings.range("rx-usecs", rxUsecs, 0, 10_000);
        NicSettings.range("rx-frames", rxFrames, 0, 4096);
        if (rxUsecs == 0 && rxFrames == 0) {
            throw new IllegalArgumentException("rx-usecs 0 and rx-frames 0: no interrupt would ever come; set one");
        }
        if (rxUsecs == 0 && rxFrames > 1) {
            throw new IllegalArgumentException("rx-frames " + rxFrames
                    + " without rx-usecs: the last frames of a burst would wait for ever; set rx-usecs first");
        }
    }

    /** With another rx-usecs. */
    public Coalesce withRxUsecs(int value) {
        return new Coalesce(value, rxFrames, adaptiveRx);
    }

    /** With another rx-frames. */
    public Coalesce withRxFrames(int value) {
        return new Coalesce(rxUsecs, value, adaptiveRx);
    }

    /** Adaptive or not. */
    public Coalesce withAdaptiveRx(boolean value) {
        return new Coalesce(rxUsecs, rxFrames, value);
    }
}
