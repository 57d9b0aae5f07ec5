package io.rxpath.lab.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetemTest {
    private static final NetemSettings NONE = NetemSettings.none();

    /** Offers frames 0..n-1, 1000 ns apart, and returns what arrives as "number@time". */
    private static List<String> arrivals(NetemSettings settings, int frames, long seed) {
        Netem link = new Netem(settings, seed);
        for (int i = 0; i < frames; i++) {
            link.offer(new byte[] {(byte) i, 0, 0, 0}, i * 1000L);
        }
        List<String> arrived = new ArrayList<>();
        while (link.nextNanos() != Long.MAX_VALUE) {
            long now = link.nextNanos();
            byte[] frame = link.poll(now);
            assertThat(frame).isNotNull();
            arrived.add((frame[0] & 0xff) + "@" + now);
        }
        return arrived;
    }

    static Stream<Arguments> fates() {
        return Stream.of(
                Arguments.of("a perfect link", NONE, List.of("0@0", "1@1000", "2@2000")),
                Arguments.of("delay", NONE.withDelay(500, 0), List.of("0@500", "1@1500", "2@2500")),
                Arguments.of("loss of everything", NONE.withLoss(1), List.of()),
                Arguments.of(
                        "everything twice",
                        NONE.withDuplicate(1),
                        List.of("0@0", "0@0", "1@1000", "1@1000", "2@2000", "2@2000")),
                Arguments.of("everything held back", NONE.withReorder(1, 700), List.of("0@700", "1@1700", "2@2700")),
                Arguments.of("a slow link", NONE.withRate(28L * 8 * 500_000), List.of("0@2000", "1@4000", "2@6000")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fates")
    void shouldTreatFramesAsToldTo(String name, NetemSettings settings, List<String> expected) {
        assertThat(arrivals(settings, 3, 1)).isEqualTo(expected);
    }

    @Test
    void shouldLetLaterFramesPassThoseHeldBack() {
        List<String> arrived = arrivals(NONE.withReorder(0.3, 2500), 100, 3);
        assertThat(arrived).hasSize(100).isNotEqualTo(arrivals(NONE, 100, 3));
    }

    @Test
    void shouldFlipExactlyOneBit() {
        Netem link = new Netem(NONE.withCorrupt(1), 5);
        byte[] frame = new byte[100];
        link.offer(frame, 0);
        byte[] arrived = link.poll(0);
        assertThat(arrived).isNotNull();
        int bits = 0;
        for (byte b : arrived) {
            bits += Integer.bitCount(b & 0xff);
        }
        assertThat(bits).isEqualTo(1);
        assertThat(frame).containsOnly(0);
        assertThat(link.corrupted()).isEqualTo(1);
    }

    @Test
    void shouldDoTheSameForTheSameSeed() {
        NetemSettings settings =
                NONE.withLoss(0.2).withDuplicate(0.2).withReorder(0.2, 5000).withDelay(100, 3000);
        assertThat(arrivals(settings, 200, 9)).isEqualTo(arrivals(settings, 200, 9));
        assertThat(arrivals(settings, 200, 9)).isNotEqualTo(arrivals(settings, 200, 10));
    }

    @Test
    void shouldLoseAboutAsManyAsToldTo() {
        Netem link = new Netem(NONE.withLoss(0.1), 1);
        for (int i = 0; i < 10_000; i++) {
            link.offer(new byte[1], 0);
        }
        assertThat(link.lost()).isBetween(850L, 1150L);
        assertThat(link.inFlight()).isEqualTo(10_000 - (int) link.lost());
    }

    @Test
    void shouldRefuseAProbabilityAboveOne() {
        assertThatThrownBy(() -> NONE.withLoss(1.5)).hasMessage("loss 1.5: expected 0..1");
    }
}
