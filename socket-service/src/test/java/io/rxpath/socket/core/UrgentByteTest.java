package io.rxpath.socket.core;

import static io.rxpath.socket.core.SocketHarness.SINK;
import static io.rxpath.socket.core.SocketHarness.pattern;
import static io.rxpath.socket.core.SocketHarness.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.SockEvent;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A byte that the peer has marked as urgent is not part of what a read without SO_OOBINLINE gets. */
class UrgentByteTest {
    private final SocketHarness h = new SocketHarness();

    private static byte[] without(byte[] stream, int... offsets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < stream.length; i++) {
            int at = i;
            if (java.util.Arrays.stream(offsets).noneMatch(offset -> offset == at)) {
                out.write(stream[i]);
            }
        }
        return out.toByteArray();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the first byte,            0",
        "in the first skb,          7",
        "the last of an skb,        9",
        "the first of the next skb, 10",
        "the last byte,             29"
    })
    void isLeftOutWhereverItStands(String name, int offset) {
        byte[] stream = pattern(0, 30);
        h.open(1, SINK).run();
        h.event(SockEvent.Kind.URGENT, 1, offset, null);
        for (int at = 0; at < 30; at += 10) {
            h.data(1, pattern(at, 10));
            h.save().restart();
        }
        h.fin(1).run();

        assertThat(h.connection(1).bytesReceived()).isEqualTo(29);
        assertThat(h.connection(1).sha256()).isEqualTo(sha256(without(stream, offset)));
        assertThat(h.connection(1).state()).isEqualTo("closed");
        // TCP has to hear that every byte has left the queue, or its window would stay smaller.
        assertThat(h.log).contains("COPIED 30").endsWith("CLOSE 0");
    }

    @Test
    void aSecondOneTakesThePlaceOfOneThatWasNotPassed() {
        h.open(1, SINK).run();
        h.event(SockEvent.Kind.URGENT, 1, 0, null);
        h.data(1, pattern(0, 1));
        assertThat(h.connection(1).queuedBytes()).as("no read would get it").isEqualTo(1);
        h.event(SockEvent.Kind.URGENT, 1, 1, null);
        h.data(1, pattern(1, 9));

        assertThat(h.connection(1).sha256()).isEqualTo(sha256(without(pattern(0, 10), 0, 1)));
    }

    @Test
    void aRepeatedMarkChangesNothing() {
        h.open(1, SINK).run();
        h.event(SockEvent.Kind.URGENT, 1, 4, null);
        h.data(1, pattern(0, 10));
        h.event(SockEvent.Kind.URGENT, 1, 4, null);
        h.data(1, pattern(10, 10));

        assertThat(h.connection(1).bytesReceived()).isEqualTo(19);
        assertThat(h.stat(SocketStat.EVENT_REPEAT)).isEqualTo(1);
    }
}
