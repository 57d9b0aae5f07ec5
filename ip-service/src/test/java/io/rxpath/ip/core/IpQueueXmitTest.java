package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TCP segments on their way out. */
class IpQueueXmitTest {
    private static SkBuff segment(int headroom, int remote) {
        SkBuff skb = SkBuff.alloc(headroom + 20);
        skb.reserve(headroom);
        System.arraycopy(Packets.bytes(20), 0, skb.buf(), skb.put(20), 20);
        skb.flow = FlowKey.v4(Host.ADDRESS, 80, remote, 4000);
        skb.hash = 99;
        return skb;
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of("defaults", 0, 0, 64, 64), Arguments.of("TOS of the socket", 0xb8, 0, 64, 64),
                Arguments.of("TTL of the socket", 0, 5, 64, 5), Arguments.of("TTL of the host", 0, 0, 33, 33));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void buildsTheHeader(String name, int tos, int ttl, int defaultTtl, int expectedTtl) {
        Host host = new Host(Host.SETTINGS.withDefaultTtl(defaultTtl));
        SkBuff skb = segment(64, Host.PEER);
        skb.tos = tos;
        skb.ttl = ttl;
        host.stack.output(skb, host.now);
        Ipv4Header iph = host.out.iph(0);
        assertThat(iph.tos()).isEqualTo(tos);
        assertThat(iph.ttl()).isEqualTo(expectedTtl);
        assertThat(iph.fragOff16()).isEqualTo(Ipv4Header.DF);
        assertThat(iph.id()).isZero();
        assertThat(iph.protocol()).isEqualTo(6);
        assertThat(iph.saddr()).isEqualTo(Host.ADDRESS);
        assertThat(iph.daddr()).isEqualTo(Host.PEER);
        assertThat(host.out.payload(0)).isEqualTo(Packets.bytes(20));
        SkBuff frame = host.out.frames.get(0);
        assertThat(frame.hash).isEqualTo(99);
        assertThat(frame.port).isEqualTo(Host.PORT);
        assertThat(frame.transportHeader()).isEqualTo(frame.data() + EthernetHeader.LENGTH + 20);
        assertThat(host.counters().toString()).isEqualTo("{Ip.OutRequests=1, Ip.OutTransmits=1, IpExt.OutOctets=40}");
    }

    @Test
    void copiesASegmentWithoutRoomForHeaders() {
        Host host = new Host();
        host.stack.output(segment(10, Host.PEER), host.now);
        assertThat(host.out.payload(0)).isEqualTo(Packets.bytes(20));
        assertThat(host.out.frames.get(0).hash).isEqualTo(99);
    }

    static Stream<Arguments> routes() {
        return Stream.of(
                Arguments.of("on the link", "10.9.0.9", "10.9.0.9"),
                Arguments.of("by the default route", "198.51.100.1", "10.9.0.1"),
                Arguments.of("by the longer prefix", "172.16.5.5", "10.9.0.7"),
                Arguments.of("by the lower metric", "172.17.0.1", "10.9.0.8"),
                Arguments.of("a route on the link", "203.0.113.5", "203.0.113.5"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routes")
    void asksForTheNextHop(String name, String remote, String nexthop) {
        Host host = new Host(Host.NO_NEIGHBOURS.withRoutes(List.of(
                Route.parse("default via 10.9.0.1"),
                Route.parse("172.16.0.0/16 via 10.9.0.7"),
                Route.parse("172.17.0.0/16 via 10.9.0.7 metric 5"),
                Route.parse("172.17.0.0/16 via 10.9.0.8 metric 4"),
                Route.parse("203.0.113.0/24"))));
        host.output(Host.ip(remote), 20);
        assertThat(host.out.arp(0).targetIp()).isEqualTo(Host.ip(nexthop));
        assertThat(host.out.arp(0).senderIp()).isEqualTo(Host.ADDRESS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreachable")
    void countsWhatHasNoRoute(String name, FlowKey flow) {
        Host host = new Host();
        SkBuff skb = segment(64, 0);
        skb.flow = flow;
        host.stack.output(skb, host.now);
        assertThat(host.out.frames).isEmpty();
        assertThat(host.out.drops).extracting(DropEvent::reason).containsExactly("IP_OUTNOROUTES");
        String family = flow.isV4() ? "Ip." : "Ip6";
        assertThat(host.counters().toString()).isEqualTo("{" + family + "OutNoRoutes=1}");
    }

    static Stream<Arguments> unreachable() {
        IpAddress six = IpAddress.parse("fd00::2");
        return Stream.of(
                Arguments.of("another network", FlowKey.v4(Host.ADDRESS, 80, Host.ip("198.51.100.1"), 4000)),
                Arguments.of("0.0.0.0", FlowKey.v4(Host.ADDRESS, 80, 0, 4000)),
                Arguments.of("IPv6", new FlowKey(six.hi(), six.lo(), six.hi(), six.lo() + 1, 80, 4000)));
    }

    @Test
    void receivesWhatItSendsToItself() {
        Host host = new Host();
        SkBuff skb = SkBuff.alloc(84);
        skb.reserve(64);
        skb.put(20);
        skb.flow = FlowKey.v4(Host.ADDRESS, 80, Host.ADDRESS, 4000);
        host.stack.output(skb, host.now);
        assertThat(host.out.frames).isEmpty();
        assertThat(host.out.tcp).hasSize(1);
        assertThat(host.counters().toString())
                .isEqualTo("{Ip.InDelivers=1, Ip.InReceives=1, Ip.OutRequests=1, Ip.OutTransmits=1, "
                        + "IpExt.InNoECTPkts=1, IpExt.InOctets=40, IpExt.OutOctets=40}");
    }

    @Test
    void dropsWhatIsBiggerThanTheLinkAndMustNotBeFragmented() {
        Host host = new Host();
        host.output(Host.PEER, 1480);
        assertThat(host.out.frames).hasSize(1);
        SkBuff large = SkBuff.alloc(64 + 1481);
        large.reserve(64);
        large.put(1481);
        large.flow = FlowKey.v4(Host.ADDRESS, 80, Host.PEER, 40000);
        host.stack.output(large, host.now);
        assertThat(host.out.frames).hasSize(1);
        assertThat(host.out.tcp).as("the message about it, by lo").hasSize(1);
        assertThat(host.out.drops).extracting(DropEvent::reason).containsExactly("PKT_TOO_BIG");
        assertThat(host.counters()).containsEntry("Ip.FragFails", 1L);
    }

    @Test
    void needsAFlow() {
        Host host = new Host();
        assertThatThrownBy(() -> host.stack.output(SkBuff.alloc(10), 0))
                .hasMessageStartingWith("a segment to send has no flow");
    }

    @Test
    void countsBroadcastsAndMulticastsAndNeedsNoNeighbourForThem() {
        Host host = new Host(Host.NO_NEIGHBOURS);
        for (String remote : List.of("10.9.0.255", "255.255.255.255", "239.129.2.3")) {
            host.stack.output(segment(64, Host.ip(remote)), host.now);
        }
        // What goes to all comes back to us too, and TCP drops it.
        assertThat(host.out.tcp).hasSize(2).allMatch(skb -> skb.pktType == PacketType.BROADCAST);
        assertThat(host.out.frames).hasSize(3).allMatch(f -> f.port == Neighbour.ANY_PORT);
        assertThat(host.out.hex(1)).startsWith("ffffffffffff");
        assertThat(host.out.hex(2)).startsWith("01005e010203");
        assertThat(host.counters())
                .containsEntry("IpExt.OutBcastPkts", 2L)
                .containsEntry("IpExt.OutBcastOctets", 80L)
                .containsEntry("IpExt.OutMcastPkts", 1L)
                .containsEntry("IpExt.OutMcastOctets", 40L)
                .containsEntry("Ip.OutTransmits", 3L);
    }

    @Test
    void sendsFromTheAddressOfTheNetworkItAsksIn() {
        IpSettings two = IpSettings.defaults(Host.MAC, List.of(Cidr.parse("10.9.0.2/24"), Cidr.parse("10.8.0.2/24")));
        Host host = new Host(two);
        host.receive(Packets.icmp(
                "0800000012340001", iph -> iph.saddr(Host.ip("10.8.0.9")).daddr(Host.ip("10.8.0.2"))));
        assertThat(host.out.arp(0).senderIp()).isEqualTo(Host.ip("10.8.0.2"));
        byte[] payload = Arrays.copyOf(host.out.frames.get(0).toByteArray(), 6);
        assertThat(payload).containsOnly(0xff);
    }
}
