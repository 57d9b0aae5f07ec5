package io.rxpath.tcp.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;
import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.Wire;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Overlapping segments into a buffer that is too small for them: whatever is collapsed or lost, the stream is right. */
class TcpCollapseModelTest {
    private static final int LENGTH = 20_000;

    private int delivered;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13})
    void streamIsRight(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int rcvbuf = new int[] {2304, 4096, 6000, 10_000}[random.nextInt(4)];
        Wire w = new Wire(TcpSettings.defaults().withListeners(List.of(new Listener(null, 80, 16, rcvbuf))));
        w.isn = random.nextInt();
        w.connect(random.nextInt(4) != 0);
        int most = new int[] {10, 60, 200}[random.nextInt(3)];
        int read = 0;
        while (delivered < LENGTH) {
            int ahead = random.nextInt(3) == 0 ? 0 : random.nextInt(2 * most + 1);
            int from = Math.min(LENGTH - 1, delivered + ahead);
            int len = Math.min(LENGTH - from, 1 + random.nextInt(most));
            // Two or three of them overlap and do not become one, as they would if the one ended where the other
            // begins.
            for (int i = random.nextInt(4); i >= 0; i--) {
                send(w, from + i * len * 2 / 3, len, 1);
            }
            if (random.nextInt(3) == 0) {
                w.read(delivered - read);
                read = delivered;
            }
        }
        w.read(delivered - read);
        assertThat(w.stack.linux().get(LinuxMib.PRUNE_CALLED)).isPositive();
        assertThat(w.stack.linux().get(LinuxMib.TCP_RCV_COLLAPSED)).isPositive();
    }

    /** Super-packets of GRO are cut: their wire segments are given to the pieces, none is lost or counted twice. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void superPacketsAreCut(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Wire w = new Wire(TcpSettings.defaults().withListeners(List.of(new Listener(null, 80, 16, 20_000))));
        w.connect(true);
        int sum = 0;
        while (sum < 10 && w.stack.linux().get(LinuxMib.TCP_RCV_COLLAPSED) == 0) {
            send(w, 100 + random.nextInt(3000), 2000 + random.nextInt(6000), 6);
            sum++;
        }
        assertThat(w.stack.linux().get(LinuxMib.TCP_RCV_COLLAPSED)).isPositive();
        long held = w.stack.heldSegments();
        assertThat(held).isPositive();
        send(w, 0, 1200, 1);
        assertThat(delivered).isGreaterThan(1200);
        assertThat(w.stack.heldSegments()).isZero();
        w.read(delivered);
        assertThat(w.info().rmemAlloc()).isZero();
    }

    private void send(Wire w, int from, int len, int segments) {
        SkBuff skb = w.stream(from, len);
        if (segments > 1) {
            skb.gsoSegs = segments;
            skb.gsoSize = (len + segments - 1) / segments;
            skb.truesize = 4 * len;
        }
        w.output.clear();
        w.stack.receive(skb, w.now);
        for (SockEvent e : w.output.events) {
            if (e.kind() == SockEvent.Kind.DATA) {
                byte[] bytes = Objects.requireNonNull(e.skb()).toByteArray();
                assertThat(e.value()).isEqualTo(delivered);
                for (byte b : bytes) {
                    assertThat(b).as("byte %d", delivered).isEqualTo((byte) (delivered % 251));
                    delivered++;
                }
            }
        }
        assertThat(w.info().bytesReceived()).isEqualTo(delivered);
        assertThat(w.stack.ledger().snapshot(w.stack.heldSegments()).imbalance())
                .isZero();
        w.now += 1_000_000;
    }
}
