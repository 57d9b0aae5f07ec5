package io.rxpath.softirq.core;

import io.rxpath.softirq.core.gro.GroNode;

/**
 * One NAPI instance: the polling of one receive queue.
 *
 * <p>SCHED says that the NAPI is on a poll list or being polled; whoever sets it puts it there. MISSED says that an
 * interrupt came while SCHED was set; the poll that would end then goes on instead.
 *
 * <p>Kernel: include/linux/netdevice.h struct napi_struct; net/core/dev.c napi_schedule_prep(), __napi_schedule(),
 * napi_complete_done(), napi_watchdog().
 */
final class NapiStruct {
    final int queue;
    final RxRing ring;
    final GroNode gro;

    /** When its current or last poll began, epoch nanoseconds. */
    long polledAt;

    private final SoftnetData sd;
    private boolean disabled = true;
    private boolean sched;
    private boolean missed;
    private int deferHardIrqsCount;
    private long timerAt = Long.MAX_VALUE;

    NapiStruct(int queue, int descriptors, SoftnetData sd, NetifReceiveSkb up) {
        this.queue = queue;
        this.sd = sd;
        ring = new RxRing(descriptors);
        gro = new GroNode(skb -> up.receive(skb, polledAt));
    }

    boolean disabled() {
        return disabled;
    }

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
        sd.remove(this);
    }

    /** An interrupt, or whoever knows of work: makes sure that a poll begins after now. */
    void schedule() {
        if (disabled) {
            return;
        }
        if (sched) {
            if (!missed) {
                missed = true;
                sd.napi.inc(NapiStat.MISSED);
            }
            return;
        }
        sched = true;
        sd.schedule(this);
    }

    /** When the timer of deferred interrupts or of GRO fires, or Long.MAX_VALUE. */
    long timerAt() {
        return timerAt;
    }

    /** The timer fired. Does not set MISSED: no device has an event that a poll under way might not see. */
    void watchdog() {
        timerAt = Long.MAX_VALUE;
        if (!disabled && !sched) {
            sched = true;
            sd.schedule(this);
        }
    }

    /**
     * The driver has done less than it might: ends the polling.
     *
     * @param work packets this poll took
     * @return true if the driver shall unmask the interrupt; false if the NAPI is polled again without one
     */
    boolean completeDone(int work, long now) {
        SoftirqSettings settings = sd.settings;
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
        gro.flushNormal(timeout != 0, settings.jiffies(now), settings.groNormalBatch());
        if (missed) {
            missed = false;
            sd.schedule(this);
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
                + deferHardIrqsCount + " " + ring;
    }
}
