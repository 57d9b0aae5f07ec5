package io.rxpath.nic.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.WireFrame;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the MAC lets through, by its counters and the ledger. */
class RxMacTest {
    private static final int IPV4 = EthernetHeader.TYPE_IPV4;

    static Stream<Arguments> frames() {
        byte[] bad = Frames.withFcs(plain(100));
        bad[104 - 1] ^= 1;
        byte[] badBody = Frames.withFcs(plain(100));
        badBody[50] ^= 4;
        byte[] fragment = Frames.withFcs(plain(59));
        fragment[20] ^= 1;
        byte[] jabber = Frames.withFcs(plain(1515));
        jabber[20] ^= 1;
        return Stream.of(
                row("good, FCS included", fcs(Frames.withFcs(plain(100))), "delivered", Map.of()),
                row("last FCS byte wrong", fcs(bad), "rx_crc_errors", errors("rx_crc_errors")),
                row("one bit of the body wrong", fcs(badBody), "rx_crc_errors", errors("rx_crc_errors")),
                row("FCS wrong, ended inside a byte", dribble(bad), "rx_align_errors", align()),
                row("FCS right, ended inside a byte", dribble(Frames.withFcs(plain(100))), "delivered", Map.of()),
                row("64 bytes with FCS", fcs(Frames.withFcs(plain(60))), "delivered", Map.of()),
                row("63 bytes with FCS", fcs(Frames.withFcs(plain(59))), "rx_short_length_errors", lengths("short")),
                row("63 bytes, FCS wrong", fcs(fragment), "rx_fragments", Map.of()),
                row("3 bytes that should be FCS", fcs(new byte[3]), "rx_fragments", Map.of()),
                row("42 bytes from a TAP", Frames.wire(plain(42)), "delivered", Map.of()),
                row("13 bytes from a TAP", Frames.wire(new byte[13]), "rx_short_length_errors", lengths("short")),
                row("mtu + 14", Frames.wire(plain(1514)), "delivered", Map.of()),
                row("mtu + 15", Frames.wire(plain(1515)), "rx_long_length_errors", lengths("long")),
                row("mtu + 18 with FCS", fcs(Frames.withFcs(plain(1514))), "delivered", Map.of()),
                row("mtu + 19 with FCS", fcs(Frames.withFcs(plain(1515))), "rx_long_length_errors", lengths("long")),
                row("giant, FCS wrong", fcs(jabber), "rx_crc_errors", errors("rx_crc_errors")),
                row("mtu + 18 tagged", Frames.wire(Frames.tagged(plain(1514), 5)), "delivered", Map.of()),
                row(
                        "mtu + 19 tagged",
                        Frames.wire(Frames.tagged(plain(1515), 5)),
                        "rx_long_length_errors",
                        lengths("long")),
                row("giant for somebody else", Frames.wire(other(2000)), "mac_filter", Map.of()),
                row("runt for somebody else", fcs(Frames.withFcs(other(40))), "mac_filter", Map.of()));
    }

    private static byte[] plain(int len) {
        return Frames.ethernet(Frames.US, 0x88b5, len);
    }

    private static byte[] other(int len) {
        return Frames.ethernet(Frames.US + 1, 0x88b5, len);
    }

    private static WireFrame fcs(byte[] frame) {
        return Frames.wireFcs(frame);
    }

    private static WireFrame dribble(byte[] frame) {
        return new WireFrame(0, 0, true, false, 0, frame, true);
    }

    private static Map<String, Long> align() {
        return Map.of("ethtool.rx_errors", 1L, "ethtool.rx_align_errors", 1L, "ethtool.rx_frame_errors", 1L);
    }

    private static Map<String, Long> errors(String kind) {
        return Map.of("ethtool.rx_errors", 1L, "ethtool." + kind, 1L);
    }

    private static Map<String, Long> lengths(String kind) {
        return Map.of(
                "ethtool.rx_errors", 1L, "ethtool.rx_length_errors", 1L, "ethtool.rx_" + kind + "_length_errors", 1L);
    }

    private static Arguments row(String name, WireFrame frame, String fate, Map<String, Long> counters) {
        return Arguments.of(name, frame, fate, counters);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void shouldJudgeFrame(String name, WireFrame frame, String fate, Map<String, Long> counters) {
        RecordedNic card = new RecordedNic(
                NicSettings.defaults(Frames.US).withFeatures(Features.DEFAULT.withRxVlanOffload(false)));

        card.receive(frame);

        if (fate.equals("delivered")) {
            assertThat(card.dma).hasSize(1);
            assertThat(card.dma.get(0).len()).isEqualTo(frame.frame().length - (frame.hasFcs() ? 4 : 0));
            assertThat(card.nic.stats().get(EthtoolStat.RX_ERRORS)).isZero();
        } else {
            assertThat(card.nic.ledger().snapshot(0).dropped()).isEqualTo(Map.of(fate, 1L));
            assertThat(card.drops)
                    .singleElement()
                    .satisfies(d -> assertThat(d.reason()).isEqualTo(fate));
            assertThat(card.nic.stats().nonZero()).isEqualTo(counters);
        }
    }

    @ParameterizedTest(name = "{0}: plain {2}, joined {3}, allmulti {4}, promisc {5}")
    @CsvSource({
        "own address, 02:00:00:00:00:02, true, true, true, true",
        "broadcast, ff:ff:ff:ff:ff:ff, true, true, true, true",
        "joined group, 01:00:5e:00:00:01, false, true, true, true",
        "other group, 01:00:5e:00:00:02, false, false, true, true",
        "IPv6 group, 33:33:00:00:00:01, false, false, true, true",
        "somebody else, 02:00:00:00:00:03, false, false, false, true",
    })
    void shouldFilterByAddress(
            String name, String dst, boolean plain, boolean joined, boolean allMulticast, boolean promiscuous) {
        NicSettings settings = NicSettings.defaults(Frames.US);

        assertThat(takes(settings, dst, false)).isEqualTo(plain);
        assertThat(takes(settings, dst, true)).isEqualTo(joined);
        assertThat(takes(settings.withAllMulticast(true), dst, false)).isEqualTo(allMulticast);
        assertThat(takes(settings.withPromiscuous(true), dst, false)).isEqualTo(promiscuous);
    }

    private static boolean takes(NicSettings settings, String dst, boolean join) {
        RxMode exact = settings.rxMode().withGroups(RxMode.GroupFilter.EXACT);
        RecordedNic card = new RecordedNic(settings.withRxMode(join ? exact.withAddress(0x0100_5e00_0001L) : exact));
        card.receive(Frames.ethernet(MacAddress.parse(dst), IPV4, 60));
        return card.dma.size() == 1;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "joined group, 01:00:5e:00:00:01, true, true",
        "stranger with the same last twelve bits, 33:33:00:00:00:01, false, true",
        "stranger that differs in the twelfth, 01:00:5e:00:10:01, false, false",
        "stranger that differs in the thirteenth, 01:00:5e:00:08:01, false, true",
        "secondary address, 02:00:00:00:00:77, true, true",
        "unicast beside it, 02:00:00:00:00:78, false, false",
    })
    void shouldMatchGroupsByHashOrExactly(String name, String dst, boolean exact, boolean hash) {
        NicSettings settings = NicSettings.defaults(Frames.US)
                .withRxMode(RxMode.DEFAULT.withAddress(0x0100_5e00_0001L).withAddress(Frames.US + 0x75));

        assertThat(takes(settings, dst)).isEqualTo(hash);
        assertThat(takes(settings.withRxMode(settings.rxMode().withGroups(RxMode.GroupFilter.EXACT)), dst))
                .isEqualTo(exact);
    }

    private static boolean takes(NicSettings settings, String dst) {
        RecordedNic card = new RecordedNic(settings);
        card.receive(Frames.ethernet(MacAddress.parse(dst), IPV4, 60));
        return card.dma.size() == 1;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "untagged, -1, true",
        "priority tag, 0, true",
        "priority 7 of VLAN 0, 57344, true",
        "VLAN let through, 42, true",
        "the same with a priority, 24618, true",
        "other VLAN, 43, false",
    })
    void shouldFilterVlans(String name, int tci, boolean passes) {
        NicSettings filtering = NicSettings.defaults(Frames.US)
                .withFeatures(Features.DEFAULT.withRxVlanFilter(true))
                .withRxMode(RxMode.DEFAULT.withVlan(42));

        RecordedNic card = new RecordedNic(filtering);
        card.receive(vlan(tci));
        assertThat(card.dma).hasSize(passes ? 1 : 0);
        assertThat(card.balanced().dropped()).isEqualTo(passes ? Map.of() : Map.of("vlan_filter", 1L));

        RecordedNic promiscuous = new RecordedNic(filtering.withPromiscuous(true));
        promiscuous.receive(vlan(tci));
        assertThat(promiscuous.dma).hasSize(1);
    }

    private static byte[] vlan(int tci) {
        byte[] frame = Frames.tcp(1, 2, 3, 16, 10);
        return tci < 0 ? frame : Frames.tagged(frame, tci);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "XOFF to the pause address, 01:80:c2:00:00:01, 1, 65535, rx_flow_control_xoff, pause",
        "XON to the pause address, 01:80:c2:00:00:01, 1, 0, rx_flow_control_xon, pause",
        "XOFF to our own address, 02:00:00:00:00:02, 1, 1, rx_flow_control_xoff, pause",
        "XOFF to another host, 02:00:00:00:00:03, 1, 1, -, mac_filter",
        "opcode of priority flow control, 01:80:c2:00:00:01, 257, 1, -, mac_filter",
    })
    void shouldConsumePauseFrames(String name, String dst, int opcode, int quanta, String counter, String fate) {
        RecordedNic card = new RecordedNic(NicSettings.defaults(Frames.US));
        byte[] frame = Frames.ethernet(MacAddress.parse(dst), EthernetHeader.TYPE_PAUSE, 60);
        frame[14] = (byte) (opcode >>> 8);
        frame[15] = (byte) opcode;
        frame[16] = (byte) (quanta >>> 8);
        frame[17] = (byte) quanta;

        card.receive(frame);

        Map<String, Long> expected = counter.equals("-") ? Map.of() : Map.of("ethtool." + counter, 1L);
        assertThat(card.nic.stats().nonZero()).isEqualTo(expected);
        Map<String, Long> consumed = card.nic.ledger().snapshot(0).consumed();
        assertThat(consumed).isEqualTo(fate.equals("pause") ? Map.of("pause", 1L) : Map.of());
    }

    @Test
    void shouldKeepVlanTagInTheFrameWithoutOffload() {
        RecordedNic card = new RecordedNic(
                NicSettings.defaults(Frames.US).withFeatures(Features.DEFAULT.withRxVlanOffload(false)));
        byte[] frame = Frames.tagged(Frames.tcp(1, 2, 3, 16, 10), 42);

        card.receive(frame.clone());

        assertThat(card.dma.get(0).toByteArray()).isEqualTo(frame);
        assertThat(card.dma.get(0).vlanTci).isEqualTo(-1);
        assertThat(card.dma.get(0).l4Hash).isTrue();
    }

    @Test
    void shouldTakeTheOuterTagOut() {
        RecordedNic card = new RecordedNic(NicSettings.defaults(Frames.US));
        byte[] plain = Frames.tcp(1, 2, 3, 16, 10);
        byte[] inner = Frames.tagged(plain, 7);
        card.receive(Frames.tagged(plain, 0xe02a));
        card.receive(Frames.tagged(inner, 0));
        card.receive(plain);

        assertThat(card.dma.get(0).toByteArray()).isEqualTo(plain);
        assertThat(card.dma.get(1).toByteArray()).isEqualTo(inner);
        assertThat(card.dma).extracting(s -> s.vlanTci).containsExactly(0xe02a, 0, -1);
        assertThat(card.dma.get(0).hash).isEqualTo(card.dma.get(2).hash);
        assertThat(card.nic.stats().get(EthtoolStat.RX_BYTES)).isEqualTo(plain.length * 3 + 4);
        assertThat(card.nic.stats().get(EthtoolStat.RX_BYTES_NIC)).isEqualTo(plain.length * 3 + 8 + 4 + 12);
    }

    @ParameterizedTest(name = "to {1} at port {0}: {2}")
    @CsvSource({
        "0, 02:00:00:00:00:02, delivered",
        "1, 02:00:00:00:00:02, delivered",
        "2, 02:00:00:00:00:02, mac_filter",
        "0, 02:00:00:00:01:02, mac_filter",
        "2, 02:00:00:00:01:02, delivered",
        "2, ff:ff:ff:ff:ff:ff, delivered",
    })
    void shouldGiveEachDeviceItsOwnAddress(int port, String dst, String fate) {
        RecordedNic card =
                new RecordedNic(NicSettings.defaults(Frames.US).withPortMac(2, MacAddress.parse("02:00:00:00:01:02")));

        card.receive(new WireFrame(port, 0, false, false, 0, Frames.ethernet(MacAddress.parse(dst), IPV4, 100), false));

        assertThat(card.dma).hasSize(fate.equals("delivered") ? 1 : 0);
        assertThat(card.nic.ledger().snapshot(0).dropped())
                .isEqualTo(fate.equals("delivered") ? Map.of() : Map.of(fate, 1L));
    }
}
