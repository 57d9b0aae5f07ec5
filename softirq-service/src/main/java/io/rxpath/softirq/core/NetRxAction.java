package io.rxpath.softirq.core;

import io.rxpath.skb.SoftnetStat;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * The softirq: polls the scheduled NAPIs until there are none, or the budget or the time is used up.
 *
 * <p>A NAPI that used its whole weight is polled again in the next run only, so the budget of 300 counts for a CPU that
 * serves several queues: five polls of 64 make 320 packets.
 *
 * <p>Kernel: net/core/dev.c net_rx_action(), napi_poll(), __napi_poll().
 */
final class NetRxAction {
    /** HZ from which on a full poll lets go of old packets only. */
    private static final int HZ_FLUSH_OLD = 1000;

    private final SoftnetData sd;
    private final CleanRxIrq driver;
    private final ArrayDeque<NapiStruct> list = new ArrayDeque<>();
    private final ArrayDeque<NapiStruct> repoll = new ArrayDeque<>();

    NetRxAction(SoftnetData sd, CleanRxIrq driver) {
        this.sd = sd;
        this.driver = driver;
    }

    void run(long now, LongSupplier clock) {
        SoftirqSettings settings = sd.settings;
        long timeLimit = settings.jiffies(now) + settings.netdevBudgetJiffies();
        int budget = settings.netdevBudget();
        long time = now;
        sd.inNetRxAction = true;
        splice(sd.pollList, list);
        while (true) {
            NapiStruct n = list.poll();
            if (n == null) {
                // What was scheduled meanwhile is done now, unless a full queue has to come again anyway.
                if (!repoll.isEmpty() || sd.pollList.isEmpty()) {
                    break;
                }
                splice(sd.pollList, list);
                continue;
            }
            budget -= poll(n, time);
            time = clock.getAsLong();
            if (budget <= 0 || settings.jiffies(time) >= timeLimit) {
                sd.stats.inc(SoftnetStat.TIME_SQUEEZE);
                break;
            }
        }
        // First who has not been polled, then who was scheduled meanwhile, then who was polled and has more.
        splice(sd.pollList, list);
        splice(repoll, list);
        splice(list, sd.pollList);
        sd.inNetRxAction = false;
        if (!sd.pollList.isEmpty()) {
            sd.raise();
        }
    }

    private int poll(NapiStruct n, long now) {
        SoftirqSettings settings = sd.settings;
        int weight = settings.weight();
        n.polledAt = now;
        sd.napi.inc(NapiStat.POLLS);
        int work = driver.poll(n, weight);
        if (work == weight) {
            n.gro.flushNormal(settings.hz() >= HZ_FLUSH_OLD, settings.jiffies(now), settings.groNormalBatch());
            // The output may have closed the queue.
            if (n.scheduled()) {
                repoll.add(n);
            }
        }
        return work;
    }

    private static void splice(ArrayDeque<NapiStruct> from, ArrayDeque<NapiStruct> to) {
        for (NapiStruct n = from.poll(); n != null; n = from.poll()) {
            to.add(n);
        }
    }
}
