package io.rxpath.ip.core.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.ip.core.conntrack.CtPackets;
import io.rxpath.ip.core.conntrack.CtRig;
import io.rxpath.ip.core.conntrack.NfConn;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookFn;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import org.junit.jupiter.api.Test;

class NatTest {
    private static final String CLIENT = "10.9.0.1";
    private static final String ROUTER = "10.9.0.2";
    private static final String OUTSIDE = "10.9.1.2";
    private static final String SERVER = "10.9.1.1";

    private final CtRig rig = new CtRig();
    private int asked;

    private static SkBuff udp(String src, int sport, String dst, int dport) {
        return CtPackets.ip(src, dst, IpProtocol.UDP, CtPackets.udp(sport, dport, 11));
    }

    private static SkBuff syn(String src, int sport, String dst, int dport) {
        return CtPackets.ip(src, dst, IpProtocol.TCP, CtPackets.tcp(sport, dport, "S", 1, 0, 1000, "", 0));
    }

    private static NfNatRange to(String address, int port) {
        IpAddress a = IpAddress.parse(address);
        return new NfNatRange(a, a, port, port, port != 0, false, false);
    }

    private void dnat(NfNatRange range) {
        rig.nat.register(NfFamily.IPV4, NfHook.PRE_ROUTING, -100, state -> {
            asked++;
            return rig.nat.setup(state, range, NfNatManip.DST);
        });
    }

    private void snat(NfNatRange range) {
        rig.nat.register(NfFamily.IPV4, NfHook.POST_ROUTING, 100, state -> rig.nat.setup(state, range, NfNatManip.SRC));
    }

    private void masquerade() {
        rig.nat.register(
                NfFamily.IPV4,
                NfHook.POST_ROUTING,
                100,
                state -> rig.nat.masquerade(state, NfNatRange.ANY, IpAddress.parse(OUTSIDE)));
    }

    /** IP header and transport checksum are right. */
    static void assertSound(SkBuff skb) {
        byte[] a = skb.toByteArray();
        boolean v4 = a[0] >>> 4 == 4;
        if (v4) {
            assertThat(new Ipv4Header(a, 0).checksumValid()).isTrue();
        }
        int protocol = v4 ? a[9] : a[6];
        assertThat(CtPackets.transportChecksum(a, v4 ? 20 : 40, protocol)).isZero();
    }

    @Test
    void dnatAndMasqueradeTranslateAndTheAnswerIsTranslatedBack() {
        dnat(to(SERVER, 8053));
        masquerade();
        rig.forward(udp(CLIENT, 4000, ROUTER, 53));
        assertThat(CtRig.tuple(rig.last)).isEqualTo(CtRig.udp(OUTSIDE, 4000, SERVER, 8053));
        assertSound(rig.last);
        rig.forward(udp(SERVER, 8053, OUTSIDE, 4000));
        assertThat(CtRig.tuple(rig.last)).isEqualTo(CtRig.udp(ROUTER, 53, CLIENT, 4000));
        assertSound(rig.last);
        rig.forward(udp(CLIENT, 4000, ROUTER, 53));
        assertThat(CtRig.tuple(rig.last)).isEqualTo(CtRig.udp(OUTSIDE, 4000, SERVER, 8053));
        assertThat(asked).as("rules are asked for the first packet only").isEqualTo(1);
        assertThat(rig.only().reply).isEqualTo(CtRig.udp(SERVER, 8053, OUTSIDE, 4000));
        assertThat(rig.only().status & NfConn.IPS_NAT_MASK).isEqualTo(NfConn.IPS_NAT_MASK);
    }

    @Test
    void aClashGetsAnotherPortOfTheSameKind() {
        masquerade();
        rig.forward(udp(CLIENT, 4000, SERVER, 53));
        assertThat(CtRig.tuple(rig.last)).isEqualTo(CtRig.udp(OUTSIDE, 4000, SERVER, 53));
        rig.forward(udp("10.9.0.3", 4000, SERVER, 53));
        assertThat(CtRig.tuple(rig.last).srcPort()).isBetween(1024, 65535).isNotEqualTo(4000);
        rig.forward(udp(CLIENT, 700, SERVER, 53));
        rig.forward(udp("10.9.0.3", 700, SERVER, 53));
        assertThat(CtRig.tuple(rig.last).srcPort()).isBetween(600, 1023);
        rig.forward(udp(CLIENT, 80, SERVER, 53));
        rig.forward(udp("10.9.0.3", 80, SERVER, 53));
        assertThat(CtRig.tuple(rig.last).srcPort()).isBetween(1, 511).isNotEqualTo(80);
        assertSound(rig.last);
    }

    @Test
    void anExhaustedRangeEndsInADrop() {
        snat(new NfNatRange(IpAddress.parse(OUTSIDE), IpAddress.parse(OUTSIDE), 5000, 5002, true, false, false));
        for (int i = 0; i < 3; i++) {
            assertThat(rig.forward(syn(CLIENT, 4000 + i, SERVER, 80))).isEqualTo(NfVerdict.ACCEPT);
            assertThat(CtRig.tuple(rig.last).srcPort()).isBetween(5000, 5002);
        }
        assertThat(rig.forward(syn(CLIENT, 4010, SERVER, 80))).isEqualTo(NfVerdict.DROP);
        assertThat(rig.ct.count()).isEqualTo(3);
    }

    @Test
    void quotesInIcmpErrorsAreTranslatedBothWays() {
        dnat(to(SERVER, 8053));
        masquerade();
        rig.forward(udp(CLIENT, 4000, ROUTER, 53));
        SkBuff translated = SkBuff.wrap(rig.last.toByteArray());
        rig.forward(CtPackets.ip(SERVER, OUTSIDE, IpProtocol.ICMP, CtPackets.quote(3, 3, translated, 28)));
        assertSound(rig.last);
        Ipv4Header outer = new Ipv4Header(rig.last.buf(), rig.last.data());
        assertThat(IpAddress.v4(outer.saddr())).hasToString(ROUTER);
        assertThat(IpAddress.v4(outer.daddr())).hasToString(CLIENT);
        assertThat(CtRig.quoted(rig.last)).isEqualTo(CtRig.udp(CLIENT, 4000, ROUTER, 53));
        assertThat(new Ipv4Header(rig.last.buf(), rig.last.data() + 28).checksumValid())
                .isTrue();
        // The quoted datagram's checksum is what its sender wrote.
        SkBuff sent = udp(CLIENT, 4000, ROUTER, 53);
        assertThat(new UdpHeader(rig.last.buf(), rig.last.data() + 48).checksum())
                .isEqualTo(new UdpHeader(sent.buf(), 20).checksum());

        rig.forward(udp(SERVER, 8053, OUTSIDE, 4000));
        SkBuff back = SkBuff.wrap(rig.last.toByteArray());
        rig.forward(CtPackets.ip(CLIENT, ROUTER, IpProtocol.ICMP, CtPackets.quote(3, 3, back, 28)));
        assertSound(rig.last);
        assertThat(CtRig.quoted(rig.last)).isEqualTo(CtRig.udp(SERVER, 8053, OUTSIDE, 4000));
    }

    @Test
    void aTcpSegmentThatGroMergedKeepsItsPseudoHeaderSum() {
        dnat(to(SERVER, 8080));
        SkBuff skb = syn(CLIENT, 4000, ROUTER, 80);
        TcpHeader th = new TcpHeader(skb.buf(), 20);
        int whole = th.checksum();
        // As GRO leaves it: the field has the pseudo header's sum.
        skb.ipSummed = IpSummed.PARTIAL;
        th.checksum(InternetChecksum.fold(InternetChecksum.pseudoV4(
                IpAddress.parse(CLIENT).v4(), IpAddress.parse(ROUTER).v4(), IpProtocol.TCP, 20)));
        rig.forward(skb);
        assertThat(new TcpHeader(rig.last.buf(), 20).checksum())
                .isEqualTo(InternetChecksum.fold(InternetChecksum.pseudoV4(
                        IpAddress.parse(CLIENT).v4(), IpAddress.parse(SERVER).v4(), IpProtocol.TCP, 20)));
        assertThat(whole).isNotZero();
    }

    @Test
    void echoIdentifiersClashToo() {
        masquerade();
        rig.forward(CtPackets.ip(CLIENT, SERVER, IpProtocol.ICMP, CtPackets.icmp(8, 0, 77, 20)));
        assertThat(CtRig.tuple(rig.last).srcPort()).isEqualTo(77);
        rig.forward(CtPackets.ip("10.9.0.3", SERVER, IpProtocol.ICMP, CtPackets.icmp(8, 0, 77, 20)));
        int id = CtRig.tuple(rig.last).srcPort();
        assertThat(id).isNotEqualTo(77);
        assertSound(rig.last);
        rig.forward(CtPackets.ip(SERVER, OUTSIDE, IpProtocol.ICMP, CtPackets.icmp(0, 0, id, 20)));
        assertThat(CtRig.tuple(rig.last).srcPort()).isEqualTo(77);
        assertThat(CtRig.tuple(rig.last).dst()).hasToString("10.9.0.3");
        assertSound(rig.last);
    }

    @Test
    void aSourceKeepsItsMappingForAllPeers() {
        snat(new NfNatRange(IpAddress.parse(OUTSIDE), IpAddress.parse(OUTSIDE), 6000, 6100, true, false, false));
        rig.forward(udp(CLIENT, 4000, SERVER, 53));
        int port = CtRig.tuple(rig.last).srcPort();
        rig.forward(udp(CLIENT, 4000, "10.9.1.9", 53));
        assertThat(CtRig.tuple(rig.last).srcPort()).isEqualTo(port);
    }

    @Test
    void masqueradedConnectionsEndWhenTheyLeaveByAnotherDevice() {
        masquerade();
        rig.forward(udp(CLIENT, 4000, SERVER, 53));
        rig.only().masqIndex = 9;
        assertThat(rig.forward(udp(CLIENT, 4000, SERVER, 53))).isEqualTo(NfVerdict.DROP);
        assertThat(rig.ct.count()).isZero();
    }

    @Test
    void redirectOfOurOwnPacketsGoesToLoopback() {
        rig.nat.register(
                NfFamily.IPV4,
                NfHook.LOCAL_OUT,
                -100,
                state -> rig.nat.redirect(state, new NfNatRange(null, null, 8080, 8080, true, false, false), null));
        rig.output(syn(ROUTER, 4000, SERVER, 80));
        assertThat(CtRig.tuple(rig.last)).isEqualTo(CtRig.tcp(ROUTER, 4000, "127.0.0.1", 8080));
        assertSound(rig.last);
    }

    @Test
    void withTheLastChainNatIsOff() {
        NfHookFn chain = state -> NfVerdict.ACCEPT;
        rig.nat.register(NfFamily.IPV4, NfHook.LOCAL_IN, 100, chain);
        rig.input(udp(CLIENT, 4000, ROUTER, 53));
        assertThat(rig.only().has(NfConn.IPS_SRC_NAT_DONE)).isTrue();
        rig.nat.unregister(NfFamily.IPV4, NfHook.LOCAL_IN, chain);
        rig.ct.kill(rig.only());
        rig.input(udp(CLIENT, 4000, ROUTER, 53));
        assertThat(rig.only().has(NfConn.IPS_SRC_NAT_DONE)).isFalse();
    }
}
