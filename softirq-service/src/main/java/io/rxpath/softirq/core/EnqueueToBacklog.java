package io.rxpath.softirq.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.LinkStat;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SoftnetStat;

/**
 * Puts a packet into a CPU's backlog, or drops it: a backlog of 1000 takes 1001 packets, as the length is compared before
 * the packet is in.
 *
 * <p>Kernel: net/core/dev.c enqueue_to_backlog().
 */
final class EnqueueToBacklog {
    private final Ledger ledger;
    private final Counters<LinkStat> link;
    private final SoftirqOutput out;

    EnqueueToBacklog(Ledger ledger, Counters<LinkStat> link, SoftirqOutput out) {
        this.ledger = ledger;
        this.link = link;
        this.out = out;
    }

    /**
     * Enqueues or drops.
     *
     * @param from the CPU that does it
     * @param target the CPU whose backlog it is
     * @param flow the RFS entry that remembers how far the queue must come before the flow may move
     */
    void enqueue(SkBuff skb, SoftnetData from, SoftnetData target, RpsDevFlow flow, long now) {
        int queued = target.backlog.inputLength();
        int maxBacklog = target.settings.netdevMaxBacklog();
        if (queued > maxBacklog || limited(skb, from, queued, maxBacklog)) {
            target.stats.inc(SoftnetStat.DROPPED);
            link.inc(LinkStat.RX_DROPPED);
            String reason = SkbDropReason.CPU_BACKLOG.name();
            ledger.dropped(reason, skb.segments());
            out.drop(DropEvent.of(Layer.SOFTIRQ, skb, reason, "enqueue_to_backlog", now));
            return;
        }
        flow.lastQtail = target.backlog.enqueue(skb, from);
    }

    private static boolean limited(SkBuff skb, SoftnetData from, int queued, int maxBacklog) {
        if (!from.flowLimit.exceeded(skb.hash, queued, maxBacklog)) {
            return false;
        }
        from.stats.inc(SoftnetStat.FLOW_LIMIT_COUNT);
        return true;
    }
}
