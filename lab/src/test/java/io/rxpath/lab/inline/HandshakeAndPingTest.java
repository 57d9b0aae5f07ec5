package io.rxpath.lab.inline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.peer.FrameWriter;
import io.rxpath.lab.peer.HeardSegment;
import io.rxpath.lab.peer.PeerHost;
import io.rxpath.lab.peer.ScriptedConnection;
import io.rxpath.lab.peer.TcpOptionList;
import io.rxpath.skb.EthernetFcs;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.IpExtMib;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.Layer;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.TcpMib;
import io.rxpath.skb.WireFrame;
import io.rxpath.socket.core.App;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The host on the cable: ARP, ping, and how connections open. */
class HandshakeAndPingTest {
    @Test
    void shouldAnswerArpForItsOwnAddress() {
        Lab lab = new Lab(InlineSettings.of());
        lab.peer.station().arp(Lab.HOST.ip());
        lab.peer.pump();
        assertThat(lab.peer.station().macOf(Lab.HOST.ip())).isEqualTo(MacAddress.parse(InlineSettings.MAC));
        lab.checkLedger();
    }

    @Test
    void shouldNotAnswerArpForOthers() {
        Lab lab = new Lab(InlineSettings.of());
        lab.peer.station().arp(Lab.HOST.ip() + 5);
        lab.peer.pump();
        assertThat(lab.stack.transmittedCount()).isZero();
        lab.checkLedger();
    }

    @ParameterizedTest(name = "ping with {0} bytes")
    @ValueSource(ints = {0, 1, 17, 18, 19, 56, 1471, 1472})
    void shouldAnswerPing(int payload) {
        Lab lab = Lab.create();
        lab.peer.station().ping(Lab.HOST, 7, 1, payload);
        lab.peer.pump();
        assertThat(lab.peer.station().echoReplies())
                .containsExactly(new PeerHost.EchoReply(Lab.HOST.ip(), 7, 1, 64, payload, lab.stack.now()));
        lab.checkLedger();
    }

    @Test
    void shouldResolveThePeerBeforeThePingIsAnswered() {
        Lab lab = new Lab(InlineSettings.of());
        lab.peer.station().ping(Lab.HOST, 7, 1, 56);
        lab.peer.pump();
        assertThat(lab.peer.station().echoReplies()).hasSize(1);
        assertThat(lab.peer.timeline().lines())
                .containsExactly(
                        "0.000000 > icmp echo request 10.9.0.1 to 10.9.0.2 id 7 seq 1 length 56",
                        "0.000000 < arp who-has 10.9.0.1 tell 10.9.0.2",
                        "0.000000 > arp 10.9.0.1 is-at 02:00:00:00:00:01",
                        "0.000000 < icmp echo reply 10.9.0.2 to 10.9.0.1 id 7 seq 1 length 56");
        lab.checkLedger();
    }

    static Stream<Arguments> synOptions() {
        TcpOptionList linux =
                new TcpOptionList().mss(1460).sackOk().timestamps(1000, 0).windowScale(7);
        return Stream.of(
                Arguments.of("no options", new TcpOptionList(), 64240, 1460, false, -1),
                Arguments.of("mss only", new TcpOptionList().mss(1460), 64240, 1460, false, -1),
                Arguments.of("sack", new TcpOptionList().mss(1460).sackOk(), 64240, 1460, true, -1),
                Arguments.of("window scale", new TcpOptionList().mss(1460).windowScale(7), 64240, 1460, false, 10),
                Arguments.of("as Linux", linux, 65160, 1460, true, 10));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("synOptions")
    void shouldAnswerSyn(String name, TcpOptionList options, int window, int mss, boolean sack, int scale) {
        Lab lab = Lab.create();
        ScriptedConnection c = lab.peer.connection(40000, Lab.SINK).synOptions(options);
        c.tcp("S").send();
        c.expect("SA").seq(0).ack(1).win(window).mss(mss).sackOk(sack).windowScale(scale);
        c.tcp("A").send();
        lab.peer.expectNothingMore();
        assertThat(lab.connection(40000).state()).isEqualTo("open");
        lab.checkLedger();
    }

    @Test
    void shouldRepeatTheSynAckAfterOneAndThreeSeconds() {
        Lab lab = Lab.create();
        ScriptedConnection c = lab.peer.connection(40000, Lab.SINK);
        c.tcp("S").send();
        long first = c.expect("SA").nanos();
        HeardSegment second = c.expect("SA", Duration.ofMillis(1100)).seq(0).ack(1);
        HeardSegment third = c.expect("SA", Duration.ofMillis(2200)).seq(0).ack(1);
        assertThat(second.nanos() - first).isBetween(1_000_000_000L, 1_050_000_000L);
        assertThat(third.nanos() - first).isBetween(3_000_000_000L, 3_100_000_000L);
        lab.checkLedger();
    }

    @Test
    void shouldResetASynToAClosedPort() {
        Lab lab = Lab.create();
        ScriptedConnection c = lab.peer.connection(40000, 4242);
        c.tcp("S").send();
        c.expect("RA").ack(1).win(0).len(0);
        lab.peer.expectNothingMore();
        assertThat(lab.ledger(Layer.TCP).dropped()).containsEntry("NO_SOCKET", 1L);
        assertThat(lab.stack.tcp().tcp().get(TcpMib.OUT_RSTS)).isEqualTo(1);
        assertThat(lab.stack.drops()).extracting("reason").containsExactly("NO_SOCKET");
        lab.checkLedger();
    }

    @Test
    void shouldNotResetAResetToAClosedPort() {
        Lab lab = Lab.create();
        ScriptedConnection c = lab.peer.connection(40000, 4242);
        c.tcp("R").send();
        lab.peer.expectNothingMore();
        lab.checkLedger();
    }

    @Test
    void shouldDropABadTcpChecksumSilently() {
        Lab lab = Lab.create();
        ScriptedConnection c = lab.peer.connection(40000, Lab.SINK);
        c.tcp("S").badChecksum().send();
        lab.peer.expectNothingMore();
        assertThat(lab.ledger(Layer.TCP).dropped()).containsEntry("TCP_CSUM", 1L);
        assertThat(lab.stack.tcp().tcp().get(TcpMib.IN_CSUM_ERRORS)).isEqualTo(1);
        lab.checkLedger();
    }

    @Test
    void shouldCountWhatItReceives() {
        Lab lab = new Lab(InlineSettings.of(App.sink(Lab.SINK)).withNeighbour("10.9.0.1", "02:00:00:00:00:01"));
        ScriptedConnection c = lab.peer.connection(40000, Lab.SINK);
        c.connect();
        c.tcp("PA").data(100).send();
        c.expect("A").seq(1).ack(101);
        assertThat(lab.stack.ip().ip().get(IpMib.IN_RECEIVES)).isEqualTo(3);
        // Counted before Ethernet's padding is cut off (ip_rcv_core), so the two small packets count 46.
        assertThat(lab.stack.ip().ipExt().get(IpExtMib.IN_OCTETS)).isEqualTo(46 + 46 + 140);
        assertThat(lab.stack.tcp().tcp().get(TcpMib.IN_SEGS)).isEqualTo(3);
        assertThat(lab.stack.tcp().tcp().get(TcpMib.OUT_SEGS)).isEqualTo(2);
        lab.checkLedger();
    }

    @ParameterizedTest(name = "FCS good: {0}")
    @ValueSource(booleans = {true, false})
    void shouldCheckTheFcsWhenThereIsOne(boolean good) {
        Lab lab = Lab.create();
        byte[] frame = FrameWriter.icmpEcho(Lab.PEER, Lab.HOST, true, 9, 9, 56);
        byte[] withFcs = Arrays.copyOf(frame, frame.length + EthernetFcs.LENGTH);
        EthernetFcs.append(withFcs, 0, frame.length);
        if (!good) {
            withFcs[20] ^= 1;
        }
        lab.stack.inject(new WireFrame(0, lab.stack.now(), true, false, 0, withFcs));
        lab.peer.pump();
        assertThat(lab.peer.station().echoReplies()).hasSize(good ? 1 : 0);
        assertThat(lab.stack.transmittedCount()).isEqualTo(good ? 1 : 0);
        assertThat(lab.stack.nic().stats().get(EthtoolStat.RX_CRC_ERRORS)).isEqualTo(good ? 0 : 1);
        lab.checkLedger();
    }
}
