package io.rxpath.kit;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The services' time: epoch nanoseconds that never go back. Anchored once at the wall clock, then driven by the
 * monotonic one, so that a clock that is set in between moves no TCP timer.
 */
public final class ServiceClock implements LongSupplier {
    private final long epochMinusNano;

    /** A clock anchored now. */
    public ServiceClock() {
        Instant wall = Instant.now();
        epochMinusNano = wall.getEpochSecond() * 1_000_000_000L + wall.getNano() - System.nanoTime();
    }

    /** Epoch nanoseconds. */
    @Override
    public long getAsLong() {
        return System.nanoTime() + epochMinusNano;
    }
}
