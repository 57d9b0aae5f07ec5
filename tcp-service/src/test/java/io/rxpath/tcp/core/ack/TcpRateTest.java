package io.rxpath.tcp.core.ack;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.FlowKey;
import io.rxpath.tcp.core.RecordingOutput;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.output.SentSeg;
import io.rxpath.tcp.core.sock.AckSample;
import io.rxpath.tcp.core.sock.DeliveryRate;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import org.junit.jupiter.api.Test;

class TcpRateTest {
    private static final long MS = 1_000_000;

    private final TcpNet net = new TcpNet(TcpSettings.defaults(), new RecordingOutput());
    private final TcpSock tp = new TcpSock(1, FlowKey.v4(1, 2, 3, 4));

    TcpRateTest() {
        net.now = 1_000_000 * MS;
        tp.mssCache = 1000;
        tp.minRttUs = 10_000;
        tp.delivered = 1;
    }

    private SentSeg send() {
        SentSeg seg = new SentSeg(tp.sndNxt, tp.sndNxt + 1000, false, net.now);
        TcpRate.skbSent(tp, seg, !tp.rtx.isEmpty());
        tp.rtx.add(seg);
        tp.sndNxt += 1000;
        tp.writeSeq = tp.sndNxt;
        return seg;
    }

    private void acknowledge(int segments) {
        AckSample ack = net.ack;
        ack.clear(tp.sndNxt);
        for (int i = 0; i < segments; i++) {
            TcpRate.skbDelivered(tp, ack, tp.rtx.removeFirst());
        }
        tp.delivered += segments;
        TcpRate.gen(net, tp, segments, ack);
    }

    @Test
    void nothingIsKnownBeforeAnAcknowledgment() {
        assertThat(TcpRate.deliveryRate(tp)).isZero();
        assertThat(tp.rate.pacingRate).isEqualTo(DeliveryRate.UNLIMITED);
        assertThat(tp.rate.sampleAppLimited).isTrue();
    }

    @Test
    void whatArrivesInARoundTripIsTheRate() {
        for (int i = 0; i < 10; i++) {
            send();
        }
        net.now += 20 * MS;
        acknowledge(10);
        assertThat(TcpRate.deliveryRate(tp)).isEqualTo(10 * 1000 * 1000 / 20);
        assertThat(tp.rate.sampleAppLimited)
                .as("the first flight follows a bubble")
                .isTrue();
        assertThat(tp.rate.appLimited).as("it has passed").isZero();
    }

    @Test
    void theLongerOfSendingAndHearingCounts() {
        for (int i = 0; i < 10; i++) {
            send();
            net.now += 10 * MS;
        }
        acknowledge(10);
        // The last left 90 ms after the first; it is acknowledged 100 ms after anything was delivered.
        assertThat(tp.rate.intervalUs).isEqualTo(100_000);
        assertThat(tp.rate.delivered).isEqualTo(10);
    }

    @Test
    void aSampleShorterThanTheRoundTripIsNone() {
        send();
        net.now += 5 * MS;
        acknowledge(1);
        assertThat(TcpRate.deliveryRate(tp)).isZero();
    }

    @Test
    void aBubbleDoesNotLowerTheRate() {
        for (int i = 0; i < 10; i++) {
            send();
        }
        net.now += 20 * MS;
        acknowledge(10);
        TcpRate.checkAppLimited(tp);
        assertThat(tp.rate.appLimited).isEqualTo(11);
        send();
        net.now += 20 * MS;
        acknowledge(1);
        assertThat(TcpRate.deliveryRate(tp)).as("one in 20 ms is less").isEqualTo(500_000);
        send();
        net.now += 20 * MS;
        acknowledge(1);
        assertThat(TcpRate.deliveryRate(tp)).as("limited by the network").isEqualTo(50_000);
        assertThat(tp.rate.sampleAppLimited).isFalse();
    }

    @Test
    void aReportedSegmentIsASampleOnce() {
        SentSeg seg = send();
        tp.rtx.markSacked(seg);
        net.ack.clear(tp.sndNxt);
        TcpRate.skbDelivered(tp, net.ack, seg);
        assertThat(net.ack.priorMstamp).isEqualTo(net.now);
        net.ack.clear(tp.sndNxt);
        TcpRate.skbDelivered(tp, net.ack, seg);
        assertThat(net.ack.priorMstamp).isZero();
    }

    @Test
    void thePacingRateIsTwiceTheWindowsInSlowStart() {
        tp.srttUs = 100_000 << 3;
        tp.cwnd = 10;
        TcpRate.updatePacingRate(net, tp);
        assertThat(tp.rate.pacingRate).isEqualTo(200_000);
        tp.ssthresh = 10;
        TcpRate.updatePacingRate(net, tp);
        assertThat(tp.rate.pacingRate).isEqualTo(120_000);
    }
}
