package io.rxpath.socket.core;

import static io.rxpath.socket.core.SocketHarness.ECHO;
import static io.rxpath.socket.core.SocketHarness.SINK;
import static io.rxpath.socket.core.SocketHarness.SLOW;
import static io.rxpath.socket.core.SocketHarness.pattern;
import static io.rxpath.socket.core.SocketHarness.sha256;
import static io.rxpath.socket.core.SocketHarness.skb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.SockEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each byte exactly once and in order, or an error: never a wrong stream. */
class StreamGuaranteeTest {
    private final SocketHarness h = new SocketHarness();

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            the whole last skb,            100, 100, 100
            the first skb,                 0,   100, 100
            the middle of what was read,   50,  100, 100
            the last byte,                 199, 1,   1
            the first byte,                0,   1,   1
            everything in one piece,       0,   200, 200
            """)
    void repeatIsDropped(String name, long start, int len, long repeated) {
        h.open(1, SINK)
                .run()
                .data(1, pattern(0, 100))
                .data(1, pattern(100, 100))
                .takeLog();
        h.event(SockEvent.Kind.DATA, 1, start, skb(pattern(start, len), 1)).run();
        assertThat(h.log).containsExactly("drop 1 TCP_OLD_DATA@tcp_queue_rcv");
        assertThat(h.stat(SocketStat.STREAM_REPEAT)).isEqualTo(repeated);
        assertThat(h.stat(SocketStat.STREAM_GAP)).isZero();
        h.data(1, pattern(200, 50));
        assertThat(h.connection(1).sha256()).isEqualTo(sha256(pattern(0, 250)));
    }

    @Test
    void repeatOfWhatIsStillQueued() {
        h.open(1, SINK).queue(1, pattern(0, 100));
        h.event(SockEvent.Kind.DATA, 1, 0, skb(pattern(0, 100), 1)).run();
        assertThat(h.connection(1).sha256()).isEqualTo(sha256(pattern(0, 100)));
        assertThat(h.log).containsExactly("drop 1 TCP_OLD_DATA@tcp_queue_rcv", "ACCEPT 0", "COPIED 100");
    }

    @Test
    void emptyDataIsDroppedAsOld() {
        h.open(1, SINK).run().takeLog();
        h.event(SockEvent.Kind.DATA, 1, 0, skb(new byte[0], 1)).run();
        assertThat(h.log).containsExactly("drop 1 TCP_OLD_DATA@tcp_queue_rcv");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            one byte is new,      0,  101
            half is new,          50, 100
            one byte is old,      99, 100
            """)
    void overlapIsReadFromTheFirstNewByte(String name, long start, int len) {
        h.open(1, SINK).run().data(1, pattern(0, 100)).takeLog();
        h.event(SockEvent.Kind.DATA, 1, start, skb(pattern(start, len), 1)).run();
        assertThat(h.connection(1).sha256()).isEqualTo(sha256(pattern(0, (int) start + len)));
        assertThat(h.stat(SocketStat.STREAM_REPEAT)).isEqualTo(100 - start);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            one byte is missing,         101
            an skb is missing,           200
            far beyond 2 GB,             3000000000
            """)
    void gapBreaksTheConnection(String name, long start) {
        h.open(1, SINK).run().data(1, pattern(0, 100)).takeLog();
        h.event(SockEvent.Kind.DATA, 1, start, skb(pattern(start, 100), 1)).run();
        assertThat(h.log).containsExactly("drop 1 stream_gap@tcp_queue_rcv", "ABORT 0");
        assertThat(h.stat(SocketStat.STREAM_GAP)).isEqualTo(1);
        assertThat(h.connection(1).state()).isEqualTo("reset");
        assertThat(h.connection(1).sha256()).isEqualTo(sha256(pattern(0, 100)));
    }

    @Test
    void gapBeforeTheFirstByte() {
        h.open(1, SINK).run().takeLog();
        h.event(SockEvent.Kind.DATA, 1, 1, skb(pattern(1, 100), 1)).run();
        assertThat(h.log).containsExactly("drop 1 stream_gap@tcp_queue_rcv", "ABORT 0");
    }

    @Test
    void whatCameBeforeTheGapIsStillRead() {
        h.open(1, SLOW).run().queue(1, pattern(0, 150)).takeLog();
        h.event(SockEvent.Kind.DATA, 1, 160, skb(pattern(160, 10), 1)).run();
        h.pass(100 * SocketHarness.MS);
        assertThat(h.connection(1).bytesReceived()).isEqualTo(150);
        assertThat(h.connection(1).sha256()).isEqualTo(sha256(pattern(0, 150)));
        assertThat(h.connection(1).state()).isEqualTo("reset");
        assertThat(h.log).containsExactly("drop 1 stream_gap@tcp_queue_rcv", "ABORT 0");
    }

    @Test
    void everyGapIsCountedAndOnlyOneAbortSent() {
        h.open(1, SLOW).run().queue(1, pattern(0, 500)).takeLog();
        for (int i = 0; i < 3; i++) {
            h.event(SockEvent.Kind.DATA, 1, 600 + i, skb(pattern(0, 1), 1));
        }
        assertThat(h.stat(SocketStat.STREAM_GAP)).isEqualTo(3);
        assertThat(h.log.stream().filter("ABORT 0"::equals)).hasSize(1);
    }

    @Test
    void theNextByteAfterAGapIsNotTakenEither() {
        h.open(1, SLOW).run().queue(1, pattern(0, 500));
        h.event(SockEvent.Kind.DATA, 1, 600, skb(pattern(600, 10), 1)).takeLog();
        h.event(SockEvent.Kind.DATA, 1, 500, skb(pattern(500, 10), 1));
        assertThat(h.log).containsExactly("drop 1 stream_gap@tcp_queue_rcv");
    }

    @Test
    void dataBehindTheFinIsAGap() {
        h.open(1, SLOW).run().queue(1, pattern(0, 500)).fin(1).takeLog();
        h.event(SockEvent.Kind.DATA, 1, 500, skb(pattern(500, 10), 1));
        assertThat(h.log).containsExactly("drop 1 stream_gap@tcp_queue_rcv", "ABORT 0");
    }

    @ParameterizedTest(name = "FIN that claims {0} bytes of 100")
    @CsvSource({"101", "99", "0"})
    void finMustFitTheStream(long length) {
        h.open(1, SLOW).run().queue(1, pattern(0, 100)).takeLog();
        h.event(SockEvent.Kind.FIN, 1, length, null).run();
        assertThat(h.log).containsExactly("ABORT 0");
        assertThat(h.stat(SocketStat.STREAM_GAP)).isEqualTo(1);
    }

    @Test
    void secondFinOfAnotherLength() {
        h.open(1, SLOW).run().queue(1, pattern(0, 500)).fin(1).takeLog();
        h.event(SockEvent.Kind.FIN, 1, 501, null);
        assertThat(h.log).containsExactly("ABORT 0");
    }

    @Test
    void repeatedEventsAreIgnored() {
        h.open(1, SLOW)
                .run()
                .queue(1, pattern(0, 500))
                .fin(1)
                .fin(1)
                .open(1, SLOW)
                .takeLog();
        h.error(1, 104).error(1, 104);
        assertThat(h.stat(SocketStat.EVENT_REPEAT)).isEqualTo(3);
        assertThat(h.stat(SocketStat.RESETS)).isEqualTo(1);
        assertThat(h.log).isEmpty();
    }

    @Test
    void newForAConnectionThatWasClosed() {
        h.open(1, ECHO).fin(1).run().takeLog();
        h.open(1, ECHO).run();
        assertThat(h.log).isEmpty();
        assertThat(h.stat(SocketStat.EVENT_REPEAT)).isEqualTo(1);
        assertThat(h.stack.connections()).hasSize(1);
    }

    @Test
    void dataWithoutAnSkbIsAProgrammingError() {
        h.open(1, SINK);
        assertThatThrownBy(() -> h.event(SockEvent.Kind.DATA, 1, 0, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DATA")
                .hasMessageContaining("skb");
    }
}
