package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Gso;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.LedgerSnapshot;
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
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random traffic on a random machine: what goes up, cut by gso_size as the card would cut it, is what came in, bit for
 * bit and in each flow's order; only PSH and FIN, which move to the end of a run, are left out of the comparison. GRO
 * off gives the input too, so on and off are the same stream. Each test's name is its seed.
 */
class GroEquivalenceTest {
    private static final int MOVES = TcpHeader.PSH | TcpHeader.FIN;

    /** A sender whose segments get lost, late or doubled on the way. */
    private static final class Flow {
        final SplittableRandom random;
        final int port;
        final int hash;
        final boolean fixedId;
        final boolean stamps;
        int size;
        int seq = 1;
        int id;
        int ack;
        int tsval;
        byte[] late = {};

        Flow(SplittableRandom random, int port) {
            this.random = random;
            this.port = port;
            hash = random.nextInt();
            fixedId = random.nextInt(3) == 0;
            stamps = random.nextBoolean();
            size = 1 + random.nextInt(1448);
            id = random.nextInt(65536);
        }

        private boolean oneIn(int n) {
            return random.nextInt(n) == 0;
        }

        private byte[] segment() {
            size = oneIn(40) ? 1 + random.nextInt(1448) : size;
            tsval += oneIn(30) ? 1 : 0;
            ack += oneIn(40) ? 100 : 0;
            int length = oneIn(20) ? random.nextInt(size + 1) : size;
            int flags = TcpHeader.ACK | (oneIn(15) ? TcpHeader.PSH : 0) | (oneIn(80) ? TcpHeader.FIN : 0);
            TestFrame frame = TestFrame.tcp(seq, length)
                    .ports(port, 8080)
                    .id(id & 0xffff)
                    .ack(TestFrame.HOST_ISN + 1 + ack)
                    .flags(flags | (oneIn(100) ? TcpHeader.CWR : 0))
                    .tos(oneIn(60) ? 3 : 2)
                    .ttl(oneIn(90) ? 63 : 64)
                    .win(oneIn(60) ? 1000 : 65535);
            if (stamps) {
                frame.options(HexFormat.of().parseHex(String.format(Locale.ROOT, "0101080a%08x00000001", tsval)));
            }
            seq += length;
            id += fixedId ? 0 : oneIn(70) ? 5 : 1;
            return frame.build();
        }

        /** The frames that arrive next. */
        List<byte[]> next() {
            List<byte[]> arrive = new ArrayList<>();
            byte[] frame = segment();
            int fate = random.nextInt(60);
            if (fate == 0) {
                return arrive;
            }
            if (fate == 1 && late.length == 0) {
                late = frame;
                return arrive;
            }
            arrive.add(frame);
            if (fate == 2) {
                arrive.add(frame.clone());
            }
            if (late.length > 0 && oneIn(3)) {
                arrive.add(late);
                late = new byte[0];
            }
            return arrive;
        }
    }

    /** The IP packet without what may move, and with correct checksums. */
    private static String normal(byte[] packet) {
        Ipv4Header iph = new Ipv4Header(packet, 0);
        TcpHeader th = new TcpHeader(packet, Ipv4Header.LENGTH);
        int length = packet.length - Ipv4Header.LENGTH;
        th.doffAndFlags(th.headerLength() / 4, th.flags() & ~MOVES);
        th.checksum(0);
        th.checksum(InternetChecksum.finish(InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), IpProtocol.TCP, length)
                + InternetChecksum.partial(packet, Ipv4Header.LENGTH, length, 0)));
        iph.checksum(0);
        iph.checksum(iph.computeChecksum());
        return HexFormat.of().formatHex(packet);
    }

    private static void checksumsAreValid(SkBuff skb, byte[] packet) {
        Ipv4Header iph = new Ipv4Header(packet, 0);
        int length = packet.length - Ipv4Header.LENGTH;
        assertThat(InternetChecksum.checksum(packet, 0, Ipv4Header.LENGTH))
                .as("IP checksum of " + skb)
                .isZero();
        long pseudo = InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), IpProtocol.TCP, length);
        if (skb.gsoSize > 0) {
            assertThat(new TcpHeader(packet, Ipv4Header.LENGTH).checksum())
                    .as("TCP checksum of a super-packet: the pseudo-header's sum")
                    .isEqualTo(InternetChecksum.fold(pseudo));
        } else {
            assertThat(InternetChecksum.finish(pseudo + InternetChecksum.partial(packet, Ipv4Header.LENGTH, length, 0)))
                    .as("TCP checksum of " + skb)
                    .isZero();
        }
    }

    /** What a card makes of a super-packet (tcp_gso_segment(), inet_gso_segment()). */
    private static List<String> cut(SkBuff skb) {
        byte[] packet = skb.toByteArray();
        checksumsAreValid(skb, packet);
        TcpHeader th = new TcpHeader(packet, Ipv4Header.LENGTH);
        int payload = Ipv4Header.LENGTH + th.headerLength();
        int step = skb.gsoSize == 0 ? Math.max(1, packet.length - payload) : skb.gsoSize;
        int id = new Ipv4Header(packet, 0).id();
        boolean fixed = (skb.gsoType & Gso.TCP_FIXEDID) != 0;
        List<String> segments = new ArrayList<>();
        int at = payload;
        do {
            int end = Math.min(packet.length, at + step);
            byte[] one = Arrays.copyOf(packet, payload + end - at);
            System.arraycopy(packet, at, one, payload, end - at);
            new Ipv4Header(one, 0).totalLength(one.length).id((fixed ? id : id + segments.size()) & 0xffff);
            TcpHeader cut = new TcpHeader(one, Ipv4Header.LENGTH);
            cut.seq(th.seq() + at - payload);
            if (at > payload) {
                cut.doffAndFlags(th.headerLength() / 4, th.flags() & ~TcpHeader.CWR);
            }
            segments.add(normal(one));
            at = end;
        } while (at < packet.length);
        assertThat(segments).as("gso_segs of " + skb).hasSize(skb.segments());
        return segments;
    }

    private static SoftirqSettings machine(SplittableRandom random, int queues) {
        int cpus = 1 + random.nextInt(4);
        return Rig.tap().withCpus(cpus).with(b -> {
            b.threaded = random.nextBoolean();
            b.weight = 1 + random.nextInt(64);
            b.netdevBudget = 1 + random.nextInt(300);
            b.groNormalBatch = 1 + random.nextInt(16);
            b.netdevMaxBacklog = 100_000;
            if (random.nextBoolean()) {
                b.hz = 1000;
                b.napiDeferHardIrqs = 2;
                b.groFlushTimeoutNanos = 500_000;
            }
            for (int queue = 0; queue < queues; queue++) {
                if (random.nextBoolean()) {
                    b.rpsCpus.put(queue, 1 + random.nextLong((1L << cpus) - 1));
                }
            }
        });
    }

    /** Sends the seed's traffic through the seed's machine; returns the packets that went up. */
    private static List<SkBuff> play(long seed, boolean gro, int backlog, Map<Integer, List<String>> input) {
        SplittableRandom random = new SplittableRandom(seed);
        int queues = 1 + random.nextInt(3);
        SoftirqSettings settings = machine(random.split(), queues).with(b -> {
            b.gro = gro;
            b.netdevMaxBacklog = backlog;
        });
        Rig rig = new Rig(settings, queues);
        Flow[] flows = new Flow[1 + random.nextInt(20)];
        Arrays.setAll(flows, i -> new Flow(random.split(), 40000 + i));
        int frames = 0;
        while (frames < 2000) {
            Flow flow = flows[0];
            for (int i = random.nextInt(150); i >= 0; i--) {
                flow = random.nextInt(4) == 0 ? flows[random.nextInt(flows.length)] : flow;
                for (byte[] frame : flow.next()) {
                    input.computeIfAbsent(flow.port, p -> new ArrayList<>())
                            .add(normal(Arrays.copyOfRange(frame, EthernetHeader.LENGTH, frame.length)));
                    SkBuff skb = SkBuff.wrap(frame);
                    skb.hash = flow.hash;
                    rig.dma(Math.floorMod(flow.hash, queues), skb);
                    frames++;
                }
            }
            for (int queue = 0; queue < queues; queue++) {
                rig.interrupt(queue);
            }
            rig.runAll();
            rig.now += random.nextInt(3_000_000);
            if (rig.softirq.nextTimeoutNanos() <= rig.now) {
                rig.softirq.onTimeout(rig.now);
                rig.runAll();
            }
        }
        rig.runTimers(20);
        LedgerSnapshot ledger = rig.softirq.ledger().snapshot(rig.softirq.heldSegments());
        assertThat(ledger.held()).isZero();
        assertThat(ledger.received()).isEqualTo(frames);
        assertThat(ledger.delivered() + ledger.totalDropped()).isEqualTo(frames);
        long up = 0;
        for (SkBuff skb : rig.received) {
            up += skb.segments();
        }
        assertThat(up).as("segments that went up").isEqualTo(ledger.delivered());
        return rig.received;
    }

    private static Map<Integer, List<String>> cutAll(List<SkBuff> packets) {
        Map<Integer, List<String>> flows = new TreeMap<>();
        for (SkBuff skb : packets) {
            int port = new TcpHeader(skb.toByteArray(), Ipv4Header.LENGTH).source();
            flows.computeIfAbsent(port, p -> new ArrayList<>()).addAll(cut(skb));
        }
        return flows;
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 24);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatGoesUpIsWhatCameIn(long seed) {
        Map<Integer, List<String>> input = new TreeMap<>();
        List<SkBuff> off = play(seed, false, 100_000, new TreeMap<>());
        List<SkBuff> on = play(seed, true, 100_000, input);
        assertThat(cutAll(off)).as("GRO off").isEqualTo(input);
        assertThat(cutAll(on)).as("GRO on").isEqualTo(input);
        assertThat(on.size()).as("something was merged").isLessThan(off.size());
    }

    /** With backlogs of ten packets much is lost; what is left of a flow is in order, and nothing is new. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void fullBacklogsLoseButDoNotReorder(long seed) {
        Map<Integer, List<String>> input = new TreeMap<>();
        cutAll(play(seed, seed % 2 == 0, 10, input))
                .forEach((port, flow) -> assertThat(input.get(port)).containsSubsequence(flow));
    }
}
