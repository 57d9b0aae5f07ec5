package io.rxpath.ip.core.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import org.junit.jupiter.api.Test;

class ConntrackTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";

    private final CtRig rig = new CtRig();

    private static SkBuff udp(String src, int sport, String dst, int dport) {
        return CtPackets.ip(src, dst, IpProtocol.UDP, CtPackets.udp(sport, dport, 10));
    }

    private static SkBuff tcp(String src, int sport, String dst, int dport, String flags, int seq, int ack, int data) {
        return CtPackets.ip(src, dst, IpProtocol.TCP, CtPackets.tcp(sport, dport, flags, seq, ack, 65535, "", data));
    }

    @Test
    void aFirstPacketIsNewItsAnswerEstablishedAndTheNextOneToo() {
        rig.input(udp(A, 4000, B, 53));
        assertThat(rig.last.ctInfo).isEqualTo(CtInfo.NEW);
        rig.output(udp(B, 53, A, 4000));
        assertThat(rig.last.ctInfo).isEqualTo(CtInfo.ESTABLISHED_REPLY);
        rig.input(udp(A, 4000, B, 53));
        assertThat(rig.last.ctInfo).isEqualTo(CtInfo.ESTABLISHED);
        assertThat(rig.only().original).isEqualTo(CtRig.udp(A, 4000, B, 53));
        assertThat(rig.only().reply).isEqualTo(CtRig.udp(B, 53, A, 4000));
    }

    @Test
    void aDroppedPacketsConnectionLeavesNoTrace() {
        rig.run(NfHook.PRE_ROUTING, udp(A, 4000, B, 53));
        assertThat(rig.ct.count()).isZero();
        assertThat(rig.ct.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void udpLastsThirtySecondsAndAStreamTwoMinutes() {
        rig.input(udp(A, 4000, B, 53));
        rig.output(udp(B, 53, A, 4000));
        assertThat(rig.only().expiresSeconds(rig.now)).isEqualTo(30);
        rig.now += 2 * SECOND;
        rig.input(udp(A, 4000, B, 53));
        assertThat(rig.only().expiresSeconds(rig.now)).isEqualTo(30);
        assertThat(rig.only().has(NfConn.IPS_ASSURED)).isFalse();
        rig.now += 1;
        rig.output(udp(B, 53, A, 4000));
        assertThat(rig.only().expiresSeconds(rig.now)).isEqualTo(120);
        assertThat(rig.only().has(NfConn.IPS_ASSURED)).isTrue();
    }

    @Test
    void aConnectionWhoseTimeIsOverIsNotFound() {
        rig.input(udp(A, 4000, B, 53));
        rig.now += 30 * SECOND - 1;
        assertThat(rig.ct.list(rig.now)).hasSize(1);
        rig.now += 1;
        assertThat(rig.ct.nextTimeoutNanos()).isEqualTo(rig.now);
        rig.output(udp(B, 53, A, 4000));
        assertThat(rig.last.ctInfo).isEqualTo(CtInfo.NEW);
        assertThat(rig.only().original).isEqualTo(CtRig.udp(B, 53, A, 4000));
        rig.now += 30 * SECOND;
        rig.ct.onTimeout(rig.now);
        assertThat(rig.ct.count()).isZero();
    }

    @Test
    void invalidPacketsHaveNoConnection() {
        SkBuff badChecksum = tcp(A, 1, B, 2, "A", 1, 1, 0);
        new TcpHeader(badChecksum.buf(), 20).checksum(1);
        for (SkBuff bad : new SkBuff[] {
            badChecksum,
            tcp(A, 1, B, 2, "SF", 1, 1, 0),
            tcp(A, 1, B, 2, "", 1, 1, 0),
            tcp(A, 1, B, 2, "R", 1, 1, 0),
            tcp(A, 1, B, 2, "SA", 1, 1, 0),
            CtPackets.ip(A, B, IpProtocol.ICMP, CtPackets.icmp(0, 0, 9, 8)),
            CtPackets.ip(A, B, IpProtocol.UDP, new byte[6]),
        }) {
            assertThat(rig.input(bad)).isEqualTo(NfVerdict.ACCEPT);
            assertThat(rig.last.ctInfo).isEqualTo(CtInfo.NONE);
            assertThat(rig.last.nfct).isNull();
        }
        assertThat(rig.ct.stats().get(ConntrackStat.INVALID)).isEqualTo(7);
        assertThat(rig.ct.count()).isZero();
    }

    @Test
    void anIcmpErrorIsRelatedToWhatItQuotesInBothDirections() {
        SkBuff out = udp(B, 4000, A, 53);
        rig.output(out);
        rig.input(CtPackets.ip(A, B, IpProtocol.ICMP, CtPackets.quote(3, 3, out, 28)));
        assertThat(rig.last.ctInfo).isEqualTo(CtInfo.RELATED_REPLY);
        SkBuff answer = udp(A, 53, B, 4000);
        rig.input(answer);
        rig.output(CtPackets.ip(B, A, IpProtocol.ICMP, CtPackets.quote(3, 3, answer, 28)));
        assertThat(rig.last.ctInfo).isEqualTo(CtInfo.RELATED);
        // About nothing we know, and one that comes to another address than the packet it quotes came from.
        rig.input(CtPackets.ip(A, B, IpProtocol.ICMP, CtPackets.quote(3, 3, udp(B, 1, A, 2), 28)));
        assertThat(rig.last.ctInfo).isEqualTo(CtInfo.NONE);
        rig.input(CtPackets.ip(A, "10.9.0.3", IpProtocol.ICMP, CtPackets.quote(3, 3, out, 28)));
        assertThat(rig.last.ctInfo).isEqualTo(CtInfo.NONE);
        assertThat(rig.ct.stats().get(ConntrackStat.ICMP_ERROR)).isEqualTo(2);
        assertThat(rig.ct.stats().get(ConntrackStat.INVALID)).isZero();
    }

    @Test
    void icmpv6ErrorsTooAndNeighbourDiscoveryIsUntracked() {
        SkBuff out = CtPackets.ip("fd00::2", "fd00::1", IpProtocol.UDP, CtPackets.udp(4000, 53, 10));
        rig.output(out);
        rig.input(CtPackets.ip("fd00::1", "fd00::2", IpProtocol.ICMPV6, CtPackets.quote(1, 4, out, 48)));
        assertThat(rig.last.ctInfo).isEqualTo(CtInfo.RELATED_REPLY);
        rig.input(CtPackets.ip("fd00::1", "fd00::2", IpProtocol.ICMPV6, CtPackets.icmp(135, 0, 0, 16)));
        assertThat(rig.last.ctInfo).isEqualTo(CtInfo.UNTRACKED);
        rig.input(CtPackets.ip("fd00::1", "fd00::2", IpProtocol.ICMPV6, CtPackets.icmp(128, 0, 5, 16)));
        assertThat(rig.last.ctInfo).isEqualTo(CtInfo.NEW);
    }

    @Test
    void aFullTableGivesUpUnassuredConnectionsOfNearbyChainsOrDropsThePacket() {
        CtRig one = new CtRig(
                ConntrackSettings.DEFAULTS.with(ConntrackSysctl.BUCKETS, 4).with(ConntrackSysctl.MAX, 1));
        one.input(udp(A, 1, B, 53));
        assertThat(one.input(udp(A, 2, B, 53))).isEqualTo(NfVerdict.ACCEPT);
        assertThat(one.ct.stats().get(ConntrackStat.EARLY_DROP)).isEqualTo(1);
        assertThat(one.only().original.srcPort()).isEqualTo(2);
        one.only().status |= NfConn.IPS_ASSURED;
        assertThat(one.input(udp(A, 3, B, 53))).isEqualTo(NfVerdict.DROP);
        assertThat(one.ct.stats().get(ConntrackStat.DROP)).isEqualTo(1);
    }

    @Test
    void packetsAndBytesAreCountedOnRequest() {
        rig.ct.settings(rig.ct.settings().withSysctl("net.netfilter.nf_conntrack_acct", "1"));
        rig.input(udp(A, 4000, B, 53));
        rig.input(udp(A, 4000, B, 53));
        rig.output(udp(B, 53, A, 4000));
        assertThat(rig.only().packets).containsExactly(2, 1);
        assertThat(rig.only().bytes).containsExactly(76, 38);
    }

    @Test
    void aPacketOfOtherConnectionsIsLeftAloneAndSoIsAnUntrackedOne() {
        SkBuff skb = udp(A, 4000, B, 53);
        Conntrack.notrack(skb);
        rig.input(skb);
        assertThat(skb.ctInfo).isEqualTo(CtInfo.UNTRACKED);
        assertThat(rig.ct.count()).isZero();
    }
}
