package io.rxpath.softirq.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.SkBuff;
import org.junit.jupiter.api.Test;

/** Readers of the tap: each has its own buffer, and who is too slow is told what was lost. */
class TapReadersTest {
    private static SkBuff packet() {
        SkBuff skb = SkBuff.wrap(new byte[60]);
        skb.resetMacHeader();
        skb.pull(14);
        skb.resetNetworkHeader();
        return skb;
    }

    @Test
    void aSlowReaderLosesAndIsToldHowMany() throws InterruptedException {
        TapReaders taps = new TapReaders();
        TapReaders.Reader slow = taps.open(20);
        for (int i = 0; i < 5000; i++) {
            taps.packet(packet(), i);
        }
        assertThat(slow.lost()).isEqualTo(5000 - 4096);
        assertThat(taps.lost()).isEqualTo(slow.lost());
        TapReaders.Reader late = taps.open(100);
        TapReaders.Captured first = slow.next(0);
        assertThat(first).isNotNull();
        assertThat(first.nanos()).isZero();
        assertThat(first.frame()).hasSize(20);
        assertThat(first.length()).isEqualTo(60);
        taps.packet(packet(), 7);
        TapReaders.Captured seen = late.next(0);
        assertThat(seen).isNotNull();
        assertThat(seen.frame()).hasSize(60);
        assertThat(slow.lost()).as("there is room again").isEqualTo(5000 - 4096);
        taps.close(slow);
        taps.close(late);
        taps.packet(packet(), 8);
        assertThat(taps.count()).isZero();
        assertThat(taps.packets()).isEqualTo(4096 + 2);
    }
}
