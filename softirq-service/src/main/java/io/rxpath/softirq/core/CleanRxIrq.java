package io.rxpath.softirq.core;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.Hop;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.softirq.core.gro.GroResult;
import io.rxpath.softirq.core.xdp.RunXdp;
import io.rxpath.softirq.core.xdp.XdpAction;

/**
 * The driver's poll function: takes frames off the ring, asks XDP, builds skbs, gives buffers back, and unmasks the
 * interrupt when the ring is empty.
 *
 * <p>Kernel: drivers/net/ethernet/intel/ixgbe/ixgbe_main.c ixgbe_poll(), ixgbe_clean_rx_irq(),
 * ixgbe_process_skb_fields(). The register writes of one poll go out as one, after its packets: a card must not be told
 * that a buffer is free before its packet is safe.
 */
final class CleanRxIrq {
    private final Ledger ledger;
    private final GroStats groStats;
    private final RunXdp xdp;
    private final SoftirqOutput out;
    private GroTrace trace = GroTrace.OFF;

    CleanRxIrq(Ledger ledger, GroStats groStats, RunXdp xdp, SoftirqOutput out) {
        this.ledger = ledger;
        this.groStats = groStats;
        this.xdp = xdp;
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
        n.flush(false, n.polledAt);
        write(n, false);
    }

    private int clean(NapiStruct n, int budget) {
        SoftirqSettings settings = n.cpu.settings;
        int cleaned = 0;
        while (cleaned < budget) {
            n.ring.refill();
            SkBuff skb = n.ring.clean();
            if (skb == null) {
                break;
            }
            // A frame without a header, or one that XDP takes, is work too: a poll must end.
            cleaned++;
            skb.passed(Hop.POLL, n.polledAt);
            if (xdp.attached()) {
                XdpAction action = xdp.run(skb);
                if (action != XdpAction.PASS) {
                    taken(skb, action, n.polledAt);
                    continue;
                }
            }
            skb.truesize = settings.truesize().of(skb.len());
            SkbDropReason reason = EthTypeTrans.apply(skb, settings.macOf(skb.port));
            if (reason == SkbDropReason.NOT_DROPPED_YET) {
                GroResult result = n.groReceive(skb);
                groStats.decided(result);
                trace.exit(skb, result);
            } else {
                drop(skb, reason.name(), "eth_type_trans", n.polledAt);
            }
        }
        return cleaned;
    }

    /** There will be no skb: the frame goes out again or its buffer is free. */
    private void taken(SkBuff frame, XdpAction action, long now) {
        if (action == XdpAction.DROP || action == XdpAction.ABORTED) {
            drop(frame, "XDP_" + action.name(), "ixgbe_run_xdp", now);
            return;
        }
        ledger.consumed("XDP_" + action.name(), frame.segments());
        if (action == XdpAction.REDIRECT) {
            frame.port = xdp.redirectPort();
        }
        // The tag that the card has taken out is not in the frame any more.
        frame.vlanTci = -1;
        out.transmit(frame);
    }

    private void drop(SkBuff skb, String reason, String place, long now) {
        ledger.dropped(reason, skb.segments());
        out.drop(DropEvent.of(Layer.SOFTIRQ, skb, reason, place, now));
    }

    private void write(NapiStruct n, boolean unmask) {
        RingMmio mmio = n.ring.mmio(n.queue, unmask);
        if (mmio != null) {
            out.mmio(mmio);
        }
    }
}
