package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Gso;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import io.rxpath.softirq.core.gro.EstablishedSockets;
import io.rxpath.softirq.core.gro.GroFeatures;
import io.rxpath.softirq.core.gro.GroNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What goes through GRO is what came, bit for bit: random flows of TCP and UDP over IPv4 and IPv6, with holes, duplicates,
 * swaps and bad checksums, in bursts of any length; what comes out is cut again as a card would cut it.
 */
class GroConservationTest {
    private static final int MAC = EthernetHeader.LENGTH;

    /** One flow's sender. */
    private static final class Sender {
        final SplittableRandom random;
        final int port;
        final boolean v6;
        final boolean udp;
        final boolean tagged;
        final int hash;
        int size;
        int seq;
        int id;
        int idStep = 1;
        int hops = 64;

        Sender(SplittableRandom random, int flow, boolean tags) {
            this.random = random;
            port = 40000 + flow;
            v6 = random.nextBoolean();
            udp = random.nextInt(3) == 0;
            tagged = tags && random.nextInt(3) == 0;
            hash = random.nextInt();
            size = 1 + random.nextInt(1400);
            id = random.nextInt(0x10000);
        }

        byte[] next() {
            if (random.nextInt(30) == 0) {
                size = 1 + random.nextInt(1400);
            }
            if (random.nextInt(40) == 0) {
                seq += random.nextInt(3000) - 1500;
            }
            if (random.nextInt(40) == 0) {
                idStep = random.nextInt(3);
            }
            if (random.nextInt(60) == 0) {
                hops = 60 + random.nextInt(4);
            }
            int length = random.nextInt(15) == 0 ? random.nextInt(size + 1) : size;
            byte[] frame = ip(udp ? datagram(length) : segment(length));
            seq += length;
            id = id + idStep & 0xffff;
            if (random.nextInt(40) == 0) {
                frame[frame.length - 1] ^= 1;
            }
            return tagged ? tag(frame) : frame;
        }

        private byte[] segment(int length) {
            byte[] options = random.nextInt(3) > 0 ? new byte[0] : new byte[] {1, 1, 1, 1};
            byte[] segment = new byte[TcpHeader.LENGTH + options.length + length];
            System.arraycopy(options, 0, segment, TcpHeader.LENGTH, options.length);
            fill(segment, TcpHeader.LENGTH + options.length);
            int flags = TcpHeader.ACK
                    | (random.nextInt(12) == 0 ? TcpHeader.PSH : 0)
                    | (random.nextInt(50) == 0 ? TcpHeader.FIN : 0)
                    | (random.nextInt(50) == 0 ? TcpHeader.CWR : 0)
                    | (random.nextInt(50) == 0 ? TcpHeader.URG : 0);
            new TcpHeader(segment, 0)
                    .source(port)
                    .dest(8080)
                    .seq(seq)
                    .ackSeq(77 + (random.nextInt(40) == 0 ? 1 : 0))
                    .window(1000)
                    .doffAndFlags((TcpHeader.LENGTH + options.length) / 4, flags);
            return segment;
        }

        private byte[] datagram(int length) {
            byte[] segment = new byte[UdpHeader.LENGTH + length];
            fill(segment, UdpHeader.LENGTH);
            new UdpHeader(segment, 0).source(port).dest(5000).length(segment.length);
            return segment;
        }

        private void fill(byte[] segment, int from) {
            System.arraycopy(
                    TestFrame.pattern(seq & 0xffff, segment.length - from), 0, segment, from, segment.length - from);
        }

        private byte[] ip(byte[] segment) {
            int network = v6 ? Ipv6Header.LENGTH : Ipv4Header.LENGTH;
            byte[] frame = new byte[MAC + network + segment.length];
            int type = v6 ? EthernetHeader.TYPE_IPV6 : EthernetHeader.TYPE_IPV4;
            new EthernetHeader(frame, 0)
                    .dst(TestFrame.HOST_MAC)
                    .src(TestFrame.PEER_MAC)
                    .type(type);
            System.arraycopy(segment, 0, frame, MAC + network, segment.length);
            int protocol = udp ? IpProtocol.UDP : IpProtocol.TCP;
            if (v6) {
                new Ipv6Header(frame, MAC)
                        .version(6)
                        .nextHeader(protocol)
                        .hopLimit(hops)
                        .saddrLo(1)
                        .daddrLo(2);
            } else {
                new Ipv4Header(frame, MAC)
                        .version(4)
                        .ihl(5)
                        .id(id)
                        .fragOff16(Ipv4Header.DF)
                        .ttl(hops)
                        .protocol(protocol)
                        .saddr(TestFrame.PEER_IP)
                        .daddr(TestFrame.HOST_IP);
            }
            finish(frame, MAC);
            return frame;
        }
    }

    private static byte[] tag(byte[] frame) {
        byte[] all = new byte[frame.length + 4];
        System.arraycopy(frame, 0, all, 0, 12);
        all[12] = (byte) 0x81;
        all[15] = 10;
        System.arraycopy(frame, 12, all, 16, frame.length - 12);
        return all;
    }

    /** Makes the lengths and checksums of a packet whose IP header is at {@code network} right. */
    private static void finish(byte[] packet, int network) {
        boolean v6 = packet[network] >> 4 == 6;
        int at = network + (v6 ? Ipv6Header.LENGTH : Ipv4Header.LENGTH);
        int length = packet.length - at;
        int protocol;
        long pseudo;
        if (v6) {
            Ipv6Header iph = new Ipv6Header(packet, network).payloadLength(length);
            protocol = iph.nextHeader();
            pseudo = InternetChecksum.pseudo(
                    iph.saddrHi(), iph.saddrLo(), iph.daddrHi(), iph.daddrLo(), protocol, length);
        } else {
            Ipv4Header iph = new Ipv4Header(packet, network)
                    .totalLength(packet.length - network)
                    .checksum(0);
            iph.checksum(iph.computeChecksum());
            protocol = iph.protocol();
            pseudo = InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), protocol, length);
        }
        if (protocol == IpProtocol.UDP) {
            UdpHeader uh = new UdpHeader(packet, at).length(length).checksum(0);
            int sum = InternetChecksum.finish(pseudo + InternetChecksum.partial(packet, at, length, 0));
            uh.checksum(sum == 0 ? 0xffff : sum);
        } else {
            TcpHeader th = new TcpHeader(packet, at).checksum(0);
            th.checksum(InternetChecksum.finish(pseudo + InternetChecksum.partial(packet, at, length, 0)));
        }
    }

    private static int network(byte[] packet, int at) {
        return packet[at] >> 4 == 0 ? at + 4 : at;
    }

    private static int transport(byte[] packet, int network) {
        return network + (packet[network] >> 4 == 6 ? Ipv6Header.LENGTH : Ipv4Header.LENGTH);
    }

    /** Cuts a packet into its segments, as a card or skb_segment() would. */
    private static List<byte[]> cut(SkBuff skb) {
        byte[] whole = skb.toByteArray();
        if (skb.gsoSize == 0) {
            return List.of(whole);
        }
        int network = network(whole, 0);
        int at = transport(whole, network);
        boolean udp = (skb.gsoType & Gso.UDP_L4) != 0;
        int headers = at + (udp ? UdpHeader.LENGTH : new TcpHeader(whole, at).headerLength());
        List<byte[]> segments = new ArrayList<>();
        for (int from = headers; from < whole.length; from += skb.gsoSize) {
            int to = Math.min(whole.length, from + skb.gsoSize);
            byte[] segment = Arrays.copyOf(whole, headers + to - from);
            System.arraycopy(whole, from, segment, headers, to - from);
            if (whole[network] >> 4 == 4 && (skb.gsoType & Gso.TCP_FIXEDID) == 0) {
                Ipv4Header iph = new Ipv4Header(segment, network);
                iph.id(iph.id() + segments.size() & 0xffff);
            }
            if (!udp) {
                TcpHeader th = new TcpHeader(segment, at);
                th.seq(th.seq() + from - headers);
                th.flags(to < whole.length ? th.flags() & ~(TcpHeader.PSH | TcpHeader.FIN) : th.flags());
            }
            finish(segment, network);
            segments.add(segment);
        }
        assertThat(segments).as("gso_segs of " + skb).hasSize(skb.segments());
        return segments;
    }

    /** Adds packets, from the network layer on, to the flow they belong to. */
    private static void sort(Map<String, List<String>> flows, List<byte[]> packets, boolean idsLost) {
        for (byte[] packet : packets) {
            int network = network(packet, 0);
            int at = transport(packet, network);
            int protocol = packet[network] >> 4 == 6
                    ? new Ipv6Header(packet, network).nextHeader()
                    : new Ipv4Header(packet, network).protocol();
            byte[] right = packet.clone();
            finish(right, network);
            // A bad packet, or a datagram without data, leaves the run of its flow alone and so overtakes it.
            boolean apart = !Arrays.equals(right, packet) || packet.length == at + UdpHeader.LENGTH;
            String flow = protocol + " " + new UdpHeader(packet, at).source() + (apart ? " apart" : "");
            // Only TCP that was joined has a bit for ids that do not count.
            if (packet[network] >> 4 == 4 && (idsLost || protocol == IpProtocol.UDP)) {
                new Ipv4Header(packet, network).id(0).checksum(0);
            }
            flows.computeIfAbsent(flow, f -> new ArrayList<>())
                    .add(HexFormat.of().formatHex(packet));
        }
    }

    static List<Arguments> mixes() {
        GroFeatures plain = GroFeatures.DEFAULTS;
        List<Arguments> mixes = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            mixes.add(Arguments.of("defaults", plain, seed));
            mixes.add(Arguments.of("VLANs", plain.withVlan8021q(true), seed));
            mixes.add(Arguments.of("rx-udp-gro-forwarding", plain.withForwarding(false, true), seed));
            mixes.add(Arguments.of("rx-gro-list", plain.withForwarding(true, false), seed));
            mixes.add(Arguments.of(
                    "all, small",
                    plain.withForwarding(true, true).withVlan8021q(true).withMaxSizes(9000, 5000),
                    seed));
        }
        return mixes;
    }

    @ParameterizedTest(name = "{0}, seed {2}")
    @MethodSource("mixes")
    void whatComesOutIsWhatCame(String name, GroFeatures features, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EstablishedSockets sockets = (skb, network, transport) -> new TcpHeader(skb.buf(), transport).source() % 2 == 0;
        Sender[] senders = new Sender[1 + random.nextInt(24)];
        for (int flow = 0; flow < senders.length; flow++) {
            senders[flow] = new Sender(random.split(), flow, features.vlan8021q());
        }
        List<SkBuff> up = new ArrayList<>();
        GroNode node = new GroNode(up::add, sockets);
        Map<String, List<String>> came = new TreeMap<>();
        Sender sender = senders[0];
        byte[] held = new byte[0];
        long jiffies = 0;
        int frames = 0;
        while (frames < 3000) {
            for (int burst = 1 + random.nextInt(64); burst > 0; burst--) {
                if (random.nextInt(5) == 0) {
                    sender = senders[random.nextInt(senders.length)];
                }
                byte[] frame = sender.next();
                int fate = random.nextInt(100);
                // Lost, doubled, or swapped with the next of the flow.
                int copies = fate == 0 ? 0 : fate == 1 ? 2 : 1;
                if (fate == 2) {
                    held = frame;
                    frame = sender.next();
                }
                for (int copy = 0; copy < copies; copy++) {
                    frames += give(node, features, sender, frame, jiffies, came, features.groList());
                }
                if (held.length > 0) {
                    frames += give(node, features, sender, held, jiffies, came, features.groList());
                    held = new byte[0];
                }
            }
            jiffies += random.nextInt(2);
            node.flushNormal(random.nextInt(3) == 0, jiffies, features.normalBatch());
        }
        node.flushNormal(false, jiffies, features.normalBatch());
        assertThat(node.segments()).isZero();
        assertThat(node.holding()).isFalse();
        assertThat(up.stream().mapToInt(SkBuff::segments).sum()).as("segments").isEqualTo(frames);
        assertThat(up.size()).as("something was merged: " + name).isLessThan(frames);
        Map<String, List<String>> went = new TreeMap<>();
        for (SkBuff skb : up) {
            sort(went, cut(skb), features.groList());
        }
        assertThat(went).isEqualTo(came);
    }

    private static int give(
            GroNode node,
            GroFeatures features,
            Sender sender,
            byte[] frame,
            long jiffies,
            Map<String, List<String>> came,
            boolean idsLost) {
        sort(came, List.of(Arrays.copyOfRange(frame, MAC, frame.length)), idsLost);
        SkBuff skb = SkBuff.wrap(frame.clone());
        skb.hash = sender.hash;
        EthTypeTrans.apply(skb, TestFrame.HOST_MAC);
        node.receive(skb, features, jiffies);
        return 1;
    }
}
