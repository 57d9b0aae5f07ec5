package io.rxpath.softirq.core;

import io.rxpath.skb.SkBuff;
import io.rxpath.softirq.core.gro.GroFeatures;
import io.rxpath.softirq.core.gro.GroNode;
import io.rxpath.softirq.core.gro.GroResult;
import org.jspecify.annotations.Nullable;

/**
 * The NAPI of one receive queue. It is polled on the CPU that took its interrupt, until it completes.
 *
 * <p>SCHED says that the NAPI is on a poll list or being polled; whoever sets it puts it there. MISSED says that an
 * interrupt came while SCHED was set; the poll that would end then goes on instead.
 *
 * <p>Kernel: include/linux/netdevice.h struct napi_struct; net/core/dev.c napi_schedule_prep(), __napi_schedule(),
 * napi_complete_done(), napi_watchdog().
 */
final class NapiStruct extends Napi {
    final int queue;
    final RxRing ring;
    final GroNode gro;

    /** Interrupts taken, by CPU. */
    final long[] interrupts;

    /** HZ from which on a full poll lets go of old packets only. */
    private static final int HZ_FLUSH_OLD = 1000;

    /** How long filled buffers may wait without a poll: the period of a driver's service task, 2 s. */
    private static final long SERVICE_PERIOD_NANOS = 2_000_000_000L;

    private final CleanRxIrq driver;
    private GroFeatures features = GroFeatures.DEFAULTS;

    /** The settings that {@link #features} were taken from. */
    private @Nullable SoftirqSettings featuresOf;

    private boolean disabled = true;
    private boolean sched;
    private boolean missed;
    private int deferHardIrqsCount;
    private long timerAt = Long.MAX_VALUE;
    private long stalledSince = Long.MAX_VALUE;

    NapiStruct(int queue, int descriptors, SoftnetData[] cpus, CleanRxIrq driver, NetifReceiveSkb up) {
        super(cpus[0]);
        this.queue = queue;
        this.driver = driver;
        interrupts = new long[cpus.length];
        ring = new RxRing(descriptors);
        gro = new GroNode(skb -> up.receive(skb, cpu, polledAt));
    }

    @Override
    int weight() {
        return cpu.settings.weight();
    }

    @Override
    int poll(int budget) {
        return driver.poll(this, budget);
    }

    @Override
    void flushAfterFullPoll() {
        flush(cpu.settings.hz() >= HZ_FLUSH_OLD, polledAt);
    }

    /** Ends held runs and passes up what is ready; with {@code old} only runs of an earlier jiffy than this one. */
    void flush(boolean old, long now) {
        SoftirqSettings settings = cpu.settings;
        gro.flushNormal(old, settings.jiffies(now), settings.groNormalBatch());
    }

    /** napi_gro_receive(). Settings are compared by identity: this is asked for every packet. */
    @SuppressWarnings("ReferenceEquality")
    GroResult groReceive(SkBuff skb) {
        SoftirqSettings settings = cpu.settings;
        if (settings != featuresOf) {
            featuresOf = settings;
            features = settings.groFeatures();
        }
        return gro.receive(skb, features, settings.jiffies(polledAt));
    }

    boolean disabled() {
        return disabled;
    }

    @Override
    boolean scheduled() {
        return sched;
    }

    void enable() {
        disabled = false;
    }

    /** No poll from now on (napi_disable). */
    void disable() {
        disabled = true;
        sched = false;
        missed = false;
        timerAt = Long.MAX_VALUE;
        stalledSince = Long.MAX_VALUE;
        cpu.remove(this);
    }

    /** An interrupt on {@code on}, or whoever knows of work there: makes sure that a poll begins after now. */
    void schedule(SoftnetData on) {
        if (disabled) {
            return;
        }
        if (sched) {
            if (!missed) {
                missed = true;
                cpu.napi.inc(NapiStat.MISSED);
            }
            return;
        }
        sched = true;
        stalledSince = Long.MAX_VALUE;
        on.schedule(this);
    }

    /** True if there are filled buffers and nothing but an interrupt will have them polled. */
    private boolean waitsForInterrupt() {
        return !disabled && !sched && timerAt == Long.MAX_VALUE && !ring.isEmpty();
    }

    /**
     * When {@link #serviceTask} wants to be called, or Long.MAX_VALUE.
     *
     * @param lastNow the latest time that was heard of; buffers become visible without a time
     */
    long serviceTaskAt(long lastNow) {
        if (!waitsForInterrupt()) {
            return Long.MAX_VALUE;
        }
        return stalledSince == Long.MAX_VALUE ? lastNow : stalledSince + SERVICE_PERIOD_NANOS;
    }

    /**
     * Polls a queue whose buffers waited for a whole period: their interrupt died with the card. (ixgbe fires all its
     * vectors every 2 s for that, ixgbe_check_hang_subtask().)
     */
    void serviceTask(long now) {
        if (!waitsForInterrupt()) {
            stalledSince = Long.MAX_VALUE;
        } else if (stalledSince == Long.MAX_VALUE) {
            stalledSince = now;
        } else if (now - stalledSince >= SERVICE_PERIOD_NANOS) {
            cpu.napi.inc(NapiStat.LOST_INTERRUPTS);
            schedule(cpu);
        }
    }

    /** When the timer of deferred interrupts or of GRO fires, or Long.MAX_VALUE. */
    long timerAt() {
        return timerAt;
    }

    /** The timer fired, on the CPU that has set it. Does not set MISSED: no device has an event that a poll under way might not see. */
    void watchdog() {
        timerAt = Long.MAX_VALUE;
        if (!disabled && !sched) {
            sched = true;
            cpu.schedule(this);
        }
    }

    /**
     * The driver has done less than it might: ends the polling.
     *
     * @param work packets this poll took
     * @return true if the driver shall unmask the interrupt; false if the NAPI is polled again without one
     */
    boolean completeDone(int work, long now) {
        SoftirqSettings settings = cpu.settings;
        long timeout = 0;
        boolean unmask = true;
        if (work > 0) {
            if (gro.holding()) {
                timeout = settings.groFlushTimeoutNanos();
            }
            deferHardIrqsCount = settings.napiDeferHardIrqs();
        }
        if (deferHardIrqsCount > 0) {
            deferHardIrqsCount--;
            timeout = settings.groFlushTimeoutNanos();
            unmask = timeout == 0;
        }
        // Polling that is put off again and again must not keep packets for ever: what is older than a jiffy goes.
        flush(timeout != 0, now);
        if (missed) {
            missed = false;
            cpu.schedule(this);
            return false;
        }
        sched = false;
        if (timeout != 0) {
            timerAt = now + timeout;
        }
        return unmask;
    }

    /** All of its state but that of GRO, for a debugger and for tests that must tell states apart. */
    @Override
    public String toString() {
        return "napi" + (disabled ? " disabled" : "") + (sched ? " sched" : "") + (missed ? " missed" : "") + " defer "
                + deferHardIrqsCount + (stalledSince == Long.MAX_VALUE ? " " : " stalled ") + ring;
    }
}
