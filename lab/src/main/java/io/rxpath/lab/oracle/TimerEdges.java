package io.rxpath.lab.oracle;

/**
 * When it does not matter that a real clock is not exact: moments with no timer of TCP in the neighbourhood. A kernel's timer
 * wheel is late by up to an eighth of the time it was set for, and a real peer needs a little longer for each step.
 *
 * <p>Kernel: kernel/time/timer.c, the granularity of the wheel's levels.
 */
final class TimerEdges {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long NANOS_APART = 12_000_000;
    private static final int WHEEL = 8;

    private long due = NEVER;
    private long apart;
    private long calm;

    /**
     * What TCP's next timer is now, to be told whenever something may have changed it; both epoch nanoseconds.
     *
     * @param next when it is due, Long.MAX_VALUE if there is none
     */
    void look(long next, long now) {
        if (next == due) {
            return;
        }
        if (due <= now) {
            calm = Math.max(calm, due + apart);
        }
        due = next;
        apart = NANOS_APART + (next == NEVER ? 0 : Math.max(0, next - now)) / WHEEL;
    }

    /**
     * The first moment from {@code now} on that is far enough from the last timer and the next, epoch nanoseconds; if time has
     * to pass for that, later timers may be in the way then.
     */
    long calmAt(long now) {
        return Math.max(calm, due != NEVER && due - now < apart ? due + apart : now);
    }
}
