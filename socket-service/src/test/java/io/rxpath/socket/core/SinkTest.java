package io.rxpath.socket.core;

import static io.rxpath.socket.core.SocketHarness.SINK;
import static io.rxpath.socket.core.SocketHarness.fragmented;
import static io.rxpath.socket.core.SocketHarness.pattern;
import static io.rxpath.socket.core.SocketHarness.sha256;
import static io.rxpath.socket.core.SocketHarness.skb;
import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.Hop;
import io.rxpath.skb.SockEvent;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Receive queue, wake-ups and recv, seen through an application that reads everything at once. */
class SinkTest {
    private final SocketHarness h = new SocketHarness();

    @Test
    void acceptLeavesWhenTheApplicationRuns() {
        h.open(1, SINK);
        assertThat(h.log).isEmpty();
        h.run();
        assertThat(h.log).containsExactly("ACCEPT 0");
        assertThat(h.connection(1).state()).isEqualTo("open");
        assertThat(h.connection(1).app()).isEqualTo("sink");
    }

    @Test
    void oneCopiedPerWakeUpHoweverManySkbs() {
        h.open(1, SINK);
        for (int i = 0; i < 50; i++) {
            h.queue(1, pattern(i * 1000L, 1000));
        }
        assertThat(h.stack.heldSegments()).isEqualTo(50);
        assertThat(h.connection(1).queuedBytes()).isEqualTo(50_000);
        assertThat(h.connection(1).queuedSkbs()).isEqualTo(50);
        h.run();
        assertThat(h.log).containsExactly("ACCEPT 0", "COPIED 50000");
        assertThat(h.received).hasSize(50);
        assertThat(h.stack.heldSegments()).isZero();
        assertThat(h.stat(SocketStat.WAKEUPS)).isEqualTo(1);
        assertThat(h.connection(1).sha256()).isEqualTo(sha256(pattern(0, 50_000)));
    }

    @Test
    void inlineCallerRunsPerFrame() {
        h.open(1, SINK).run().data(1, pattern(0, 10)).data(1, pattern(10, 20));
        assertThat(h.log).containsExactly("ACCEPT 0", "COPIED 10", "COPIED 30");
        assertThat(h.stat(SocketStat.WAKEUPS)).isEqualTo(3);
    }

    @Test
    void copiedIsTheTotalOfTheStream() {
        h.open(1, SINK).run();
        h.data(1, pattern(0, 1460)).data(1, pattern(1460, 1460));
        assertThat(h.log).endsWith("COPIED 2920");
    }

    @Test
    void runWithoutWakeUpDoesNothing() {
        h.open(1, SINK).run().takeLog();
        h.run();
        assertThat(h.log).isEmpty();
    }

    @Test
    void emptyStreamHasTheDigestOfNothing() {
        h.open(1, SINK).run();
        assertThat(h.connection(1).sha256())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(h.connection(1).sha256Sent()).isEqualTo(h.connection(1).sha256());
    }

    @Test
    void digestOfAbc() {
        h.open(1, SINK).run().data(1, "abc");
        assertThat(h.connection(1).sha256())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            linear only,                   5000, 5000, 1
            head and one fragment,         5000, 100,  10000
            no linear bytes at all,        5000, 0,    1448
            many short fragments,          5000, 3,    7
            fragments of one byte,         300,  0,    1
            """)
    void bytesWhereverTheyLie(String name, int len, int linear, int size) {
        byte[] payload = pattern(0, len);
        h.open(1, SINK).queue(1, fragmented(payload, linear, size)).run();
        assertThat(h.connection(1).bytesReceived()).isEqualTo(len);
        assertThat(h.connection(1).sha256()).isEqualTo(sha256(payload));
    }

    @Test
    void payloadBehindHeadersOfTheSameBuffer() {
        io.rxpath.skb.SkBuff skb = skb(SocketHarness.bytes("HEADERpayload"), 1);
        skb.pull(6);
        h.open(1, SINK).queue(1, skb).run();
        assertThat(h.connection(1).sha256()).isEqualTo(sha256(SocketHarness.bytes("payload")));
    }

    @Test
    void hopAndTimeOfReading() {
        h.open(1, SINK).queue(1, pattern(0, 10));
        long queuedAt = h.now;
        h.now += 5000;
        h.run();
        assertThat(h.received.get(0).hop(Hop.QUEUED)).isEqualTo(queuedAt);
        assertThat(h.receivedAt).containsExactly(queuedAt + 5000);
    }

    @Test
    void ledgerCountsWireSegments() {
        h.open(1, SINK).queue(1, skb(pattern(0, 14_600), 10)).queue(1, skb(pattern(14_600, 100), 1));
        assertThat(h.stack.heldSegments()).isEqualTo(11);
        h.run();
        assertThat(h.stack.ledger().snapshot(0).consumed()).containsExactly(java.util.Map.entry("recv", 11L));
        assertThat(h.stack.ledger().snapshot(0).received()).isEqualTo(11);
    }

    @Test
    void applicationsRunInTheOrderTheyWereWoken() {
        h.open(3, SINK).open(2, SINK).open(1, SINK).run().takeLog();
        h.queue(2, pattern(0, 1))
                .queue(1, pattern(0, 1))
                .queue(2, pattern(1, 1))
                .queue(3, pattern(0, 1));
        h.run();
        assertThat(h.log).containsExactly("2: COPIED 2", "COPIED 1", "3: COPIED 1");
    }

    @Test
    void portWithoutApplicationIsAborted() {
        h.open(1, 81).run();
        assertThat(h.log).containsExactly("ABORT 0");
        assertThat(h.stat(SocketStat.NO_APPLICATION)).isEqualTo(1);
        assertThat(h.stack.connections()).isEmpty();
    }

    @Test
    void dataForNobodyIsDropped() {
        h.event(SockEvent.Kind.DATA, 99, 0, skb(pattern(0, 2920), 2));
        assertThat(h.log).containsExactly("drop 2 NO_SOCKET@tcp_queue_rcv");
        assertThat(h.stat(SocketStat.UNKNOWN_COOKIE)).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} for nobody is counted")
    @CsvSource({"FIN", "ERROR", "WRITE_SPACE", "CLOSED"})
    void eventForNobody(SockEvent.Kind kind) {
        h.event(kind, 99, 0, null).run();
        assertThat(h.stat(SocketStat.UNKNOWN_COOKIE)).isEqualTo(1);
        assertThat(h.log).isEmpty();
    }

    @Test
    void dropShowsTheFirstPayloadBytes() {
        h.event(SockEvent.Kind.DATA, 99, 0, skb(pattern(0, 200), 1));
        assertThat(HexFormat.of().formatHex(h.drops.get(0).packet()))
                .isEqualTo(HexFormat.of().formatHex(pattern(0, 96)));
    }
}
