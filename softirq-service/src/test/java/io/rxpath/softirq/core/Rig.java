package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.softirq.core.gro.GroResult;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A softirq with a card in front of it that only counts descriptors, virtual time, and everything it did on record. */
final class Rig implements SoftirqOutput {
    static final int EPOCH = 7;
    static final int RING = 256;
    static final long START = 1_700_000_000_000_000_000L;

    final Softirq softirq;
    final List<SkBuff> received = new ArrayList<>();
    final List<SkBuff> transmitted = new ArrayList<>();
    final List<RingMmio> mmio = new ArrayList<>();
    final List<DropEvent> drops = new ArrayList<>();
    final IdentityHashMap<SkBuff, GroResult> verdicts = new IdentityHashMap<>();

    /** Bytes of each packet when it went up, VLAN tags included. */
    final IdentityHashMap<SkBuff, Integer> lengths = new IdentityHashMap<>();

    /** What there is to know in the order in which it happened: "rx 40", "mmio 3 258 unmask". */
    final List<String> log = new ArrayList<>();

    long now = START;
    private final int[] heads = new int[16];

    Rig(SoftirqSettings settings) {
        this(settings, 1);
    }

    /** With queues 0..queues-1 open and their first, empty poll done. */
    Rig(SoftirqSettings settings, int queues) {
        softirq = new Softirq(settings, RING, this);
        softirq.trace(new GroTrace() {
            @Override
            public void exit(SkBuff skb, GroResult result) {
                verdicts.put(skb, result);
            }

            @Override
            public void netifReceiveSkb(SkBuff skb) {
                lengths.put(skb, skb.len());
            }
        });
        for (int queue = 0; queue < queues; queue++) {
            softirq.openQueue(queue, now);
        }
        runAll();
    }

    /** The defaults as the kernel cases ran with them: a TAP. */
    static SoftirqSettings tap() {
        return SoftirqSettings.defaults(TestFrame.HOST_MAC).withTruesize(Truesize.TAP);
    }

    @Override
    public void mmio(RingMmio write) {
        mmio.add(write);
        log.add("mmio q" + write.queue() + " " + write.cleaned() + " " + write.refilled()
                + (write.unmask() ? " unmask" : ""));
    }

    @Override
    public void receive(SkBuff skb) {
        received.add(skb);
        log.add("rx " + skb.len());
    }

    @Override
    public void transmit(SkBuff frame) {
        transmitted.add(frame);
        log.add("tx port " + frame.port + " " + frame.len());
    }

    @Override
    public void drop(DropEvent event) {
        drops.add(event);
        log.add("drop " + event.reason());
    }

    /** The card writes a frame to memory, without an interrupt. */
    SkBuff dma(int queue, SkBuff skb) {
        return dma(queue, EPOCH, heads[queue]++, skb);
    }

    SkBuff dma(int queue, int epoch, int index, SkBuff skb) {
        skb.queueMapping = queue;
        skb.descriptor = (long) epoch << 32 | index & 0xffff_ffffL;
        softirq.dma(skb);
        balanced();
        return skb;
    }

    void interrupt(int queue) {
        softirq.interrupt(new RingIrq(queue, EPOCH, heads[queue]), now);
    }

    /** One net_rx_action. */
    void run() {
        softirq.run(now, () -> now);
        balanced();
    }

    /** Softirqs until none is raised. */
    void runAll() {
        for (int i = 0; softirq.pending(); i++) {
            assertThat(i).as("softirq runs without end").isLessThan(1000);
            run();
        }
    }

    /** Frames that one poll finds together. */
    void burst(SkBuff... frames) {
        for (SkBuff frame : frames) {
            dma(0, frame);
        }
        interrupt(0);
        runAll();
    }

    /** Lets time pass until the earliest timer, and fires it. */
    void fireTimer() {
        now = softirq.nextTimeoutNanos();
        assertThat(now).as("no timer is armed").isNotEqualTo(Long.MAX_VALUE);
        softirq.onTimeout(now);
        runAll();
    }

    /** Fires timers until there are none, but not more than {@code max}. */
    void runTimers(int max) {
        for (int i = 0; i < max && softirq.nextTimeoutNanos() != Long.MAX_VALUE; i++) {
            fireTimer();
        }
    }

    void balanced() {
        assertThat(softirq.ledger().snapshot(softirq.heldSegments()).imbalance())
                .as("imbalance of the ledger")
                .isZero();
    }

    @Nullable
    RingMmio lastMmio() {
        return mmio.isEmpty() ? null : mmio.get(mmio.size() - 1);
    }

    /** The verdict as one letter: H held, M merged, F merged free, N normal. */
    char verdict(SkBuff skb) {
        GroResult result = verdicts.get(skb);
        return result == null
                ? '-'
                : result == GroResult.MERGED_FREE ? 'F' : result.name().charAt(0);
    }
}
