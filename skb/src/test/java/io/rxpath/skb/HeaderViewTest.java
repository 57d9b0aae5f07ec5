package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every field of every view: written, found at its place in golden hex, and read back. */
class HeaderViewTest {
    /** Views start here in their arrays, so that an accessor that forgets the offset is found out. */
    private static final int OFF = 3;

    @Test
    void shouldPlaceTheFieldsOfEthernet() {
        byte[] a = room(EthernetHeader.LENGTH);
        EthernetHeader eth = new EthernetHeader(a, OFF)
                .dst(0x0180c2000001L)
                .src(0xfedcba987654L)
                .type(EthernetHeader.TYPE_IPV6);

        assertThat(hex(a)).isEqualTo("0180c2000001" + "fedcba987654" + "86dd");
        assertThat(eth.dst()).isEqualTo(0x0180c2000001L);
        assertThat(eth.src()).isEqualTo(0xfedcba987654L);
        assertThat(eth.type()).isEqualTo(0x86dd);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "broadcast, 0xffffffffffff, true, true",
        "IPv4 multicast, 0x01005e000001, true, false",
        "IPv6 multicast, 0x333300000001, true, false",
        "unicast, 0x020000000001, false, false",
        "unicast with all other bits set, 0xfeffffffffff, false, false",
    })
    void shouldTellKindsOfDestinations(String name, String dst, boolean multicast, boolean broadcast) {
        EthernetHeader eth = new EthernetHeader(room(EthernetHeader.LENGTH), OFF).dst(Long.decode(dst));

        assertThat(eth.multicast()).isEqualTo(multicast);
        assertThat(eth.broadcast()).isEqualTo(broadcast);
    }

    @Test
    void shouldPlaceTheFieldsOfAVlanTag() {
        byte[] a = room(VlanTag.LENGTH);
        VlanTag tag = new VlanTag(a, OFF)
                .tpid(EthernetHeader.TYPE_QINQ)
                .tci(0xffff)
                .vid(0x123)
                .pcp(5)
                .dei(false);

        assertThat(hex(a)).isEqualTo("88a8" + "a123");
        assertThat(tag.dei(true).tci()).isEqualTo(0xb123);
        assertThat(tag.tpid()).isEqualTo(0x88a8);
        assertThat(tag.vid()).isEqualTo(0x123);
        assertThat(tag.pcp()).isEqualTo(5);
        assertThat(tag.dei()).isTrue();
    }

    @Test
    void shouldPlaceTheFieldsOfArp() {
        byte[] a = room(ArpHeader.LENGTH);
        ArpHeader arp = new ArpHeader(a, OFF)
                .hardwareType(ArpHeader.HARDWARE_ETHERNET)
                .protocolType(EthernetHeader.TYPE_IPV4)
                .hardwareLength(6)
                .protocolLength(4)
                .operation(ArpHeader.REPLY)
                .senderMac(0x020000000001L)
                .senderIp(0xc0a80001)
                .targetMac(0xfeffffffff02L)
                .targetIp(0x0a000002);

        assertThat(hex(a))
                .isEqualTo("0001" + "0800" + "06" + "04" + "0002" + "020000000001" + "c0a80001" + "feffffffff02"
                        + "0a000002");
        assertThat(arp.hardwareType()).isEqualTo(1);
        assertThat(arp.protocolType()).isEqualTo(0x0800);
        assertThat(arp.hardwareLength()).isEqualTo(6);
        assertThat(arp.protocolLength()).isEqualTo(4);
        assertThat(arp.operation()).isEqualTo(2);
        assertThat(arp.senderMac()).isEqualTo(0x020000000001L);
        assertThat(arp.senderIp()).isEqualTo(0xc0a80001);
        assertThat(arp.targetMac()).isEqualTo(0xfeffffffff02L);
        assertThat(arp.targetIp()).isEqualTo(0x0a000002);
    }

    @Test
    void shouldPlaceTheFieldsOfIpv4() {
        byte[] a = room(Ipv4Header.LENGTH);
        Ipv4Header iph = new Ipv4Header(a, OFF)
                .version(4)
                .ihl(6)
                .dscp(46)
                .ecn(3)
                .totalLength(65535)
                .id(0xabcd)
                .dontFragment(true)
                .moreFragments(true)
                .fragmentOffset(65528)
                .ttl(255)
                .protocol(IpProtocol.UDP)
                .checksum(0xfedc)
                .saddr(0xc0a80001)
                .daddr(0xffffffff);

        assertThat(hex(a)).isEqualTo("46bbffff" + "abcd7fff" + "ff11fedc" + "c0a80001" + "ffffffff");
        assertThat(iph.version()).isEqualTo(4);
        assertThat(iph.ihl()).isEqualTo(6);
        assertThat(iph.headerLength()).isEqualTo(24);
        assertThat(iph.tos()).isEqualTo(0xbb);
        assertThat(iph.dscp()).isEqualTo(46);
        assertThat(iph.ecn()).isEqualTo(3);
        assertThat(iph.totalLength()).isEqualTo(65535);
        assertThat(iph.id()).isEqualTo(0xabcd);
        assertThat(iph.fragOff16()).isEqualTo(0x7fff);
        assertThat(iph.fragmentOffset()).isEqualTo(65528);
        assertThat(iph.ttl()).isEqualTo(255);
        assertThat(iph.protocol()).isEqualTo(17);
        assertThat(iph.checksum()).isEqualTo(0xfedc);
        assertThat(iph.saddr()).isEqualTo(0xc0a80001);
        assertThat(iph.daddr()).isEqualTo(-1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "whole, 0x0000, false, false, 0, false",
        "whole that must stay so, 0x4000, true, false, 0, false",
        "the reserved bit alone, 0x8000, false, false, 0, false",
        "first fragment, 0x2000, false, true, 0, true",
        "middle fragment, 0x20b9, false, true, 1480, true",
        "last fragment, 0x00b9, false, false, 1480, true",
        "last possible place, 0x1fff, false, false, 65528, true",
        "a fragment that must not be fragmented, 0x6001, true, true, 8, true",
    })
    void shouldReadFragmentation(String name, int raw, boolean df, boolean mf, int offset, boolean fragment) {
        Ipv4Header iph = new Ipv4Header(room(Ipv4Header.LENGTH), OFF).fragOff16(raw);

        assertThat(iph.dontFragment()).isEqualTo(df);
        assertThat(iph.moreFragments()).isEqualTo(mf);
        assertThat(iph.fragmentOffset()).isEqualTo(offset);
        assertThat(iph.isFragment()).isEqualTo(fragment);
    }

    @Test
    void shouldClearFragmentationFlagsOneByOne() {
        Ipv4Header iph = new Ipv4Header(room(Ipv4Header.LENGTH), OFF).fragOff16(0xffff);

        assertThat(iph.dontFragment(false).fragOff16()).isEqualTo(0xbfff);
        assertThat(iph.moreFragments(false).fragOff16()).isEqualTo(0x9fff);
        assertThat(iph.fragmentOffset(8).fragOff16()).isEqualTo(0x8001);
    }

    @Test
    void shouldComputeTheChecksumOfAHeaderThatHoldsAWrongOne() {
        byte[] a = HexFormat.of().parseHex("ffffff" + "45000073000040004011deadc0a80001c0a800c7");
        Ipv4Header iph = new Ipv4Header(a, OFF);

        assertThat(iph.checksumValid()).isFalse();
        assertThat(iph.computeChecksum()).isEqualTo(0xb861);
        assertThat(iph.checksum()).isEqualTo(0xdead);
        assertThat(iph.checksum(iph.computeChecksum()).checksumValid()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldKeepTheChecksumRightWhenAHopIsTaken(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            byte[] a = new byte[OFF + 60];
            random.nextBytes(a);
            Ipv4Header iph = new Ipv4Header(a, OFF)
                    .version(4)
                    .ihl(5 + random.nextInt(11))
                    .ttl(1 + random.nextInt(255));
            iph.checksum(iph.computeChecksum());
            int ttl = iph.ttl();

            assertThat(iph.decreaseTtl()).isEqualTo(ttl - 1).isEqualTo(iph.ttl());
            assertThat(iph.checksumValid()).as("seed %d round %d", seed, i).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no carry, 0x1234, 0x1334",
        "carry out of the top, 0xff80, 0x0081",
        "all ones wrap to zero as in the kernel, 0xfeff, 0x0000",
        "just below all ones, 0xfefe, 0xfffe",
    })
    void shouldCarryAroundWhenAHopIsTaken(String name, int before, int after) {
        Ipv4Header iph = new Ipv4Header(room(Ipv4Header.LENGTH), OFF).ttl(64).checksum(before);

        assertThat(iph.decreaseTtl()).isEqualTo(63);
        assertThat(iph.checksum()).isEqualTo(after);
    }

    @Test
    void shouldPlaceTheFieldsOfIpv6() {
        byte[] a = room(Ipv6Header.LENGTH);
        Ipv6Header iph = new Ipv6Header(a, OFF)
                .version(6)
                .trafficClass(0xb8)
                .flowLabel(0xfedcb)
                .payloadLength(65535)
                .nextHeader(IpProtocol.ICMPV6)
                .hopLimit(255)
                .saddrHi(0x20010db800000001L)
                .saddrLo(0xfedcba9876543210L)
                .daddrHi(0xff02000000000000L)
                .daddrLo(1);

        assertThat(hex(a))
                .isEqualTo("6b8fedcb" + "ffff3aff" + "20010db800000001fedcba9876543210"
                        + "ff020000000000000000000000000001");
        assertThat(iph.version()).isEqualTo(6);
        assertThat(iph.trafficClass()).isEqualTo(0xb8);
        assertThat(iph.flowLabel()).isEqualTo(0xfedcb);
        assertThat(iph.payloadLength()).isEqualTo(65535);
        assertThat(iph.nextHeader()).isEqualTo(58);
        assertThat(iph.hopLimit()).isEqualTo(255);
        assertThat(iph.saddrHi()).isEqualTo(0x20010db800000001L);
        assertThat(iph.saddrLo()).isEqualTo(0xfedcba9876543210L);
        assertThat(iph.daddrHi()).isEqualTo(0xff02000000000000L);
        assertThat(iph.daddrLo()).isEqualTo(1);
    }

    @Test
    void shouldPlaceTheFieldsOfIcmp() {
        byte[] a = room(IcmpHeader.LENGTH);
        IcmpHeader icmp = new IcmpHeader(a, OFF)
                .type(IcmpHeader.DEST_UNREACH)
                .code(IcmpHeader.FRAG_NEEDED)
                .checksum(0xfedc)
                .id(0xabcd)
                .sequence(0x8001);

        assertThat(hex(a)).isEqualTo("0304fedc" + "abcd8001");
        assertThat(icmp.type()).isEqualTo(3);
        assertThat(icmp.code()).isEqualTo(4);
        assertThat(icmp.checksum()).isEqualTo(0xfedc);
        assertThat(icmp.id()).isEqualTo(0xabcd);
        assertThat(icmp.sequence()).isEqualTo(0x8001);
        assertThat(icmp.restOfHeader()).isEqualTo(0xabcd8001);
        assertThat(icmp.restOfHeader(1500).sequence()).isEqualTo(1500);
    }

    @Test
    void shouldPlaceTheFieldsOfUdp() {
        byte[] a = room(UdpHeader.LENGTH);
        UdpHeader uh =
                new UdpHeader(a, OFF).source(65535).dest(53).length(0x8008).checksum(0xfedc);

        assertThat(hex(a)).isEqualTo("ffff0035" + "8008fedc");
        assertThat(uh.source()).isEqualTo(65535);
        assertThat(uh.dest()).isEqualTo(53);
        assertThat(uh.length()).isEqualTo(0x8008);
        assertThat(uh.checksum()).isEqualTo(0xfedc);
    }

    @Test
    void shouldPlaceTheFieldsOfTcp() {
        byte[] a = room(TcpHeader.LENGTH);
        TcpHeader th = new TcpHeader(a, OFF)
                .source(65535)
                .dest(80)
                .seq(0xfedcba98)
                .ackSeq(0x80000001)
                .doffAndFlags(15, 0x100 | TcpHeader.ACK | TcpHeader.PSH)
                .window(0xffff)
                .checksum(0xfedc)
                .urgPtr(0x8001);

        assertThat(hex(a)).isEqualTo("ffff0050" + "fedcba98" + "80000001" + "f118ffff" + "fedc8001");
        assertThat(th.source()).isEqualTo(65535);
        assertThat(th.dest()).isEqualTo(80);
        assertThat(th.seq()).isEqualTo(0xfedcba98);
        assertThat(th.ackSeq()).isEqualTo(0x80000001);
        assertThat(th.doff()).isEqualTo(15);
        assertThat(th.headerLength()).isEqualTo(60);
        assertThat(th.flags()).isEqualTo(0x18);
        assertThat(th.ae()).isTrue();
        assertThat(th.flagWord()).isEqualTo(0xf118ffff);
        assertThat(th.window()).isEqualTo(65535);
        assertThat(th.checksum()).isEqualTo(0xfedc);
        assertThat(th.urgPtr()).isEqualTo(0x8001);
    }

    @Test
    void shouldSetDataOffsetAndFlagsApart() {
        TcpHeader th = new TcpHeader(room(TcpHeader.LENGTH), OFF).doffAndFlags(15, 0x1ff);

        assertThat(th.doff(5).flagWord() >>> 16).isEqualTo(0x51ff);
        assertThat(th.flags(TcpHeader.SYN).flagWord() >>> 16).isEqualTo(0x5102);
        assertThat(th.doffAndFlags(6, TcpHeader.SYN).flagWord() >>> 16).isEqualTo(0x6002);
    }

    @ParameterizedTest(name = "{1} is {0}")
    @CsvSource({
        "0x00, none",
        "0x01, F",
        "0x02, S",
        "0x04, R",
        "0x08, P",
        "0x10, .",
        "0x20, U",
        "0x40, E",
        "0x80, W",
        "0x11, F.",
        "0x12, S.",
        "0x14, R.",
        "0x18, P.",
        "0x19, FP.",
        "0xc2, SEW",
        "0xff, FSRP.UEW",
    })
    void shouldNameFlagsAsTcpdump(int flags, String expected) {
        TcpHeader th = new TcpHeader(room(TcpHeader.LENGTH), OFF).flags(flags);

        assertThat(TcpHeader.flagNames(th.flags())).isEqualTo(expected);
        String single = (th.fin() ? "F" : "")
                + (th.syn() ? "S" : "")
                + (th.rst() ? "R" : "")
                + (th.psh() ? "P" : "")
                + (th.ack() ? "." : "")
                + (th.urg() ? "U" : "")
                + (th.ece() ? "E" : "")
                + (th.cwr() ? "W" : "");
        assertThat(single.isEmpty() ? "none" : single).isEqualTo(expected);
    }

    private static byte[] room(int length) {
        return new byte[OFF + length];
    }

    private static String hex(byte[] a) {
        return HexFormat.of().formatHex(a, OFF, a.length);
    }
}
