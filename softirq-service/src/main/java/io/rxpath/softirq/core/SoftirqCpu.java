package io.rxpath.softirq.core;

import java.util.function.LongSupplier;

/**
 * One CPU's time: who runs on it next, and until when it is busy with what it has polled.
 *
 * <p>Kernel: kernel/softirq.c handle_softirqs(); threads come after the softirq, as it interrupts them.
 */
final class SoftirqCpu {
    final SoftnetData sd;
    private final NetRxAction netRxAction;
    private final NapiThreadedPoll threads;

    /** True if there was work left when it last ran. */
    private boolean workLeft;

    SoftirqCpu(SoftnetData sd) {
        this.sd = sd;
        netRxAction = new NetRxAction(sd);
        threads = new NapiThreadedPoll(sd);
    }

    /** True if there is work and the CPU is free. */
    boolean ready(long now) {
        return sd.hasWork() && sd.busyUntil <= now;
    }

    /** When the CPU becomes free for work that waits, or Long.MAX_VALUE if it is free or nothing waits. */
    long nextTimeoutNanos(long now) {
        return sd.hasWork() && sd.busyUntil > now ? sd.busyUntil : Long.MAX_VALUE;
    }

    /** The CPU did not run until {@code now}. */
    void stoodStill(long now) {
        sd.busyUntil = Math.max(sd.busyUntil, now);
    }

    /** Goes on until {@code now} with the softirq that is raised or was left, and gives each thread a turn. */
    void run(long now, LongSupplier clock) {
        if (!ready(now)) {
            workLeft &= sd.hasWork();
            return;
        }
        boolean costs = sd.settings.cpuCosts();
        // Whoever calls may be late; a CPU that had work left did not wait for that.
        long at = costs && workLeft ? sd.busyUntil : now;
        if (sd.raised() || sd.inNetRxAction) {
            do {
                netRxAction.run(at, clock);
                at = Math.max(at, sd.busyUntil);
            } while (sd.inNetRxAction && at <= now);
        }
        if (at <= now) {
            threads.run(at);
        }
        workLeft = sd.hasWork();
        if (!costs) {
            sd.busyUntil = now;
        }
    }
}
