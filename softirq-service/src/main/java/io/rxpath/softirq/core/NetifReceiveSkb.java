package io.rxpath.softirq.core;

import io.rxpath.skb.Hop;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SoftnetStat;

/**
 * The end of the softirq's own work on a packet: it leaves for its network layer.
 *
 * <p>Kernel: net/core/dev.c netif_receive_skb_list_internal(), the beginning of __netif_receive_skb_core().
 */
final class NetifReceiveSkb {
    private final SoftnetData sd;
    private final Ledger ledger;
    private final GroStats groStats;
    private final SoftirqOutput out;

    NetifReceiveSkb(SoftnetData sd, Ledger ledger, GroStats groStats, SoftirqOutput out) {
        this.sd = sd;
        this.ledger = ledger;
        this.groStats = groStats;
        this.out = out;
    }

    void receive(SkBuff skb, long now) {
        skb.passed(Hop.GRO, now);
        int segments = skb.segments();
        sd.stats.inc(SoftnetStat.PROCESSED);
        groStats.wentUp(segments);
        ledger.delivered(segments);
        out.receive(skb);
    }
}
