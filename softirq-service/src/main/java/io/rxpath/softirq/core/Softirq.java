package io.rxpath.softirq.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.Hop;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SoftnetStat;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One CPU's receive softirq: the driver's interrupt handler, NAPI, net_rx_action, building of skbs, GRO.
 *
 * <p>Frames come by {@link #dma}, interrupts by {@link #interrupt}; both only make {@link #pending} true. {@link #run} does
 * the work of one softirq and calls the {@link SoftirqOutput}, which may call {@code dma} and {@code interrupt} again. Not
 * thread-safe; counters and ledger may be read by any thread.
 *
 * <p>Times are epoch nanoseconds and never go back.
 *
 * <p>Kernel: net/core/dev.c struct softnet_data and its NET_RX_SOFTIRQ.
 */
public final class Softirq {
    private static final int MIN_RING = 64;
    private static final int MAX_RING = 32768;

    private final int ring;
    private final SoftirqOutput out;
    private final Ledger ledger = new Ledger(Layer.SOFTIRQ);
    private final GroStats groStats = new GroStats();
    private final SoftnetData sd;
    private final NetifReceiveSkb up;
    private final CleanRxIrq driver;
    private final NetRxAction netRxAction;

    /** The latest time heard of. */
    private long lastNow = Long.MIN_VALUE;

    /** By queue number; null where no queue was ever opened. */
    private @Nullable NapiStruct[] queues = new @Nullable NapiStruct[1];

    /**
     * A CPU that serves no queue yet.
     *
     * @param ring descriptors of each queue's ring in the card, 64..32768, a multiple of 8
     */
    public Softirq(SoftirqSettings settings, int ring, SoftirqOutput out) {
        if (ring < MIN_RING || ring > MAX_RING || ring % 8 != 0) {
            throw new IllegalArgumentException(
                    "ring is " + ring + ": expected a multiple of 8 in " + MIN_RING + ".." + MAX_RING);
        }
        this.ring = ring;
        this.out = out;
        sd = new SoftnetData(settings);
        up = new NetifReceiveSkb(sd, ledger, groStats, out);
        driver = new CleanRxIrq(sd, ledger, groStats, out);
        netRxAction = new NetRxAction(sd, driver);
    }

    /**
     * The queue is served from now on (ndo_open). Its NAPI is scheduled once, and again with the first buffer seen: the
     * interrupt for it may have gone to whoever served the queue before, and the card stays masked until someone who
     * knows its epoch unmasks it. Opening an open queue only schedules.
     */
    public void openQueue(int queue, long now) {
        if (queue < 0 || queue > 0xffff) {
            throw new IllegalArgumentException("queue " + queue + ": expected 0..65535");
        }
        if (queue >= queues.length) {
            queues = Arrays.copyOf(queues, queue + 1);
        }
        NapiStruct n = queues[queue];
        if (n == null) {
            n = new NapiStruct(queue, ring, sd, up);
            queues[queue] = n;
        }
        lastNow = now;
        n.enable();
        n.schedule();
    }

    /**
     * The queue is not served any more (ndo_stop). What is in ring memory and in GRO goes up first; the interrupt is left
     * masked for the next who opens the queue.
     */
    public void closeQueue(int queue, long now) {
        NapiStruct n = open(queue);
        if (n == null) {
            return;
        }
        n.disable();
        n.polledAt = now;
        driver.drain(n);
        n.ring.forget();
    }

    /**
     * A descriptor's buffer became visible in memory; {@link SkBuff#queueMapping} and {@link SkBuff#descriptor} say
     * which. Data begins at the Ethernet header. Nothing happens to it before the queue is polled. A descriptor that was
     * seen before is ignored and not received again.
     */
    public void dma(SkBuff buffer) {
        NapiStruct n = open(buffer.queueMapping);
        if (n == null) {
            ledger.received(buffer.segments());
            ledger.dropped(SkbDropReason.DEV_READY.name(), buffer.segments());
            out.drop(DropEvent.of(
                    Layer.SOFTIRQ, buffer, SkbDropReason.DEV_READY.name(), "napi_gro_receive", buffer.hop(Hop.DMA)));
            return;
        }
        switch (n.ring.dma(buffer)) {
            case NEXT -> ledger.received(buffer.segments());
            case NEW_EPOCH -> {
                ledger.received(buffer.segments());
                sd.napi.inc(NapiStat.RING_EPOCHS);
                // Its interrupt may be lost, and an unmask written before could not name this epoch.
                n.schedule();
            }
            case DUPLICATE -> sd.napi.inc(NapiStat.DUPLICATE_DESCRIPTORS);
        }
    }

    /** The hard interrupt handler: the card has masked the queue by itself, so all that is left is napi_schedule(). */
    public void interrupt(RingIrq irq, long now) {
        lastNow = now;
        sd.napi.inc(NapiStat.INTERRUPTS);
        NapiStruct n = open(irq.queue());
        if (n != null) {
            n.schedule();
        }
    }

    /** True if NET_RX_SOFTIRQ is raised: {@link #run} has work. */
    public boolean pending() {
        return sd.raised();
    }

    /**
     * One net_rx_action. Afterwards {@link #pending} may be true again: there is more than one run does.
     *
     * @param now when it begins
     * @param clock the time at each moment; it is asked once per poll, for netdev_budget_usecs
     */
    public void run(long now, LongSupplier clock) {
        lastNow = now;
        if (sd.raised()) {
            sd.clear();
            netRxAction.run(now, clock);
        }
    }

    /**
     * When {@link #onTimeout} wants to be called, or Long.MAX_VALUE: the earliest gro_flush_timeout timer, or, while
     * buffers wait for their interrupt, the driver's service task. It may lie in the past.
     */
    public long nextTimeoutNanos() {
        long next = Long.MAX_VALUE;
        for (NapiStruct n : queues) {
            if (n != null) {
                next = Math.min(next, Math.min(n.timerAt(), n.serviceTaskAt(lastNow)));
            }
        }
        return next;
    }

    /** Fires the timers that are due: their NAPIs are scheduled. */
    public void onTimeout(long now) {
        lastNow = now;
        for (NapiStruct n : queues) {
            if (n != null) {
                if (n.timerAt() <= now) {
                    n.watchdog();
                }
                n.serviceTask(now);
            }
        }
    }

    /** Other settings from now on, as sysctl and ethtool change them on a running system. */
    public void settings(SoftirqSettings settings) {
        sd.settings = settings;
    }

    /** The settings in force. */
    public SoftirqSettings settings() {
        return sd.settings;
    }

    /** Sets who is told GRO's verdict on each packet; {@link GroTrace#OFF} for nobody. */
    public void trace(GroTrace trace) {
        driver.trace(trace);
    }

    /** This layer's side of the conservation law: received when a buffer is visible, delivered when it goes up. */
    public Ledger ledger() {
        return ledger;
    }

    /** Wire segments in ring memory and in GRO. */
    public long heldSegments() {
        long held = 0;
        for (NapiStruct n : queues) {
            if (n != null) {
                held += n.ring.segments() + n.gro.segments();
            }
        }
        return held;
    }

    /** Counters of /proc/net/softnet_stat. */
    public Counters<SoftnetStat> softnet() {
        return sd.stats;
    }

    /** Counters of the driver and of NAPI. */
    public Counters<NapiStat> napi() {
        return sd.napi;
    }

    /** Hard interrupts taken. */
    public long interrupts() {
        return sd.napi.get(NapiStat.INTERRUPTS);
    }

    /** NAPI polls done. */
    public long polls() {
        return sd.napi.get(NapiStat.POLLS);
    }

    /** What GRO did. */
    public GroStats gro() {
        return groStats;
    }

    /** The NAPI of a queue that is served, else null. */
    @Nullable
    NapiStruct open(int queue) {
        NapiStruct n = queue >= 0 && queue < queues.length ? queues[queue] : null;
        return n == null || n.disabled() ? null : n;
    }
}
