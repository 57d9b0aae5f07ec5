package io.rxpath.nic.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.WireFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that change while frames come in. */
class NicRunTimeTest {
    private static final NicSettings SETTINGS = NicSettings.defaults(Frames.US).withRing(64);
    private static final int EPOCH = RecordedNic.EPOCH;

    private static byte[] frame(int n) {
        return Frames.tcp(1, 2, n, 16, 10);
    }

    @Test
    void shouldGiveWaitingFramesTheNewRingAndAnnounceTheOld() {
        RecordedNic card = new RecordedNic(SETTINGS);
        for (int i = 0; i < 70; i++) {
            card.receive(frame(i));
        }
        card.nic.settings(SETTINGS.withRing(128), card.now);

        assertThat(card.nic.epoch()).isEqualTo(EPOCH + 1);
        assertThat(card.dma).hasSize(70);
        assertThat(card.dma.get(62).descriptor).isEqualTo((long) EPOCH << 32 | 62);
        assertThat(card.dma.get(63).descriptor).isEqualTo(EPOCH + 1L << 32);
        assertThat(card.interrupts)
                .containsExactly(new RingIrq(0, EPOCH, 1), new RingIrq(0, EPOCH, 63), new RingIrq(0, EPOCH + 1, 7));
        card.balanced();
    }

    @Test
    void shouldCarryAJumboFrameOverAResize() {
        NicSettings jumbo = SETTINGS.withMtu(9000);
        RecordedNic card = new RecordedNic(jumbo);
        for (int i = 0; i < 13; i++) {
            card.receive(Frames.ethernet(Frames.US, 0x88b5, 9014));
        }
        assertThat(card.dma).hasSize(12);

        card.nic.settings(jumbo.withRing(256), card.now);

        assertThat(card.dma).hasSize(13);
        assertThat(card.dma.get(12).descriptor).isEqualTo(EPOCH + 1L << 32 | 4);
        assertThat(card.nic.stats().get(EthtoolStat.NON_EOP_DESCS)).isEqualTo(13 * 4);
    }

    @Test
    void shouldOnlyMakeRingsAnewForRingsAndQueues() {
        RecordedNic card = new RecordedNic(SETTINGS);
        card.nic.settings(SETTINGS.withMtu(9000).withPromiscuous(true).withPause(new Pause(true, true)), card.now);

        assertThat(card.nic.epoch()).isEqualTo(EPOCH);
        card.receive(Frames.ethernet(Frames.PEER, 0x88b5, 9014));
        assertThat(card.dma).hasSize(1);
    }

    /**
     * Drivers with NAPI, one per queue, which learn of the rings from what they find in memory, with doorbells and
     * interrupts on their way for a while.
     */
    private static final class World {
        final RecordedNic card;
        final ArrayDeque<RingMmio> bus = new ArrayDeque<>();
        final Map<Integer, ArrayDeque<SkBuff>> memory = new TreeMap<>();
        final Map<Integer, Long> at = new HashMap<>();
        final Map<Integer, Boolean> scheduled = new TreeMap<>();
        final List<SkBuff> cleaned = new ArrayList<>();
        final int driverRing;
        int dmaSeen;
        int irqSeen;

        World(NicSettings settings) {
            this.card = new RecordedNic(settings);
            this.driverRing = settings.ring();
        }

        void look() {
            for (; dmaSeen < card.dma.size(); dmaSeen++) {
                SkBuff skb = card.dma.get(dmaSeen);
                memory.computeIfAbsent(skb.queueMapping, q -> new ArrayDeque<>())
                        .add(skb);
            }
            for (; irqSeen < card.interrupts.size(); irqSeen++) {
                scheduled.put(card.interrupts.get(irqSeen).queue(), true);
            }
        }

        void poll(int queue, int weight) {
            look();
            if (!scheduled.getOrDefault(queue, false)) {
                return;
            }
            ArrayDeque<SkBuff> ring = memory.computeIfAbsent(queue, q -> new ArrayDeque<>());
            int work = 0;
            for (; work < weight && !ring.isEmpty(); work++) {
                SkBuff skb = ring.remove();
                cleaned.add(skb);
                at.put(queue, skb.descriptor);
            }
            boolean done = work < weight;
            if (done) {
                scheduled.put(queue, false);
            }
            Long last = at.get(queue);
            if (last != null) {
                int next = (int) (long) last + 1;
                bus.add(new RingMmio(queue, (int) (last >>> 32), next, next + driverRing - 1, done));
            }
        }

        void deliver() {
            RingMmio write = bus.poll();
            if (write != null) {
                card.mmio(write);
            }
        }

        void time(long nanos) {
            card.now += nanos;
            if (card.nic.nextTimeoutNanos() <= card.now) {
                card.nic.onTimeout(card.now);
            }
        }

        /** Runs what is under way; nothing more arrives. Everything must get up by interrupts alone. */
        void settle() {
            for (int i = 0; i < 2000; i++) {
                look();
                for (int queue : List.copyOf(scheduled.keySet())) {
                    poll(queue, 64);
                }
                deliver();
                if (card.nic.nextTimeoutNanos() != Long.MAX_VALUE) {
                    card.now = Math.max(card.now, card.nic.nextTimeoutNanos());
                    card.nic.onTimeout(card.now);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no moderation, 1, 0, 1, false, 100",
        "no moderation and a slow driver, 2, 0, 1, false, 2",
        "usecs, 3, 50, 0, false, 100",
        "usecs and frames, 4, 200, 8, false, 100",
        "usecs and frames and a slow driver, 5, 20, 4, false, 2",
        "adaptive, 6, 0, 1, true, 100",
        "adaptive and a slow driver, 7, 0, 1, true, 2",
    })
    void shouldLoseNothingAndForgetNothing(
            String name, long seed, int usecs, int frames, boolean adaptive, int pollPercent) {
        Random random = new Random(seed);
        NicSettings settings =
                SETTINGS.withQueues(2).withFifoBytes(1 << 20).withCoalesce(new Coalesce(usecs, frames, adaptive));
        World world = new World(settings);
        int sent = 0;
        int carried = 0;
        for (int step = 0; step < 6000; step++) {
            switch (random.nextInt(40) == 0 ? 9 : random.nextInt(7)) {
                case 0, 1 -> world.card.receive(Frames.tcp(1000 + sent % 5, 80, sent++, 16, random.nextInt(200)));
                case 2, 3 -> {
                    if (random.nextInt(100) < pollPercent) {
                        world.poll(random.nextInt(5), 1 + random.nextInt(64));
                    }
                }
                case 4 -> world.deliver();
                case 5 -> world.time(random.nextInt(60_000));
                case 9 -> {
                    settings = change(settings, random, pollPercent);
                    carried += world.card.nic.heldSegments() > 0 ? 1 : 0;
                    world.card.nic.settings(settings, world.card.now);
                }
                default -> world.look();
            }
            world.card.balanced();
        }
        world.settle();

        assertThat(world.card.drops).isEmpty();
        assertThat(world.card.nic.heldSegments()).isZero();
        assertThat(world.card.dma).hasSize(sent);
        assertThat(world.cleaned).as("all that was written was announced").hasSize(sent);
        assertThat(world.card.nic.epoch()).as("there were resizes").isGreaterThan(EPOCH + 10);
        if (pollPercent < 100) {
            assertThat(carried).as("changes while frames waited").isGreaterThan(5);
        }
        inOrder(world.card.dma);
    }

    /** Other rings now and then: with a slow driver seldom, or nothing would ever wait. */
    private static NicSettings change(NicSettings settings, Random random, int pollPercent) {
        return switch (random.nextInt(pollPercent < 100 ? 8 : 3)) {
            case 0 -> settings.withRing(64 + 8 * random.nextInt(5));
            case 1 -> settings.withQueues(1 + random.nextInt(3));
            default -> settings.withPromiscuous(random.nextBoolean());
        };
    }

    /** Every flow in order, every descriptor of every ring once and in order. */
    private static void inOrder(List<SkBuff> dma) {
        Map<Integer, Integer> sequence = new HashMap<>();
        Map<String, Integer> index = new HashMap<>();
        for (SkBuff skb : dma) {
            TcpHeader tcp = new TcpHeader(skb.buf(), 34);
            Integer before = sequence.put(tcp.source(), tcp.seq());
            assertThat(before == null ? -1 : before).isLessThan(tcp.seq());
            String ring = skb.queueMapping + " of " + (skb.descriptor >>> 32);
            assertThat((int) skb.descriptor).as(ring).isEqualTo(index.merge(ring, 1, Integer::sum) - 1);
        }
    }

    @Test
    void shouldInterruptAfterAWaitOrAfterEnoughFrames() {
        RecordedNic card = new RecordedNic(SETTINGS.withCoalesce(new Coalesce(50, 3, false)));
        card.receive(frame(1));
        assertThat(card.interrupts).isEmpty();
        assertThat(card.nic.nextTimeoutNanos()).isEqualTo(card.now + 50_000);
        card.now += 50_000;
        card.nic.onTimeout(card.now);
        assertThat(card.interrupts).hasSize(1);

        card.mmio(0, 1, 64, true);
        card.receive(frame(2));
        card.receive(frame(3));
        assertThat(card.interrupts).hasSize(1);
        card.receive(frame(4));
        assertThat(card.interrupts).hasSize(2);
        assertThat(card.nic.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(card.nic.interrupts()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}, {1} packets of {2} bytes in all: {3}")
    @CsvSource({
        "LOWEST, 1, 60, LOWEST",
        "LOWEST, 4, 600, LOW",
        "LOWEST, 5, 6000, LOWEST",
        "LOWEST, 1, 9000, BULK",
        "LOW, 2, 500, LOWEST",
        "LOW, 3, 500, LOW",
        "LOW, 9, 10001, BULK",
        "LOW, 10, 12010, BULK",
        "LOW, 36, 10001, LOWEST",
        "LOW, 20, 12000, LOW",
        "LOW, 2, 4002, BULK",
        "BULK, 36, 25001, LOW",
        "BULK, 35, 25001, BULK",
        "BULK, 10, 5999, LOW",
        "BULK, 10, 6000, BULK",
    })
    void shouldClassifyTraffic(RxItr.LatencyRange from, int packets, long bytes, RxItr.LatencyRange to) {
        assertThat(RxItr.update(from, packets, bytes)).isEqualTo(to);
    }

    @Test
    void shouldStopThePeerAtTheHighWaterMarkAndLetItGoOn() {
        NicSettings pausing = SETTINGS.withFifoBytes(4096).withPause(new Pause(false, true));
        RecordedNic card = new RecordedNic(pausing);
        for (int i = 0; i < 63; i++) {
            card.receive(frame(i));
        }
        // 64 bytes each; the mark is 4096 - 1518, rounded down to 2576.
        for (int i = 0; i < 40; i++) {
            card.receive(new WireFrame(3, 0, false, false, 0, frame(i)));
        }
        assertThat(card.sent).isEmpty();
        card.receive(new WireFrame(3, 0, false, false, 0, frame(41)));
        card.receive(new WireFrame(3, 0, false, false, 0, frame(42)));
        assertThat(card.nic.xoff()).isTrue();
        assertThat(card.sent).singleElement().satisfies(xoff -> pause(xoff, 0xffff));

        // Half of 65535 quanta of 512 ns.
        assertThat(card.nic.nextTimeoutNanos()).isEqualTo(card.now + 16_776_960);
        card.now += 16_776_960;
        card.nic.onTimeout(card.now);
        assertThat(card.sent).hasSize(2);

        card.mmio(0, 1, 64, false);
        assertThat(card.nic.xoff()).isTrue();
        card.mmio(0, 4, 67, false);
        assertThat(card.nic.xoff()).isFalse();
        pause(card.sent.get(2), 0);
        assertThat(card.nic.stats().get(EthtoolStat.TX_FLOW_CONTROL_XOFF)).isEqualTo(2);
        assertThat(card.nic.stats().get(EthtoolStat.TX_FLOW_CONTROL_XON)).isEqualTo(1);
        assertThat(card.nic.stats().get(EthtoolStat.TX_PACKETS)).isZero();
        assertThat(card.nic.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
    }

    private static void pause(WireFrame frame, int quanta) {
        EthernetHeader eth = new EthernetHeader(frame.frame(), 0);
        assertThat(frame.port()).isEqualTo(3);
        assertThat(frame.hasFcs()).isTrue();
        assertThat(frame.frame()).hasSize(64);
        assertThat(eth.dst()).isEqualTo(0x0180_c200_0001L);
        assertThat(eth.type()).isEqualTo(0x8808);
        assertThat((frame.frame()[16] & 0xff) << 8 | frame.frame()[17] & 0xff).isEqualTo(quanta);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"obeyed, true, 1000, 51200", "ten times as fast, true, 10000, 5120", "counted only, false, 1000, 0"})
    void shouldHoldTransmitForTheQuanta(String name, boolean rx, int mbps, long nanos) {
        RecordedNic card =
                new RecordedNic(SETTINGS.withPause(new Pause(rx, false)).withLinkMbps(mbps));
        card.receive(pauseFrame(100));
        card.nic.transmit(SkBuff.wrap(frame(1)), card.now);
        card.nic.transmit(SkBuff.wrap(frame(2)), card.now);
        assertThat(card.sent).hasSize(rx ? 0 : 2);
        assertThat(card.nic.heldTransmits()).isEqualTo(rx ? 2 : 0);
        if (rx) {
            assertThat(card.nic.nextTimeoutNanos()).isEqualTo(card.now + nanos);
            card.nic.onTimeout(card.now + nanos - 1);
            assertThat(card.sent).isEmpty();
            card.nic.onTimeout(card.now + nanos);
        }
        assertThat(card.sent).hasSize(2);
        assertThat(card.nic.stats().get(EthtoolStat.RX_FLOW_CONTROL_XOFF)).isEqualTo(1);
    }

    @Test
    void shouldGoOnAtAnXon() {
        RecordedNic card = new RecordedNic(SETTINGS.withPause(new Pause(true, false)));
        card.receive(pauseFrame(0xffff));
        card.nic.transmit(SkBuff.wrap(frame(1)), card.now);
        assertThat(card.sent).isEmpty();

        card.receive(pauseFrame(0));

        assertThat(card.sent).hasSize(1);
    }

    private static byte[] pauseFrame(int quanta) {
        byte[] frame = Frames.ethernet(0x0180_c200_0001L, EthernetHeader.TYPE_PAUSE, 60);
        frame[15] = 1;
        frame[16] = (byte) (quanta >>> 8);
        frame[17] = (byte) quanta;
        return frame;
    }
}
