package io.rxpath.socket.core;

import static io.rxpath.socket.core.SocketHarness.ECHO;
import static io.rxpath.socket.core.SocketHarness.HTTP;
import static io.rxpath.socket.core.SocketHarness.MS;
import static io.rxpath.socket.core.SocketHarness.SINK;
import static io.rxpath.socket.core.SocketHarness.SLOW;
import static io.rxpath.socket.core.SocketHarness.SMALL_ECHO;
import static io.rxpath.socket.core.SocketHarness.pattern;
import static io.rxpath.socket.core.SocketHarness.skb;
import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.SockEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The orders in which a connection can end. */
class CloseTest {
    private final SocketHarness h = new SocketHarness();

    @ParameterizedTest(name = "application on port {0} closes when the peer does")
    @ValueSource(ints = {SINK, ECHO, HTTP, SLOW})
    void finOnAnEmptyConnection(int port) {
        h.open(1, port).run().fin(1).run().pass(20 * MS);
        assertThat(h.log).containsExactly("ACCEPT 0", "CLOSE 0");
        assertThat(h.connection(1).state()).isEqualTo("closed");
    }

    @Test
    void newDataAndFinInOneBatch() {
        h.open(1, SINK).queue(1, pattern(0, 100)).fin(1).run();
        assertThat(h.log).containsExactly("ACCEPT 0", "COPIED 100", "CLOSE 0");
    }

    @Test
    void finAfterTheDataWasRead() {
        h.open(1, SINK).run().data(1, pattern(0, 100)).fin(1).run();
        assertThat(h.log).containsExactly("ACCEPT 0", "COPIED 100", "CLOSE 0");
    }

    @Test
    void echoWritesEverythingBeforeItCloses() {
        h.open(1, ECHO).queue(1, pattern(0, 100)).fin(1).run();
        assertThat(h.log).containsExactly("ACCEPT 0", "COPIED 100", "WRITE 0+100", "CLOSE 0");
        assertThat(h.connection(1).sha256Sent()).isEqualTo(h.connection(1).sha256());
    }

    @Test
    void echoClosesOnlyWhenTheLastByteFoundRoom() {
        h.open(1, SMALL_ECHO).queue(1, pattern(0, 25)).fin(1).run();
        assertThat(h.takeLog()).containsExactly("ACCEPT 0", "COPIED 10", "WRITE 0+10");
        h.writeSpace(1, 20);
        assertThat(h.takeLog()).containsExactly("COPIED 20", "WRITE 10+10");
        h.writeSpace(1, 30);
        assertThat(h.takeLog()).containsExactly("COPIED 25", "WRITE 20+5", "CLOSE 0");
    }

    @Test
    void slowReadsToTheEndBeforeItCloses() {
        h.open(1, SLOW).run().queue(1, pattern(0, 250)).fin(1).run();
        h.pass(100 * MS);
        assertThat(h.log).containsExactly("ACCEPT 0", "COPIED 100", "COPIED 200", "COPIED 250", "CLOSE 0");
    }

    @Test
    void resetAfterEverythingWasRead() {
        h.open(1, SINK).run().data(1, pattern(0, 100)).takeLog();
        h.error(1, 104).run();
        assertThat(h.log).containsExactly("CLOSE 0");
        assertThat(h.connection(1).state()).isEqualTo("reset");
        assertThat(h.stat(SocketStat.RESETS)).isEqualTo(1);
    }

    /** As the kernel case tcp-rst-valid shows: the reader gets its 100 bytes and then ECONNRESET. */
    @Test
    void dataBeforeAResetIsRead() {
        h.open(1, SINK).run().queue(1, pattern(0, 100)).error(1, 104).run();
        assertThat(h.connection(1).bytesReceived()).isEqualTo(100);
        assertThat(h.connection(1).state()).isEqualTo("reset");
        assertThat(h.stack.ledger().snapshot(0).consumed()).containsEntry("recv", 1L);
    }

    @Test
    void slowReadsOnAfterAReset() {
        h.open(1, SLOW).run().queue(1, pattern(0, 150)).error(1, 104).run().takeLog();
        assertThat(h.connection(1).state()).isEqualTo("reset");
        h.pass(100 * MS);
        assertThat(h.log).containsExactly("COPIED 100", "COPIED 150", "CLOSE 0");
        assertThat(h.connection(1).bytesReceived()).isEqualTo(150);
        assertThat(h.stack.heldSegments()).isZero();
    }

    @Test
    void resetWhileEchoHoldsUnreadData() {
        h.open(1, SMALL_ECHO).run();
        h.queue(1, skb(pattern(0, 5), 1))
                .queue(1, skb(pattern(5, 2900), 2))
                .queue(1, pattern(2905, 10))
                .run();
        assertThat(h.takeLog()).containsExactly("ACCEPT 0", "COPIED 10", "WRITE 0+10");
        h.error(1, 104).run();
        assertThat(h.log).containsExactly("drop 2 SOCKET_CLOSE@tcp_close", "drop 1 SOCKET_CLOSE@tcp_close", "CLOSE 1");
        assertThat(h.stack.ledger().snapshot(0).dropped()).containsEntry("SOCKET_CLOSE", 3L);
        assertThat(h.connection(1).state()).isEqualTo("reset");
        assertThat(h.connection(1).queuedBytes()).isZero();
    }

    @Test
    void resetBeforeAccept() {
        h.open(1, SINK).error(1, 104).run();
        assertThat(h.log).containsExactly("ACCEPT 0", "CLOSE 0");
        assertThat(h.connection(1).state()).isEqualTo("reset");
        assertThat(h.stat(SocketStat.ACCEPTED)).isEqualTo(1);
    }

    @Test
    void lateDataAfterClose() {
        h.open(1, SINK).fin(1).run().takeLog();
        h.event(SockEvent.Kind.DATA, 1, 0, skb(pattern(0, 10), 1)).run();
        assertThat(h.log).containsExactly("drop 1 SOCKET_CLOSE@tcp_queue_rcv");
        assertThat(h.stat(SocketStat.UNKNOWN_COOKIE)).isZero();
    }

    @ParameterizedTest(name = "late {0} after close is nothing")
    @EnumSource(
            value = SockEvent.Kind.class,
            names = {"FIN", "ERROR", "WRITE_SPACE", "CLOSED"})
    void lateEventAfterClose(SockEvent.Kind kind) {
        h.open(1, SINK).fin(1).run().takeLog();
        h.event(kind, 1, 0, null).run();
        assertThat(h.log).isEmpty();
        assertThat(h.stat(SocketStat.UNKNOWN_COOKIE)).isZero();
        assertThat(h.connection(1).state()).isEqualTo("closed");
    }

    @Test
    void tcpForgetsWhileTheApplicationStillReads() {
        h.open(1, SLOW).run().queue(1, pattern(0, 150)).event(SockEvent.Kind.CLOSED, 1, 0, null);
        h.takeLog();
        h.run().pass(100 * MS);
        assertThat(h.log).containsExactly("COPIED 100", "COPIED 150", "CLOSE 0");
        assertThat(h.connection(1).bytesReceived()).isEqualTo(150);
        assertThat(h.connection(1).state()).isEqualTo("closed");
    }

    @Test
    void closedConnectionsStayListed() {
        for (int i = 1; i <= ClosedSocks.MAX + 10; i++) {
            h.open(i, SINK).fin(i).run();
        }
        assertThat(h.stack.connections()).hasSize(ClosedSocks.MAX);
        assertThat(h.stack.connections().iterator().next().cookie()).isEqualTo(11);
        assertThat(h.stat(SocketStat.ACCEPTED)).isEqualTo(ClosedSocks.MAX + 10);
    }

    @Test
    void openConnectionsAreListedBeforeClosedOnes() {
        h.open(1, SINK).fin(1).run().open(3, SINK).open(2, ECHO).run();
        assertThat(h.stack.connections()).extracting(AppConnection::cookie).containsExactly(2L, 3L, 1L);
    }
}
