package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SoftnetStat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NAPI: when a queue is polled, when its interrupt is unmasked, and what GRO may keep meanwhile. */
class NapiTest {
    private static final long JIFFY_250 = 4_000_000;

    /** A rig whose card is known: the first frame of an epoch always costs a poll more. */
    private static Rig warm(SoftirqSettings settings) {
        Rig rig = new Rig(settings);
        rig.burst(ack(0));
        rig.log.clear();
        rig.received.clear();
        return rig;
    }

    /** A frame that GRO does not hold. */
    private static SkBuff ack(int i) {
        return TestFrame.tcp(1, 0).id(i).skb();
    }

    private static SkBuff seg(int i, int length) {
        return TestFrame.tcp(1 + length * i, length).id(i).skb();
    }

    private static void frames(Rig rig, int count) {
        for (int i = 0; i < count; i++) {
            rig.dma(0, ack(i));
        }
    }

    @Test
    void interruptPollsAndUnmasksWhenTheRingIsEmpty() {
        Rig rig = warm(Rig.tap());
        rig.dma(0, ack(1));
        assertThat(rig.softirq.pending()).as("a buffer alone does not wake").isFalse();
        rig.interrupt(0);
        assertThat(rig.softirq.pending()).isTrue();
        rig.run();
        assertThat(rig.log).containsExactly("rx 40", "mmio q0 2 255 unmask");
        assertThat(rig.softirq.pending()).isFalse();
    }

    @ParameterizedTest(name = "{0} frames: {1} polls in {2} softirqs, no squeeze")
    @CsvSource({"1, 1, 1", "63, 1, 1", "64, 2, 2", "65, 2, 2", "128, 3, 3", "200, 4, 4", "255, 4, 4"})
    void aPollTakesAtMostTheWeight(int count, int polls, int softirqs) {
        Rig rig = warm(Rig.tap());
        long before = rig.softirq.polls();
        frames(rig, count);
        rig.interrupt(0);
        int runs = 0;
        while (rig.softirq.pending()) {
            rig.run();
            runs++;
        }
        assertThat(rig.softirq.polls() - before).isEqualTo(polls);
        assertThat(runs).isEqualTo(softirqs);
        assertThat(rig.received).hasSize(count);
        assertThat(rig.softirq.softnet().get(SoftnetStat.TIME_SQUEEZE)).isZero();
        assertThat(rig.mmio.stream().filter(RingMmio::unmask)).hasSize(2);
    }

    @Test
    void anInterruptDuringThePollMakesItPollAgainBeforeItUnmasks() {
        Softirq[] box = new Softirq[1];
        int[] polledWhenUnmasked = {-1};
        Softirq softirq = new Softirq(Rig.tap(), 256, new SoftirqOutput() {
            @Override
            public void mmio(RingMmio write) {
                if (write.unmask()) {
                    polledWhenUnmasked[0] = (int) box[0].polls();
                }
            }

            @Override
            public void receive(SkBuff skb) {
                box[0].interrupt(new RingIrq(0, Rig.EPOCH, 1), Rig.START);
            }

            @Override
            public void transmit(SkBuff frame) {}

            @Override
            public void drop(DropEvent event) {}
        });
        box[0] = softirq;
        softirq.openQueue(0, Rig.START);
        softirq.run(Rig.START, () -> Rig.START);
        SkBuff skb = ack(0);
        skb.descriptor = (long) Rig.EPOCH << 32;
        softirq.dma(skb);
        softirq.run(Rig.START, () -> Rig.START);
        assertThat(polledWhenUnmasked[0]).isEqualTo(3);
        assertThat(softirq.napi().get(NapiStat.MISSED)).isEqualTo(1);
    }

    @Test
    void deferredInterruptsStayMaskedForSomeEmptyPolls() {
        Rig rig = warm(Rig.tap().withDeferral(2, 20_000));
        rig.runTimers(10);
        rig.log.clear();
        long start = rig.now;
        rig.burst(ack(1));
        assertThat(rig.log).containsExactly("rx 40", "mmio q0 2 255");
        assertThat(rig.softirq.nextTimeoutNanos()).isEqualTo(start + 20_000);
        rig.fireTimer();
        assertThat(rig.softirq.nextTimeoutNanos()).as("deferred once more").isEqualTo(start + 40_000);
        rig.fireTimer();
        assertThat(rig.log).containsExactly("rx 40", "mmio q0 2 255", "mmio q0 2 255 unmask");
        assertThat(rig.softirq.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void framesFoundByADeferredPollBeginTheCountAnew() {
        Rig rig = warm(Rig.tap().withDeferral(1, 20_000));
        rig.runTimers(10);
        rig.log.clear();
        rig.burst(ack(1));
        rig.dma(0, ack(2));
        rig.fireTimer();
        assertThat(rig.log).containsExactly("rx 40", "mmio q0 2 255", "rx 40", "mmio q0 3 255");
        rig.fireTimer();
        assertThat(rig.log).last().isEqualTo("mmio q0 3 255 unmask");
    }

    @Test
    void deferralWithoutATimeoutDoesNothing() {
        Rig rig = warm(Rig.tap().withDeferral(5, 0));
        rig.burst(ack(1));
        assertThat(rig.log).containsExactly("rx 40", "mmio q0 2 255 unmask");
    }

    @Test
    void groKeepsItsPacketsUntilTheFlushTimeout() {
        Rig rig = warm(Rig.tap().withDeferral(0, 50_000));
        rig.log.clear();
        long start = rig.now;
        rig.burst(seg(0, 1000), seg(1, 1000));
        assertThat(rig.log).as("held, but the interrupt is open").containsExactly("mmio q0 3 255 unmask");
        assertThat(rig.softirq.heldSegments()).isEqualTo(2);
        rig.burst(seg(2, 1000));
        assertThat(rig.softirq.nextTimeoutNanos()).isEqualTo(start + 50_000);
        rig.fireTimer();
        assertThat(rig.log).contains("rx 3040");
        assertThat(rig.softirq.heldSegments()).isZero();
    }

    @Test
    void groLetsGoOfPacketsOfAnEarlierJiffyWhenPollingIsPutOff() {
        Rig rig = warm(Rig.tap().withDeferral(0, 50_000_000));
        rig.log.clear();
        rig.burst(seg(0, 1000));
        rig.now += JIFFY_250;
        rig.burst(TestFrame.tcp(1, 500).ports(40001, 8080).skb());
        assertThat(rig.log).contains("rx 1040").doesNotContain("rx 540");
        assertThat(rig.softirq.heldSegments()).isEqualTo(1);
    }

    @ParameterizedTest(name = "HZ={0}: a full poll {1}")
    @CsvSource({"250, lets go of all, 6440 640", "1000, keeps what is of this jiffy, 7040"})
    void aFullPollFlushes(int hz, String what, String up) {
        Rig rig = warm(Rig.tap().withHz(hz));
        SkBuff[] frames = new SkBuff[70];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = seg(i, 100);
        }
        rig.burst(frames);
        assertThat(String.join(" ", rig.received.stream().map(s -> "" + s.len()).toList()))
                .as(what)
                .isEqualTo(up);
    }

    @ParameterizedTest(name = "batch {0}: {1} passing packets go up before the poll ends")
    @CsvSource({"1, 20", "8, 16", "16, 16", "64, 0"})
    void theNormalListGoesUpInBatches(int batch, int early) {
        Rig rig = warm(Rig.tap().withGro(true, batch));
        int[] seenAtLastVerdict = new int[1];
        rig.softirq.trace((skb, result) -> seenAtLastVerdict[0] = rig.received.size());
        SkBuff[] frames = new SkBuff[20];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = ack(i);
        }
        rig.burst(frames);
        assertThat(seenAtLastVerdict[0]).isEqualTo(early);
        assertThat(rig.received).hasSize(20);
    }

    @Test
    void theBatchCountsSegmentsNotPackets() {
        Rig rig = warm(Rig.tap());
        int[] seenAtLastVerdict = new int[1];
        rig.softirq.trace((skb, result) -> seenAtLastVerdict[0] = rig.received.size());
        SkBuff[] frames = new SkBuff[10];
        for (int i = 0; i < 9; i++) {
            frames[i] = seg(i, 100);
        }
        frames[9] = TestFrame.tcp(901, 0).id(9).skb();
        rig.burst(frames);
        // The ACK ends the run of nine, which is more than eight: it goes at once, the ACK with the end of the poll.
        assertThat(seenAtLastVerdict[0]).isEqualTo(1);
        assertThat(rig.received).hasSize(2);
    }

    @Test
    void packetsGoUpBeforeTheCardIsToldOfFreeBuffers() {
        Rig rig = warm(Rig.tap());
        rig.burst(seg(0, 1000), ack(5), TestFrame.tcp(1, 10).ports(1, 2).skb());
        assertThat(rig.log).endsWith("rx 50", "mmio q0 4 255 unmask");
    }

    @Test
    void openingSchedulesOnceAndWritesNothingToAnUnknownCard() {
        Rig rig = new Rig(Rig.tap());
        assertThat(rig.softirq.polls()).isEqualTo(1);
        assertThat(rig.log).isEmpty();
    }

    @Test
    void theFirstBufferOfACardWakesWithoutAnInterrupt() {
        Rig rig = new Rig(Rig.tap());
        rig.dma(0, ack(0));
        assertThat(rig.softirq.pending()).isTrue();
        rig.runAll();
        assertThat(rig.log).containsExactly("rx 40", "mmio q0 1 255 unmask");
    }

    @Test
    void buffersWhoseInterruptIsLostArePolledAfterTwoSeconds() {
        Rig rig = warm(Rig.tap());
        rig.dma(0, ack(1));
        long noticed = rig.softirq.nextTimeoutNanos();
        rig.now += 500;
        rig.softirq.onTimeout(rig.now);
        assertThat(noticed).isLessThanOrEqualTo(rig.now);
        assertThat(rig.softirq.pending()).isFalse();
        assertThat(rig.softirq.nextTimeoutNanos()).isEqualTo(rig.now + 2_000_000_000L);
        rig.fireTimer();
        assertThat(rig.log).containsExactly("rx 40", "mmio q0 2 255 unmask");
        assertThat(rig.softirq.napi().get(NapiStat.LOST_INTERRUPTS)).isEqualTo(1);
        assertThat(rig.softirq.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anInterruptInTimeKeepsTheServiceTaskAway() {
        Rig rig = warm(Rig.tap());
        rig.dma(0, ack(1));
        rig.softirq.onTimeout(rig.now);
        rig.interrupt(0);
        rig.runAll();
        assertThat(rig.softirq.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(rig.softirq.napi().get(NapiStat.LOST_INTERRUPTS)).isZero();
    }

    @Test
    void closingDeliversWhatIsThereAndLeavesTheInterruptMasked() {
        Rig rig = warm(Rig.tap().withDeferral(0, 50_000_000));
        rig.burst(seg(0, 1000));
        rig.log.clear();
        rig.dma(0, ack(7));
        rig.softirq.closeQueue(0, rig.now);
        rig.balanced();
        assertThat(rig.log).containsExactly("rx 1040", "rx 40", "mmio q0 3 255");
        assertThat(rig.softirq.heldSegments()).isZero();
        assertThat(rig.softirq.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(rig.softirq.pending()).as("nothing is scheduled").isFalse();
    }

    @Test
    void aClosedQueueTakesNothing() {
        Rig rig = warm(Rig.tap());
        rig.softirq.closeQueue(0, rig.now);
        rig.dma(0, ack(1));
        rig.interrupt(0);
        assertThat(rig.drops).extracting(DropEvent::reason).containsExactly("DEV_READY");
        assertThat(rig.softirq.pending()).isFalse();
        assertThat(rig.softirq.interrupts()).isEqualTo(2);
    }

    @Test
    void aClosedQueueLeavesThePollList() {
        Rig rig = warm(Rig.tap());
        rig.dma(0, ack(1));
        rig.interrupt(0);
        rig.softirq.closeQueue(0, rig.now);
        long polls = rig.softirq.polls();
        rig.runAll();
        assertThat(rig.softirq.polls()).isEqualTo(polls);
        assertThat(rig.received).hasSize(1);
    }

    @Test
    void aQueueOpenedAgainLearnsItsCardAnew() {
        Rig rig = warm(Rig.tap());
        rig.softirq.closeQueue(0, rig.now);
        rig.softirq.openQueue(0, rig.now);
        rig.runAll();
        rig.log.clear();
        rig.dma(0, Rig.EPOCH, 90, ack(0));
        rig.runAll();
        assertThat(rig.log).containsExactly("rx 40", "mmio q0 91 345 unmask");
    }

    @Test
    void settingsTakeEffectOnARunningSystem() {
        Rig rig = warm(Rig.tap());
        rig.softirq.settings(Rig.tap().withGro(false, 8));
        rig.burst(seg(0, 1000), seg(1, 1000));
        assertThat(rig.received.stream().map(SkBuff::len)).isEqualTo(List.of(1040, 1040));
    }
}
