package io.rxpath.nic.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.EthernetFcs;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbFrag;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import io.rxpath.skb.WireFrame;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NicTransmitTest {
    private final RecordedNic card = new RecordedNic(NicSettings.defaults(Frames.US));

    private byte[] sent(int i) {
        WireFrame frame = card.sent.get(i);
        assertThat(frame.hasFcs()).isTrue();
        assertThat(EthernetFcs.valid(frame.frame(), 0, frame.frame().length)).isTrue();
        return Arrays.copyOf(frame.frame(), frame.frame().length - 4);
    }

    private void transmit(SkBuff skb) {
        card.nic.transmit(skb, 900);
        card.balanced();
    }

    @ParameterizedTest(name = "{0} bytes leave as {1} with FCS")
    @CsvSource({"14, 64", "59, 64", "60, 64", "61, 65", "1514, 1518"})
    void shouldPadToTheMinimumAndAppendFcs(int len, int onWire) {
        byte[] frame = new byte[len];
        Arrays.fill(frame, (byte) 0x5a);
        transmit(SkBuff.wrap(frame));

        assertThat(card.sent.get(0).frame()).hasSize(onWire);
        byte[] expected = Arrays.copyOf(frame, Math.max(60, len));
        assertThat(sent(0)).isEqualTo(expected);
        assertThat(card.nic.stats().get(EthtoolStat.TX_PACKETS)).isEqualTo(1);
        assertThat(card.nic.stats().get(EthtoolStat.TX_BYTES)).isEqualTo(onWire - 4);
    }

    @Test
    void shouldLeaveOnThePortOfTheSkbAtTheTimeGiven() {
        SkBuff skb = SkBuff.wrap(Frames.ethernet(0xffff_ffff_ffffL, 0x806, 42));
        skb.port = 0xffff;
        transmit(skb);
        transmit(SkBuff.wrap(Frames.ethernet(0x0100_5e00_0001L, 0x800, 42)));

        assertThat(card.sent.get(0).port()).isEqualTo(0xffff);
        assertThat(card.sent.get(0).nanos()).isEqualTo(900);
        assertThat(card.nic.stats().get(EthtoolStat.TX_BROADCAST)).isEqualTo(1);
        assertThat(card.nic.stats().get(EthtoolStat.TX_MULTICAST)).isEqualTo(1);
        assertThat(card.nic.ledger().snapshot(0).received()).isZero();
    }

    @Test
    void shouldCompletePartialTcpAndLeaveTheSkbAlone() {
        byte[] complete = Frames.tcp(80, 4000, 1, 16, 101);
        byte[] partial = Frames.pseudoOnly(complete.clone());
        byte[] before = partial.clone();
        SkBuff skb = SkBuff.wrap(partial);
        skb.ipSummed = IpSummed.PARTIAL;
        transmit(skb);

        assertThat(sent(0)).isEqualTo(complete);
        assertThat(partial).isEqualTo(before);
    }

    @Test
    void shouldNotTouchAChecksumThatIsNotPartial() {
        byte[] wrong = Frames.pseudoOnly(Frames.tcp(80, 4000, 1, 16, 101));
        transmit(SkBuff.wrap(wrong));

        assertThat(sent(0)).isEqualTo(wrong);
    }

    @Test
    void shouldSendUdpSumZeroAsAllOnes() {
        // Chosen so that the sum over everything else is 0xffff: put the complement of the sum into the payload.
        byte[] frame = Frames.udp(1, 2, 2);
        frame[42] = 0;
        frame[43] = 0;
        Frames.checksummed(frame);
        int sum = new UdpHeader(frame, 34).checksum();
        frame[42] = (byte) (sum >>> 8);
        frame[43] = (byte) sum;
        SkBuff skb = SkBuff.wrap(Frames.pseudoOnly(frame));
        skb.ipSummed = IpSummed.PARTIAL;
        transmit(skb);

        assertThat(new UdpHeader(sent(0), 34).checksum()).isEqualTo(0xffff);
        assertThat(Frames.parse(sent(0)).l4ChecksumValid()).isTrue();
    }

    @Test
    void shouldCutASuperPacketWithFragments() {
        byte[] whole = Frames.pseudoOnly(Frames.tcp(80, 4000, 1, TcpHeader.ACK | TcpHeader.PSH, 3000));
        SkBuff skb = SkBuff.wrap(Arrays.copyOf(whole, 500));
        skb.addFrag(new SkbFrag(whole, 500, whole.length - 500));
        skb.gsoSize = 1448;
        skb.gsoSegs = 3;
        skb.ipSummed = IpSummed.PARTIAL;
        transmit(skb);

        assertThat(card.sent).hasSize(3);
        assertThat(sent(0)).hasSize(1502);
        assertThat(sent(2)).hasSize(158);
        for (int i = 0; i < 3; i++) {
            assertThat(Frames.parse(sent(i)).l4ChecksumValid()).isTrue();
            assertThat(new TcpHeader(sent(i), 34).psh()).isEqualTo(i == 2);
        }
        assertThat(card.nic.stats().get(EthtoolStat.TX_PACKETS)).isEqualTo(3);
    }

    @Test
    void shouldDropWhatIsNoFrame() {
        card.nic.transmit(SkBuff.wrap(new byte[13]), 900);

        assertThat(card.sent).isEmpty();
        assertThat(card.drops)
                .singleElement()
                .satisfies(d -> assertThat(d.reason()).isEqualTo("PKT_TOO_SMALL"));
    }
}
