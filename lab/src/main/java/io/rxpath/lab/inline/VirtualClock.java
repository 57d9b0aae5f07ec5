package io.rxpath.lab.inline;

/** Time that moves when it is told to, and only forward. */
public final class VirtualClock {
    private long now;

    /** A clock that shows {@code start}, epoch nanoseconds. */
    public VirtualClock(long start) {
        now = start;
    }

    /** Epoch nanoseconds. */
    public long now() {
        return now;
    }

    /** Moves to {@code nanos}; stays where it is if that is in the past. */
    public void advanceTo(long nanos) {
        now = Math.max(now, nanos);
    }
}
