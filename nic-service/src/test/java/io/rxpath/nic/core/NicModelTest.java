package io.rxpath.nic.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.RingMmio;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random frames and doorbells against a naive model of ring and packet buffer; the ledger is checked at every step. */
class NicModelTest {
    private static final int RING = 64;
    private static final int FIFO = 4000;

    private final List<Integer> expectedDma = new ArrayList<>();
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private int free = RING - 1;
    private int missed;

    @ParameterizedTest(name = "{0}")
    @CsvSource({"driver keeps up, 1, 60", "driver is slow, 2, 20", "driver hardly polls, 3, 4", "wrap, 4, 30"})
    void shouldBehaveAsTheModel(String name, long seed, int pollPercent) {
        Random random = new Random(seed);
        int first = seed == 4 ? -500 : 0;
        RecordedNic card =
                new RecordedNic(NicSettings.defaults(Frames.US).withRing(RING).withFifoBytes(FIFO), first);
        List<RingMmio> written = new ArrayList<>();
        int cleaned = 0;
        for (int step = 0; step < 5000; step++) {
            if (random.nextInt(100) >= pollPercent) {
                int payload = random.nextInt(1000);
                card.receive(Frames.tcp(1, 2, step, 16, payload));
                arrive(54 + payload);
            } else {
                int batch = random.nextInt(card.nic.usedDescriptors(0) + 1);
                cleaned += batch;
                RingMmio write = new RingMmio(
                        0, RecordedNic.EPOCH, first + cleaned, first + cleaned + RING - 1, random.nextBoolean());
                written.add(write);
                card.mmio(write);
                free += batch;
                drain();
            }
            if (!written.isEmpty() && random.nextInt(10) == 0) {
                card.mmio(written.get(random.nextInt(written.size())));
            }
            assertThat(card.dma).hasSize(expectedDma.size());
            assertThat(card.nic.heldSegments()).isEqualTo(waiting.size());
            assertThat(card.nic.stats().get(EthtoolStat.RX_MISSED_ERRORS)).isEqualTo(missed);
        }
        for (int i = 0; i < expectedDma.size(); i++) {
            assertThat(card.dma.get(i).len()).isEqualTo(expectedDma.get(i));
            assertThat(card.index(i)).isEqualTo(first + i);
        }
        assertThat(card.dma.size()).isGreaterThan(150);
    }

    private void arrive(int len) {
        if (waiting.isEmpty() && free > 0) {
            free--;
            expectedDma.add(len);
        } else if (waitingBytes + len <= FIFO) {
            waiting.add(len);
            waitingBytes += len;
        } else {
            missed++;
        }
    }

    private void drain() {
        while (free > 0 && !waiting.isEmpty()) {
            free--;
            int len = waiting.remove();
            waitingBytes -= len;
            expectedDma.add(len);
        }
    }
}
