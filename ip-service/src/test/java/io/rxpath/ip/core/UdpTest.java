package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Gso;
import io.rxpath.skb.IcmpErrorValue;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.UdpBind;
import io.rxpath.skb.UdpHeader;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** UDP up to the socket and down from it, beyond what the recordings show. Packets.udp sends from port 4000 to 5001. */
class UdpTest {
    private static final int PORT = 5001;
    private static final UdpBind BIND = UdpBind.on(PORT);
    private static final String UP = "consumed udp_queue_rcv";

    private static Host bound(UdpBind... binds) {
        return new Host(Host.SETTINGS.withUdp(List.of(binds)));
    }

    private static SkBuff skb(SockEvent event) {
        SkBuff skb = event.skb();
        if (skb == null) {
            throw new AssertionError("no skb in " + event);
        }
        return skb;
    }

    @Test
    void aDatagramGoesUpWithItsHeadersAndItsSocket() {
        Host host = bound(BIND);
        assertThat(host.receive(Packets.udp(10))).isEqualTo(UP);
        assertThat(host.out.socket).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(SockEvent.Kind.DATAGRAM);
            assertThat(event.cookie()).isEqualTo(BIND.cookie());
            assertThat(event.hash()).isEqualTo(SockCookie.home(BIND.cookie()));
            assertThat(event.flow()).isEqualTo(FlowKey.v4(Host.ADDRESS, PORT, Host.PEER, 4000));
            assertThat(event.value()).isEqualTo(2);
            assertThat(skb(event).len()).isEqualTo(UdpHeader.LENGTH + 10);
            assertThat(new Ipv4Header(skb(event).buf(), skb(event).networkHeader()).daddr())
                    .isEqualTo(Host.ADDRESS);
        });
        assertThat(host.counters()).doesNotContainKeys("Udp.InDatagrams", "Udp.NoPorts");
        assertThat(host.out.frames).isEmpty();
    }

    /** CHECKSUM_BREAK: 76 bytes with the header are verified before the lookup, 77 are left to the reader. */
    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({"0, true", "68, true", "69, false", "1400, false"})
    void aBadChecksumOfAShortDatagramIsFoundAtOnce(int payload, boolean atOnce) {
        Host host = bound(BIND);
        String became = host.receive(Packets.with(Packets.udp(payload), f -> f[41] ^= 1));
        assertThat(became).isEqualTo(atOnce ? "dropped UDP_CSUM" : UP);
        if (atOnce) {
            assertThat(host.counters()).containsEntry("Udp.InCsumErrors", 1L).containsEntry("Udp.InErrors", 1L);
            assertThat(host.out.drops).extracting("place").containsExactly("__udp4_lib_rcv");
        } else {
            assertThat(host.counters()).doesNotContainKey("Udp.InCsumErrors");
        }
    }

    @Test
    void otherPortsStayClosed() {
        Host host = bound(UdpBind.on(9));
        assertThat(host.receive(Packets.udp(10))).isEqualTo("dropped NO_SOCKET");
        assertThat(host.out.socket).isEmpty();
    }

    @Test
    void aBroadcastGoesToEverySocketThatWantsIt() {
        UdpBind other = BIND.address(IpAddress.parse("10.9.0.255"));
        UdpBind shared = BIND.reuseport(0);
        UdpBind here = shared.address(IpAddress.v4(Host.ADDRESS));
        Host host = bound(shared, BIND.reuseport(1), here, UdpBind.on(9), other.reuseport(0));
        byte[] frame = Packets.udp(10, iph -> iph.daddr(Host.ip("10.9.0.255")));
        assertThat(host.receive(frame)).isEqualTo("consumed skb_clone -2, consumed udp_queue_rcv 3");
        assertThat(host.out.socket)
                .extracting(SockEvent::cookie)
                .containsExactlyInAnyOrder(
                        shared.cookie(),
                        BIND.reuseport(1).cookie(),
                        other.reuseport(0).cookie());
        assertThat(host.counters()).doesNotContainKey("Udp.IgnoredMulti");
    }

    @Test
    void aBroadcastThatNobodyWantsIsIgnored() {
        Host host = bound(UdpBind.on(9));
        assertThat(host.receive(Packets.udp(10, iph -> iph.daddr(-1)))).isEqualTo("dropped NOT_SPECIFIED");
        assertThat(host.counters()).containsEntry("Udp.IgnoredMulti", 1L);
    }

    @Test
    void aSocketOfTheSameAddressTwiceIsRefused() {
        assertThatThrownBy(() -> bound(UdpBind.on(7), UdpBind.on(7)))
                .hasMessage("udp port 7 is bound twice, expected once");
    }

    @Test
    void framesOfIeee8022GoToTheModuleThatIsThere() {
        byte[] frame = Packets.with(Packets.udp(10), f -> {
            f[12] = 0;
            f[13] = 100;
        });
        Host without = new Host();
        assertThat(without.receive(frame.clone())).isEqualTo("dropped UNHANDLED_PROTO");
        assertThat(without.stack.link().nonZero()).isEqualTo(Map.of("link.rx_dropped", 1L));
        Host with = new Host(Host.SETTINGS.withLlc(true));
        assertThat(with.receive(frame)).isEqualTo("dropped NOT_SPECIFIED");
        assertThat(with.stack.link().nonZero()).isEmpty();
    }

    /** 250 bytes of data as GRO passes three datagrams up: 100, 100 and 50 bytes. The checksum field is not that of the data. */
    private static SkBuff merged() {
        SkBuff skb = Host.ethTypeTrans(Packets.with(Packets.udp(250), f -> f[41] ^= 1));
        skb.gsoSize = 100;
        skb.gsoSegs = 3;
        skb.gsoType = Gso.UDP_L4;
        skb.ipSummed = IpSummed.PARTIAL;
        skb.truesize = 3 * 832;
        return skb;
    }

    @Test
    void datagramsThatGroMergedGoUpOneByOne() {
        Host host = bound(BIND);
        byte[] whole = Packets.udp(250);
        byte[] data = Arrays.copyOfRange(whole, whole.length - 250, whole.length);
        assertThat(host.receive(merged())).isEqualTo("consumed udp_queue_rcv 3");
        int at = 0;
        for (SockEvent event : host.out.socket) {
            byte[] datagram = skb(event).toByteArray();
            int n = Math.min(100, 250 - at);
            assertThat(Arrays.copyOfRange(datagram, 8, datagram.length))
                    .isEqualTo(Arrays.copyOfRange(data, at, at + n));
            assertThat(skb(event).truesize).isEqualTo(832);
            at += n;
        }
        assertThat(at).isEqualTo(250);
    }

    @Test
    void mergedDatagramsWithoutASocketAreOnePacket() {
        Host host = bound(UdpBind.on(9));
        assertThat(host.receive(merged())).isEqualTo("dropped NO_SOCKET 3");
        assertThat(host.counters()).containsEntry("Udp.NoPorts", 1L);
        assertThat(host.out.frames).hasSize(1);
    }

    /** The error quotes a datagram from port 5001 to the peer's port 53. */
    private static byte[] error(String head, int protocol, int sport) {
        byte[] quoted = Packets.ip(
                protocol,
                HexFormat.of().parseHex(String.format("%04x003500080000", sport)),
                "",
                i -> i.saddr(Host.ADDRESS).daddr(Host.PEER));
        byte[] packet = Arrays.copyOfRange(quoted, EthernetHeader.LENGTH, quoted.length);
        return Packets.icmp(head + HexFormat.of().formatHex(packet));
    }

    @ParameterizedTest(name = "{0}: errno {1}, fatal {2}")
    @CsvSource({
        "0303000000000000, 111, true, 0",
        "0301000000000000, 113, false, 0",
        "0302000000000000, 92, true, 0",
        "0300000000000000, 101, false, 0",
        "03040000000004b0, 90, true, 1200",
        "030d000000000000, 113, true, 0",
        "0b00000000000000, 113, false, 0",
        "0c00000000000000, 71, true, 0"
    })
    void anIcmpErrorReachesTheSocketThatSentTheDatagram(String head, int errno, boolean fatal, int info) {
        Host host = bound(BIND);
        assertThat(host.receive(error(head, IpProtocol.UDP, PORT))).isEqualTo("consumed icmp");
        assertThat(host.out.socket).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(SockEvent.Kind.ICMP_ERROR);
            assertThat(event.cookie()).isEqualTo(BIND.cookie());
            assertThat(event.flow()).isEqualTo(FlowKey.v4(Host.ADDRESS, PORT, Host.PEER, 53));
            IcmpErrorValue error = IcmpErrorValue.decode(event.value());
            assertThat(error.errno()).isEqualTo(errno);
            assertThat(error.fatal()).isEqualTo(fatal);
            assertThat(error.info()).isEqualTo(info);
        });
        assertThat(host.counters()).doesNotContainKey("Icmp.InErrors");
    }

    @Test
    void anIcmpErrorWithoutASocketIsCounted() {
        Host host = bound(UdpBind.on(9));
        host.receive(error("0303000000000000", IpProtocol.UDP, PORT));
        assertThat(host.out.socket).isEmpty();
        assertThat(host.counters()).containsEntry("Icmp.InErrors", 1L);
    }

    @Test
    void anEchoReplyGoesUpByItsIdentifier() {
        Host host = new Host();
        assertThat(host.receive(Packets.icmp("0000000012340007"))).isEqualTo(UP);
        assertThat(host.out.socket).singleElement().satisfies(event -> {
            assertThat(event.cookie()).isEqualTo(SockCookie.ping(0x1234, false));
            assertThat(event.flow().remoteV4()).isEqualTo(Host.PEER);
        });
    }

    private static SkBuff datagram(int payload, int saddr, int protocol) {
        SkBuff skb = SkBuff.alloc(64 + UdpHeader.LENGTH + payload);
        skb.reserve(64);
        int at = skb.put(UdpHeader.LENGTH + payload);
        new UdpHeader(skb.buf(), at).source(PORT).dest(53).length(UdpHeader.LENGTH + payload);
        skb.flow = FlowKey.v4(saddr, PORT, Host.PEER, 53);
        skb.ipProtocol = protocol;
        skb.ipSummed = IpSummed.PARTIAL;
        return skb;
    }

    /** As a socket with IP_PMTUDISC_WANT sends: DF where the packet fits, an identification that counts up all the same. */
    @Test
    void aDatagramLeavesWithAChecksumAndAnAddress() {
        Host host = new Host();
        host.stack.output(datagram(10, 0, IpProtocol.UDP), host.now);
        host.stack.output(datagram(10, Host.ADDRESS, IpProtocol.UDP), host.now);
        for (int i = 0; i < 2; i++) {
            Ipv4Header iph = host.out.iph(i);
            assertThat(iph.saddr()).isEqualTo(Host.ADDRESS);
            assertThat(iph.protocol()).isEqualTo(IpProtocol.UDP);
            assertThat(iph.dontFragment()).isTrue();
            assertThat(iph.ttl()).isEqualTo(64);
            byte[] payload = host.out.payload(i);
            long pseudo = InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), IpProtocol.UDP, payload.length);
            assertThat(InternetChecksum.finish(InternetChecksum.partial(payload, 0, payload.length, pseudo)))
                    .isZero();
        }
        assertThat(host.out.iph(1).id()).isEqualTo(host.out.iph(0).id() + 1 & 0xffff);
    }

    @Test
    void aDatagramThatIsTooBigIsFragmented() {
        Host host = new Host();
        host.stack.output(datagram(3000, 0, IpProtocol.UDP), host.now);
        assertThat(host.out.frames).hasSize(3);
        assertThat(host.out.iph(0).dontFragment()).isFalse();
        assertThat(host.counters()).containsEntry("Ip.FragOKs", 1L).containsEntry("Ip.OutRequests", 1L);
    }

    /** The payload makes the sum 0, which would say that there is none. */
    @Test
    void aChecksumOfZeroIsSentAsItsComplement() {
        Host host = new Host();
        SkBuff first = datagram(2, 0, IpProtocol.UDP);
        host.stack.output(first, host.now);
        byte[] sent = host.out.payload(0);
        SkBuff second = datagram(2, 0, IpProtocol.UDP);
        second.buf()[second.data() + 8] = sent[6];
        second.buf()[second.data() + 9] = sent[7];
        host.stack.output(second, host.now);
        assertThat(new UdpHeader(host.out.payload(1), 0).checksum()).isEqualTo(0xffff);
    }

    @Test
    void anEchoRequestIsCounted() {
        Host host = new Host();
        SkBuff skb = datagram(0, 0, IpProtocol.ICMP);
        skb.buf()[skb.data()] = 8;
        skb.ttl = 3;
        host.stack.output(skb, host.now);
        assertThat(host.out.iph(0).ttl()).isEqualTo(3);
        assertThat(host.counters()).containsEntry("Icmp.OutEchos", 1L).containsEntry("Icmp.OutMsgs", 1L);
    }

    @Test
    void aDatagramWithoutARouteIsLostHere() {
        Host host = new Host();
        SkBuff skb = datagram(10, 0, IpProtocol.UDP);
        skb.flow = FlowKey.v4(0, PORT, Host.ip("198.51.100.1"), 53);
        host.stack.output(skb, host.now);
        assertThat(host.counters()).isEqualTo(Map.of("Ip.OutNoRoutes", 1L));
    }
}
