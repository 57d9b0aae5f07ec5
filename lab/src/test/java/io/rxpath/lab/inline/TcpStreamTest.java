package io.rxpath.lab.inline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.peer.HeardSegment;
import io.rxpath.lab.peer.ScriptedConnection;
import io.rxpath.lab.peer.SegmentBuilder;
import io.rxpath.lab.peer.TcpOptionList;
import io.rxpath.skb.Layer;
import io.rxpath.skb.LinuxMib;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripted segments through all five layers; numbers are those a 6.18 kernel gave for the same script. */
class TcpStreamTest {
    private final Lab lab = Lab.create();

    private ScriptedConnection open(int sport, int dport) {
        ScriptedConnection c = lab.peer.connection(sport, dport);
        c.connect();
        return c;
    }

    private ScriptedConnection openWithSack(int sport) {
        ScriptedConnection c = lab.peer
                .connection(sport, Lab.SINK)
                .synOptions(new TcpOptionList().mss(1460).sackOk());
        c.connect();
        return c;
    }

    private static String sha256(int bytes) {
        byte[] stream = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            stream[i] = SegmentBuilder.streamByte(i);
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(stream));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void checkStream(int sport, int bytes, String state) {
        assertThat(lab.connection(sport).bytesReceived()).isEqualTo(bytes);
        assertThat(lab.connection(sport).sha256()).isEqualTo(sha256(bytes));
        assertThat(lab.connection(sport).state()).isEqualTo(state);
        lab.checkLedger();
    }

    @Test
    void shouldAcknowledgeEverySegmentAtTheStart() {
        ScriptedConnection c = open(40000, Lab.SINK);
        for (int i = 1; i <= 20; i++) {
            c.tcp("A").data(1460).send();
            c.expect("A").seq(1).ack(1 + i * 1460).len(0);
        }
        lab.peer.expectNothingMore();
        checkStream(40000, 29_200, "open");
    }

    @Test
    void shouldAcknowledgeEverySecondSegmentLater() {
        ScriptedConnection c = open(40000, Lab.SINK);
        c.bulk(100, 1460);
        int acks = c.ignoreAll();
        assertThat(acks).isBetween(55, 70);
        checkStream(40000, 146_000, "open");
    }

    @Test
    void shouldCloseAfterTheFin() {
        ScriptedConnection c = open(40000, Lab.SINK);
        c.tcp("PA").data(100).send();
        c.expect("A").ack(101);
        c.tcp("FA").send();
        c.expect("FA").seq(1).ack(102);
        c.tcp("A").send();
        lab.peer.expectNothingMore();
        checkStream(40000, 100, "closed");
        lab.checkNoConnections();
    }

    @Test
    void shouldTakeDataAndFinInOneSegment() {
        ScriptedConnection c = open(40000, Lab.SINK);
        c.tcp("FPA").data(300).send();
        c.expect("FA").seq(1).ack(302);
        c.tcp("A").send();
        lab.peer.expectNothingMore();
        checkStream(40000, 300, "closed");
    }

    @Test
    void shouldTakeAnEarlyFinWhenItsTurnComes() {
        ScriptedConnection c = openWithSack(40000);
        c.tcp("FA").seq(501).data(500).send();
        c.expect("A").ack(1).sack(501, 1002);
        c.tcp("A").seq(1).data(500).send();
        c.expect("A").ack(1002);
        c.expect("FA").seq(1).ack(1002);
        c.tcp("A").seq(1002).send();
        lab.peer.expectNothingMore();
        checkStream(40000, 1000, "closed");
    }

    @Test
    void shouldResetDataAfterTheEnd() {
        ScriptedConnection c = open(40000, Lab.SINK);
        c.tcp("FA").send();
        c.expect("FA").ack(2);
        c.tcp("A").send();
        c.tcp("A").data(10).send();
        c.expect("R").seq(2).len(0);
        lab.peer.expectNothingMore();
        checkStream(40000, 0, "closed");
    }

    @Test
    void shouldRepeatItsFinUntilItIsAcknowledged() {
        ScriptedConnection c = open(40000, Lab.SINK);
        c.tcp("FA").send();
        c.expect("FA").seq(1).ack(2);
        c.expect("FA", Duration.ofSeconds(2)).seq(1).ack(2);
        c.tcp("A").send();
        lab.peer.advance(Duration.ofMinutes(2));
        lab.peer.expectNothingMore();
        checkStream(40000, 0, "closed");
    }

    @Test
    void shouldAcknowledgeARepeatedFin() {
        ScriptedConnection c = open(40000, Lab.SINK);
        c.tcp("FA").send();
        c.expect("FA").seq(1).ack(2);
        c.tcp("FA").seq(1).ack(1).send();
        c.expect("A").ack(2);
        c.tcp("A").send();
        checkStream(40000, 0, "closed");
    }

    @Test
    void shouldReportHolesAndFillThem() {
        ScriptedConnection c = openWithSack(40000);
        c.tcp("A").seq(1).data(1000).send();
        c.expect("A").ack(1001).sack();
        c.tcp("A").seq(2001).data(1000).send();
        c.expect("A").ack(1001).sack(2001, 3001);
        c.tcp("A").seq(4001).data(1000).send();
        c.expect("A").ack(1001).sack(4001, 5001, 2001, 3001);
        c.tcp("A").seq(3001).data(1000).send();
        c.expect("A").ack(1001).sack(2001, 5001);
        assertThat(lab.ledger(Layer.TCP).held()).isEqualTo(3);
        c.tcp("A").seq(1001).data(1000).send();
        c.expect("A").ack(5001).sack();
        c.tcp("A").seq(5001).data(1000).send();
        c.expect("A").ack(6001).sack();
        lab.peer.expectNothingMore();
        assertThat(lab.ledger(Layer.TCP).held()).isZero();
        assertThat(lab.stack.tcp().linux().get(LinuxMib.TCP_OFO_QUEUE)).isEqualTo(3);
        checkStream(40000, 6000, "open");
    }

    @Test
    void shouldReportDuplicates() {
        ScriptedConnection c = openWithSack(40000);
        c.tcp("A").seq(1).data(1000).send();
        c.expect("A").ack(1001);
        c.tcp("A").seq(1001).data(1000).send();
        c.expect("A").ack(2001);
        c.tcp("A").seq(1).data(1000).send();
        c.expect("A").ack(2001).sack(1, 1001);
        c.tcp("A").seq(1001).data(1000).send();
        c.expect("A").ack(2001).sack(1001, 2001);
        c.tcp("A").seq(1501).data(1000).send();
        c.expect("A").ack(2501).sack(1501, 2001);
        c.tcp("A").seq(3501).data(1000).send();
        c.expect("A").ack(2501).sack(3501, 4501);
        c.tcp("A").seq(3501).data(1000).send();
        c.expect("A").ack(2501).sack(3501, 4501, 3501, 4501);
        c.tcp("A").seq(2501).data(1000).send();
        c.expect("A").ack(4501).sack();
        lab.peer.expectNothingMore();
        assertThat(lab.ledger(Layer.TCP).dropped())
                .containsEntry("TCP_OLD_SEQUENCE", 1L)
                .containsEntry("TCP_OLD_DATA", 1L)
                .containsEntry("TCP_OFOMERGE", 1L);
        checkStream(40000, 4500, "open");
    }

    @Test
    void shouldEndWithAResetAtTheNextNumber() {
        ScriptedConnection c = open(40000, Lab.SINK);
        c.tcp("PA").data(100).send();
        c.expect("A").ack(101);
        c.tcp("R").seq(101).send();
        lab.peer.expectNothingMore();
        checkStream(40000, 100, "reset");
        lab.checkNoConnections();
    }

    @Test
    void shouldChallengeAResetInTheWindow() {
        ScriptedConnection c = open(40000, Lab.SINK);
        c.tcp("R").seq(500).send();
        c.expect("A").seq(1).ack(1);
        lab.peer.expectNothingMore();
        assertThat(lab.stack.tcp().linux().get(LinuxMib.TCP_CHALLENGE_ACK)).isEqualTo(1);
        checkStream(40000, 0, "open");
    }

    @Test
    void shouldIgnoreAResetOutOfTheWindow() {
        ScriptedConnection c = open(40000, Lab.SINK);
        c.tcp("R").seq(900_000).send();
        lab.peer.expectNothingMore();
        checkStream(40000, 0, "open");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            one segment,             1, 1460
            two segments,            2, 1460
            thirty segments,        30, 1460
            forty-four segments,    44, 1400
            small segments,         40,   10
            """)
    void shouldDeliverABurstWhole(String name, int count, int length) {
        ScriptedConnection c = open(40000, Lab.SINK);
        lab.peer.burst(() -> c.bulk(count, length));
        c.ignoreAll();
        assertThat(lab.stack.softirq().gro().superPackets()).isEqualTo(count == 1 ? 0 : 1);
        checkStream(40000, count * length, "open");
    }

    @Test
    void shouldAcknowledgeASuperPacketOnce() {
        ScriptedConnection c = openWithSack(40000);
        lab.peer.burst(() -> c.bulk(30, 1460));
        c.expect("A").seq(1).ack(43_801).win(54_020);
        lab.peer.burst(() -> c.bulk(2, 1460));
        c.expect("A").seq(1).ack(46_721).win(65_535);
        lab.peer.expectNothingMore();
        checkStream(40000, 46_720, "open");
    }

    @Test
    void shouldEchoWhatItGets() {
        ScriptedConnection c = open(40000, Lab.ECHO);
        c.tcp("PA")
                .data("hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .send();
        c.expect("A").ack(6);
        HeardSegment echo = c.expect("PA").seq(1).ack(6).len(5);
        assertThat(echo.text()).isEqualTo("hello");
        c.tcp("A").send();
        c.tcp("FA").send();
        c.expect("FA").seq(6).ack(7);
        c.tcp("A").send();
        lab.peer.expectNothingMore();
        assertThat(lab.connection(40000).sha256Sent())
                .isEqualTo(lab.connection(40000).sha256());
        lab.checkLedger();
    }

    @Test
    void shouldRepeatALostEcho() {
        ScriptedConnection c = open(40000, Lab.ECHO);
        c.tcp("PA")
                .data("hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .send();
        c.expect("A").ack(6);
        c.expect("PA").seq(1).len(5);
        HeardSegment again = c.expect("PA", Duration.ofSeconds(2)).seq(1).ack(6).len(5);
        assertThat(again.text()).isEqualTo("hello");
        c.tcp("A").send();
        lab.peer.advance(Duration.ofSeconds(10));
        lab.peer.expectNothingMore();
        lab.checkLedger();
    }

    @Test
    void shouldServeAPage() {
        ScriptedConnection c = open(40000, Lab.HTTP);
        String request = "GET / HTTP/1.1\r\nHost: 10.9.0.2\r\nConnection: close\r\n\r\n";
        c.tcp("PA")
                .data(request.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .send();
        c.expect("A").ack(1 + request.length());
        HeardSegment page = c.expect("PA").seq(1).ack(1 + request.length());
        assertThat(page.text()).startsWith("HTTP/1.1 200 ").contains("\r\n\r\n");
        c.expect("FA").seq(1 + page.payload().length);
        c.tcp("FA").send();
        c.expect("A").ack(2 + request.length());
        lab.peer.expectNothingMore();
        lab.checkLedger();
    }

    @Test
    void shouldRespectThePeersWindow() {
        ScriptedConnection c = lab.peer.connection(40000, Lab.ECHO).window(100);
        c.connect();
        c.tcp("PA").data(250).send();
        HeardSegment first = c.expectAny(Duration.ofMillis(300));
        assertThat(first.ackNumber()).isEqualTo(251);
        int heard = first.payload().length;
        while (heard < 250) {
            c.tcp("A").send();
            HeardSegment more = c.expectAny(Duration.ofSeconds(3));
            assertThat(more.payload().length).isBetween(1, 100);
            heard += more.payload().length;
        }
        assertThat(heard).isEqualTo(250);
        lab.checkLedger();
    }

    @Test
    void shouldKeepConnectionsApart() {
        ScriptedConnection a = open(40000, Lab.SINK);
        ScriptedConnection b = open(40001, Lab.SINK);
        a.tcp("PA").data(100).send();
        b.tcp("PA").data(1000).send();
        a.tcp("PA").data(50).send();
        checkStream(40000, 150, "open");
        checkStream(40001, 1000, "open");
    }

    @Test
    void shouldAnswerPingAmidAStream() {
        ScriptedConnection c = open(40000, Lab.SINK);
        c.tcp("PA").data(100).send();
        lab.peer.station().ping(Lab.HOST, 1, 1, 56);
        lab.peer.pump();
        c.tcp("PA").data(100).send();
        assertThat(lab.peer.station().echoReplies()).hasSize(1);
        checkStream(40000, 200, "open");
    }
}
