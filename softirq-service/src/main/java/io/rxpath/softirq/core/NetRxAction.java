package io.rxpath.softirq.core;

import io.rxpath.skb.SoftnetStat;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * The softirq of one CPU: polls the scheduled NAPIs until there are none, or the budget or the time is used up.
 *
 * <p>A NAPI that used its whole weight is polled again in the next run only, so the budget of 300 counts for a CPU that
 * serves several queues: five polls of 64 make 320 packets.
 *
 * <p>Where CPU time costs something, a poll does its work when it begins and keeps the CPU busy afterwards: the run is
 * left there, and {@link #run} goes on with it when the CPU is free again. The time limit is then one of CPU time.
 *
 * <p>Kernel: net/core/dev.c net_rx_action(), napi_poll(), net_rps_action_and_irq_enable().
 */
final class NetRxAction {
    private final SoftnetData sd;
    private long timeLimit;
    private int budget;

    NetRxAction(SoftnetData sd) {
        this.sd = sd;
    }

    /**
     * Begins a run, or goes on with the one that was left.
     *
     * @param now when it does
     * @param clock the time at each moment, asked after each poll if CPU time costs nothing
     */
    void run(long now, LongSupplier clock) {
        SoftirqSettings settings = sd.settings;
        if (!sd.inNetRxAction) {
            sd.inNetRxAction = true;
            sd.clear();
            timeLimit = settings.jiffies(now) + settings.netdevBudgetJiffies();
            budget = settings.netdevBudget();
            splice(sd.pollList, sd.list);
        }
        long time = now;
        while (true) {
            Napi n = sd.list.poll();
            if (n == null) {
                // What was scheduled meanwhile is done now, unless a full queue has to come again anyway.
                if (!sd.repoll.isEmpty() || sd.pollList.isEmpty()) {
                    break;
                }
                splice(sd.pollList, sd.list);
                continue;
            }
            int work = n.napiPoll(time);
            if (n.repoll()) {
                sd.repoll.add(n);
            }
            budget -= work;
            sd.spend(work, time);
            time = settings.cpuCosts() ? sd.busyUntil : clock.getAsLong();
            if (budget <= 0 || settings.jiffies(time) >= timeLimit) {
                sd.stats.inc(SoftnetStat.TIME_SQUEEZE);
                break;
            }
            if (settings.cpuCosts() && time > now) {
                return;
            }
        }
        end();
    }

    private void end() {
        // First who has not been polled, then who was scheduled meanwhile, then who was polled and has more.
        splice(sd.pollList, sd.list);
        splice(sd.repoll, sd.list);
        splice(sd.list, sd.pollList);
        sd.inNetRxAction = false;
        if (!sd.pollList.isEmpty()) {
            sd.raise();
        }
        sd.sendRpsIpis();
    }

    private static void splice(ArrayDeque<Napi> from, ArrayDeque<Napi> to) {
        for (Napi n = from.poll(); n != null; n = from.poll()) {
            to.add(n);
        }
    }
}
