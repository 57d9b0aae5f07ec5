package io.rxpath.softirq.core;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.Hop;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.softirq.core.gro.GroFeatures;
import io.rxpath.softirq.core.gro.GroResult;

/**
 * The driver's poll function: takes frames off the ring, builds skbs, gives buffers back, and unmasks the interrupt when
 * the ring is empty.
 *
 * <p>Kernel: drivers/net/ethernet/intel/ixgbe/ixgbe_main.c ixgbe_poll(), ixgbe_clean_rx_irq(),
 * ixgbe_process_skb_fields(). The register writes of one poll go out as one, after its packets: a card must not be told
 * that a buffer is free before its packet is safe.
 */
final class CleanRxIrq {
    private final SoftnetData sd;
    private final Ledger ledger;
    private final GroStats groStats;
    private final SoftirqOutput out;
    private GroTrace trace = GroTrace.OFF;

    CleanRxIrq(SoftnetData sd, Ledger ledger, GroStats groStats, SoftirqOutput out) {
        this.sd = sd;
        this.ledger = ledger;
        this.groStats = groStats;
        this.out = out;
    }

    void trace(GroTrace next) {
        trace = next;
    }

    /** One NAPI poll; returns the packets it took: the whole budget if there may be more, else less. */
    int poll(NapiStruct n, int budget) {
        int cleaned = clean(n, budget);
        if (cleaned >= budget) {
            write(n, false);
            return budget;
        }
        boolean unmask = n.completeDone(cleaned, n.polledAt);
        write(n, unmask);
        return Math.min(cleaned, budget - 1);
    }

    /** Takes everything off the ring and tells the card, without unmasking it: the queue is being closed. */
    void drain(NapiStruct n) {
        clean(n, Integer.MAX_VALUE);
        n.gro.flushNormal(false, sd.settings.jiffies(n.polledAt), sd.settings.groNormalBatch());
        write(n, false);
    }

    private int clean(NapiStruct n, int budget) {
        SoftirqSettings settings = sd.settings;
        GroFeatures features = settings.groFeatures();
        long jiffies = settings.jiffies(n.polledAt);
        int cleaned = 0;
        while (cleaned < budget) {
            n.ring.refill();
            SkBuff skb = n.ring.clean();
            if (skb == null) {
                break;
            }
            // A frame without a header is work too, as in e1000_clean_rx_irq(): a poll must end.
            cleaned++;
            skb.passed(Hop.POLL, n.polledAt);
            skb.truesize = settings.truesize().of(skb.len());
            SkbDropReason reason = EthTypeTrans.apply(skb, settings.mac());
            if (reason == SkbDropReason.NOT_DROPPED_YET) {
                GroResult result = n.gro.receive(skb, features, jiffies);
                groStats.decided(result);
                trace.exit(skb, result);
            } else {
                drop(skb, reason, n.polledAt);
            }
        }
        return cleaned;
    }

    private void drop(SkBuff skb, SkbDropReason reason, long now) {
        ledger.dropped(reason.name(), skb.segments());
        out.drop(DropEvent.of(Layer.SOFTIRQ, skb, reason.name(), "eth_type_trans", now));
    }

    private void write(NapiStruct n, boolean unmask) {
        RingMmio mmio = n.ring.mmio(n.queue, unmask);
        if (mmio != null) {
            out.mmio(mmio);
        }
    }
}
