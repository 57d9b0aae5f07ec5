package io.rxpath.tcp.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;
import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.Wire;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random segments with overlaps of all kinds against a set of bits: what is acknowledged, reported and delivered. */
class OutOfOrderModelTest {
    private static final int LENGTH = 4000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void agreesWithBitmap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // Room enough for hundreds of tiny segments: nothing may be pruned here.
        Wire w = new Wire(TcpSettings.defaults()
                .withListeners(List.of(Listener.on(80)))
                .withSysctl("tcp_rmem", "4096 6000000 33554432"));
        w.isn = random.nextInt();
        w.connect(true);
        BitSet have = new BitSet();
        byte[] delivered = new byte[LENGTH];
        int deliveredLength = 0;
        while (have.nextClearBit(0) < LENGTH) {
            int from = random.nextInt(LENGTH);
            int len = Math.min(LENGTH - from, 1 + random.nextInt(random.nextBoolean() ? 20 : 400));
            int before = have.nextClearBit(0);
            have.set(from, from + len);
            SkBuff skb = w.stream(from, len);
            w.output.clear();
            w.stack.receive(skb, w.now);
            for (SockEvent e : w.output.events) {
                if (e.kind() == SockEvent.Kind.DATA) {
                    assertThat(e.value()).isEqualTo(deliveredLength);
                    deliveredLength = Objects.requireNonNull(e.skb()).copyTo(delivered, deliveredLength);
                }
            }
            int after = have.nextClearBit(0);
            assertThat(deliveredLength).as("bytes in sequence").isEqualTo(after);
            assertThat(w.stack.ledger().snapshot(w.stack.heldSegments()).imbalance())
                    .isZero();
            if (after > before) {
                w.read(after - before);
            }
            assertThat(w.info().bytesReceived()).isEqualTo(after);
            assertThat(w.info().oooBytes() > 0).as("out-of-order bytes").isEqualTo(have.length() > after);
            w.now += 1_000_000;
        }
        for (int i = 0; i < LENGTH; i++) {
            assertThat(delivered[i]).as("byte %d", i).isEqualTo((byte) (i % 251));
        }
        assertThat(w.stack.heldSegments()).isZero();
        assertThat(w.info().rmemAlloc()).isZero();
    }
}
