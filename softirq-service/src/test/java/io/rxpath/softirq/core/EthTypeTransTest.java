package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a frame is for and what it carries, by its Ethernet header alone. */
class EthTypeTransTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            our own address,               020000000002, 0800, 4500, HOST,      0x0800
            somebody else,                 020000000003, 0800, 4500, OTHERHOST, 0x0800
            broadcast,                     ffffffffffff, 0806, 0001, BROADCAST, 0x0806
            IPv4 multicast,                01005e000005, 0800, 4500, MULTICAST, 0x0800
            IPv6 multicast,                333300000001, 86dd, 6000, MULTICAST, 0x86dd
            almost broadcast,              fffffffffffe, 0800, 4500, MULTICAST, 0x0800
            VLAN tag stays in the packet,  020000000002, 8100, 000a, HOST,      0x8100
            smallest type,                 020000000002, 0600, 0000, HOST,      0x0600
            length with LLC,               020000000002, 05ff, 4242, HOST,      0x0004
            length with raw IPX,           020000000002, 0064, ffff, HOST,      0x0001
            length without room for LLC,   020000000002, 0001, ff,   HOST,      0x0004
            no payload,                    020000000002, 0800, '',   HOST,      0x0800
            """)
    void frame(String name, String dst, String type, String payload, PacketType packetType, String protocol) {
        SkBuff skb = SkBuff.wrap(HexFormat.of().parseHex(dst + "020000000001" + type + payload));
        assertThat(EthTypeTrans.apply(skb, TestFrame.HOST_MAC)).isEqualTo(SkbDropReason.NOT_DROPPED_YET);
        assertThat(skb.pktType).as(name).isEqualTo(packetType);
        assertThat(skb.protocol).isEqualTo(Integer.decode(protocol));
        assertThat(skb.macHeader()).isZero();
        assertThat(skb.networkHeader()).isEqualTo(14).isEqualTo(skb.data());
        assertThat(skb.len()).isEqualTo(payload.length() / 2);
    }

    @ParameterizedTest(name = "{0} bytes are no Ethernet frame")
    @CsvSource({"0", "1", "13"})
    void tooSmall(int length) {
        Rig rig = new Rig(Rig.tap());
        rig.burst(SkBuff.wrap(new byte[length]));
        assertThat(rig.received).isEmpty();
        assertThat(rig.drops).singleElement().satisfies(drop -> {
            assertThat(drop.reason()).isEqualTo("PKT_TOO_SMALL");
            assertThat(drop.place()).isEqualTo("eth_type_trans");
        });
        assertThat(rig.softirq.ledger().snapshot(0).dropped()).containsEntry("PKT_TOO_SMALL", 1L);
    }

    @ParameterizedTest(name = "to {1} at port {0}: {2}")
    @CsvSource({
        "0, 020000000002, HOST",
        "2, 020000000002, OTHERHOST",
        "0, 020000000102, OTHERHOST",
        "2, 020000000102, HOST",
    })
    void eachDeviceHasItsAddress(int port, String dst, PacketType packetType) {
        Rig rig = new Rig(Rig.tap().with(b -> b.portMacs.put(2, 0x020000000102L)));
        SkBuff frame = SkBuff.wrap(HexFormat.of().parseHex(dst + "020000000001" + "88b5" + "00".repeat(46)));
        frame.port = port;
        rig.burst(frame);
        assertThat(rig.received)
                .singleElement()
                .satisfies(skb -> assertThat(skb.pktType).isEqualTo(packetType));
    }
}
