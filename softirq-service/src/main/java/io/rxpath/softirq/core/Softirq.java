package io.rxpath.softirq.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.Hop;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.LinkStat;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SoftnetStat;
import io.rxpath.softirq.core.xdp.RunXdp;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The receive softirqs of one host: the driver's interrupt handler, NAPI, net_rx_action, XDP, building of skbs, GRO, RPS and
 * what is left until a protocol gets the packet.
 *
 * <p>Frames come by {@link #dma}, interrupts by {@link #interrupt}; both only make {@link #pending} true. {@link #run} does
 * the work of one softirq on each CPU, one after the other, and calls the {@link SoftirqOutput}, which may call {@code dma}
 * and {@code interrupt} again. Not thread-safe; counters and ledger may be read by any thread.
 *
 * <p>Times are epoch nanoseconds and never go back.
 *
 * <p>Kernel: net/core/dev.c struct softnet_data of each CPU and its NET_RX_SOFTIRQ.
 */
public final class Softirq {
    private int ring;
    private SoftirqSettings settings;
    private final SoftirqOutput out;
    private final Ledger ledger = new Ledger(Layer.SOFTIRQ);
    private final Counters<NapiStat> napi = new Counters<>(NapiStat.class);
    private final Counters<LinkStat> link = new Counters<>(LinkStat.class);
    private final GroStats groStats = new GroStats();
    private final RunXdp xdp = new RunXdp();
    private final SoftnetData[] cpus;
    private final SoftirqCpu[] runners;
    private final GetRpsCpu rps;
    private final NetifReceiveSkbCore core;
    private final NetifReceiveSkb up;
    private final CleanRxIrq driver;

    /** The latest time heard of. */
    private long lastNow = Long.MIN_VALUE;

    /** By queue number; null where no queue was ever opened. */
    private @Nullable NapiStruct[] queues = new @Nullable NapiStruct[1];

    /**
     * CPUs that serve no queue yet.
     *
     * @param ring descriptors of each queue's ring in the card unless the settings say otherwise, 64..32768, a multiple
     *     of 8
     */
    public Softirq(SoftirqSettings settings, int ring, SoftirqOutput out) {
        SoftirqSettings.checkRing(ring);
        this.ring = ring;
        this.settings = settings;
        this.out = out;
        core = new NetifReceiveSkbCore(ledger, out);
        cpus = new SoftnetData[settings.cpus()];
        runners = new SoftirqCpu[cpus.length];
        for (int cpu = 0; cpu < cpus.length; cpu++) {
            cpus[cpu] = new SoftnetData(cpu, settings, napi, core);
            runners[cpu] = new SoftirqCpu(cpus[cpu]);
        }
        rps = new GetRpsCpu(cpus);
        up = new NetifReceiveSkb(cpus, groStats, rps, new EnqueueToBacklog(ledger, link, out), core);
        driver = new CleanRxIrq(ledger, groStats, xdp, out);
        apply(settings);
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
            n = new NapiStruct(queue, ring, cpus, driver, up);
            queues[queue] = n;
        }
        lastNow = now;
        n.enable();
        n.schedule(irqCpu(queue));
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
                napi.inc(NapiStat.RING_EPOCHS);
                // Its interrupt may be lost, and an unmask written before could not name this epoch.
                n.schedule(irqCpu(n.queue));
            }
            case DUPLICATE -> napi.inc(NapiStat.DUPLICATE_DESCRIPTORS);
        }
    }

    /** The hard interrupt handler: the card has masked the queue by itself, so all that is left is napi_schedule(). */
    public void interrupt(RingIrq irq, long now) {
        lastNow = now;
        napi.inc(NapiStat.INTERRUPTS);
        NapiStruct n = open(irq.queue());
        if (n != null) {
            SoftnetData cpu = irqCpu(irq.queue());
            n.interrupts[cpu.cpu]++;
            n.schedule(cpu);
        }
    }

    private SoftnetData irqCpu(int queue) {
        return cpus[settings.irqCpu(queue)];
    }

    /** True if {@link #run} has work: a softirq is raised, or was left by a CPU that is free again. */
    public boolean pending() {
        if (!settings.paused()) {
            for (SoftirqCpu cpu : runners) {
                if (cpu.ready(lastNow)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * One net_rx_action on each CPU that has one raised and is not busy, and a turn of each thread of a NAPI. Afterwards
     * {@link #pending} may be true again: there is more than one run does.
     *
     * @param now when it begins
     * @param clock the time at each moment; it is asked once per poll, for netdev_budget_usecs
     */
    public void run(long now, LongSupplier clock) {
        lastNow = now;
        if (!settings.paused()) {
            for (SoftirqCpu cpu : runners) {
                cpu.run(now, clock);
            }
        }
    }

    /**
     * When {@link #onTimeout} wants to be called, or Long.MAX_VALUE: the earliest gro_flush_timeout timer; while buffers
     * wait for their interrupt, the driver's service task; and when a busy CPU goes on. It may lie in the past.
     */
    public long nextTimeoutNanos() {
        long next = Long.MAX_VALUE;
        if (!settings.paused()) {
            for (SoftirqCpu cpu : runners) {
                next = Math.min(next, cpu.nextTimeoutNanos(lastNow));
            }
        }
        for (NapiStruct n : queues) {
            if (n != null) {
                next = Math.min(next, Math.min(n.timerAt(), n.serviceTaskAt(lastNow)));
            }
        }
        return next;
    }

    /** Fires the timers that are due: their NAPIs are scheduled, and {@link #pending} tells if a CPU has become free. */
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

    /** {@link #settings(SoftirqSettings, long)} at the latest time heard of. */
    public void settings(SoftirqSettings next) {
        settings(next, lastNow);
    }

    /**
     * Other settings from now on, as sysctl and ethtool change them on a running system. What is scheduled stays where it
     * is until it completes.
     *
     * @throws IllegalArgumentException if the number of CPUs is another
     */
    public void settings(SoftirqSettings next, long now) {
        if (next.cpus() != cpus.length) {
            throw new IllegalArgumentException(
                    "cpus is " + next.cpus() + ": expected " + cpus.length + ", as when the host started");
        }
        if (settings.paused() && !next.paused()) {
            for (SoftirqCpu cpu : runners) {
                cpu.stoodStill(now);
            }
        }
        lastNow = now;
        apply(next);
    }

    private void apply(SoftirqSettings next) {
        settings = next;
        for (SoftnetData sd : cpus) {
            sd.settings = next;
            sd.flowLimit.enable((next.flowLimitCpus() >>> sd.cpu & 1) != 0 ? next.flowLimitTableLen() : 0);
        }
        rps.settings(next);
        xdp.attach(next.xdp());
        if (next.ring() != 0 && next.ring() != ring) {
            ring = next.ring();
            for (NapiStruct n : queues) {
                if (n != null) {
                    n.ring.resize(ring);
                }
            }
        }
    }

    /** The settings in force. */
    public SoftirqSettings settings() {
        return settings;
    }

    /** A socket's reader has run on {@code cpu}: RFS shall steer the flow there (rps_record_sock_flow). */
    public void recordFlow(int hash, int cpu) {
        if (cpu < 0 || cpu >= cpus.length) {
            throw new IllegalArgumentException("cpu " + cpu + ": expected 0.." + (cpus.length - 1));
        }
        rps.recordSockFlow(hash, cpu);
    }

    /** Sets who sees the packets that go up; null for nobody. */
    public void tap(@Nullable Tap tap) {
        core.tap(tap);
    }

    /** Sets who is told GRO's verdict on each packet; {@link GroTrace#OFF} for nobody. */
    public void trace(GroTrace trace) {
        driver.trace(trace);
        core.trace(trace);
    }

    /** This layer's side of the conservation law: received when a buffer is visible, delivered when it goes up. */
    public Ledger ledger() {
        return ledger;
    }

    /** Wire segments in ring memory, in GRO and in backlogs. */
    public long heldSegments() {
        long held = 0;
        for (SoftnetData sd : cpus) {
            held += sd.backlog.segments();
        }
        for (NapiStruct n : queues) {
            if (n != null) {
                held += n.ring.segments() + n.gro.segments();
            }
        }
        return held;
    }

    /** CPUs that run softirqs. */
    public int cpus() {
        return cpus.length;
    }

    /** Counters of a CPU's line in /proc/net/softnet_stat. */
    public Counters<SoftnetStat> softnet(int cpu) {
        return cpus[cpu].stats;
    }

    /** The sums of /proc/net/softnet_stat over all CPUs, as they are now. */
    public Counters<SoftnetStat> softnet() {
        if (cpus.length == 1) {
            return cpus[0].stats;
        }
        Counters<SoftnetStat> sum = new Counters<>(SoftnetStat.class);
        for (SoftnetData sd : cpus) {
            for (SoftnetStat stat : SoftnetStat.values()) {
                sum.add(stat, sd.stats.get(stat));
            }
        }
        return sum;
    }

    /** What this layer adds to the device's statistics: rx_dropped. */
    public Counters<LinkStat> link() {
        return link;
    }

    /** Counters of the driver and of NAPI. */
    public Counters<NapiStat> napi() {
        return napi;
    }

    /** XDP and what it did. */
    public RunXdp xdp() {
        return xdp;
    }

    /** Interrupts of a queue by CPU, as in /proc/interrupts; a new array. */
    public long[] interrupts(int queue) {
        NapiStruct n = queue >= 0 && queue < queues.length ? queues[queue] : null;
        return n == null ? new long[cpus.length] : n.interrupts.clone();
    }

    /** True if the queue is served. */
    public boolean served(int queue) {
        return open(queue) != null;
    }

    /** Filled buffers of a queue that wait to be polled. */
    public int ringFilled(int queue) {
        NapiStruct n = open(queue);
        return n == null ? 0 : n.ring.filled();
    }

    /** Descriptors of each ring. */
    public int ring() {
        return ring;
    }

    /** Hard interrupts taken. */
    public long interrupts() {
        return napi.get(NapiStat.INTERRUPTS);
    }

    /** NAPI polls done. */
    public long polls() {
        return napi.get(NapiStat.POLLS);
    }

    /** What GRO did. */
    public GroStats gro() {
        return groStats;
    }

    /** What the CPUs have to do, for tests that must tell states apart. */
    String cpuStates() {
        return Arrays.toString(cpus);
    }

    /** The NAPI of a queue that is served, else null. */
    @Nullable
    NapiStruct open(int queue) {
        NapiStruct n = queue >= 0 && queue < queues.length ? queues[queue] : null;
        return n == null || n.disabled() ? null : n;
    }
}
