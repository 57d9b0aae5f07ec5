package io.rxpath.softirq.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SoftnetStat;
import java.util.function.LongSupplier;

/** One CPU's receive softirq. */
public final class Softirq {
    private final Ledger ledger = new Ledger(Layer.SOFTIRQ);
    private final Counters<SoftnetStat> softnet = new Counters<>(SoftnetStat.class);
    private final GroStats gro = new GroStats();

    /** A CPU without queues. */
    public Softirq(SoftirqSettings settings, int ring, SoftirqOutput out) {}

    /** ndo_open. */
    public void openQueue(int queue, long now) {}

    /** ndo_stop. */
    public void closeQueue(int queue, long now) {}

    /** A descriptor's buffer became visible in memory. */
    public void dma(SkBuff buffer) {}

    /** The hard interrupt handler. */
    public void interrupt(RingIrq irq, long now) {}

    /** NET_RX_SOFTIRQ is raised. */
    public boolean pending() {
        return false;
    }

    /** One net_rx_action. */
    public void run(long now, LongSupplier clock) {}

    /** When onTimeout wants to be called. */
    public long nextTimeoutNanos() {
        return Long.MAX_VALUE;
    }

    /** Timers. */
    public void onTimeout(long now) {}

    /** This layer's side of the conservation law. */
    public Ledger ledger() {
        return ledger;
    }

    /** Wire segments in ring memory and held by GRO. */
    public long heldSegments() {
        return 0;
    }

    /** Counters of /proc/net/softnet_stat. */
    public Counters<SoftnetStat> softnet() {
        return softnet;
    }

    /** Hard interrupts taken. */
    public long interrupts() {
        return 0;
    }

    /** Polls done. */
    public long polls() {
        return 0;
    }

    /** What GRO did. */
    public GroStats gro() {
        return gro;
    }
}
