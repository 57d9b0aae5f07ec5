package io.rxpath.socket.core.syscall;

/** What becomes of a system call: it has returned, or waits. */
public interface Outcome {
    /** True when it has returned. */
    boolean isDone();

    /**
     * What it has returned: a number, or a negative {@link Errno}.
     *
     * @throws IllegalStateException while it waits
     */
    long value();

    /** When it returned, epoch nanoseconds; Long.MAX_VALUE while it waits. */
    long doneAtNanos();
}
