package io.rxpath.kit;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The services' time: epoch nanoseconds that never go back. Anchored once at the wall clock, then driven by the
 * monotonic one, so that a clock that is set in between moves no TCP timer.
 *
 * <p>Or a driven one, which stands still but for {@link #drive}: whoever drives the clocks of all services runs the
 * pipeline in virtual time.
 */
public final class ServiceClock implements LongSupplier {
    /** How often a driven clock is looked at by who waits for a time of it. */
    private static final long DRIVEN_LOOK_NANOS = 5_000_000;

    private final long epochMinusNano;
    private final @Nullable AtomicLong driven;

    /** A clock anchored now. */
    public ServiceClock() {
        Instant wall = Instant.now();
        epochMinusNano = wall.getEpochSecond() * 1_000_000_000L + wall.getNano() - System.nanoTime();
        driven = null;
    }

    private ServiceClock(long start) {
        epochMinusNano = 0;
        driven = new AtomicLong(start);
    }

    /** A clock that stands at {@code start}, epoch nanoseconds. */
    public static ServiceClock driven(long start) {
        return new ServiceClock(start);
    }

    /** Epoch nanoseconds. */
    @Override
    public long getAsLong() {
        AtomicLong standing = driven;
        return standing == null ? System.nanoTime() + epochMinusNano : standing.get();
    }

    /** True if it stands still but for {@link #drive}. */
    public boolean isDriven() {
        return driven != null;
    }

    /**
     * Sets a driven clock.
     *
     * @param nanos epoch nanoseconds
     * @throws IllegalStateException if it is not driven
     * @throws IllegalArgumentException if the time lies behind it
     */
    public void drive(long nanos) {
        AtomicLong standing = driven;
        if (standing == null) {
            throw new IllegalStateException("the clock is not driven: rxpath.driven-clock is not set");
        }
        long before = standing.getAndAccumulate(nanos, Math::max);
        if (nanos < before) {
            throw new IllegalArgumentException("the clock stands at " + before + " and cannot go back to " + nanos);
        }
    }

    /** How long to wait, in real nanoseconds, before {@code clock} may have got {@code nanos} further. */
    public static long wait(LongSupplier clock, long nanos) {
        return clock instanceof ServiceClock service && service.isDriven() ? Math.min(nanos, DRIVEN_LOOK_NANOS) : nanos;
    }
}
