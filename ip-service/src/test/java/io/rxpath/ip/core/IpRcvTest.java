package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Hop;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.LinkStat;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbFrag;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each check of ip_rcv_core() and ip_rcv_finish_core(), with the counters that move and those that do not. */
class IpRcvTest {
    static Stream<Arguments> checks() {
        return Stream.of(
                row("sound segment", Packets.tcp(), "delivered", "Ip.InDelivers 1 IpExt.InNoECTPkts 1 octets 40"),
                row(
                        "other host's MAC: before anything is counted",
                        Packets.to(Packets.tcp(), "02:00:00:00:00:99"),
                        "dropped OTHERHOST",
                        ""),
                row("no bytes at all", cut(0), "dropped IP_INHDR", "Ip.InHdrErrors 1"),
                row("19 bytes", cut(19), "dropped IP_INHDR", "Ip.InHdrErrors 1 octets 19"),
                row(
                        "IHL 4: before the ECN counter",
                        Packets.tcp(iph -> iph.ihl(4)),
                        "dropped IP_INHDR",
                        "Ip.InHdrErrors 1 octets 40"),
                row("version 5", Packets.tcp(iph -> iph.version(5)), "dropped IP_INHDR", "Ip.InHdrErrors 1 octets 40"),
                row("version 6", Packets.tcp(iph -> iph.version(6)), "dropped IP_INHDR", "Ip.InHdrErrors 1 octets 40"),
                row(
                        "IHL beyond the packet: behind the ECN counter",
                        Packets.tcp(iph -> iph.ihl(15).ecn(3)),
                        "dropped IP_INHDR",
                        "Ip.InHdrErrors 1 IpExt.InCEPkts 1 octets 40"),
                row(
                        "bad checksum counts twice",
                        Packets.with(Packets.tcp(), f -> f[24] ^= 1),
                        "dropped IP_CSUM",
                        "Ip.InHdrErrors 1 IpExt.InCsumErrors 1 IpExt.InNoECTPkts 1 octets 40"),
                row(
                        "total length beyond the frame is no header error",
                        Packets.tcp(iph -> iph.totalLength(41)),
                        "dropped PKT_TOO_SMALL",
                        "IpExt.InTruncatedPkts 1 IpExt.InNoECTPkts 1 octets 40"),
                row(
                        "total length below the header",
                        Packets.tcp(iph -> iph.totalLength(19)),
                        "dropped IP_INHDR",
                        "Ip.InHdrErrors 1 IpExt.InNoECTPkts 1 octets 40"),
                row(
                        "total length of the header alone",
                        Packets.tcp(iph -> iph.totalLength(20)),
                        "delivered",
                        "Ip.InDelivers 1 IpExt.InNoECTPkts 1 octets 40"),
                row(
                        "ECT(1)",
                        Packets.tcp(iph -> iph.ecn(1)),
                        "delivered",
                        "Ip.InDelivers 1 IpExt.InECT1Pkts 1 octets 40"),
                row(
                        "ECT(0)",
                        Packets.tcp(iph -> iph.ecn(2)),
                        "delivered",
                        "Ip.InDelivers 1 IpExt.InECT0Pkts 1 octets 40"),
                row("CE", Packets.tcp(iph -> iph.ecn(3)), "delivered", "Ip.InDelivers 1 IpExt.InCEPkts 1 octets 40"),
                row(
                        "TTL 0 is for routers",
                        Packets.tcp(iph -> iph.ttl(0)),
                        "delivered",
                        "Ip.InDelivers 1 IpExt.InNoECTPkts 1 octets 40"),
                row(
                        "not for us: no error to the sender",
                        Packets.tcp(iph -> iph.daddr(Host.ip("10.9.0.77"))),
                        "dropped IP_INADDRERRORS",
                        "Ip.InAddrErrors 1 IpExt.InNoECTPkts 1 octets 40"),
                row(
                        "the network's lowest address is an ordinary one",
                        Packets.tcp(iph -> iph.daddr(Host.ip("10.9.0.0"))),
                        "dropped IP_INADDRERRORS",
                        "Ip.InAddrErrors 1 IpExt.InNoECTPkts 1 octets 40"),
                row(
                        "subnet broadcast",
                        Packets.tcp(iph -> iph.daddr(Host.ip("10.9.0.255"))),
                        "delivered",
                        "Ip.InDelivers 1 IpExt.InNoECTPkts 1 octets 40 IpExt.InBcastPkts 1 IpExt.InBcastOctets 40"),
                row(
                        "all hosts group",
                        Packets.tcp(iph -> iph.daddr(Host.ip("224.0.0.1"))),
                        "delivered",
                        "Ip.InDelivers 1 IpExt.InNoECTPkts 1 octets 40 IpExt.InMcastPkts 1 IpExt.InMcastOctets 40"),
                row(
                        "IGMP query is taken",
                        Packets.to(
                                Packets.ip(
                                        2,
                                        new byte[] {0x11, 0, (byte) 0xee, (byte) 0xff, 0, 0, 0, 0},
                                        "",
                                        iph -> iph.daddr(Host.ip("224.0.0.1"))),
                                "01:00:5e:00:00:01"),
                        "consumed igmp",
                        "Ip.InDelivers 1 IpExt.InNoECTPkts 1 octets 28 IpExt.InMcastPkts 1 IpExt.InMcastOctets 28"),
                row(
                        "unicast address in a broadcast frame",
                        Packets.to(Packets.tcp(), "ff:ff:ff:ff:ff:ff"),
                        "delivered",
                        "Ip.InDelivers 1 IpExt.InNoECTPkts 1 octets 40"));
    }

    private static byte[] cut(int ipBytes) {
        return Arrays.copyOf(Packets.tcp(), EthernetHeader.LENGTH + ipBytes);
    }

    private static Arguments row(String name, byte[] frame, String result, String counters) {
        Map<String, Long> wanted = new TreeMap<>();
        if (!result.equals("dropped OTHERHOST")) {
            wanted.put("Ip.InReceives", 1L);
        }
        String[] words = counters.split(" ", -1);
        for (int i = 0; i + 1 < words.length; i += 2) {
            wanted.put(words[i].equals("octets") ? "IpExt.InOctets" : words[i], Long.valueOf(words[i + 1]));
        }
        return Arguments.of(name, frame, result, wanted);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checks")
    void countsAndDecidesAsTheKernel(String name, byte[] frame, String result, Map<String, Long> counters) {
        Host host = new Host();
        assertThat(host.receive(frame)).isEqualTo(result);
        assertThat(host.counters()).containsExactlyInAnyOrderEntriesOf(counters);
        assertThat(host.out.frames).isEmpty();
        assertThat(host.out.drops).hasSize(result.startsWith("dropped") ? 1 : 0);
    }

    static Stream<Arguments> addresses() {
        return Stream.of(
                Arguments.of("our own address as source", "10.9.0.2", "10.9.0.2", "dropped IP_LOCAL_SOURCE"),
                Arguments.of(
                        "our own source to the limited broadcast",
                        "10.9.0.2",
                        "255.255.255.255",
                        "dropped IP_LOCAL_SOURCE"),
                Arguments.of(
                        "our own source to the subnet broadcast", "10.9.0.2", "10.9.0.255", "dropped IP_LOCAL_SOURCE"),
                Arguments.of("our own source to a group", "10.9.0.2", "224.0.0.1", "dropped IP_LOCAL_SOURCE"),
                Arguments.of("loopback source", "127.0.0.1", "10.9.0.2", "dropped IP_LOCALNET"),
                Arguments.of("loopback source to a group", "127.0.0.1", "224.0.0.1", "dropped IP_LOCALNET"),
                Arguments.of("loopback destination", "10.9.0.1", "127.0.0.1", "dropped IP_LOCALNET"),
                Arguments.of("multicast source", "224.0.0.1", "10.9.0.2", "dropped IP_INVALID_SOURCE"),
                Arguments.of("multicast source to a group", "224.0.0.9", "224.0.0.1", "dropped IP_INVALID_SOURCE"),
                Arguments.of("limited broadcast source", "255.255.255.255", "10.9.0.2", "dropped IP_INVALID_SOURCE"),
                Arguments.of("0.0.0.0 to us", "0.0.0.0", "10.9.0.2", "dropped IP_INVALID_SOURCE"),
                Arguments.of("0.1.2.3 to us", "0.1.2.3", "10.9.0.2", "delivered"),
                Arguments.of("0.0.0.0 to the limited broadcast is DHCP", "0.0.0.0", "255.255.255.255", "delivered"),
                Arguments.of("0.0.0.0 to 0.0.0.0 is an old broadcast", "0.0.0.0", "0.0.0.0", "delivered"),
                Arguments.of("destination in 0/8", "10.9.0.1", "0.0.0.5", "dropped IP_INADDRERRORS"),
                Arguments.of("group nobody joined", "10.9.0.1", "224.0.0.5", "dropped NOT_SPECIFIED"),
                Arguments.of("class E source", "240.0.0.1", "10.9.0.2", "delivered"),
                Arguments.of("source behind no route", "198.51.100.1", "10.9.0.2", "delivered"),
                Arguments.of("destination behind no route", "10.9.0.1", "192.0.2.1", "dropped IP_INADDRERRORS"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("addresses")
    void refusesMartians(String name, String saddr, String daddr, String result) {
        Host host = new Host();
        byte[] frame = Packets.tcp(iph -> iph.saddr(Host.ip(saddr)).daddr(Host.ip(daddr)));
        assertThat(host.receive(frame)).isEqualTo(result);
    }

    @Test
    void deliversTheSegmentAsTcpWantsIt() {
        Host host = new Host();
        byte[] padded = Arrays.copyOf(Packets.tcp(), 60 + 4);
        host.receive(padded);
        SkBuff skb = host.out.tcp.get(0);
        assertThat(skb.toByteArray()).isEqualTo(Packets.bytes(20));
        assertThat(skb.transportHeader()).isEqualTo(skb.data());
        assertThat(skb.networkHeader()).isEqualTo(skb.data() - 20);
        assertThat(skb.hop(Hop.IP)).isEqualTo(host.now);
        assertThat(skb.hash).isEqualTo(0x1234);
        assertThat(skb.pktType).isEqualTo(PacketType.HOST);
    }

    @Test
    void tellsTcpOfABroadcastByThePacketType() {
        Host host = new Host();
        host.receive(Packets.tcp(iph -> iph.daddr(Host.ip("10.9.0.255"))));
        assertThat(host.out.tcp.get(0).pktType).isEqualTo(PacketType.BROADCAST);
    }

    @Test
    void countsASuperPacketOnceAndItsSegmentsByEcn() {
        Host host = new Host();
        byte[] frame = Packets.ip(IpProtocol.TCP, Packets.bytes(20 + 3 * 1460), "", iph -> iph.ecn(2));
        SkBuff skb = Host.ethTypeTrans(frame);
        skb.gsoSize = 1460;
        skb.gsoSegs = 3;
        assertThat(host.receive(skb)).isEqualTo("delivered 3");
        assertThat(host.counters()).containsEntry("Ip.InReceives", 1L).containsEntry("IpExt.InECT0Pkts", 3L);
        assertThat(host.out.tcp.get(0).gsoSegs).isEqualTo(3);
    }

    @Test
    void readsAHeaderThatLiesInFragments() {
        Host host = new Host();
        byte[] packet = Arrays.copyOfRange(Packets.tcp(), EthernetHeader.LENGTH, 54);
        SkBuff skb = SkBuff.alloc(10);
        skb.put(0);
        skb.addFrag(new SkbFrag(packet, 0, packet.length));
        skb.protocol = EthernetHeader.TYPE_IPV4;
        assertThat(host.receive(skb)).isEqualTo("delivered");
        assertThat(host.out.tcp.get(0).toByteArray()).isEqualTo(Packets.bytes(20));
    }

    @Test
    void takesPaddingOutOfACompleteChecksum() {
        Host host = new Host();
        byte[] frame = Packets.ip(IpProtocol.TCP, Packets.bytes(21), "", iph -> {});
        byte[] padded = Arrays.copyOf(frame, frame.length + 3);
        padded[frame.length] = (byte) 0xab;
        padded[frame.length + 1] = 0x12;
        padded[frame.length + 2] = 0x34;
        SkBuff skb = Host.ethTypeTrans(padded);
        skb.ipSummed = IpSummed.COMPLETE;
        skb.csum = InternetChecksum.fold(InternetChecksum.partial(padded, 14, padded.length - 14, 0));
        host.receive(skb);
        // A sound IP header adds nothing to the sum.
        int payload = InternetChecksum.finish(InternetChecksum.partial(Packets.bytes(21), 0, 21, 0));
        assertThat(~host.out.tcp.get(0).csum & 0xffff).isEqualTo(payload);
    }

    static Stream<Arguments> dispatch() {
        return Stream.of(
                Arguments.of("LLC", 4, "dropped UNHANDLED_PROTO"),
                Arguments.of("unknown", 0x88b5, "dropped UNHANDLED_PROTO"),
                Arguments.of("IPv4", 0x0800, "delivered"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dispatch")
    void dispatchesByProtocol(String name, int protocol, String result) {
        Host host = new Host();
        SkBuff skb = Host.ethTypeTrans(Packets.tcp());
        skb.protocol = protocol;
        assertThat(host.receive(skb)).isEqualTo(result);
        assertThat(host.stack.link().get(LinkStat.RX_DROPPED)).isEqualTo(result.equals("delivered") ? 0 : 1);
    }

    @Test
    void hasNoDeviceForAVlanButTakesAPriorityTag() {
        Host host = new Host();
        SkBuff vlan = Host.ethTypeTrans(Packets.tcp());
        vlan.vlanTci = 10;
        SkBuff priority = Host.ethTypeTrans(Packets.tcp());
        priority.vlanTci = 5 << 13;
        assertThat(host.receive(vlan)).isEqualTo("dropped OTHERHOST");
        assertThat(host.receive(priority)).isEqualTo("delivered");
        assertThat(host.stack.link().get(LinkStat.RX_OTHERHOST_DROPPED)).isEqualTo(1);
    }

    @Test
    void dropsUnicastInMulticastFramesIfToldTo() {
        IpSettings s = Host.SETTINGS;
        Host host = new Host(s.with(b -> b.conf("eth0", InetDevconf.DROP_UNICAST_IN_L2_MULTICAST, 1)));
        assertThat(host.receive(Packets.to(Packets.tcp(), "01:00:5e:00:00:05")))
                .isEqualTo("dropped UNICAST_IN_L2_MULTICAST");
        assertThat(host.receive(Packets.tcp())).isEqualTo("delivered");
        byte[] broadcast = Packets.tcp(iph -> iph.daddr(Host.ip("10.9.0.255")));
        assertThat(host.receive(Packets.to(broadcast, "ff:ff:ff:ff:ff:ff"))).isEqualTo("delivered");
    }

    static Stream<Arguments> options() {
        return Stream.of(
                Arguments.of("no operation and end", "01010100", "delivered", -1),
                Arguments.of("garbage behind the end", "00ffffff", "delivered", -1),
                Arguments.of("unknown option", "9904abcd", "delivered", -1),
                Arguments.of("a lone type byte at the end", "010101ff", "dropped IP_INHDR", 23),
                Arguments.of("length 1", "99010000", "dropped IP_INHDR", 20),
                Arguments.of("length beyond the header", "99050000", "dropped IP_INHDR", 20),
                Arguments.of("record route", "0707040000000000", "delivered", -1),
                Arguments.of("record route, full", "07030400", "delivered", -1),
                Arguments.of("record route of length 2", "07020000", "dropped IP_INHDR", 21),
                Arguments.of("record route pointer 3", "0707030000000000", "dropped IP_INHDR", 22),
                Arguments.of("record route with room for half an address", "0705040000000000", "dropped IP_INHDR", 22),
                Arguments.of("two record routes", "0703040703040000", "dropped IP_INHDR", 23),
                Arguments.of("timestamp", "440c0500" + "00".repeat(8), "delivered", -1),
                Arguments.of("timestamp of length 3", "44030500", "dropped IP_INHDR", 21),
                Arguments.of("timestamp pointer 4", "4408040000000000", "dropped IP_INHDR", 22),
                Arguments.of("timestamp and address without room", "4408050100000000", "dropped IP_INHDR", 22),
                Arguments.of("timestamp full, overflow 15", "440405f0", "dropped IP_INHDR", 23),
                Arguments.of("timestamp full, overflow 14", "440405e0", "delivered", -1),
                Arguments.of("router alert", "94040000", "delivered", -1),
                Arguments.of("router alert of length 2", "94020000", "dropped IP_INHDR", 21),
                Arguments.of("source route: refused, not an error", "8307040a09000900", "dropped NOT_SPECIFIED", 0),
                Arguments.of("strict source route", "8907080a09000900", "dropped NOT_SPECIFIED", 0),
                Arguments.of("source route pointer 3", "8307030a09000900", "dropped IP_INHDR", 22),
                Arguments.of("two source routes", "830304830304" + "0000", "dropped IP_INHDR", 23));
    }

    /** Expected pointer of the parameter problem; -1 for delivery, 0 for a silent drop that is not counted either. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void checksOptions(String name, String options, String result, int pointer) {
        Host host = new Host();
        assertThat(host.receive(Packets.ip(IpProtocol.TCP, Packets.bytes(20), options, iph -> {})))
                .isEqualTo(result);
        if (pointer > 0) {
            assertThat(host.counters()).containsEntry("Ip.InHdrErrors", 1L).containsEntry("Icmp.OutParmProbs", 1L);
            assertThat(host.out.payload(0)).startsWith(12, 0);
            assertThat(host.out.payload(0)[4]).isEqualTo((byte) pointer);
        } else {
            assertThat(host.counters()).doesNotContainKeys("Ip.InHdrErrors", "Icmp.OutMsgs");
            assertThat(host.out.frames).isEmpty();
        }
    }

    @Test
    void writesItsAddressIntoARecordRoute() {
        Host host = new Host();
        byte[] frame = Packets.ip(IpProtocol.TCP, Packets.bytes(20), "0707040000000000", iph -> iph.tos(0xb8));
        host.receive(frame.clone());
        SkBuff skb = host.out.tcp.get(0);
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.networkHeader());
        assertThat(iph.tos()).isEqualTo(0xb8);
        assertThat(iph.ihl()).isEqualTo(7);
        assertThat(HexFormat.of().formatHex(skb.buf(), skb.networkHeader() + 20, skb.networkHeader() + 28))
                .isEqualTo("070708" + "0a090002" + "00");
    }
}
