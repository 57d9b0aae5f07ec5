package io.rxpath.lab.peer;

/** A number of segments that several clients together may have in flight. */
public final class FlightLimit {
    private final int max;
    private int taken;

    /** A limit of {@code max} segments, at least 1. */
    public FlightLimit(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("flight limit " + max + ": expected at least 1");
        }
        this.max = max;
    }

    /** A limit that never limits. */
    public static FlightLimit none() {
        return new FlightLimit(Integer.MAX_VALUE);
    }

    boolean take() {
        if (taken == max) {
            return false;
        }
        taken++;
        return true;
    }

    void give() {
        taken--;
    }

    /** Segments in flight now. */
    public int taken() {
        return taken;
    }

    /** True if another segment may be sent. */
    public boolean free() {
        return taken < max;
    }
}
