package io.rxpath.kit;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.springframework.context.SmartLifecycle;

/** Calls a core's timers from a thread of its own when they are due. */
public final class CoreTicker implements SmartLifecycle {
    /** A core whose timers are watched; both methods do their own locking. */
    public interface Timed {
        /** When {@link #tick} is wanted next, epoch nanoseconds, or Long.MAX_VALUE. */
        long nextTimeoutNanos();

        /** Runs what is due. */
        void tick();
    }

    /** Longest sleep: a timer armed meanwhile is at most this late. */
    private static final long MAX_SLEEP_NANOS = 2_000_000;

    private final Timed timed;
    private final LongSupplier clock;
    private final Thread thread;
    private volatile boolean running;

    /** Watches {@code timed} with a thread of this name. */
    public CoreTicker(String name, Timed timed, LongSupplier clock) {
        this.timed = timed;
        this.clock = clock;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    private void run() {
        while (running) {
            long next = timed.nextTimeoutNanos();
            long now = clock.getAsLong();
            if (next <= now) {
                timed.tick();
            }
            LockSupport.parkNanos(Math.max(100_000, Math.min(MAX_SLEEP_NANOS, next - now)));
        }
    }

    @Override
    public void start() {
        running = true;
        thread.start();
    }

    @Override
    public void stop() {
        running = false;
        LockSupport.unpark(thread);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
