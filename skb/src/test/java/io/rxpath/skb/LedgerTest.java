package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerTest {
    private static Arguments row(String name, long held, long imbalance, Consumer<Ledger> entries) {
        return Arguments.of(name, held, imbalance, entries);
    }

    static Stream<Arguments> entries() {
        return Stream.of(
                row("empty", 0, 0, ledger -> {}),
                row("received and nothing else", 0, 44, ledger -> ledger.received(44)),
                row("held", 44, 0, ledger -> ledger.received(44)),
                row("delivered", 0, 0, ledger -> {
                    ledger.received(44);
                    ledger.delivered(44);
                }),
                row("delivered twice", 0, -44, ledger -> {
                    ledger.received(44);
                    ledger.delivered(44);
                    ledger.delivered(44);
                }),
                row("each way once", 8, 0, ledger -> {
                    ledger.received(10);
                    ledger.received(5);
                    ledger.delivered(1);
                    ledger.dropped("TCP_CSUM", 2);
                    ledger.dropped("TCP_CSUM", 1);
                    ledger.dropped("NO_SOCKET", 1);
                    ledger.consumed("ack", 2);
                }),
                row("dropped but never received", 0, -1, ledger -> ledger.dropped("NO_SOCKET", 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("entries")
    void shouldSayWhatItLostTrackOf(String name, long held, long imbalance, Consumer<Ledger> entries) {
        Ledger ledger = new Ledger(Layer.TCP);

        entries.accept(ledger);

        assertThat(ledger.snapshot(held).imbalance()).isEqualTo(imbalance);
    }

    private static Ledger some(Layer layer, int n) {
        Ledger ledger = new Ledger(layer);
        ledger.received(100 * n);
        ledger.delivered(50 * n);
        ledger.dropped("TCP_CSUM", 3 * n);
        ledger.dropped("reason " + n, n);
        ledger.consumed("ack", 7 * n);
        return ledger;
    }

    @Test
    void shouldSumByReason() {
        LedgerSnapshot sum =
                some(Layer.TCP, 1).snapshot(39).plus(some(Layer.TCP, 2).snapshot(78));

        assertThat(sum)
                .isEqualTo(new LedgerSnapshot(
                        Layer.TCP,
                        300,
                        150,
                        Map.of("TCP_CSUM", 9L, "reason 1", 1L, "reason 2", 2L),
                        Map.of("ack", 21L),
                        117));
        assertThat(sum.totalDropped()).isEqualTo(12);
        assertThat(sum.totalConsumed()).isEqualTo(21);
        assertThat(sum.imbalance()).isZero();
        assertThat(sum.dropped().keySet()).as("in order").containsExactly("TCP_CSUM", "reason 1", "reason 2");
    }

    @Test
    void shouldNotSumDifferentLayers() {
        LedgerSnapshot tcp = some(Layer.TCP, 1).snapshot(0);
        LedgerSnapshot ip = some(Layer.IP, 1).snapshot(0);

        assertThatThrownBy(() -> tcp.plus(ip))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot add IP to TCP");
    }

    @Test
    void shouldRestoreAndGoOn() {
        LedgerSnapshot saved = some(Layer.TCP, 2).snapshot(78);
        Ledger ledger = some(Layer.TCP, 1);

        ledger.restore(saved);

        assertThat(ledger.snapshot(78)).as("nothing of before is left").isEqualTo(saved);
        ledger.received(1);
        ledger.dropped("TCP_CSUM", 1);
        assertThat(ledger.snapshot(78).imbalance()).isZero();
        assertThat(ledger.snapshot(78).dropped()).containsEntry("TCP_CSUM", 7L);
    }

    @Test
    void shouldNotChangeASnapshot() {
        Ledger ledger = some(Layer.TCP, 1);
        LedgerSnapshot before = ledger.snapshot(0);

        ledger.dropped("TCP_CSUM", 1);
        ledger.received(1);

        assertThat(before.dropped()).containsEntry("TCP_CSUM", 3L);
        assertThat(before.received()).isEqualTo(100);
        assertThat(ledger.layer()).isEqualTo(Layer.TCP);
    }

    @Test
    void shouldCountBeyondAnInt() {
        Ledger ledger = new Ledger(Layer.NIC);
        ledger.received(Integer.MAX_VALUE);
        ledger.received(Integer.MAX_VALUE);

        assertThat(ledger.snapshot(0).received()).isEqualTo(4294967294L);
    }
}
