package io.rxpath.softirq.core;

/**
 * Something that net_rx_action, or a thread of its own, polls.
 *
 * <p>Kernel: include/linux/netdevice.h struct napi_struct.
 */
abstract class Napi {
    /** The CPU whose poll list it is on, or was on last (napi->list_owner). */
    SoftnetData cpu;

    /** When its current or last poll began, epoch nanoseconds. */
    long polledAt;

    private boolean full;

    Napi(SoftnetData cpu) {
        this.cpu = cpu;
    }

    /** Packets a poll takes at most (napi->weight). */
    abstract int weight();

    /** Takes up to {@code budget} packets; less than that means that it has completed (napi->poll). */
    abstract int poll(int budget);

    /** True if it is on a poll list or being polled (NAPI_STATE_SCHED). */
    abstract boolean scheduled();

    /** A poll took its whole weight: what GRO must not keep that long goes up (gro_flush_normal). */
    abstract void flushAfterFullPoll();

    /**
     * One poll.
     *
     * <p>Kernel: net/core/dev.c __napi_poll().
     *
     * @return packets it took
     */
    final int napiPoll(long now) {
        polledAt = now;
        cpu.napi.inc(NapiStat.POLLS);
        int weight = weight();
        int work = poll(weight);
        full = work == weight;
        if (full) {
            flushAfterFullPoll();
        }
        return work;
    }

    /** True if the last poll took all it might, so that another one must follow. The output may have closed the queue. */
    final boolean repoll() {
        return full && scheduled();
    }
}
