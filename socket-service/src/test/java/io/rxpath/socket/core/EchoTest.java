package io.rxpath.socket.core;

import static io.rxpath.socket.core.SocketHarness.ECHO;
import static io.rxpath.socket.core.SocketHarness.SMALL_ECHO;
import static io.rxpath.socket.core.SocketHarness.pattern;
import static io.rxpath.socket.core.SocketHarness.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Write space and backpressure. */
class EchoTest {
    private final SocketHarness h = new SocketHarness();

    @Test
    void writesWhatItReads() {
        h.open(1, ECHO).run().data(1, "hello ").data(1, "world");
        assertThat(h.text(1)).isEqualTo("hello world");
        assertThat(h.log).containsExactly("ACCEPT 0", "COPIED 6", "WRITE 0+6", "COPIED 11", "WRITE 6+5");
    }

    @Test
    void oneWriteForManySkbs() {
        h.open(1, ECHO);
        for (int i = 0; i < 10; i++) {
            h.queue(1, pattern(i * 1000L, 1000));
        }
        h.run();
        assertThat(h.log).containsExactly("ACCEPT 0", "COPIED 10000", "WRITE 0+10000");
        assertThat(h.written(1)).isEqualTo(pattern(0, 10_000));
    }

    @Test
    void readsNoMoreThanItCanWrite() {
        h.open(1, SMALL_ECHO).queue(1, pattern(0, 6)).queue(1, pattern(6, 6)).run();
        assertThat(h.takeLog()).containsExactly("ACCEPT 0", "COPIED 10", "WRITE 0+10");
        assertThat(h.connection(1).queuedBytes()).isEqualTo(2);
        assertThat(h.connection(1).queuedSkbs()).isEqualTo(1);
        h.data(1, pattern(12, 100));
        assertThat(h.takeLog()).isEmpty();
        h.writeSpace(1, 11);
        assertThat(h.takeLog()).containsExactly("COPIED 11", "WRITE 10+1");
        h.writeSpace(1, 1000);
        assertThat(h.takeLog()).containsExactly("COPIED 112", "WRITE 11+101");
        assertThat(h.written(1)).isEqualTo(pattern(0, 112));
    }

    @Test
    void writeSpaceNobodyWaitsForWakesNobody() {
        h.open(1, ECHO).run();
        long wakeups = h.stat(SocketStat.WAKEUPS);
        h.writeSpace(1, 100_000);
        assertThat(h.stat(SocketStat.WAKEUPS)).isEqualTo(wakeups);
        h.data(1, pattern(0, 50_000));
        assertThat(h.written(1)).hasSize(50_000);
    }

    @Test
    void smallerOrRepeatedWriteSpaceTakesNothingBack() {
        h.open(1, SMALL_ECHO).run().writeSpace(1, 20).writeSpace(1, 15).writeSpace(1, 20);
        h.data(1, pattern(0, 30));
        assertThat(h.written(1)).hasSize(20);
        long wakeups = h.stat(SocketStat.WAKEUPS);
        h.writeSpace(1, 20);
        assertThat(h.stat(SocketStat.WAKEUPS)).isEqualTo(wakeups);
    }

    @Test
    void longWritesLeaveInPieces() {
        h.open(1, ECHO).run().writeSpace(1, 1_000_000).takeLog();
        h.data(1, pattern(0, 200_000));
        assertThat(h.log)
                .containsExactly(
                        "COPIED 200000",
                        "WRITE 0+65536",
                        "WRITE 65536+65536",
                        "WRITE 131072+65536",
                        "WRITE 196608+3392");
        assertThat(h.written(1)).isEqualTo(pattern(0, 200_000));
    }

    @Test
    void twoEchoesDoNotMix() {
        h.open(1, ECHO)
                .open(2, ECHO)
                .queue(1, pattern(0, 10))
                .queue(2, pattern(500, 20))
                .run();
        assertThat(h.written(1)).isEqualTo(pattern(0, 10));
        assertThat(h.written(2)).isEqualTo(pattern(500, 20));
    }

    @ParameterizedTest(name = "random sizes and write spaces, seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyMixtureEchoesEveryByte(long seed) {
        Random random = new Random(seed);
        h.open(1, SMALL_ECHO).run();
        long space = 10;
        int sent = 0;
        while (sent < 20_000) {
            if (random.nextBoolean()) {
                int n = 1 + random.nextInt(300);
                h.queue(1, pattern(sent, n));
                sent += n;
            } else {
                space += random.nextInt(300);
                h.event(io.rxpath.skb.SockEvent.Kind.WRITE_SPACE, 1, space, null);
            }
            if (random.nextInt(4) == 0) {
                h.run();
                assertThat(h.written(1).length).isEqualTo(Math.min(sent, space));
            }
        }
        h.fin(1).writeSpace(1, sent);
        assertThat(h.written(1)).isEqualTo(pattern(0, sent));
        assertThat(h.connection(1).sha256Sent()).isEqualTo(sha256(pattern(0, sent)));
        assertThat(h.log).endsWith("CLOSE 0");
    }
}
