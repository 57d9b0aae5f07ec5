package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Gso;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import io.rxpath.softirq.core.gro.EstablishedSockets;
import io.rxpath.softirq.core.gro.GroFeatures;
import io.rxpath.softirq.core.gro.GroNode;
import io.rxpath.softirq.core.gro.GroResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * GRO beyond TCP over IPv4: IPv6, UDP, chained packets and VLAN tags. The kernel cases are bursts of whole frames; each
 * burst is one poll. The rows play what the measured kernel cannot show.
 */
class GroFeaturesTest {
    private static final int MAC = EthernetHeader.LENGTH;

    /** One NAPI's GRO with what came of it. */
    private static final class Poll {
        final List<SkBuff> up = new ArrayList<>();
        final List<GroResult> verdicts = new ArrayList<>();
        final GroFeatures features;
        final GroNode node;

        Poll(GroFeatures features, EstablishedSockets sockets) {
            this.features = features;
            node = new GroNode(up::add, sockets);
        }

        void burst(List<SkBuff> frames) {
            for (SkBuff skb : frames) {
                skb.truesize = Truesize.TAP.of(skb.len());
                assertThat(EthTypeTrans.apply(skb, TestFrame.HOST_MAC)).isEqualTo(SkbDropReason.NOT_DROPPED_YET);
                verdicts.add(node.receive(skb, features, 0));
            }
            node.flushNormal(false, 0, features.normalBatch());
        }

        String letters() {
            return verdicts.stream().map(GroFeaturesTest::letter).collect(Collectors.joining());
        }

        String lengths() {
            return up.stream().map(s -> String.valueOf(s.len())).collect(Collectors.joining(" "));
        }
    }

    private static String letter(GroResult result) {
        return result == GroResult.MERGED_FREE ? "F" : result.name().substring(0, 1);
    }

    @TestFactory
    Stream<DynamicContainer> kernelCases() {
        GroFeatures plain = GroFeatures.DEFAULTS;
        return Stream.of(
                kernelCase("gro-ipv6", plain),
                kernelCase("gro-vlan", plain),
                kernelCase("gro-udp", plain),
                kernelCase("gro-udp-forwarding", plain.withForwarding(false, true)),
                kernelCase("gro-list-udp", plain.withForwarding(true, false)),
                kernelCase("gro-list-udp-both", plain.withForwarding(true, true)),
                kernelCase("gro-list-tcp", plain.withForwarding(true, false)));
    }

    private static DynamicContainer kernelCase(String name, GroFeatures features) {
        JsonNode theCase = read("cases", name);
        JsonNode frames = read("results", name).get("frames");
        List<DynamicTest> tests = new ArrayList<>();
        int number = 0;
        for (JsonNode step : theCase.get("steps")) {
            number++;
            if (step.has("burst")) {
                int at = number;
                JsonNode burst = step.get("burst");
                tests.add(DynamicTest.dynamicTest(
                        name + ": " + burst.get(0).get("note").asString(),
                        () -> assertThat(play(burst, features)).isEqualTo(measured(frames, at))));
            }
        }
        assertThat(tests).hasSizeGreaterThan(6);
        return DynamicContainer.dynamicContainer(name, tests);
    }

    /** Only the peer's port 40000 has a connection in the cases. */
    private static boolean connected(SkBuff skb, int network, int transport) {
        return new TcpHeader(skb.buf(), transport).source() == 40000 && (skb.buf()[network] & 0xf0) == 0x40;
    }

    private static List<String> play(JsonNode burst, GroFeatures features) {
        List<SkBuff> frames = new ArrayList<>();
        for (JsonNode one : burst) {
            frames.add(SkBuff.wrap(HexFormat.of().parseHex(one.get("raw").asString())));
        }
        Poll poll = new Poll(features, GroFeaturesTest::connected);
        poll.burst(frames);
        List<String> fates = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            SkBuff skb = frames.get(i);
            boolean up = poll.up.stream().anyMatch(s -> s == skb);
            fates.add(poll.verdicts.get(i) + " " + (up ? skb.len() : "-"));
        }
        return fates;
    }

    private static List<String> measured(JsonNode frames, int step) {
        List<String> fates = new ArrayList<>();
        for (JsonNode frame : frames) {
            if (frame.get("step").asInt() == step) {
                fates.add(frame.get("gro").asString() + " "
                        + (frame.has("delivered") ? frame.get("delivered").asInt() : "-"));
            }
        }
        return fates;
    }

    private static JsonNode read(String folder, String name) {
        String path = "/oracle/" + folder + "/" + name + ".json";
        try (InputStream in = GroFeaturesTest.class.getResourceAsStream(path)) {
            return new JsonMapper().readTree(Objects.requireNonNull(in, path));
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    // ---------------------------------------------------------------- frames

    /** A frame with this IPv6 payload, to be checksummed; addresses are fixed. */
    private static byte[] ipv6(int protocol, byte[] segment) {
        byte[] frame = new byte[MAC + Ipv6Header.LENGTH + segment.length];
        new EthernetHeader(frame, 0)
                .dst(TestFrame.HOST_MAC)
                .src(TestFrame.PEER_MAC)
                .type(EthernetHeader.TYPE_IPV6);
        new Ipv6Header(frame, MAC)
                .version(6)
                .payloadLength(segment.length)
                .nextHeader(protocol)
                .hopLimit(64)
                .saddrHi(0xfd00_0009_0000_0000L)
                .saddrLo(1)
                .daddrHi(0xfd00_0009_0000_0000L)
                .daddrLo(2);
        System.arraycopy(segment, 0, frame, MAC + Ipv6Header.LENGTH, segment.length);
        return frame;
    }

    private static long pseudo6(byte[] frame, int protocol) {
        Ipv6Header iph = new Ipv6Header(frame, MAC);
        return InternetChecksum.pseudo(
                iph.saddrHi(),
                iph.saddrLo(),
                iph.daddrHi(),
                iph.daddrLo(),
                protocol,
                frame.length - MAC - Ipv6Header.LENGTH);
    }

    private static byte[] tcp6(int i, int size) {
        byte[] segment = TestFrame.tcp(1 + i * size, size).segment();
        new TcpHeader(segment, 0).checksum(0);
        byte[] frame = ipv6(IpProtocol.TCP, segment);
        int at = MAC + Ipv6Header.LENGTH;
        new TcpHeader(frame, at)
                .checksum(InternetChecksum.finish(
                        pseudo6(frame, IpProtocol.TCP) + InternetChecksum.partial(frame, at, segment.length, 0)));
        return frame;
    }

    private static byte[] udp4(int i, int size) {
        return TestFrame.udp(4000, 5000, size).id(i).build();
    }

    private static byte[] tagged(byte[] frame, int tci) {
        byte[] all = new byte[frame.length + 4];
        System.arraycopy(frame, 0, all, 0, 12);
        all[12] = (byte) 0x81;
        all[14] = (byte) (tci >> 8);
        all[15] = (byte) tci;
        System.arraycopy(frame, 12, all, 16, frame.length - 12);
        return all;
    }

    private static byte[] tcp4(int i, int size) {
        return TestFrame.tcp(1 + i * size, size).id(i).build();
    }

    private static List<SkBuff> skbs(byte[]... frames) {
        return Stream.of(frames).map(SkBuff::wrap).collect(Collectors.toList());
    }

    private interface Numbered {
        byte[] frame(int i);
    }

    private static List<SkBuff> run(int count, Numbered frames) {
        List<SkBuff> run = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            run.add(SkBuff.wrap(frames.frame(i)));
        }
        return run;
    }

    // ---------------------------------------------------------------- rows

    static List<Arguments> rows() {
        GroFeatures plain = GroFeatures.DEFAULTS;
        GroFeatures list = plain.withForwarding(true, false);
        GroFeatures udp = plain.withForwarding(false, true);
        GroFeatures vlan = plain.withVlan8021q(true);
        String frags = "H" + "F".repeat(17) + "M" + "F".repeat(17) + "M";
        return List.of(
                Arguments.of(
                        "G9 IPv6: 45 of 1440 fit, 46 do not (measured)",
                        plain,
                        frags + "F".repeat(8) + "H",
                        "64860 1500",
                        run(46, i -> tcp6(i, 1440))),
                Arguments.of(
                        "G9 gro_max_size 20000 (measured)",
                        plain.withMaxSizes(20000, 65536),
                        "HFFFFFFFFFFFFH",
                        "18780 1500",
                        run(14, i -> tcp6(i, 1440))),
                Arguments.of(
                        "G9 gro_ipv4_max_size is for IPv4 only",
                        plain.withMaxSizes(65536, 3000),
                        "HFHF",
                        "2040 2060",
                        skbs(tcp4(0, 1000), tcp4(1, 1000), tcp6(0, 1000), tcp6(1, 1000))),
                Arguments.of(
                        "UDP: 64 datagrams are a run",
                        udp,
                        frags + "F".repeat(17) + "M" + "F".repeat(9) + "HF",
                        "668 48",
                        run(66, i -> udp4(i, 10))),
                Arguments.of(
                        "chained UDP: 64 datagrams are a run",
                        list,
                        "H" + "M".repeat(63) + "HM",
                        "668 48",
                        run(66, i -> udp4(i, 10))),
                Arguments.of(
                        "chained TCP: 64 segments are a run",
                        list,
                        "H" + "M".repeat(63) + "HM",
                        "680 60",
                        run(66, i -> tcp4(i, 10))),
                Arguments.of(
                        "chained UDP: the headers of what comes count for the length",
                        list,
                        "H" + "M".repeat(43) + "H",
                        "64268 1488",
                        run(45, i -> udp4(i, 1460))),
                Arguments.of("VLAN: a tagged run", vlan, "HFF", "3044", run(3, i -> tagged(tcp4(i, 1000), 10))),
                Arguments.of(
                        "VLAN: other tag",
                        vlan,
                        "HHF",
                        "2044 1044",
                        skbs(tagged(tcp4(0, 1000), 10), tagged(tcp4(1, 1000), 11), tagged(tcp4(1, 1000), 10))),
                Arguments.of(
                        "VLAN: two tags",
                        vlan,
                        "HFH",
                        "2048 1048",
                        skbs(
                                tagged(tagged(tcp4(0, 1000), 5), 10),
                                tagged(tagged(tcp4(1, 1000), 5), 10),
                                tagged(tagged(tcp4(2, 1000), 6), 10))),
                Arguments.of(
                        "VLAN: IPv4 and IPv6 in one tag",
                        vlan,
                        "HHFF",
                        "2044 2064",
                        skbs(
                                tagged(tcp4(0, 1000), 5),
                                tagged(tcp6(0, 1000), 5),
                                tagged(tcp4(1, 1000), 5),
                                tagged(tcp6(1, 1000), 5))),
                Arguments.of(
                        "VLAN: a tagged run and an untagged one",
                        vlan,
                        "HHF",
                        "2044 1040",
                        skbs(tagged(tcp4(0, 1000), 5), tcp4(1, 1000), tagged(tcp4(1, 1000), 5))),
                Arguments.of(
                        "VLAN: cut in the tag",
                        vlan,
                        "HNF",
                        "2 2044",
                        skbs(
                                tagged(tcp4(0, 1000), 5),
                                Arrays.copyOf(tagged(tcp4(1, 1000), 5), 16),
                                tagged(tcp4(1, 1000), 5))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void row(String name, GroFeatures features, String verdicts, String up, List<SkBuff> frames) {
        Poll poll = new Poll(features.with(true, 1), (skb, network, transport) -> false);
        poll.burst(frames);
        assertThat(poll.letters()).as(name).isEqualTo(verdicts);
        assertThat(poll.lengths()).as(name).isEqualTo(up);
        assertThat(poll.up.stream().mapToInt(SkBuff::segments).sum()).isEqualTo(frames.size());
        assertThat(poll.up).allSatisfy(s -> assertThat(s.pktType).isEqualTo(PacketType.HOST));
    }

    private static SkBuff merged(GroFeatures features, List<SkBuff> frames) {
        Poll poll = new Poll(features, (skb, network, transport) -> false);
        poll.burst(frames);
        assertThat(poll.up).hasSize(1);
        return poll.up.get(0);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"IPv6, 0", "IPv6 behind a tag, 4"})
    void anIpv6RunHasItsLengthAndPseudoHeaderSum(String name, int tag) {
        Numbered frames = i -> tag == 0 ? tcp6(i, 100) : tagged(tcp6(i, 100), 7);
        SkBuff skb = merged(GroFeatures.DEFAULTS.withVlan8021q(true), run(3, frames));
        int network = skb.data() + tag;
        int segment = skb.len() - tag - Ipv6Header.LENGTH;
        assertThat(skb.transportHeader()).as(name).isEqualTo(network + Ipv6Header.LENGTH);
        assertThat(new Ipv6Header(skb.buf(), network).payloadLength())
                .isEqualTo(segment)
                .isEqualTo(320);
        assertThat(skb.ipSummed).isEqualTo(IpSummed.PARTIAL);
        assertThat(skb.gsoType).isEqualTo(Gso.TCPV6);
        assertThat(skb.gsoSize).isEqualTo(100);
        assertThat(skb.gsoSegs).isEqualTo(3);
        skb.linearize();
        TcpHeader th = new TcpHeader(skb.buf(), skb.transportHeader());
        th.checksum(InternetChecksum.checksum(skb.buf(), skb.transportHeader(), segment));
        Ipv6Header iph = new Ipv6Header(skb.buf(), network);
        long pseudo = InternetChecksum.pseudo(
                iph.saddrHi(), iph.saddrLo(), iph.daddrHi(), iph.daddrLo(), IpProtocol.TCP, segment);
        assertThat(InternetChecksum.finish(
                        pseudo + InternetChecksum.partial(skb.buf(), skb.transportHeader(), segment, 0)))
                .isZero();
    }

    @Test
    void joinedDatagramsAreOneThatACardCouldCut() {
        SkBuff skb =
                merged(GroFeatures.DEFAULTS.withForwarding(false, true), skbs(udp4(0, 50), udp4(1, 50), udp4(2, 9)));
        UdpHeader uh = new UdpHeader(skb.buf(), skb.transportHeader());
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        assertThat(skb.gsoType).isEqualTo(Gso.UDP_L4);
        assertThat(skb.gsoSize).isEqualTo(50);
        assertThat(skb.gsoSegs).isEqualTo(3);
        assertThat(uh.length()).isEqualTo(117);
        assertThat(uh.checksum())
                .isEqualTo(InternetChecksum.fold(
                        InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), IpProtocol.UDP, 117)));
        assertThat(skb.ipSummed).isEqualTo(IpSummed.PARTIAL);
        assertThat(iph.totalLength()).isEqualTo(137);
        assertThat(iph.checksumValid()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"UDP, 0x60000", "TCP, 0x40001"})
    void chainedPacketsKeepTheirChecksumsAndAreChargedWhole(String protocol, String type) {
        Numbered frames = i -> protocol.equals("UDP") ? udp4(i, 50) : tcp4(i, 50);
        SkBuff skb = merged(GroFeatures.DEFAULTS.withForwarding(true, false), run(3, frames));
        assertThat(skb.gsoType).isEqualTo(Integer.decode(type));
        assertThat(skb.gsoSize).isEqualTo(50);
        assertThat(skb.gsoSegs).isEqualTo(3);
        assertThat(skb.ipSummed).isEqualTo(IpSummed.UNNECESSARY);
        assertThat(skb.truesize).isEqualTo(3 * Truesize.TAP.of(frames.frame(0).length));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"right, UNNECESSARY", "bad, NONE", "none, UNNECESSARY"})
    void aDatagramThatPassesIsVerified(String checksum, IpSummed state) {
        byte[] frame = udp4(0, 50);
        UdpHeader uh = new UdpHeader(frame, MAC + Ipv4Header.LENGTH);
        if (!checksum.equals("right")) {
            uh.checksum(checksum.equals("none") ? 0 : uh.checksum() ^ 0x5555);
        }
        assertThat(merged(GroFeatures.DEFAULTS, skbs(frame)).ipSummed).isEqualTo(state);
    }

    /** Every verdict is counted under its kernel name, once per frame. */
    @Test
    void verdictsAreCounted() {
        Rig rig = new Rig(Rig.tap());
        List<SkBuff> frames = run(20, i -> tcp4(i, 10));
        frames.add(SkBuff.wrap(udp4(0, 10)));
        rig.burst(frames.toArray(new SkBuff[0]));
        assertThat(Stream.of(GroStat.values())
                        .map(s -> s.kernelName() + " "
                                + rig.softirq.gro().counters().get(s)))
                .containsExactly(
                        "GRO_HELD 1",
                        "GRO_MERGED 1",
                        "GRO_MERGED_FREE 18",
                        "GRO_NORMAL 1",
                        "super_packets 1",
                        "super_segments 20");
    }

    @Test
    void settingsReachGro() {
        SoftirqSettings settings = Rig.tap().with(b -> b.udpGroForwarding = true);
        Rig rig = new Rig(settings);
        rig.burst(run(4, i -> udp4(i, 10)).toArray(new SkBuff[0]));
        assertThat(rig.received)
                .singleElement()
                .satisfies(s -> assertThat(s.segments()).isEqualTo(4));
        rig.softirq.settings(settings.with(b -> b.udpGroForwarding = false), rig.now);
        rig.burst(run(4, i -> udp4(i, 10)).toArray(new SkBuff[0]));
        assertThat(rig.received).hasSize(5);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "groMaxSize, 0, 1..65536",
        "groMaxSize, 65537, 1..65536",
        "groIpv4MaxSize, -1, 1..65536",
        "groIpv4MaxSize, 524280, 1..65536",
        "groNormalBatch, 0, 1..2147483647"
    })
    void wrongValuesAreRefusedByName(String setting, int value, String expected) {
        assertThatThrownBy(() -> GroFeatures.DEFAULTS
                        .withMaxSizes(
                                setting.equals("groMaxSize") ? value : 1, setting.equals("groIpv4MaxSize") ? value : 1)
                        .with(true, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(setting + " is " + value + ": expected " + expected);
    }
}
