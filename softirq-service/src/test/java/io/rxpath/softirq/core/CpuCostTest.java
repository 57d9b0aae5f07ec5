package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SoftnetStat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * CPUs that need time: what is polled, squeezed and lost at a chosen rate. A packet costs 1000 ns and a poll 640 ns, so a
 * CPU that only does full polls takes one packet per 1010 ns.
 */
class CpuCostTest {
    private static final int RING = 256;
    private static final long PACKET = 1000;
    private static final long POLL = 640;
    private static final long CAPACITY_NANOS = PACKET + POLL / 64;

    /** A card with one queue that gets a frame every so many nanoseconds, and the host behind it. */
    private static final class Host implements SoftirqOutput {
        final Softirq softirq;
        long now = Rig.START;
        long received;
        int head;
        int tail = RING - 1;
        boolean masked;
        int missed;
        int filledMost;

        Host(SoftirqSettings settings) {
            softirq = new Softirq(settings, RING, this);
            softirq.openQueue(0, now);
            runToRest();
            until(now + 10_000);
        }

        void frames(int count, long everyNanos) {
            for (int i = 0; i < count; i++) {
                until(now + everyNanos);
                if (head == tail) {
                    missed++;
                    continue;
                }
                SkBuff skb = TestFrame.tcp(1, 0).id(i).skb();
                skb.descriptor = (long) Rig.EPOCH << 32 | head;
                head++;
                softirq.dma(skb);
                filledMost = Math.max(filledMost, softirq.ringFilled(0));
                raise();
                runToRest();
            }
        }

        private void raise() {
            if (!masked) {
                masked = true;
                softirq.interrupt(new RingIrq(0, Rig.EPOCH, head), now);
            }
        }

        void until(long nanos) {
            while (softirq.nextTimeoutNanos() <= nanos) {
                now = Math.max(now, softirq.nextTimeoutNanos());
                softirq.onTimeout(now);
                runToRest();
            }
            now = nanos;
        }

        void runToRest() {
            for (int i = 0; softirq.pending(); i++) {
                assertThat(i).as("comes to rest").isLessThan(1000);
                softirq.run(now, () -> now);
            }
        }

        long squeezed() {
            return softirq.softnet().get(SoftnetStat.TIME_SQUEEZE);
        }

        @Override
        public void mmio(RingMmio write) {
            tail = Math.max(tail, write.refilled());
            if (write.unmask()) {
                masked = false;
                if (head != write.cleaned()) {
                    raise();
                }
            }
        }

        @Override
        public void receive(SkBuff skb) {
            received++;
        }

        @Override
        public void transmit(SkBuff frame) {
            throw new AssertionError("transmitted " + frame);
        }

        @Override
        public void drop(DropEvent event) {
            throw new AssertionError("dropped " + event);
        }
    }

    private static SoftirqSettings costly() {
        return Rig.tap().withCpuCost(PACKET, POLL);
    }

    /** Near the capacity each poll finds the interrupt of the next one, so that a run only ends with its budget. */
    @ParameterizedTest(name = "{0} % of the capacity, runs end by themselves: {1}")
    @CsvSource({"30, true", "60, true", "95, false"})
    void belowItsCapacityACpuKeepsUp(int percent, boolean rests) {
        Host host = new Host(costly());
        host.frames(20_000, CAPACITY_NANOS * 100 / percent + 1);
        assertThat(host.missed).isZero();
        assertThat(host.squeezed() == 0).isEqualTo(rests);
        assertThat(host.filledMost).isLessThan(64);
        host.until(host.now + 1_000_000);
        assertThat(host.received).isEqualTo(20_000);
    }

    @ParameterizedTest(name = "{0} % of the capacity")
    @CsvSource({"110", "150", "400"})
    void aboveItTheRingFillsAndTheCardLosesTheRest(int percent) {
        int frames = 50_000;
        Host host = new Host(costly());
        host.frames(frames, CAPACITY_NANOS * 100 / percent);
        assertThat(host.filledMost).isGreaterThan(RING - 70);
        long taken = (long) frames - host.missed;
        long expected = frames * (CAPACITY_NANOS * 100 / percent) / CAPACITY_NANOS;
        // At the end the ring is full, and the last poll has done its work before its time.
        assertThat(taken).isBetween(expected - RING, expected + RING + 64);
        host.until(host.now + 1_000_000);
        assertThat(host.received).isEqualTo(taken);
    }

    @Test
    void aBusyCpuTakesInterruptsButDoesNotPoll() {
        Host host = new Host(costly());
        host.frames(1, 10);
        long free = host.softirq.nextTimeoutNanos();
        assertThat(free).as("the poll ends the run when it is over").isEqualTo(host.now + POLL + PACKET);
        host.frames(3, 10);
        assertThat(host.softirq.pending()).isFalse();
        assertThat(host.received).isEqualTo(1);
        host.softirq.run(host.now, () -> host.now);
        assertThat(host.received).isEqualTo(1);
        host.until(free);
        assertThat(host.received).isEqualTo(4);
    }

    /** At HZ=1000 and 2 ms of budget a run that begins at a jiffy has time for polls until 2 ms are over. */
    @ParameterizedTest(name = "a poll takes {0} us: {1} polls")
    @CsvSource({"100, 20", "400, 5", "500, 4", "700, 3", "2000, 1"})
    void theTimeBudgetIsCpuTime(long pollMicros, int polls) {
        Rig rig = new Rig(Rig.tap().withHz(1000).withNetdevBudget(100_000, 2_000_000), 30);
        rig.softirq.settings(rig.softirq.settings().withCpuCost(0, pollMicros * 1000));
        for (int queue = 0; queue < 30; queue++) {
            rig.dma(queue, Rig.EPOCH, 0, TestFrame.tcp(1, 0).skb());
        }
        long before = rig.softirq.polls();
        int turns = 0;
        while (rig.softirq.softnet().get(SoftnetStat.TIME_SQUEEZE) == 0) {
            rig.run();
            rig.now = rig.softirq.nextTimeoutNanos();
            rig.softirq.onTimeout(rig.now);
            assertThat(++turns).isLessThan(100);
        }
        assertThat(rig.softirq.polls() - before).isEqualTo(polls);
    }

    @Test
    void theBudgetOfPacketsGoesOnOverThePolls() {
        Rig rig = new Rig(Rig.tap(), 8);
        rig.softirq.settings(rig.softirq.settings().withCpuCost(10, 10));
        for (int queue = 0; queue < 8; queue++) {
            for (int i = 0; i < 64; i++) {
                rig.dma(queue, TestFrame.tcp(1, 0).skb());
            }
        }
        for (int polls = 1; polls <= 5; polls++) {
            assertThat(rig.softirq.softnet().get(SoftnetStat.TIME_SQUEEZE)).isZero();
            rig.run();
            assertThat(rig.received).hasSize(64 * polls);
            rig.now = rig.softirq.nextTimeoutNanos();
            rig.softirq.onTimeout(rig.now);
        }
        assertThat(rig.softirq.softnet().get(SoftnetStat.TIME_SQUEEZE)).isEqualTo(1);
    }

    @Test
    void aCallerWhoIsLateDoesNotSlowTheCpuDown() {
        Rig rig = new Rig(Rig.tap());
        rig.softirq.settings(rig.softirq.settings().withCpuCost(1000, 0));
        for (int i = 0; i < 200; i++) {
            rig.dma(0, TestFrame.tcp(1, 0).skb());
        }
        rig.run();
        rig.now += 200_000;
        rig.softirq.onTimeout(rig.now);
        rig.runAll();
        assertThat(rig.received).as("all four polls lie in the past").hasSize(200);
    }

    @Test
    void threadsShareTheirCpu() {
        Rig rig = new Rig(Rig.tap().with(b -> b.threaded = true), 2);
        rig.softirq.settings(rig.softirq.settings().withCpuCost(1000, 0));
        rig.dma(0, TestFrame.tcp(1, 0).skb());
        rig.dma(1, TestFrame.tcp(1, 0).skb());
        rig.run();
        assertThat(rig.received).hasSize(1);
        assertThat(rig.softirq.nextTimeoutNanos()).isEqualTo(rig.now + 1000);
        rig.fireTimer();
        assertThat(rig.received).hasSize(2);
    }
}
