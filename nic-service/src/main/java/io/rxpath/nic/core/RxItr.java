package io.rxpath.nic.core;

/**
 * Interrupt moderation of one queue: when an interrupt that is wanted may fire. Either a frame's wait of rx-usecs or
 * rx-frames frames, whichever is first (struct ethtool_coalesce in include/uapi/linux/ethtool.h), or, adaptively, a least
 * distance between interrupts that follows the traffic (drivers/net/ethernet/intel/e1000e/netdev.c e1000_update_itr(),
 * e1000_set_itr(), with all three classes, as InterruptThrottleRate=1).
 *
 * <p>The driver classifies by what one poll found, when it ends; here the card does it when the driver unmasks.
 */
final class RxItr {
    /** Classes of traffic with their interrupts per second. */
    enum LatencyRange {
        LOWEST(70_000),
        LOW(20_000),
        BULK(4_000);

        final int rate;

        LatencyRange(int rate) {
            this.rate = rate;
        }
    }

    private static final long NEVER = Long.MAX_VALUE;

    private LatencyRange range = LatencyRange.LOW;
    private int rate = LatencyRange.LOW.rate;
    private boolean raisedBefore;
    private long raised;
    /** Frames that wait for an interrupt on an open line, and when the first of them came. */
    private int frames;

    private long first;

    /** Frames and bytes since the driver unmasked last: what e1000e adds up over a poll. */
    private int polled;

    private long bytes;

    private long deadline = NEVER;

    /** A frame was written to memory. */
    void filled(int len, long now) {
        if (frames++ == 0) {
            first = now;
        }
        polled++;
        bytes += len;
    }

    /** When the interrupt that is wanted now may fire; not after {@code now}: at once. */
    long due(Coalesce coalesce, long now) {
        if (coalesce.adaptiveRx()) {
            return raisedBefore ? raised + 1_000_000_000L / rate : now;
        }
        if (frames == 0 || coalesce.rxFrames() > 0 && frames >= coalesce.rxFrames()) {
            return now;
        }
        return first + coalesce.rxUsecs() * 1000L;
    }

    /** The interrupt fires; what counts from here is the next one's. */
    void raised(long now) {
        raisedBefore = true;
        raised = now;
        frames = 0;
        deadline = NEVER;
    }

    /** The driver ends a poll and unmasks; {@code pending} frames came too late for it and wait from now on. */
    void unmasked(int pending, long now) {
        if (polled > 0) {
            range = update(range, polled, bytes);
            // Faster at once would overshoot: a quarter at a time.
            rate = range.rate > rate ? Math.min(rate + (range.rate >> 2), range.rate) : range.rate;
        }
        polled = 0;
        bytes = 0;
        frames = pending;
        first = now;
        deadline = NEVER;
    }

    /** The interrupt waits until then. */
    void waitUntil(long nanos) {
        deadline = nanos;
    }

    /** When the waiting interrupt is due; Long.MAX_VALUE for none. */
    long deadline() {
        return deadline;
    }

    LatencyRange range() {
        return range;
    }

    static LatencyRange update(LatencyRange range, int packets, long bytes) {
        return switch (range) {
            case LOWEST -> {
                if (bytes / packets > 8000) {
                    yield LatencyRange.BULK;
                }
                yield packets < 5 && bytes > 512 ? LatencyRange.LOW : LatencyRange.LOWEST;
            }
            case LOW -> {
                if (bytes > 10_000) {
                    if (bytes / packets > 8000 || packets < 10 || bytes / packets > 1200) {
                        yield LatencyRange.BULK;
                    }
                    yield packets > 35 ? LatencyRange.LOWEST : LatencyRange.LOW;
                }
                if (bytes / packets > 2000) {
                    yield LatencyRange.BULK;
                }
                yield packets <= 2 && bytes < 512 ? LatencyRange.LOWEST : LatencyRange.LOW;
            }
            case BULK -> {
                if (bytes > 25_000) {
                    yield packets > 35 ? LatencyRange.LOW : LatencyRange.BULK;
                }
                yield bytes < 6000 ? LatencyRange.LOW : LatencyRange.BULK;
            }
        };
    }
}
