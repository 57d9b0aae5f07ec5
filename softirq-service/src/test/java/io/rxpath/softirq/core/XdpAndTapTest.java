package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SoftnetStat;
import io.rxpath.softirq.core.xdp.XdpRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What XDP takes before there is an skb, what becomes of VLAN tags, and what the tap sees of it all. */
class XdpAndTapTest {
    private final Rig rig = new Rig(Rig.tap());
    private final List<byte[]> seen = new ArrayList<>();

    private void tap() {
        rig.softirq.tap((skb, nanos) -> seen.add(TapFrame.copy(skb, 65535)));
    }

    private void program(String text) {
        rig.softirq.settings(rig.softirq.settings().with(b -> b.xdp = XdpRules.parse(text)));
    }

    private static byte[] tagged(byte[] frame, int... tags) {
        byte[] result = frame;
        for (int i = tags.length - 1; i >= 0; i--) {
            byte[] next = new byte[result.length + 4];
            System.arraycopy(result, 0, next, 0, 12);
            next[12] = (byte) 0x81;
            next[14] = (byte) (tags[i] >> 8);
            next[15] = (byte) tags[i];
            System.arraycopy(result, 12, next, 16, result.length - 12);
            result = next;
        }
        return result;
    }

    @Test
    void xdpSeesFramesBeforeTheTapAndTheLedgerKnowsThem() {
        tap();
        program("drop udp; tx tcp dst port 7; redirect 3 tcp dst port 9; aborted tcp dst port 11");
        rig.burst(
                TestFrame.udp(1, 2, 10).skb(),
                TestFrame.tcp(1, 0).ports(1, 7).skb(),
                TestFrame.tcp(1, 0).ports(1, 9).skb(),
                TestFrame.tcp(1, 0).ports(1, 11).skb(),
                TestFrame.tcp(1, 0).ports(1, 13).skb());
        assertThat(rig.received).hasSize(1);
        assertThat(seen).as("the tap").hasSize(1);
        assertThat(rig.drops)
                .extracting(DropEvent::reason, DropEvent::place)
                .hasToString("[(\"XDP_DROP\", \"ixgbe_run_xdp\"), (\"XDP_ABORTED\", \"ixgbe_run_xdp\")]");
        var ledger = rig.softirq.ledger().snapshot(0);
        assertThat(ledger.dropped()).isEqualTo(Map.of("XDP_DROP", 1L, "XDP_ABORTED", 1L));
        assertThat(ledger.consumed()).isEqualTo(Map.of("XDP_TX", 1L, "XDP_REDIRECT", 1L));
        assertThat(rig.softirq.softnet().get(SoftnetStat.PROCESSED)).isEqualTo(1);
    }

    @Test
    void txSwapsTheAddressesAndRedirectDoesNot() {
        program("tx udp; redirect 3");
        rig.burst(TestFrame.udp(1, 2, 10).skb(), TestFrame.tcp(1, 0).skb());
        assertThat(rig.transmitted).extracting(skb -> skb.port).containsExactly(0, 3);
        assertThat(rig.transmitted.get(0).toByteArray())
                .isEqualTo(TestFrame.udp(1, 2, 10)
                        .ether(TestFrame.PEER_MAC, TestFrame.HOST_MAC, EthernetHeader.TYPE_IPV4)
                        .build());
        assertThat(rig.transmitted.get(1).toByteArray())
                .isEqualTo(TestFrame.tcp(1, 0).build());
    }

    @Test
    void framesThatXdpTakesUseUpThePollToo() {
        program("drop");
        for (int i = 0; i < 70; i++) {
            rig.dma(0, TestFrame.tcp(1, 0).skb());
        }
        rig.run();
        assertThat(rig.drops).hasSize(64);
        rig.runAll();
        assertThat(rig.drops).hasSize(70);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no tag, , -1, HOST, 0x0800",
        "priority tag in the frame, 6000, -1, HOST, 0x0800",
        "VLAN 5 in the frame, 0005, -1, OTHERHOST, 0x0800",
        "VLAN 5 and 6 behind it, 0005 0006, -1, OTHERHOST, 0x8100",
        "VLAN 5 taken out by the card, , 5, OTHERHOST, 0x0800",
        "priority taken out by the card, , 24576, HOST, 0x0800",
        "priority tag and VLAN 5 behind it, 6000 0005, -1, OTHERHOST, 0x0800",
        "priority tags, 6000 2000, -1, HOST, 0x0800",
        "VLAN 5 taken out and 6 in the frame, 0006, 5, OTHERHOST, 0x8100",
        "priority taken out and VLAN 6 in the frame, 0006, 0, OTHERHOST, 0x0800",
    })
    void vlanTags(String name, String inFrame, int tci, PacketType type, String protocol) {
        tap();
        int[] tags = inFrame == null
                ? new int[0]
                : Arrays.stream(inFrame.split(" "))
                        .mapToInt(t -> Integer.parseInt(t, 16))
                        .toArray();
        byte[] frame = tagged(TestFrame.udp(1, 2, 10).build(), tags);
        SkBuff skb = SkBuff.wrap(frame.clone());
        skb.vlanTci = tci;
        rig.burst(skb);
        SkBuff up = rig.received.get(0);
        assertThat(up.pktType).as(name).isEqualTo(type);
        assertThat(up.protocol).isEqualTo(Integer.decode(protocol));
        assertThat(up.vlanTci).isEqualTo(-1);
        assertThat(up.buf()[up.data()]).isEqualTo((byte) (up.protocol == EthernetHeader.TYPE_IPV4 ? 0x45 : 0));
        byte[] onTheWire = tci < 0 ? frame : tagged(frame, tci);
        assertThat(seen).singleElement().isEqualTo(onTheWire);
    }

    @Test
    void aTagWithNothingBehindItIsDropped() {
        byte[] frame = Arrays.copyOf(tagged(TestFrame.udp(1, 2, 10).build(), 5), 20);
        rig.burst(SkBuff.wrap(frame.clone()));
        assertThat(rig.drops).extracting(DropEvent::reason, DropEvent::place).hasToString("[]");
        rig.burst(SkBuff.wrap(Arrays.copyOf(frame, 19)));
        assertThat(rig.drops)
                .extracting(DropEvent::reason, DropEvent::place)
                .hasToString("[(\"NOT_SPECIFIED\", \"skb_vlan_untag\")]");
    }

    @Test
    void theTapSeesWhatGroHasMergedAndCutsItToTheSnaplen() {
        rig.softirq.tap((skb, nanos) -> {
            seen.add(TapFrame.copy(skb, 60));
            assertThat(TapFrame.length(skb)).isEqualTo(14 + 40 + 300);
            assertThat(nanos).isEqualTo(rig.now);
        });
        rig.burst(
                TestFrame.tcp(1, 100).skb(),
                TestFrame.tcp(101, 100).id(1).skb(),
                TestFrame.tcp(201, 100).id(2).skb());
        assertThat(seen).singleElement().satisfies(bytes -> {
            assertThat(bytes).hasSize(60);
            assertThat(HexFormat.of().formatHex(bytes, 0, 14)).isEqualTo("0200000000020200000000010800");
        });
        rig.softirq.tap(null);
        rig.burst(TestFrame.udp(1, 2, 3).skb());
        assertThat(seen).hasSize(1);
    }
}
