package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.Gso;
import io.rxpath.skb.Hop;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run of segments looks like when it goes up: gro_complete(), inet_gro_complete(), tcp4_gro_complete(). */
class GroCompleteTest {
    private static final int ACK_PSH = TcpHeader.ACK | TcpHeader.PSH;

    private static SkBuff merged(TestFrame... frames) {
        Rig rig = new Rig(Rig.tap());
        SkBuff[] skbs = new SkBuff[frames.length];
        for (int i = 0; i < frames.length; i++) {
            skbs[i] = frames[i].skb();
        }
        rig.burst(skbs);
        assertThat(rig.received).hasSize(1);
        return rig.received.get(0);
    }

    private static TestFrame seg(int i, int length) {
        return TestFrame.tcp(1 + 1000 * i, length).id(i);
    }

    @Test
    void gsoFieldsSayHowToTakeItApartAgain() {
        SkBuff skb = merged(seg(0, 1000), seg(1, 1000), seg(2, 400));
        assertThat(skb.gsoSize).isEqualTo(1000);
        assertThat(skb.gsoSegs).isEqualTo(3);
        assertThat(skb.segments()).isEqualTo(3);
        assertThat(skb.gsoType).isEqualTo(Gso.TCPV4);
    }

    @Test
    void aSingleSegmentIsNoSuperPacket() {
        SkBuff skb = merged(seg(0, 1000));
        assertThat(skb.gsoSize).isZero();
        assertThat(skb.gsoSegs).isZero();
        assertThat(skb.gsoType).isZero();
    }

    @ParameterizedTest(name = "ids {0}, {1}: type {2}")
    @CsvSource({"7, 8, 1", "7, 7, 9"})
    void theTypeTellsFixedIds(int first, int second, int type) {
        assertThat(merged(seg(0, 1000).id(first), seg(1, 1000).id(second)).gsoType)
                .isEqualTo(type);
    }

    @Test
    void theIpHeaderHasTheNewLengthAndARightChecksum() {
        SkBuff skb = merged(seg(0, 1000), seg(1, 1000));
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.networkHeader());
        assertThat(iph.totalLength()).isEqualTo(2040).isEqualTo(skb.len());
        assertThat(iph.checksumValid()).isTrue();
        assertThat(iph.id()).isZero();
    }

    @Test
    void theChecksumFieldHoldsThePseudoHeader() {
        SkBuff skb = merged(seg(0, 1000), seg(1, 1000));
        TcpHeader th = new TcpHeader(skb.buf(), skb.transportHeader());
        assertThat(skb.ipSummed).isEqualTo(IpSummed.PARTIAL);
        assertThat(th.checksum())
                .isEqualTo(InternetChecksum.fold(
                        InternetChecksum.pseudoV4(TestFrame.PEER_IP, TestFrame.HOST_IP, IpProtocol.TCP, 2020)));
        // Completing it as a card would on transmission makes the packet verify.
        skb.linearize();
        int at = skb.transportHeader();
        th = new TcpHeader(skb.buf(), at);
        th.checksum(InternetChecksum.checksum(skb.buf(), at, 2020));
        assertThat(InternetChecksum.finish(
                        InternetChecksum.pseudoV4(TestFrame.PEER_IP, TestFrame.HOST_IP, IpProtocol.TCP, 2020)
                                + InternetChecksum.partial(skb.buf(), at, 2020, 0)))
                .isZero();
    }

    @Test
    void aVerifiedSingleSegmentIsMarkedSo() {
        assertThat(merged(seg(0, 1000)).ipSummed).isEqualTo(IpSummed.UNNECESSARY);
    }

    @Test
    void aBadSegmentIsNotMarkedVerified() {
        assertThat(merged(seg(0, 1000).badChecksum()).ipSummed).isEqualTo(IpSummed.NONE);
    }

    @Test
    void pshAndFinOfTheLastSegmentAreOnTheWhole() {
        SkBuff skb = merged(seg(0, 1000), seg(1, 1000).flags(ACK_PSH | TcpHeader.FIN));
        assertThat(TcpHeader.flagNames(new TcpHeader(skb.buf(), skb.transportHeader()).flags()))
                .isEqualTo("FP.");
    }

    @Test
    void thePayloadIsThatOfTheStreamAndWasNotCopied() {
        SkBuff skb = merged(seg(0, 1000), seg(1, 1000), seg(2, 1000));
        byte[] all = skb.toByteArray();
        byte[] payload = Arrays.copyOfRange(all, 40, all.length);
        assertThat(payload).isEqualTo(TestFrame.pattern(0, 3000));
        assertThat(skb.frags()).hasSize(2);
    }

    @Test
    void headerOffsetsAreSet() {
        SkBuff skb = merged(seg(0, 1000), seg(1, 1000));
        assertThat(skb.macHeader()).isZero();
        assertThat(skb.networkHeader()).isEqualTo(14).isEqualTo(skb.data());
        assertThat(skb.transportHeader()).isEqualTo(34);
    }

    @Test
    void hopTimesAreThoseOfTheFirstSegment() {
        Rig rig = new Rig(Rig.tap());
        SkBuff first = seg(0, 1000).skb();
        first.passed(Hop.WIRE, Rig.START - 50);
        first.passed(Hop.DMA, Rig.START - 20);
        rig.now = Rig.START + 1000;
        rig.burst(first, seg(1, 1000).skb());
        SkBuff up = rig.received.get(0);
        assertThat(up.hop(Hop.WIRE)).isEqualTo(Rig.START - 50);
        assertThat(up.hop(Hop.DMA)).isEqualTo(Rig.START - 20);
        assertThat(up.hop(Hop.POLL)).isEqualTo(Rig.START + 1000);
        assertThat(up.hop(Hop.GRO)).isEqualTo(Rig.START + 1000);
    }

    @ParameterizedTest(name = "{0} segments: truesize {1} on a TAP")
    @CsvSource({"1, 832", "2, 1408", "18, 10624", "19, 11456", "21, 12608"})
    void truesize(int segments, int truesize) {
        TestFrame[] frames = new TestFrame[segments];
        for (int i = 0; i < segments; i++) {
            frames[i] = TestFrame.tcp(1 + 100 * i, 100).id(i);
        }
        assertThat(merged(frames).truesize).isEqualTo(truesize);
    }

    @Test
    void packetsTheCardAlreadyMergedJoinWhenTheirSegmentSizeFits() {
        Rig rig = new Rig(Rig.tap());
        SkBuff first = TestFrame.tcp(1, 2000).id(0).skb();
        SkBuff second = TestFrame.tcp(2001, 3000).id(2).skb();
        for (SkBuff skb : new SkBuff[] {first, second}) {
            skb.gsoSize = 1000;
            skb.gsoType = Gso.TCPV4;
        }
        first.gsoSegs = 2;
        second.gsoSegs = 3;
        rig.burst(first, second, TestFrame.tcp(5001, 1000).id(5).skb());
        assertThat(rig.received).hasSize(1);
        assertThat(rig.received.get(0).segments()).isEqualTo(6);
        assertThat(rig.received.get(0).len()).isEqualTo(6040);
        assertThat(rig.softirq.ledger().snapshot(0).delivered()).isEqualTo(6);
    }
}
