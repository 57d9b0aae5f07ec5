package io.rxpath.nic.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.Hop;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.WireFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Descriptors, the packet buffer in front of them, and the driver's doorbells. */
class NicRingTest {
    private static final NicSettings SETTINGS = NicSettings.defaults(Frames.US);

    @Test
    void shouldDmaExactly255FramesIntoARingOf256ThenWaitThenMiss() {
        RecordedNic card = new RecordedNic(SETTINGS.withFifoBytes(1000));
        for (int i = 0; i < 300; i++) {
            card.receive(Frames.tcp(1, 2, i, 16, 46));
        }

        // 100 bytes a frame: ten wait, the other 35 are lost.
        assertThat(card.dma).hasSize(255);
        assertThat(card.index(254)).isEqualTo(254);
        assertThat(card.nic.usedDescriptors(0)).isEqualTo(255);
        assertThat(card.nic.fifoFrames(0)).isEqualTo(10);
        assertThat(card.nic.stats().get(EthtoolStat.RX_NO_BUFFER_COUNT)).isEqualTo(10);
        assertThat(card.nic.stats().get(EthtoolStat.RX_MISSED_ERRORS)).isEqualTo(35);
        assertThat(card.nic.stats().get(EthtoolStat.RX_PACKETS)).isEqualTo(255);
        assertThat(card.nic.stats().get(EthtoolStat.RX_PKTS_NIC)).isEqualTo(265);
        assertThat(card.nic.stats().get(EthtoolStat.RX_BYTES_NIC)).isEqualTo(265 * 104);
        assertThat(card.nic.stats().get(EthtoolStat.RX_ERRORS)).isZero();
        assertThat(card.balanced().dropped()).containsOnlyKeys("rx_missed_errors");
        assertThat(card.interrupts).hasSize(1);
        assertThat(card.drops.get(0).place()).isEqualTo("fifo");
        assertThat(card.drops.get(0).hash()).isEqualTo(card.dma.get(0).hash);
    }

    @Test
    void shouldDrainTheFifoInOrderAndNotOvertake() {
        RecordedNic card = new RecordedNic(SETTINGS.withRing(64));
        for (int i = 0; i < 70; i++) {
            card.receive(Frames.tcp(1, 2, i, 16, i));
        }
        assertThat(card.nic.fifoFrames(0)).isEqualTo(7);

        // Three descriptors come back; the frame that arrives then waits behind the four still waiting.
        card.mmio(0, 3, 66, false);
        assertThat(card.dma).hasSize(66);
        card.receive(Frames.tcp(1, 2, 70, 16, 70));
        assertThat(card.nic.fifoFrames(0)).isEqualTo(5);
        card.mmio(0, 66, 129, false);

        assertThat(card.dma).hasSize(71);
        for (int i = 0; i < 71; i++) {
            assertThat(card.dma.get(i).len()).isEqualTo(54 + i);
            assertThat(card.index(i)).isEqualTo(i);
        }
        assertThat(card.nic.heldSegments()).isZero();
    }

    @Test
    void shouldShareFifoBytesBetweenQueuesButNotTheWaiting() {
        NicSettings two = SETTINGS.withQueues(2).withRing(64).withFifoBytes(250);
        RecordedNic card = new RecordedNic(two);
        byte[] zero = toQueue(0);
        byte[] one = toQueue(1);
        for (int i = 0; i < 63 + 2; i++) {
            card.receive(zero.clone());
        }
        assertThat(card.nic.fifoFrames(0)).isEqualTo(2);

        card.receive(one.clone());
        assertThat(card.dma.get(63).queueMapping).isEqualTo(1);
        for (int i = 0; i < 62; i++) {
            card.receive(one.clone());
        }
        card.receive(one.clone());

        assertThat(card.nic.stats().get(EthtoolStat.RX_MISSED_ERRORS)).isEqualTo(1);
        assertThat(card.nic.fifoFrames(1)).isZero();
        assertThat(card.nic.usedDescriptors(1)).isEqualTo(63);
    }

    private static byte[] toQueue(int queue) {
        for (int port = 1; ; port++) {
            byte[] frame = Frames.tcp(port, 80, 1, 16, 46);
            RecordedNic probe = new RecordedNic(SETTINGS.withQueues(2));
            probe.receive(frame.clone());
            if (probe.dma.get(0).queueMapping == queue) {
                return frame;
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "across 2^32, -100",
        "across 2^31, 2147483547",
        "from zero, 0",
    })
    void shouldRunIndicesFreely(String name, int first) {
        RecordedNic card = new RecordedNic(SETTINGS.withRing(64), first);
        for (int i = 0; i < 1000; i++) {
            card.receive(Frames.tcp(1, 2, i, 16, 0));
            assertThat(card.index(i)).isEqualTo(first + i);
            assertThat(card.dma.get(i).descriptor >>> 32).isEqualTo(RecordedNic.EPOCH);
            if (i % 50 == 49) {
                assertThat(card.nic.usedDescriptors(0)).isEqualTo(50);
                card.mmio(0, first + i + 1, first + i + 1 + 63, true);
                assertThat(card.nic.usedDescriptors(0)).isZero();
            }
        }
        assertThat(card.dma).hasSize(1000);
        assertThat(card.interrupts).hasSize(20);
        assertThat(card.nic.stats().get(EthtoolStat.RX_NO_BUFFER_COUNT)).isZero();
    }

    @Test
    void shouldIgnoreRepeatedAndLateDoorbells() {
        RecordedNic card = new RecordedNic(SETTINGS.withRing(64));
        fill(card, 63);
        card.mmio(0, 20, 83, false);
        card.mmio(0, 20, 83, false);
        card.mmio(0, 10, 73, false);
        assertThat(card.nic.usedDescriptors(0)).isEqualTo(43);

        fill(card, 25);

        assertThat(card.dma).hasSize(83);
        assertThat(card.nic.fifoFrames(0)).isEqualTo(5);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "other epoch, 0, 6, 10, 73",
        "queue that is not there, 1, 7, 10, 73",
        "negative queue, -1, 7, 10, 73",
        "cleaned what was never filled, 0, 7, 64, 127",
        "fewer than none, 0, 7, 10, 9",
    })
    void shouldIgnoreWritesThisRingCannotHaveCaused(String name, int queue, int epoch, int cleaned, int refilled) {
        RecordedNic card = new RecordedNic(SETTINGS.withRing(64));
        fill(card, 64);
        card.interrupts.clear();

        card.mmio(new RingMmio(queue, epoch, cleaned, refilled, true));

        assertThat(card.nic.usedDescriptors(0)).isEqualTo(63);
        assertThat(card.nic.fifoFrames(0)).isEqualTo(1);
        assertThat(card.interrupts).isEmpty();
    }

    @Test
    void shouldTakeAnOfferOfMoreDescriptorsThanThereAreAsOneOfAll() {
        RecordedNic card = new RecordedNic(SETTINGS.withRing(64));
        fill(card, 70);

        card.mmio(0, 2, 2 + 255, false);

        assertThat(card.dma).hasSize(65);
        assertThat(card.nic.usedDescriptors(0)).isEqualTo(63);
    }

    private static void fill(RecordedNic card, int frames) {
        for (int i = 0; i < frames; i++) {
            card.receive(Frames.tcp(1, 2, i, 16, 0));
        }
    }

    @Test
    void shouldTakeSeveralDescriptorsForAJumboFrame() {
        RecordedNic card = new RecordedNic(SETTINGS.withMtu(9000).withRing(64));
        card.receive(Frames.ethernet(Frames.US, 0x88b5, 9014));
        card.receive(Frames.ethernet(Frames.US, 0x88b5, 2048));
        card.receive(Frames.ethernet(Frames.US, 0x88b5, 2049));
        card.receive(Frames.ethernet(Frames.US, 0x88b5, 100));

        // Each by the descriptor that ends it, as the interrupt's head is behind the last one written.
        assertThat(card.interrupts.get(0).head()).isEqualTo(5);
        assertThat(card.dma.stream().map(s -> (int) s.descriptor)).containsExactly(4, 5, 7, 8);
        assertThat(card.nic.usedDescriptors(0)).isEqualTo(9);
        assertThat(card.nic.stats().get(EthtoolStat.NON_EOP_DESCS)).isEqualTo(5);
    }

    @Test
    void shouldLetAJumboFrameWaitUntilAllItsDescriptorsAreFree() {
        RecordedNic card = new RecordedNic(SETTINGS.withMtu(9000).withRing(64));
        fill(card, 60);
        card.receive(Frames.ethernet(Frames.US, 0x88b5, 9014));
        fill(card, 1);
        assertThat(card.dma).hasSize(60);
        assertThat(card.nic.fifoFrames(0)).isEqualTo(2);

        card.mmio(0, 1, 64, false);
        assertThat(card.dma).hasSize(60);
        card.mmio(0, 2, 65, false);
        assertThat(card.dma).hasSize(61);
        card.mmio(0, 3, 66, false);
        assertThat(card.dma).hasSize(62);
        assertThat(card.index(61)).isEqualTo(65);
    }

    @Test
    void shouldCountGoodFramesByKindWithoutFcs() {
        RecordedNic card = new RecordedNic(SETTINGS.withAllMulticast(true));
        card.receive(Frames.wireFcs(Frames.withFcs(Frames.ethernet(Frames.US, 0x88b5, 100))));
        card.receive(Frames.ethernet(0xffff_ffff_ffffL, 0x88b5, 60));
        card.receive(Frames.ethernet(0x0100_5e00_0001L, 0x88b5, 61));

        assertThat(card.nic.stats().get(EthtoolStat.RX_PACKETS)).isEqualTo(3);
        assertThat(card.nic.stats().get(EthtoolStat.RX_BYTES)).isEqualTo(221);
        assertThat(card.nic.stats().get(EthtoolStat.RX_BYTES_NIC)).isEqualTo(233);
        assertThat(card.nic.stats().get(EthtoolStat.RX_BROADCAST)).isEqualTo(1);
        assertThat(card.nic.stats().get(EthtoolStat.RX_MULTICAST)).isEqualTo(1);
    }

    @Test
    void shouldStampHopsAndPort() {
        RecordedNic card = new RecordedNic(SETTINGS.withRing(64));
        card.now = 5_000;
        card.receive(new WireFrame(9, 4_000, false, false, 0, Frames.tcp(1, 2, 3, 16, 0)));
        card.receive(Frames.tcp(1, 2, 3, 16, 0));
        fill(card, 62);
        card.now = 8_000;
        card.mmio(0, 1, 64, false);

        assertThat(card.dma.get(0).port).isEqualTo(9);
        assertThat(card.dma.get(0).hop(Hop.WIRE)).isEqualTo(4_000);
        assertThat(card.dma.get(0).hop(Hop.DMA)).isEqualTo(5_000);
        assertThat(card.dma.get(1).hop(Hop.WIRE)).isEqualTo(5_000);
        assertThat(card.dma.get(63).hop(Hop.WIRE)).isEqualTo(5_000);
        assertThat(card.dma.get(63).hop(Hop.DMA)).isEqualTo(8_000);
    }
}
