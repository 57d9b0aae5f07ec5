package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.ip.core.ipv6.Inet6Ifaddr;
import io.rxpath.ip.core.ipv6.Ipv6Devconf;
import io.rxpath.ip.core.ipv6.Ipv6Settings;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookOps;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpErrorValue;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the recordings of a kernel do not show of IPv6: hooks, duplicate addresses, routers, groups, segments of TCP. */
class Ip6Test {
    private static final IpAddress US = IpAddress.parse("fd00:9::2");
    private static final IpAddress PEER = IpAddress.parse("fd00:9::1");
    private static final IpAddress ROUTER = IpAddress.parse("fe80::1");
    private static final long MAC = MacAddress.parse("02:00:00:00:00:02");
    private static final long PEER_MAC = MacAddress.parse("02:00:00:00:00:01");

    private final List<byte[]> sent = new ArrayList<>();
    private final List<SkBuff> tcp = new ArrayList<>();
    private final List<SockEvent> events = new ArrayList<>();
    private final List<DropEvent> drops = new ArrayList<>();
    private long now = 1_000_000_000_000L;

    private IpStack stack(Consumer<Ipv6Settings.Builder> change) {
        IpSettings settings = IpSettings.defaults(
                        MAC, List.of(Cidr.parse("fd00:9::2/64"), Cidr.parse("2001:db8::2/64")))
                .with(b -> {
                    b.ipv6 = b.ipv6.with(change);
                    b.neighbours = List.of(new Neighbour(PEER, PEER_MAC, 0, true));
                });
        return new IpStack(settings, new IpOutput() {
            @Override
            public void deliverSocket(SockEvent event) {
                events.add(event);
            }

            @Override
            public void deliverTcp(SkBuff skb) {
                tcp.add(skb);
            }

            @Override
            public void transmit(SkBuff frame) {
                sent.add(frame.toByteArray());
            }

            @Override
            public void neighbourChanged(Neighbour neighbour) {
                assertThat(neighbour.address().isV4()).isFalse();
            }

            @Override
            public void drop(DropEvent event) {
                drops.add(event);
            }
        });
    }

    private void receive(IpStack stack, IpAddress saddr, IpAddress daddr, int next, int hops, byte[] payload) {
        byte[] frame = new byte[EthernetHeader.LENGTH + Ipv6Header.LENGTH + payload.length];
        boolean group = daddr.hi() >>> 56 == 0xff;
        new EthernetHeader(frame, 0).dst(MAC).src(PEER_MAC).type(EthernetHeader.TYPE_IPV6);
        new Ipv6Header(frame, EthernetHeader.LENGTH)
                .version(6)
                .payloadLength(payload.length)
                .nextHeader(next)
                .hopLimit(hops)
                .saddrHi(saddr.hi())
                .saddrLo(saddr.lo())
                .daddrHi(daddr.hi())
                .daddrLo(daddr.lo());
        System.arraycopy(payload, 0, frame, EthernetHeader.LENGTH + Ipv6Header.LENGTH, payload.length);
        SkBuff skb = SkBuff.alloc(64 + frame.length);
        skb.reserve(64);
        System.arraycopy(frame, 0, skb.buf(), skb.put(frame.length), frame.length);
        skb.resetMacHeader();
        skb.pktType = group ? PacketType.MULTICAST : PacketType.HOST;
        skb.pull(EthernetHeader.LENGTH);
        skb.protocol = EthernetHeader.TYPE_IPV6;
        skb.resetNetworkHeader();
        stack.receive(skb, now);
        assertThat(stack.ledger().snapshot(stack.heldSegments()).imbalance()).isZero();
    }

    private void icmp(IpStack stack, IpAddress saddr, IpAddress daddr, int hops, String hex) {
        byte[] message = HexFormat.of().parseHex(hex);
        long pseudo = InternetChecksum.pseudo(
                saddr.hi(), saddr.lo(), daddr.hi(), daddr.lo(), IpProtocol.ICMPV6, message.length);
        int sum = InternetChecksum.finish(InternetChecksum.partial(message, 0, message.length, pseudo));
        message[2] = (byte) (sum >>> 8);
        message[3] = (byte) sum;
        receive(stack, saddr, daddr, IpProtocol.ICMPV6, hops, message);
    }

    private int type(int frame) {
        return sent.get(frame)[EthernetHeader.LENGTH + Ipv6Header.LENGTH] & 0xff;
    }

    private IpAddress daddr(int frame) {
        Ipv6Header hdr = new Ipv6Header(sent.get(frame), EthernetHeader.LENGTH);
        return new IpAddress(hdr.daddrHi(), hdr.daddrLo());
    }

    private IpAddress saddr(int frame) {
        Ipv6Header hdr = new Ipv6Header(sent.get(frame), EthernetHeader.LENGTH);
        return new IpAddress(hdr.saddrHi(), hdr.saddrLo());
    }

    private void advance(IpStack stack, long nanos) {
        long until = now + nanos;
        while (stack.nextTimeoutNanos() <= until) {
            now = Math.max(now, stack.nextTimeoutNanos());
            stack.onTimeout(now);
        }
        now = until;
    }

    @Test
    void showsPacketsToTheHooksInTheKernelsOrder() {
        IpStack stack = stack(b -> {});
        List<String> seen = new ArrayList<>();
        for (NfHook hook : NfHook.values()) {
            stack.hooks().register(new NfHookOps(NfFamily.IPV6, hook, 0, state -> {
                seen.add(state.hook
                        + (state.in == null ? "" : " in " + state.in.name())
                        + (state.out == null ? "" : " out " + state.out.name()));
                return NfVerdict.ACCEPT;
            }));
        }
        icmp(stack, PEER, US, 64, "8000000000070001");
        assertThat(seen)
                .containsExactly(
                        "PRE_ROUTING in eth0", "LOCAL_IN in eth0", "LOCAL_OUT out eth0", "POST_ROUTING out eth0");
        assertThat(type(0)).isEqualTo(129);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"PRE_ROUTING, 0", "LOCAL_IN, 0", "LOCAL_OUT, 0", "POST_ROUTING, 0", "FORWARD, 1"})
    void dropsWhereAHookSays(NfHook hook, int answers) {
        IpStack stack = stack(b -> {});
        stack.hooks().register(new NfHookOps(NfFamily.IPV6, hook, 0, state -> NfVerdict.DROP));
        icmp(stack, PEER, US, 64, "8000000000070001");
        assertThat(sent).hasSize(answers);
        assertThat(drops).extracting(DropEvent::reason).hasSize(1 - answers);
    }

    @Test
    void sendsTcpSegmentsWithAFlowLabelOfTheirFlow() {
        IpStack stack = stack(b -> {});
        for (int i = 0; i < 2; i++) {
            SkBuff segment = SkBuff.alloc(200);
            segment.reserve(100);
            segment.put(20);
            segment.flow = new FlowKey(US.hi(), US.lo(), PEER.hi(), PEER.lo(), 80, 40000);
            segment.tos = 0x28;
            stack.output(segment, now);
        }
        Ipv6Header first = new Ipv6Header(sent.get(0), EthernetHeader.LENGTH);
        Ipv6Header second = new Ipv6Header(sent.get(1), EthernetHeader.LENGTH);
        assertThat(first.nextHeader()).isEqualTo(IpProtocol.TCP);
        assertThat(first.payloadLength()).isEqualTo(20);
        assertThat(first.hopLimit()).isEqualTo(64);
        assertThat(first.trafficClass()).isEqualTo(0x28);
        assertThat(first.flowLabel()).isNotZero().isEqualTo(second.flowLabel());
        assertThat(stack.ip6().counters())
                .containsEntry("Ip6OutRequests", 2L)
                .containsEntry("Ip6OutTransmits", 2L)
                .containsEntry("Ip6OutOctets", 120L);
    }

    @Test
    void deliversTcpBehindDestinationOptions() {
        IpStack stack = stack(b -> {});
        byte[] payload = new byte[8 + 20];
        payload[0] = IpProtocol.TCP;
        payload[2] = 1;
        payload[3] = 4;
        receive(stack, PEER, US, IpProtocol.DSTOPTS, 64, payload);
        assertThat(tcp).hasSize(1);
        SkBuff skb = tcp.get(0);
        assertThat(skb.len()).isEqualTo(20);
        assertThat(skb.data() - skb.networkHeader()).isEqualTo(48);
    }

    @Test
    void pingsAndHearsTheAnswerAndErrors() {
        IpStack stack = stack(b -> {});
        SkBuff echo = SkBuff.alloc(128);
        echo.reserve(100);
        echo.put(16);
        new IcmpHeader(echo.buf(), echo.data()).type(128).code(0).restOfHeader(0x0007_0001);
        echo.flow = new FlowKey(0, 0, PEER.hi(), PEER.lo(), 7, 0);
        echo.ipProtocol = IpProtocol.ICMPV6;
        stack.output(echo, now);
        assertThat(sent).hasSize(1);
        assertThat(type(0)).isEqualTo(128);
        assertThat(saddr(0)).as("the address that fits").isEqualTo(US);
        byte[] frame = sent.get(0);
        int length = frame.length - EthernetHeader.LENGTH - Ipv6Header.LENGTH;
        long pseudo = InternetChecksum.pseudo(US.hi(), US.lo(), PEER.hi(), PEER.lo(), IpProtocol.ICMPV6, length);
        assertThat(InternetChecksum.finish(
                        InternetChecksum.partial(frame, EthernetHeader.LENGTH + Ipv6Header.LENGTH, length, pseudo)))
                .isZero();
        assertThat(stack.ip6().counters()).containsEntry("Icmp6OutEchos", 1L).containsEntry("Icmp6OutMsgs", 1L);

        icmp(stack, PEER, US, 64, "81000000000700010000000000000000");
        assertThat(events).hasSize(1);
        assertThat(events.get(0).kind()).isEqualTo(SockEvent.Kind.DATAGRAM);
        assertThat(events.get(0).cookie()).isEqualTo(SockCookie.ping(7, true));
        assertThat(events.get(0).flow().remote()).isEqualTo(PEER);

        String quoted = HexFormat.of().formatHex(frame, EthernetHeader.LENGTH, frame.length);
        icmp(stack, PEER, US, 64, "0103000000000000" + quoted);
        assertThat(events).hasSize(2);
        assertThat(events.get(1).kind()).isEqualTo(SockEvent.Kind.ICMP_ERROR);
        assertThat(IcmpErrorValue.decode(events.get(1).value())).isEqualTo(new IcmpErrorValue(113, 1, 3, 0, false));
        assertThat(events.get(1).flow().remotePort()).as("the request's number").isEqualTo(1);
    }

    @Test
    void aSolicitationForAnAnycastAddressIsAnsweredWithinTheDelay() {
        IpStack stack = stack(b -> b.conf("all", Ipv6Devconf.FORWARDING, 1));
        IpAddress anycast = IpAddress.parse("fd00:9::");
        String solicitation = "8700000000000000" + "fd000009000000000000000000000000" + "0101020000000001";
        icmp(stack, PEER, IpAddress.parse("ff02::1:ff00:0"), 255, solicitation);
        assertThat(sent).as("another router may be quicker").isEmpty();
        assertThat(drops).extracting(DropEvent::reason).containsExactly("NOT_SPECIFIED");
        assertThat(stack.heldSegments()).isEqualTo(1);
        advance(stack, 800_000_000L);
        assertThat(sent).hasSize(1);
        assertThat(type(0)).isEqualTo(136);
        assertThat(sent.get(0)[EthernetHeader.LENGTH + Ipv6Header.LENGTH + 4] & 0xff)
                .as("a router, asked, that overrides nothing")
                .isEqualTo(0xc0);
        assertThat(stack.heldSegments()).isZero();
        assertThat(stack.ledger().snapshot(0).imbalance()).isZero();

        icmp(stack, PEER, anycast, 255, solicitation);
        assertThat(sent).as("who asks only us is answered at once").hasSize(2);
    }

    @Test
    void triesAddressesBeforeItUsesThem() {
        IpStack stack = stack(b -> b.conf("eth0", Ipv6Devconf.DAD_TRANSMITS, 2));
        stack.ip6().up(now);
        assertThat(stack.ip6().addrconf().addresses().stream()
                        .filter(Inet6Ifaddr::tentative)
                        .map(a -> a.address().toString()))
                .containsExactlyInAnyOrder("fd00:9::2", "2001:db8::2", "fe80::ff:fe00:2");
        advance(stack, 2_000_000_000L);
        assertThat(stack.ip6().addrconf().addresses().stream().noneMatch(Inet6Ifaddr::tentative))
                .isTrue();
        assertThat(stack.ip6().counters()).containsEntry("Icmp6OutNeighborSolicits", 6L);
    }

    @Test
    void givesAnAddressUpThatSomebodyElseHas() {
        IpStack stack = stack(b -> b.conf("eth0", Ipv6Devconf.ADDR_GEN_MODE, 1));
        stack.ip6().up(now);
        icmp(stack, US, IpAddress.parse("ff02::1"), 255, "8800000020000000fd000009000000000000000000000002");
        advance(stack, 5_000_000_000L);
        assertThat(stack.ip6().addrconf().addresses().stream()
                        .filter(Inet6Ifaddr::tentative)
                        .map(a -> a.address().toString()))
                .containsExactly("fd00:9::2");
    }

    /** Default router for 1800 s, and fd00:77::/64 on the link, valid for 600 s, of which addresses are made. */
    private static final String ADVERTISEMENT = "86000000" + "40000708" + "0000000000000000" + "030440c0" + "00000258"
            + "00000258" + "00000000" + "fd000077000000000000000000000000";

    @ParameterizedTest(name = "accept_ra {0}, forwarding {1}")
    @CsvSource({"0, 0, false", "1, 0, true", "1, 1, false", "2, 1, true"})
    void obeysRoutersIfAsked(int accept, int forwarding, boolean obeyed) {
        IpStack stack = stack(b -> b.conf("eth0", Ipv6Devconf.ACCEPT_RA, accept)
                .conf("all", Ipv6Devconf.FORWARDING, forwarding)
                .conf("eth0", Ipv6Devconf.ACCEPT_DAD, 0));
        icmp(stack, ROUTER, IpAddress.parse("ff02::1"), 255, ADVERTISEMENT);
        assertThat(stack.ip6().addrconf().addresses().stream()
                        .anyMatch(a -> a.address().equals(IpAddress.parse("fd00:77::ff:fe00:2"))))
                .isEqualTo(obeyed);
        IpAddress far = IpAddress.parse("2001:4860::8888");
        SkBuff segment = SkBuff.alloc(200);
        segment.reserve(100);
        segment.put(20);
        segment.flow = new FlowKey(US.hi(), US.lo(), far.hi(), far.lo(), 80, 40000);
        stack.output(segment, now);
        assertThat(drops).extracting(DropEvent::reason).hasSize(obeyed ? 0 : 1);
        if (obeyed) {
            assertThat(type(sent.size() - 1)).as("asks for the router").isEqualTo(135);
            assertThat(daddr(sent.size() - 1)).isEqualTo(IpAddress.parse("ff02::1:ff00:1"));
            advance(stack, 1801 * 1_000_000_000L);
            assertThat(stack.ip6().addrconf().addresses().stream()
                            .noneMatch(a -> a.address().hi() == 0xfd00_0077_0000_0000L))
                    .isTrue();
        }
    }

    @Test
    void reportsItsGroupsWhenARouterAsks() {
        IpStack stack = stack(b -> {});
        byte[] query = HexFormat.of().parseHex("8200000027100000" + "0".repeat(32) + "027d0000");
        IpAddress group = IpAddress.parse("ff02::1");
        long pseudo = InternetChecksum.pseudo(ROUTER.hi(), ROUTER.lo(), group.hi(), group.lo(), 58, query.length);
        int sum = InternetChecksum.finish(InternetChecksum.partial(query, 0, query.length, pseudo));
        query[2] = (byte) (sum >>> 8);
        query[3] = (byte) sum;
        byte[] payload = new byte[8 + query.length];
        System.arraycopy(HexFormat.of().parseHex("3a00050200000100"), 0, payload, 0, 8);
        System.arraycopy(query, 0, payload, 8, query.length);
        receive(stack, ROUTER, group, IpProtocol.HOPOPTS, 1, payload);
        assertThat(sent).hasSize(1);
        assertThat(daddr(0)).isEqualTo(IpAddress.parse("ff02::16"));
        assertThat(saddr(0)).isEqualTo(IpAddress.parse("fe80::ff:fe00:2"));
        assertThat(stack.ip6().counters()).containsEntry("Icmp6OutMLDv2Reports", 1L);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', textBlock = """
            net.ipv4.ip_forward           | 1   | net.ipv4.ip_forward is not a setting of IPv6, expected net.ipv6.NAME
            net.ipv6.conf.eth0.nonsense   | 1   | net.ipv6.conf.eth0.nonsense is not a setting this layer has
            net.ipv6.conf.eth0.forwarding | 2   | forwarding is 2, expected 0 to 1
            net.ipv6.conf.eth0.hop_limit  | abc | net.ipv6.conf.eth0.hop_limit is 'abc', expected a number
            net.ipv6.icmp.ratemask        | 5-3 | net.ipv6.icmp.ratemask is '5-3', expected types such as 0-1,3-127
            net.ipv6.bindv6only           | 1   | net.ipv6.bindv6only is not a setting this layer has
            """)
    void refusesSettingsByName(String name, String value, String message) {
        assertThatThrownBy(() -> Ipv6Settings.defaults().with(b -> b.set(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void letsAllDevicesFollowForwarding() {
        Ipv6Settings settings = Ipv6Settings.defaults()
                .with(b -> b.set("net.ipv6.conf.eth0.hop_limit", "33").set("net.ipv6.conf.all.forwarding", "1"));
        assertThat(settings.forwarding()).isTrue();
        assertThat(settings.conf("eth0", Ipv6Devconf.FORWARDING)).isEqualTo(1);
        assertThat(settings.conf("eth1", Ipv6Devconf.FORWARDING)).isEqualTo(1);
        assertThat(settings.conf("eth0", Ipv6Devconf.HOP_LIMIT)).isEqualTo(33);
    }
}
