package io.rxpath.softirq.core;

/**
 * The threads of NAPIs in threaded mode: each polls its own NAPI, without a budget and without time_squeeze, and lets
 * others run after each poll. Which CPU a thread runs on is the scheduler's choice; here it is the one that woke it.
 *
 * <p>Kernel: net/core/dev.c napi_threaded_poll_loop(). Busy polling is not modelled.
 */
final class NapiThreadedPoll {
    private final SoftnetData sd;

    NapiThreadedPoll(SoftnetData sd) {
        this.sd = sd;
    }

    /** One turn of each thread that wants to run, unless the CPU becomes busy. */
    void run(long now) {
        for (int turns = sd.threads.size(); turns > 0; turns--) {
            Napi n = sd.threads.poll();
            if (n == null) {
                return;
            }
            sd.inNapiThreadedPoll = true;
            int work = n.napiPoll(now);
            sd.inNapiThreadedPoll = false;
            sd.sendRpsIpis();
            if (n.repoll()) {
                sd.threads.add(n);
            }
            sd.spend(work, now);
            if (sd.busyUntil > now) {
                return;
            }
        }
    }
}
