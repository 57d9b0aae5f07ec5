package io.rxpath.socket.core;

import static io.rxpath.socket.core.SocketHarness.MS;
import static io.rxpath.socket.core.SocketHarness.SLOW;
import static io.rxpath.socket.core.SocketHarness.pattern;
import static io.rxpath.socket.core.SocketHarness.skb;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 100 bytes every 20 ms, from accept() on. */
class SlowReaderTest {
    private final SocketHarness h = new SocketHarness();
    private final long start = h.now;

    /** "time in ms: COPIED" for every command but ACCEPT, timer by timer until {@code ms}. */
    private List<String> reads(long ms) {
        List<String> reads = new ArrayList<>();
        long end = start + ms * MS;
        while (true) {
            for (String line : h.takeLog()) {
                if (!line.contains("ACCEPT")) {
                    reads.add((h.now - start) / MS + ": " + line);
                }
            }
            long next = h.stack.nextTimeoutNanos();
            if (next > end) {
                return reads;
            }
            h.pass(next - h.now);
        }
    }

    @Test
    void readsOnceAtAcceptAndThenEveryTick() {
        h.open(1, SLOW).queue(1, pattern(0, 350)).run();
        assertThat(reads(1000)).containsExactly("0: COPIED 100", "20: COPIED 200", "40: COPIED 300", "60: COPIED 350");
    }

    @Test
    void aReadSpansSkbs() {
        h.open(1, SLOW).run();
        for (int i = 0; i < 7; i++) {
            h.queue(1, pattern(i * 30L, 30));
        }
        h.run();
        assertThat(reads(1000)).containsExactly("20: COPIED 100", "40: COPIED 200", "60: COPIED 210");
        assertThat(h.received).hasSize(7);
    }

    @Test
    void anSkbIsFreedWithItsLastByteOnly() {
        h.open(1, SLOW).queue(1, skb(pattern(0, 250), 3)).run();
        assertThat(h.received).isEmpty();
        assertThat(h.stack.heldSegments()).isEqualTo(3);
        assertThat(h.connection(1).queuedBytes()).isEqualTo(150);
        h.pass(20 * MS);
        assertThat(h.received).isEmpty();
        h.pass(20 * MS);
        assertThat(h.received).hasSize(1);
        assertThat(h.receivedAt).containsExactly(start + 40 * MS);
        assertThat(h.stack.heldSegments()).isZero();
    }

    @ParameterizedTest(name = "data {0} ms after accept is read at {1} ms")
    @CsvSource({"1, 20", "19, 20", "20, 20", "21, 40", "40, 40", "99, 100", "100, 100", "1000000001, 1000000020"})
    void ticksGoOnWithoutData(long at, long readAt) {
        h.open(1, SLOW).run().pass(at * MS).data(1, pattern(0, 10));
        assertThat(reads(readAt + 100)).containsExactly(readAt + ": COPIED 10");
    }

    @Test
    void anIdleReaderWantsNoTimer() {
        h.open(1, SLOW).run();
        assertThat(h.stack.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
        h.data(1, pattern(0, 10));
        assertThat(h.stack.nextTimeoutNanos()).isEqualTo(start + 20 * MS);
        h.pass(20 * MS);
        assertThat(h.stack.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aTickThatCameLateDelaysTheNext() {
        h.open(1, SLOW).queue(1, pattern(0, 300)).run();
        h.now = start + 29 * MS;
        h.stack.onTimeout(h.now);
        assertThat(h.stack.nextTimeoutNanos()).isEqualTo(start + 49 * MS);
    }

    @Test
    void endOfStreamIsSeenAtATick() {
        h.open(1, SLOW).run().pass(5 * MS).fin(1).run();
        assertThat(reads(1000)).containsExactly("20: CLOSE 0");
    }

    @Test
    void twoReadersKeepTheirOwnTime() {
        h.open(1, SLOW).queue(1, pattern(0, 300)).run();
        h.pass(7 * MS).open(2, SLOW).queue(2, pattern(0, 200)).run();
        assertThat(reads(1000))
                .containsExactly(
                        "7: COPIED 100", "7: 2: COPIED 100", "20: COPIED 200", "27: 2: COPIED 200", "40: COPIED 300");
    }

    @Test
    void wokenApplicationsAreDueAtOnce() {
        h.open(1, SLOW);
        assertThat(h.stack.nextTimeoutNanos()).isEqualTo(start);
        h.stack.onTimeout(start);
        assertThat(h.log).containsExactly("ACCEPT 0");
    }
}
