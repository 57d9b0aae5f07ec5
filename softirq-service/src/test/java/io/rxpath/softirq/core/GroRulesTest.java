package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What GRO does with the packets of one poll: the verdict on each (H held, F merged and freed, M merged onto the frag_list,
 * N passed alone), and the lengths of the packets that go up, in order.
 */
class GroRulesTest {
    private static final byte[] TIMESTAMP = HexFormat.of().parseHex("0101080a0000044c00001267");
    private static final byte[] LATER_TIMESTAMP = HexFormat.of().parseHex("0101080a0000044d00001267");
    private static final byte[] NOPS = {1, 1, 1, 1};

    /** Segment {@code i} of a stream of 1000-byte segments whose IP ids count up. */
    private static TestFrame seg(int i) {
        return TestFrame.tcp(1 + 1000 * i, 1000).id(i);
    }

    private static Arguments row(String name, String verdicts, String up, TestFrame... frames) {
        return row(name, verdicts, up, Stream.of(frames).map(TestFrame::skb).toArray(SkBuff[]::new));
    }

    private static Arguments row(String name, String verdicts, String up, SkBuff... frames) {
        return Arguments.of(name, verdicts, up, List.of(frames));
    }

    static List<Arguments> rules() {
        List<Arguments> rows = new ArrayList<>();
        buckets(rows);
        network(rows);
        transport(rows);
        ends(rows);
        limits(rows);
        checksums(rows);
        return rows;
    }

    private static void buckets(List<Arguments> rows) {
        List<TestFrame> nine = new ArrayList<>();
        List<TestFrame> spread = new ArrayList<>();
        for (int flow = 0; flow < 9; flow++) {
            nine.add(seg(0).ports(40000 + flow, 8080));
            spread.add(seg(0).ports(40000 + flow, 8080).hash(flow));
        }
        nine.add(seg(1).ports(40001, 8080));
        nine.add(seg(1).ports(40000, 8080));
        spread.add(seg(1).ports(40000, 8080).hash(0));
        rows.add(row(
                "G1 a ninth flow in a bucket pushes the oldest out",
                "HHHHHHHHHFH",
                "1040 2040 1040 1040 1040 1040 1040 1040 1040 1040",
                nine.toArray(new TestFrame[0])));
        rows.add(row(
                "G1 nine flows in eight buckets all stay",
                "HHHHHHHHHF",
                "2040 1040 1040 1040 1040 1040 1040 1040 1040",
                spread.toArray(new TestFrame[0])));
        rows.add(row("G2 same bucket, other hash", "HH", "1040 1040", seg(0).hash(1), seg(1).hash(9)));
        rows.add(row("G2 other source MAC", "HH", "1040 1040", seg(0), seg(1).source(0x020000000009L)));
        rows.add(row(
                "G2 other destination MAC",
                "HH",
                "1040 1040",
                seg(0),
                seg(1).ether(0xffff_ffff_ffffL, TestFrame.PEER_MAC, EthernetHeader.TYPE_IPV4)));
        SkBuff tagged = seg(1).skb();
        tagged.vlanTci = 10;
        rows.add(row("G2 other VLAN tag", "HH", "1040 1040", seg(0).skb(), tagged));
        SkBuff otherPort = seg(1).skb();
        otherPort.port = 1;
        rows.add(row("G2 other device", "HH", "1040 1040", seg(0).skb(), otherPort));
    }

    private static void network(List<Arguments> rows) {
        rows.add(row("G3 IP options", "NN", "1044 1044", seg(0).ipOptions(NOPS), seg(1).ipOptions(NOPS)));
        rows.add(row("G3 first fragment", "N", "1040", seg(0).frag(Ipv4Header.MF)));
        rows.add(row("G3 last fragment", "N", "1040", seg(0).frag(185)));
        rows.add(row(
                "G3 bad IP checksum leaves the run alone", "HNF", "1040 2040", seg(0), seg(1).ipChecksum(1), seg(1)));
        rows.add(row("G3 UDP", "NN", "128 128", TestFrame.udp(1, 2, 100), TestFrame.udp(1, 2, 100)));
        rows.add(row("G3 ICMP", "N", "84", TestFrame.ip(IpProtocol.ICMP, new byte[64])));
        rows.add(row(
                "G3 another EtherType",
                "N",
                "1040",
                seg(0).ether(TestFrame.HOST_MAC, TestFrame.PEER_MAC, EthernetHeader.TYPE_ARP)));
        rows.add(row("G3 reserved bit", "NN", "1040 1040", seg(0).frag(0xc000), seg(1).frag(0xc000)));
        rows.add(row("G3 padding ends the run", "HNH", "1040 1046 1040", seg(0), seg(1).pad(6), seg(2)));
        rows.add(row("G3 frame cut in the IP header", "N", "19", seg(0).cut(33)));
        rows.add(row("G3 frame cut in the TCP header", "HNF", "30 2040", seg(0), seg(1).cut(44), seg(1)));
        rows.add(row("G4 other source port", "HH", "1040 1040", seg(0), seg(1).ports(40001, 8080)));
        rows.add(row("G4 other destination port", "HH", "1040 1040", seg(0), seg(1).ports(40000, 8081)));
        rows.add(row("G4 other source address", "HH", "1040 1040", seg(0), seg(1).addresses(1, TestFrame.HOST_IP)));
        rows.add(
                row("G4 other destination address", "HH", "1040 1040", seg(0), seg(1).addresses(TestFrame.PEER_IP, 1)));
        rows.add(row("G5 other TTL", "HH", "1040 1040", seg(0), seg(1).ttl(63)));
        rows.add(row("G5 other DSCP", "HH", "1040 1040", seg(0), seg(1).tos(0x10)));
        rows.add(row("G5 congestion experienced", "HH", "1040 1040", seg(0).tos(2), seg(1).tos(3)));
        rows.add(row("G5 DF only on the first", "HH", "1040 1040", seg(0), seg(1).frag(0)));
        rows.add(row("G5 id jumps", "HH", "1040 1040", seg(0), seg(1).id(2)));
        rows.add(row("G5 id goes back", "HH", "1040 1040", seg(0).id(5), seg(1).id(4)));
        rows.add(row("G5 id wraps", "HFF", "3040", seg(0).id(65535), seg(1).id(0), seg(2).id(1)));
        rows.add(row("G5 id stays", "HFF", "3040", seg(0).id(7), seg(1).id(7), seg(2).id(7)));
        rows.add(row(
                "G5 id stays without DF",
                "HF",
                "2040",
                seg(0).id(7).frag(0),
                seg(1).id(7).frag(0)));
        rows.add(row("G5 id stays, then counts", "HFH", "2040 1040", seg(0).id(7), seg(1).id(7), seg(2).id(8)));
        rows.add(row("G5 id counts, then stays", "HFH", "2040 1040", seg(0).id(7), seg(1).id(8), seg(2).id(8)));
    }

    private static void transport(List<Arguments> rows) {
        int ackCwr = TcpHeader.ACK | TcpHeader.CWR;
        rows.add(row("G6 CWR comes", "HH", "1040 1040", seg(0), seg(1).flags(ackCwr)));
        rows.add(row("G6 CWR goes", "HH", "1040 1040", seg(0).flags(ackCwr), seg(1)));
        rows.add(row("G6 CWR stays", "HH", "1040 1040", seg(0).flags(ackCwr), seg(1).flags(ackCwr)));
        int ackEce = TcpHeader.ACK | TcpHeader.ECE;
        rows.add(row("G6 ECE comes", "HH", "1040 1040", seg(0), seg(1).flags(ackEce)));
        rows.add(row("G6 ECE stays", "HF", "2040", seg(0).flags(ackEce), seg(1).flags(ackEce)));
        rows.add(row("G6 other acknowledgment", "HH", "1040 1040", seg(0), seg(1).ack(TestFrame.HOST_ISN + 2)));
        rows.add(row("G6 other window", "HH", "1040 1040", seg(0), seg(1).win(1000)));
        rows.add(row("G6 same timestamp", "HF", "2052", seg(0).options(TIMESTAMP), seg(1).options(TIMESTAMP)));
        rows.add(row(
                "G6 other timestamp", "HH", "1052 1052", seg(0).options(TIMESTAMP), seg(1).options(LATER_TIMESTAMP)));
        rows.add(row("G6 options come", "HH", "1040 1044", seg(0), seg(1).options(NOPS)));
        rows.add(row("G6 hole", "HHF", "1040 2040", seg(0), seg(2), seg(3)));
        rows.add(row("G6 duplicate", "HH", "1040 1040", seg(0), seg(0).id(1)));
        rows.add(row("G6 backwards", "HHH", "1040 1040 1040", seg(2).id(0), seg(1), seg(0).id(2)));
        rows.add(row(
                "G6 longer segment",
                "HH",
                "1040 1041",
                seg(0),
                TestFrame.tcp(1001, 1001).id(1)));
        rows.add(row(
                "G6 pure ACK ends the run and passes",
                "HNH",
                "1040 40 1040",
                seg(0),
                TestFrame.tcp(1001, 0).id(1),
                seg(1)));
        rows.add(row("G6 pure ACK alone", "N", "40", TestFrame.tcp(1, 0)));
        rows.add(row("G6 sequence numbers wrap", "HF", "2040", seg(0).seq(-500), seg(1).seq(500)));
        rows.add(row("G6 data offset below 5", "HNF", "1040 2040", seg(0), seg(1).doff(4), seg(1)));
        rows.add(row(
                "G6 data offset behind the packet",
                "HNF",
                "50 2040",
                seg(0),
                TestFrame.tcp(1001, 10).id(1).doff(15),
                seg(1)));
    }

    private static void ends(List<Arguments> rows) {
        int ackPsh = TcpHeader.ACK | TcpHeader.PSH;
        int ackFin = TcpHeader.ACK | TcpHeader.FIN;
        rows.add(row("G7 PSH joins and ends the run", "HFH", "2040 1040", seg(0), seg(1).flags(ackPsh), seg(2)));
        rows.add(row("G7 FIN joins and ends the run", "HFH", "2040 1040", seg(0), seg(1).flags(ackFin), seg(2)));
        rows.add(row(
                "G7 short segment joins and ends the run",
                "HFH",
                "1999 1040",
                seg(0),
                TestFrame.tcp(1001, 959).id(1),
                TestFrame.tcp(1960, 1000).id(2)));
        rows.add(row("G7 PSH alone passes", "N", "1040", seg(0).flags(ackPsh)));
        rows.add(row("G7 FIN alone passes", "N", "1040", seg(0).flags(ackFin)));
        rows.add(row(
                "G7 pure FIN ends the run and passes",
                "HN",
                "1040 40",
                seg(0),
                TestFrame.tcp(1001, 0).id(1).flags(ackFin)));
        for (int bit : new int[] {TcpHeader.URG, TcpHeader.RST, TcpHeader.SYN}) {
            rows.add(row(
                    "G8 " + TcpHeader.flagNames(bit) + " ends the run and passes behind it",
                    "HFNH",
                    "2040 1040 1040",
                    seg(0),
                    seg(1),
                    seg(2).flags(TcpHeader.ACK | bit),
                    seg(3)));
        }
        rows.add(row(
                "G8 a run of the other flow goes on meanwhile",
                "HHFNF",
                "1040 40 3040",
                seg(0),
                seg(0).ports(40001, 8080),
                seg(1).ports(40001, 8080),
                TestFrame.tcp(1001, 0).id(1),
                seg(2).ports(40001, 8080)));
    }

    private static void limits(List<Arguments> rows) {
        TestFrame[] timestamps = new TestFrame[46];
        for (int i = 0; i < timestamps.length; i++) {
            timestamps[i] = TestFrame.tcp(1 + 1448 * i, 1448).id(i).options(TIMESTAMP);
        }
        rows.add(row(
                "G9 45 segments of 1448 fit, 46 do not",
                "H" + "F".repeat(17) + "M" + "F".repeat(17) + "M" + "F".repeat(8) + "H",
                "65212 1500",
                timestamps));
        TestFrame[] frags = new TestFrame[60];
        for (int i = 0; i < frags.length; i++) {
            frags[i] = TestFrame.tcp(1 + 10 * i, 10).id(i);
        }
        rows.add(row(
                "G9 every 18th segment begins a frag_list skb",
                "H" + "F".repeat(17) + "M" + "F".repeat(17) + "M" + "F".repeat(17) + "M" + "F".repeat(5),
                "640",
                frags));
    }

    private static void checksums(List<Arguments> rows) {
        rows.add(
                row("G10 bad checksum leaves the run alone", "HNF", "1040 2040", seg(0), seg(1).badChecksum(), seg(1)));
        SkBuff vouched = seg(1).badChecksum().skb();
        vouched.ipSummed = IpSummed.UNNECESSARY;
        rows.add(row("G10 the card's word is taken", "HF", "2040", seg(0).skb(), vouched));
        SkBuff partial = seg(1).badChecksum().skb();
        partial.ipSummed = IpSummed.PARTIAL;
        rows.add(row("G10 a checksum nobody has completed yet", "HF", "2040", seg(0).skb(), partial));
        rows.add(row("G10 the card's sum is right", "HF", "2040", seg(0).skb(), complete(seg(1).skb(), 0)));
        rows.add(row(
                "G10 the card's sum is wrong, the packet right",
                "HF",
                "2040",
                seg(0).skb(),
                complete(seg(1).skb(), 1)));
        rows.add(row(
                "G10 the card's sum shows a bad packet",
                "HN",
                "1040 1040",
                seg(0).skb(),
                complete(seg(1).badChecksum().skb(), 0)));
    }

    private static SkBuff complete(SkBuff skb, int error) {
        int at = EthernetHeader.LENGTH;
        skb.ipSummed = IpSummed.COMPLETE;
        skb.csum = InternetChecksum.fold(InternetChecksum.partial(skb.buf(), at, skb.len() - at, error));
        return skb;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void rule(String name, String verdicts, String up, List<SkBuff> frames) {
        Rig rig = new Rig(Rig.tap().withGro(true, 1));
        rig.burst(frames.toArray(new SkBuff[0]));
        String ours = frames.stream().map(f -> String.valueOf(rig.verdict(f))).collect(Collectors.joining());
        assertThat(ours).as(name).isEqualTo(verdicts);
        // The order is that of leaving GRO: with a batch of one, packets that pass do not wait for those that are held.
        assertThat(rig.received.stream().map(s -> String.valueOf(s.len())).collect(Collectors.joining(" ")))
                .as(name)
                .isEqualTo(up);
    }

    @ParameterizedTest(name = "GRO off: {0}")
    @MethodSource("rules")
    void off(String name, String verdicts, String up, List<SkBuff> frames) {
        Rig rig = new Rig(Rig.tap().withGro(false, 8));
        List<SkBuff> expected = List.copyOf(frames);
        rig.burst(frames.toArray(new SkBuff[0]));
        assertThat(rig.received).as(name).isEqualTo(expected);
        assertThat(rig.softirq.gro().normal()).isEqualTo(frames.size());
        assertThat(up).isNotEmpty();
        assertThat(verdicts).hasSize(frames.size());
    }
}
