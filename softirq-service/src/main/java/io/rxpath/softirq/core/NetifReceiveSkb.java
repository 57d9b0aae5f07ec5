package io.rxpath.softirq.core;

import io.rxpath.skb.Hop;
import io.rxpath.skb.SkBuff;

/**
 * Where packets go that GRO has let go: to the protocols on this CPU, or with RPS into the backlog of another.
 *
 * <p>Kernel: net/core/dev.c netif_receive_skb_list_internal().
 */
final class NetifReceiveSkb {
    private final SoftnetData[] cpus;
    private final GroStats groStats;
    private final GetRpsCpu rps;
    private final EnqueueToBacklog backlog;
    private final NetifReceiveSkbCore core;

    NetifReceiveSkb(
            SoftnetData[] cpus, GroStats groStats, GetRpsCpu rps, EnqueueToBacklog backlog, NetifReceiveSkbCore core) {
        this.cpus = cpus;
        this.groStats = groStats;
        this.rps = rps;
        this.backlog = backlog;
        this.core = core;
    }

    /** A packet, on the CPU {@code sd}. */
    void receive(SkBuff skb, SoftnetData sd, long now) {
        groStats.wentUp(skb.segments());
        if (sd.settings.tstampPrequeue()) {
            skb.passed(Hop.GRO, now);
        }
        int cpu = rps.needed() ? rps.cpuOf(skb) : -1;
        if (cpu >= 0) {
            backlog.enqueue(skb, sd, cpus[cpu], rps.flow(), now);
        } else {
            core.receive(skb, sd, now);
        }
    }
}
