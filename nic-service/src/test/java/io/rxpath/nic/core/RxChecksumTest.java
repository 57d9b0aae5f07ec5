package io.rxpath.nic.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.UdpHeader;
import io.rxpath.skb.WireFrame;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RxChecksumTest {
    static Stream<Arguments> frames() {
        byte[] badIp = Frames.tcp(1, 2, 3, 16, 9);
        new Ipv4Header(badIp, 14).ttl(1);
        byte[] noSum = Frames.udp(1, 2, 9);
        new UdpHeader(noSum, 34).checksum(0);
        byte[] fragment = Frames.tcp(1, 2, 3, 16, 9);
        Ipv4Header ip = new Ipv4Header(fragment, 14).moreFragments(true);
        ip.checksum(ip.computeChecksum());
        byte[] cut = Arrays.copyOf(Frames.tcp(1, 2, 3, 16, 100), 120);
        byte[] padded = Arrays.copyOf(Frames.tcp(1, 2, 3, 16, 0), 60);
        padded[58] = 77;
        return Stream.of(
                Arguments.of("TCP, good", Frames.tcp(1, 2, 3, 16, 1000), IpSummed.UNNECESSARY, 1, 0),
                Arguments.of("TCP, odd length", Frames.tcp(1, 2, 3, 16, 999), IpSummed.UNNECESSARY, 1, 0),
                Arguments.of("TCP, bad byte", flip(Frames.tcp(1, 2, 3, 16, 1000), 700), IpSummed.NONE, 0, 1),
                Arguments.of("TCP behind padding that is not zero", padded, IpSummed.UNNECESSARY, 1, 0),
                Arguments.of("TCP in a VLAN", Frames.tagged(Frames.tcp(1, 2, 3, 16, 9), 5), IpSummed.UNNECESSARY, 1, 0),
                Arguments.of("TCP over IPv6", Frames.tcp6(1, 2, 3, 9), IpSummed.UNNECESSARY, 1, 0),
                Arguments.of("TCP over IPv6, bad", flip(Frames.tcp6(1, 2, 3, 9), 75), IpSummed.NONE, 0, 1),
                Arguments.of("UDP, good", Frames.udp(1, 2, 9), IpSummed.UNNECESSARY, 1, 0),
                Arguments.of("UDP, bad", flip(Frames.udp(1, 2, 9), 43), IpSummed.NONE, 0, 1),
                Arguments.of("UDP without checksum", noSum, IpSummed.NONE, 0, 0),
                Arguments.of("bad IPv4 header", badIp, IpSummed.NONE, 0, 1),
                Arguments.of("fragment", fragment, IpSummed.NONE, 0, 0),
                Arguments.of("truncated packet", cut, IpSummed.NONE, 0, 0),
                Arguments.of("ICMP", Frames.ipv4(IpProtocol.ICMP, 30), IpSummed.NONE, 0, 0),
                Arguments.of("ARP", Frames.ethernet(Frames.US, EthernetHeader.TYPE_ARP, 60), IpSummed.NONE, 0, 0));
    }

    private static byte[] flip(byte[] frame, int at) {
        frame[at] ^= 0x10;
        return frame;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void shouldVerifyAsTheHardwareDoes(String name, byte[] frame, IpSummed summed, int good, int errors) {
        RecordedNic card = new RecordedNic(NicSettings.defaults(Frames.US));

        card.receive(frame);

        assertThat(card.dma.get(0).ipSummed).isEqualTo(summed);
        assertThat(card.nic.stats().get(EthtoolStat.RX_CSUM_OFFLOAD_GOOD)).isEqualTo(good);
        assertThat(card.nic.stats().get(EthtoolStat.RX_CSUM_OFFLOAD_ERRORS)).isEqualTo(errors);
        assertThat(card.nic.stats().get(EthtoolStat.RX_ERRORS)).isZero();
    }

    @Test
    void shouldSumTheWholeFrameAsCompleteAndJudgeNothing() {
        RecordedNic card = new RecordedNic(NicSettings.defaults(Frames.US).withRxChecksumMode(RxChecksumMode.COMPLETE));
        byte[] bad = Arrays.copyOf(flip(Frames.udp(1, 2, 9), 43), 60);
        bad[59] = 5;
        card.receive(bad);
        card.receive(Frames.ethernet(Frames.US, EthernetHeader.TYPE_ARP, 60));

        assertThat(card.dma).extracting(s -> s.ipSummed).containsExactly(IpSummed.COMPLETE, IpSummed.NONE);
        assertThat(card.dma.get(0).csum).isEqualTo(~InternetChecksum.checksum(bad, 14, 46) & 0xffff);
        assertThat(card.nic.stats().get(EthtoolStat.RX_CSUM_OFFLOAD_ERRORS)).isZero();
    }

    @Test
    void shouldVerifyNothingWhenTurnedOff() {
        RecordedNic card = new RecordedNic(NicSettings.defaults(Frames.US).withRxChecksumOffload(false));
        card.receive(Frames.tcp(1, 2, 3, 16, 9));

        assertThat(card.dma.get(0).ipSummed).isEqualTo(IpSummed.NONE);
        assertThat(card.nic.stats().get(EthtoolStat.RX_CSUM_OFFLOAD_GOOD)).isZero();
    }

    @Test
    void shouldPassPartialOnUnverified() {
        RecordedNic card = new RecordedNic(NicSettings.defaults(Frames.US));
        byte[] frame = Frames.pseudoOnly(Frames.tcp(1, 2, 3, 16, 9));
        card.receive(new WireFrame(0, 0, false, true, 0, frame));

        assertThat(card.dma.get(0).ipSummed).isEqualTo(IpSummed.PARTIAL);
        assertThat(card.nic.stats().get(EthtoolStat.RX_CSUM_OFFLOAD_ERRORS)).isZero();
    }

    @Test
    void shouldVerifyAFrameThatWaitedInTheFifo() {
        RecordedNic card = new RecordedNic(NicSettings.defaults(Frames.US).withRing(64));
        for (int i = 0; i < 63; i++) {
            card.receive(Frames.ethernet(Frames.US, EthernetHeader.TYPE_ARP, 60));
        }
        card.receive(Frames.tcp(1, 2, 3, 16, 9));
        card.receive(flip(Frames.udp(1, 2, 9), 43));
        card.mmio(0, 63, 126, true);

        assertThat(card.dma.get(63).ipSummed).isEqualTo(IpSummed.UNNECESSARY);
        assertThat(card.dma.get(64).ipSummed).isEqualTo(IpSummed.NONE);
        assertThat(card.nic.stats().get(EthtoolStat.RX_CSUM_OFFLOAD_ERRORS)).isEqualTo(1);
    }
}
