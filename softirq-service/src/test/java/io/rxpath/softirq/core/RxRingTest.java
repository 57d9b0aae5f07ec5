package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The driver's side of the descriptor ring: refill in batches, epochs, repeated descriptors, free-running indices. */
class RxRingTest {
    private static SkBuff ack() {
        return TestFrame.tcp(1, 0).skb();
    }

    @ParameterizedTest(name = "bursts of {0}: cleaned {1}, doorbell {2}")
    @CsvSource({
        "1, 1, 255",
        "15, 15, 255",
        "16, 16, 271",
        "17, 17, 271",
        "15 1, 16, 271",
        "31, 31, 271",
        "32, 32, 287",
        "10 10 10 10, 40, 287",
        "64, 64, 319",
        "65, 65, 319",
        "200, 200, 447",
    })
    void descriptorsAreGivenBackInBatchesOf16(String bursts, int cleaned, int refilled) {
        Rig rig = new Rig(Rig.tap());
        for (String burst : bursts.split(" ", -1)) {
            SkBuff[] frames = new SkBuff[Integer.parseInt(burst)];
            Arrays.setAll(frames, i -> ack());
            rig.burst(frames);
        }
        assertThat(rig.lastMmio()).isEqualTo(new RingMmio(0, Rig.EPOCH, cleaned, refilled, true));
    }

    @Test
    void aFullPollEndsBeforeItsLastBatchIsGivenBack() {
        Rig rig = new Rig(Rig.tap());
        for (int i = 0; i < 64; i++) {
            rig.dma(0, ack());
        }
        rig.run();
        assertThat(rig.log).last().isEqualTo("mmio q0 64 303");
    }

    @ParameterizedTest(name = "first index {0}: then cleaned {1}, doorbell {2}")
    @CsvSource({
        "0, 1, 255",
        "1000, 1001, 1255",
        "-1, 0, 254",
        "2147483647, -2147483648, -2147483394",
    })
    void indicesAreTakenAsTheyComeAndWrap(int first, int cleaned, int refilled) {
        Rig rig = new Rig(Rig.tap());
        rig.dma(0, Rig.EPOCH, first, ack());
        rig.runAll();
        assertThat(rig.lastMmio()).isEqualTo(new RingMmio(0, Rig.EPOCH, cleaned, refilled, true));
    }

    @Test
    void descriptorsAreFollowedAcrossTheWrap() {
        Rig rig = new Rig(Rig.tap());
        for (int i = -20; i < 20; i++) {
            rig.dma(0, Rig.EPOCH, i, ack());
        }
        rig.dma(0, Rig.EPOCH, -1, ack());
        rig.runAll();
        assertThat(rig.received).hasSize(40);
        assertThat(rig.softirq.napi().get(NapiStat.DUPLICATE_DESCRIPTORS)).isEqualTo(1);
        assertThat(rig.lastMmio()).isEqualTo(new RingMmio(0, Rig.EPOCH, 20, 12 + 255, true));
    }

    @ParameterizedTest(name = "descriptor {0} again after {1} cleaned and {2} waiting")
    @CsvSource({"0, 5, 0", "4, 5, 0", "5, 5, 3", "7, 5, 3"})
    void aDescriptorSeenBeforeIsIgnoredAndNotReceivedAgain(int again, int cleaned, int waiting) {
        Rig rig = new Rig(Rig.tap());
        for (int i = 0; i < cleaned; i++) {
            rig.dma(0, ack());
        }
        rig.runAll();
        for (int i = 0; i < waiting; i++) {
            rig.dma(0, ack());
        }
        rig.dma(0, Rig.EPOCH, again, ack());
        assertThat(rig.softirq.napi().get(NapiStat.DUPLICATE_DESCRIPTORS)).isEqualTo(1);
        assertThat(rig.softirq.ledger().snapshot(0).received()).isEqualTo(cleaned + waiting);
        assertThat(rig.softirq.heldSegments()).isEqualTo(waiting);
        rig.interrupt(0);
        rig.runAll();
        assertThat(rig.received).hasSize(cleaned + waiting);
    }

    @Test
    void aNewLifeOfTheCardBeginsAtItsFirstIndex() {
        Rig rig = new Rig(Rig.tap());
        for (int i = 0; i < 5; i++) {
            rig.dma(0, ack());
        }
        rig.runAll();
        rig.dma(0, Rig.EPOCH + 1, 0, ack());
        assertThat(rig.softirq.pending()).as("its interrupt may be lost").isTrue();
        rig.runAll();
        assertThat(rig.lastMmio()).isEqualTo(new RingMmio(0, Rig.EPOCH + 1, 1, 255, true));
        assertThat(rig.softirq.napi().get(NapiStat.RING_EPOCHS)).isEqualTo(2);
    }

    @Test
    void framesOfTheOldLifeAreStillInMemoryAndComeFirst() {
        Rig rig = new Rig(Rig.tap());
        SkBuff old = rig.dma(0, ack());
        SkBuff fresh = rig.dma(0, Rig.EPOCH + 1, 0, ack());
        rig.runAll();
        assertThat(rig.received).containsExactly(old, fresh);
        assertThat(rig.mmio).allSatisfy(write -> assertThat(write.epoch()).isEqualTo(Rig.EPOCH + 1));
    }

    @Test
    void anInterruptOfANewLifeThatOvertakesItsFramesIsNotLost() {
        Rig rig = new Rig(Rig.tap());
        rig.burst(ack());
        rig.softirq.interrupt(new RingIrq(0, Rig.EPOCH + 1, 1), rig.now);
        rig.runAll();
        rig.dma(0, Rig.EPOCH + 1, 0, ack());
        rig.runAll();
        assertThat(rig.received).hasSize(2);
        assertThat(rig.lastMmio()).isEqualTo(new RingMmio(0, Rig.EPOCH + 1, 1, 255, true));
    }

    @Test
    void aHoleInTheDescriptorsIsSkipped() {
        Rig rig = new Rig(Rig.tap());
        rig.dma(0, Rig.EPOCH, 0, ack());
        rig.dma(0, Rig.EPOCH, 3, ack());
        rig.runAll();
        assertThat(rig.received).hasSize(2);
        assertThat(rig.lastMmio()).isEqualTo(new RingMmio(0, Rig.EPOCH, 4, 255, true));
    }

    /** The driver hears of the new size before or after the card's first buffer of it; the card has clamped the rest. */
    @ParameterizedTest(name = "{0} to {1}, driver told first: {2}: doorbells {3} and {4}")
    @CsvSource({
        "256, 64, true, 63, 79",
        "256, 64, false, 255, 80",
        "256, 512, true, 511, 527",
        "256, 512, false, 255, 528",
    })
    void theRingIsResizedWithANewLifeOfTheCard(int before, int after, boolean first, int early, int late) {
        Rig rig = new Rig(Rig.tap().with(b -> b.ring = before));
        rig.burst(ack());
        SoftirqSettings resized = rig.softirq.settings().with(b -> b.ring = after);
        if (first) {
            rig.softirq.settings(resized);
        }
        rig.dma(0, 9, 0, ack());
        rig.runAll();
        assertThat(rig.lastMmio()).isEqualTo(new RingMmio(0, 9, 1, early, true));
        if (!first) {
            rig.softirq.settings(resized);
        }
        for (int i = 1; i < 17; i++) {
            rig.dma(0, 9, i, ack());
        }
        rig.softirq.interrupt(new RingIrq(0, 9, 17), rig.now);
        rig.runAll();
        assertThat(rig.lastMmio()).isEqualTo(new RingMmio(0, 9, 17, late, true));
        assertThat(rig.softirq.ring()).isEqualTo(after);
    }
}
