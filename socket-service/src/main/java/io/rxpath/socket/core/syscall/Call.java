package io.rxpath.socket.core.syscall;

/**
 * One system call: it has returned, or waits. A call that waits is finished by what happens in the host afterwards.
 *
 * <p>Kernel: kernel/sched/wait.c, net/core/sock.c sk_wait_data().
 */
public abstract class Call implements Outcome {
    /** It waits on. */
    static final long WAITS = Long.MIN_VALUE;

    private long value = WAITS;
    private long doneAt = Long.MAX_VALUE;
    private long deadline = Long.MAX_VALUE;
    boolean runnable;

    @Override
    public final boolean isDone() {
        return value != WAITS;
    }

    @Override
    public final long value() {
        if (value == WAITS) {
            throw new IllegalStateException("the system call has not returned");
        }
        return value;
    }

    @Override
    public final long doneAtNanos() {
        return doneAt;
    }

    /** Goes as far as it can; {@link #WAITS} if it must wait. */
    abstract long attempt(long now);

    /** What it returns when its time is over, or when it may not wait at all. */
    abstract long expired(long now);

    /** It has no result yet, whatever its time is: an answer of TCP is on its way. */
    boolean isUnderWay() {
        return false;
    }

    /** Where it stands in line. */
    abstract void wait(WaitQueue.Entry entry);

    /** The time at which it gives up, epoch nanoseconds. */
    final long deadline() {
        return deadline;
    }

    final void deadline(long at) {
        deadline = at;
    }

    final void done(long result, long now) {
        value = result;
        doneAt = now;
    }
}
