package io.rxpath.lab.inline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerReportTest {
    private static LedgerSnapshot layer(Layer layer, long received, long delivered, long dropped, long held) {
        Map<String, Long> reasons = dropped == 0 ? Map.of() : Map.of("TCP_CSUM", dropped);
        return new LedgerSnapshot(layer, received, delivered, reasons, Map.of(), held);
    }

    @Test
    void shouldAcceptWhatAddsUp() {
        LedgerReport report =
                new LedgerReport(List.of(layer(Layer.NIC, 10, 9, 0, 1), layer(Layer.SOFTIRQ, 7, 6, 1, 0)), List.of(2L));
        assertThat(report.violations()).isEmpty();
        assertThat(report.balanced()).isTrue();
        assertThat(report.drained()).isFalse();
    }

    @Test
    void shouldSeeALayerThatLosesTrack() {
        LedgerReport report =
                new LedgerReport(List.of(layer(Layer.NIC, 10, 9, 0, 0), layer(Layer.SOFTIRQ, 9, 9, 0, 0)), List.of(0L));
        assertThat(report.violations()).containsExactly("nic has lost track of 1 segments");
    }

    @Test
    void shouldSeeALossBetweenLayers() {
        LedgerReport report = new LedgerReport(
                List.of(layer(Layer.NIC, 10, 10, 0, 0), layer(Layer.SOFTIRQ, 9, 9, 0, 0)), List.of(0L));
        assertThat(report.violations())
                .containsExactly("nic delivered 10 segments, softirq received 9 and 0 are between");
        assertThat(report.drained()).isTrue();
    }

    @Test
    void shouldPrintATable() {
        LedgerReport report = new LedgerReport(
                List.of(layer(Layer.NIC, 10, 10, 0, 0), layer(Layer.SOFTIRQ, 9, 8, 1, 0)), List.of(0L));
        assertThat(report.toTable()).isEqualTo("""
                        layer      received  delivered   consumed    dropped       held    between
                        nic              10         10          0          0          0          0
                        softirq           9          8          0          1          0
                            dropped TCP_CSUM: 1
                        VIOLATION: nic delivered 10 segments, softirq received 9 and 0 are between
                        """);
    }

    @Test
    void shouldRefuseAWrongNumberOfGaps() {
        assertThatThrownBy(() -> new LedgerReport(List.of(layer(Layer.NIC, 0, 0, 0, 0)), List.of(1L)))
                .hasMessage("1 layers have 1 gaps between them: expected one less");
    }

    @Test
    void shouldOnlyMoveTimeForward() {
        VirtualClock clock = new VirtualClock(5);
        clock.advanceTo(9);
        clock.advanceTo(7);
        assertThat(clock.now()).isEqualTo(9);
    }
}
