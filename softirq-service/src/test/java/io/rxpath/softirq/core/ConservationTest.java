package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With random traffic: nothing is lost, added, changed or put out of order, and the ring never runs dry for good. */
class ConservationTest {
    /** One flow's sender: sizes, flags, holes and options change from time to time. */
    private static final class Sender {
        final SplittableRandom random;
        final int port;
        final int hash;
        int seq = 1;
        int id;
        int tsval = 1000;
        int size = 1000;

        Sender(SplittableRandom random, int flow) {
            this.random = random;
            port = 40000 + flow;
            hash = random.nextInt();
            id = random.nextInt(65536);
        }

        TestFrame next() {
            if (random.nextInt(40) == 0) {
                size = 1 + random.nextInt(1460);
            }
            if (random.nextInt(30) == 0) {
                tsval++;
            }
            if (random.nextInt(50) == 0) {
                seq += random.nextInt(3000) - 1500;
            }
            int length = random.nextInt(20) == 0 ? random.nextInt(size + 1) : size;
            TestFrame frame = TestFrame.tcp(seq, length)
                    .ports(port, 8080)
                    .hash(hash)
                    .id(id & 0xffff)
                    .flags(TcpHeader.ACK | (random.nextInt(15) == 0 ? TcpHeader.PSH : 0))
                    .tos(random.nextInt(60) == 0 ? 3 : 2)
                    .options(HexFormat.of().parseHex(String.format(Locale.ROOT, "0101080a%08x00000001", tsval)));
            seq += length;
            id += random.nextInt(70) == 0 ? 5 : 1;
            return frame;
        }
    }

    /** What a reader of the stream can tell of a segment. PSH and the IP id may move within a super-packet. */
    private static String segment(byte[] headers, int payloadOffset, int seq, byte[] payload) {
        TcpHeader th = new TcpHeader(headers, Ipv4Header.LENGTH);
        Ipv4Header iph = new Ipv4Header(headers, 0);
        return seq + " " + payload.length + " #" + Arrays.hashCode(payload) + " ack " + th.ackSeq() + " tos "
                + iph.tos()
                + " flags " + (th.flags() & ~TcpHeader.PSH) + " opt "
                + Arrays.hashCode(Arrays.copyOfRange(headers, 40, payloadOffset));
    }

    /** Takes packets apart by their gso_size, per flow. */
    private static Map<Integer, List<String>> takeApart(List<SkBuff> packets) {
        Map<Integer, List<String>> flows = new TreeMap<>();
        for (SkBuff skb : packets) {
            byte[] bytes = skb.toByteArray();
            TcpHeader th = new TcpHeader(bytes, Ipv4Header.LENGTH);
            int payload = Ipv4Header.LENGTH + th.headerLength();
            int step = skb.gsoSize == 0 ? Math.max(1, bytes.length - payload) : skb.gsoSize;
            List<String> flow = flows.computeIfAbsent(th.source(), p -> new ArrayList<>());
            int segments = 0;
            int at = payload;
            do {
                int end = Math.min(bytes.length, at + step);
                flow.add(segment(bytes, payload, th.seq() + at - payload, Arrays.copyOfRange(bytes, at, end)));
                segments++;
                at = end;
            } while (at < bytes.length);
            assertThat(segments).as("gso_segs of " + skb).isEqualTo(skb.segments());
        }
        return flows;
    }

    private static List<SkBuff> play(SoftirqSettings settings, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Rig rig = new Rig(settings);
        Sender[] senders = new Sender[1 + random.nextInt(20)];
        for (int flow = 0; flow < senders.length; flow++) {
            senders[flow] = new Sender(random.split(), flow);
        }
        int frames = 0;
        while (frames < 3000) {
            SkBuff[] burst = new SkBuff[1 + random.nextInt(120)];
            Sender sender = senders[0];
            for (int i = 0; i < burst.length; i++) {
                if (random.nextInt(4) == 0) {
                    sender = senders[random.nextInt(senders.length)];
                }
                burst[i] = sender.next().skb();
            }
            rig.burst(burst);
            frames += burst.length;
            rig.now += random.nextInt(3_000_000);
            if (rig.softirq.nextTimeoutNanos() <= rig.now) {
                rig.softirq.onTimeout(rig.now);
                rig.runAll();
            }
        }
        rig.runTimers(10);
        LedgerSnapshot ledger = rig.softirq.ledger().snapshot(rig.softirq.heldSegments());
        assertThat(ledger.received()).isEqualTo(frames);
        assertThat(ledger.delivered()).isEqualTo(frames);
        assertThat(ledger.held()).isZero();
        return rig.received;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void takenApartAgainTheStreamsAreThoseWithoutGro(long seed) {
        List<SkBuff> off = play(Rig.tap().withGro(false, 8), seed);
        List<SkBuff> on = play(Rig.tap(), seed);
        assertThat(on.size()).as("something was merged").isLessThan(off.size());
        assertThat(takeApart(on)).isEqualTo(takeApart(off));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void soTheyAreWithHeldPacketsDeferredInterruptsAndOldFlushes(long seed) {
        SoftirqSettings settings = Rig.tap().withHz(1000).withDeferral(2, 500_000);
        assertThat(takeApart(play(settings, seed)))
                .isEqualTo(takeApart(play(Rig.tap().withGro(false, 8), seed)));
    }

    /** Frames of every kind of badness, in any order: each is accounted for once. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23, 24})
    void badFramesAreAccountedFor(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Rig rig = new Rig(Rig.tap());
        Sender sender = new Sender(random.split(), 0);
        int sent = 0;
        for (int burst = 0; burst < 60; burst++) {
            SkBuff[] frames = new SkBuff[1 + random.nextInt(70)];
            for (int i = 0; i < frames.length; i++) {
                byte[] bytes = sender.next().build();
                if (random.nextInt(3) == 0) {
                    bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                }
                for (int flips = random.nextInt(3); flips > 0 && bytes.length > 0; flips--) {
                    bytes[random.nextInt(Math.min(bytes.length, 80))] ^= (byte) (1 << random.nextInt(8));
                }
                frames[i] = SkBuff.wrap(bytes);
            }
            sent += frames.length;
            rig.burst(frames);
        }
        LedgerSnapshot ledger = rig.softirq.ledger().snapshot(rig.softirq.heldSegments());
        assertThat(ledger.received()).isEqualTo(sent);
        assertThat(ledger.delivered() + ledger.totalDropped()).isEqualTo(sent);
        assertThat(ledger.totalDropped()).isEqualTo(rig.drops.size()).isPositive();
        assertThat(ledger.imbalance()).isZero();
    }

    /** A card with a ring of 64 whose every message may be late. */
    private static final class Card implements SoftirqOutput {
        final Softirq softirq = new Softirq(Rig.tap(), 64, this);
        int head;
        int tail = 63;
        int missed;
        int filled;
        boolean masked;
        int up;
        RingMmio last = new RingMmio(0, 1, 0, 63, false);

        void frame() {
            if (tail - head <= 0) {
                missed++;
                return;
            }
            SkBuff skb = TestFrame.tcp(1 + filled, 1).skb();
            skb.descriptor = 1L << 32 | head;
            head++;
            filled++;
            softirq.dma(skb);
            raise();
        }

        private void raise() {
            if (!masked) {
                masked = true;
                softirq.interrupt(new RingIrq(0, 1, head), Rig.START);
            }
        }

        @Override
        public void mmio(RingMmio write) {
            assertThat(write.refilled() - write.cleaned())
                    .as("outstanding descriptors")
                    .isBetween(63 - 15, 63);
            assertThat(write.cleaned() - last.cleaned()).isNotNegative();
            assertThat(write.refilled() - last.refilled()).isNotNegative();
            last = write;
            tail = write.refilled();
            if (write.unmask()) {
                masked = false;
                if (head != write.cleaned()) {
                    raise();
                }
            }
        }

        @Override
        public void receive(SkBuff skb) {
            up += skb.segments();
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

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32, 33, 34})
    void theRingComesBackFromBeingFull(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Card card = new Card();
        card.softirq.openQueue(0, Rig.START);
        for (int i = 0; i < 2000; i++) {
            for (int burst = random.nextInt(100); burst > 0; burst--) {
                card.frame();
            }
            for (int runs = random.nextInt(4); runs > 0; runs--) {
                card.softirq.run(Rig.START, () -> Rig.START);
            }
        }
        while (card.softirq.pending()) {
            card.softirq.run(Rig.START, () -> Rig.START);
        }
        assertThat(card.missed).as("the ring was full at times").isPositive();
        assertThat(card.up).isEqualTo(card.filled).isGreaterThan(20_000);
        assertThat(card.masked).isFalse();
        assertThat(card.tail - card.head).as("free descriptors at rest").isBetween(48, 63);
    }
}
