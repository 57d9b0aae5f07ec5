package io.rxpath.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.rxpath.skb.Hop;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.SkBuff;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The meters by the names a dashboard asks for. */
class LayerMetersTest {
    private static final class View implements LayerView {
        final Ledger ledger = new Ledger(Layer.NIC);
        long held;

        @Override
        public Layer layer() {
            return Layer.NIC;
        }

        @Override
        public LedgerSnapshot ledger() {
            return ledger.snapshot(held);
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of();
        }

        @Override
        public long nextTimeoutNanos() {
            return Long.MAX_VALUE;
        }
    }

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final View view = new View();

    private String line(String begin) {
        return registry.scrape()
                .lines()
                .filter(l -> l.startsWith(begin))
                .findFirst()
                .orElse("no " + begin);
    }

    @Test
    void shouldRenderTheConservationTerms() {
        LayerMeters meters = new LayerMeters(registry, view);
        view.ledger.received(100);
        view.ledger.delivered(60);
        view.ledger.dropped("rx_fifo_errors", 30);
        view.ledger.consumed("pause", 4);
        view.held = 6;
        meters.refresh();

        assertThat(registry.scrape().lines())
                .contains(
                        "rxpath_skb_received_segments_total{layer=\"nic\"} 100.0",
                        "rxpath_skb_delivered_segments_total{layer=\"nic\"} 60.0",
                        "rxpath_skb_dropped_segments_total{layer=\"nic\",reason=\"rx_fifo_errors\"} 30.0",
                        "rxpath_skb_consumed_segments_total{layer=\"nic\",why=\"pause\"} 4.0",
                        "rxpath_skb_held_segments{layer=\"nic\"} 6.0");
    }

    @Test
    void shouldReadTheLedgerWhenItIsScraped() {
        new LayerMeters(registry, view);
        assertThat(line("rxpath_skb_received_segments_total")).endsWith(" 0.0");

        view.ledger.received(44);

        assertThat(line("rxpath_skb_received_segments_total")).endsWith(" 44.0");
    }

    @Test
    void shouldRegisterReasonsAsTheyComeUpAndOnce() {
        LayerMeters meters = new LayerMeters(registry, view);
        view.ledger.dropped("a", 1);
        meters.refresh();
        view.ledger.dropped("b", 2);
        view.ledger.dropped("a", 2);
        meters.refresh();
        meters.refresh();

        assertThat(registry.scrape().lines().filter(l -> l.startsWith("rxpath_skb_dropped")))
                .containsExactlyInAnyOrder(
                        "rxpath_skb_dropped_segments_total{layer=\"nic\",reason=\"a\"} 3.0",
                        "rxpath_skb_dropped_segments_total{layer=\"nic\",reason=\"b\"} 2.0");
    }

    @Test
    void shouldShowAReasonThatARestoreForgotAsZero() {
        LayerMeters meters = new LayerMeters(registry, view);
        view.ledger.dropped("a", 1);
        meters.refresh();

        view.ledger.restore(new Ledger(Layer.NIC).snapshot(0));

        assertThat(line("rxpath_skb_dropped_segments_total{layer=\"nic\",reason=\"a\"}"))
                .endsWith(" 0.0");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "both times, 1000000, 2500000, 1, 0.0015",
        "the same instant, 1000000, 1000000, 1, 0.0",
        "an earlier end counts as 0, 2000000, 1000000, 1, 0.0",
        "no start, 0, 1000000, 0, 0.0",
        "no end, 1000000, 0, 0, 0.0",
    })
    void shouldRecordHopsOutOfTheTimesAnSkbCarries(String name, long wire, long dma, int count, String sum) {
        LayerMeters.HopTimer hop = LayerMeters.hop(registry, Hop.WIRE, Hop.DMA);
        SkBuff skb = SkBuff.alloc(0);
        skb.passed(Hop.WIRE, wire);
        skb.passed(Hop.DMA, dma);

        hop.record(skb);

        assertThat(line("rxpath_hop_latency_seconds_count{hop=\"nic\"}")).endsWith(" " + count);
        assertThat(line("rxpath_hop_latency_seconds_sum{hop=\"nic\"}")).endsWith(" " + sum);
        assertThat(line("rxpath_hop_latency_seconds_bucket{hop=\"nic\",le=\"+Inf\"}"))
                .endsWith(" " + count);
    }

    @Test
    void shouldRenderWireToRecvAsHistogram() {
        LayerMeters.wireToRecv(registry).record(3, TimeUnit.MILLISECONDS);

        Map<Double, String> buckets = registry.scrape()
                .lines()
                .filter(l -> l.startsWith("rxpath_wire_to_recv_seconds_bucket{le=\""))
                .filter(l -> !l.contains("+Inf"))
                .collect(Collectors.toMap(
                        l -> Double.valueOf(l.replaceAll(".*le=\"|\"}.*", "")), l -> l.replaceAll(".* ", "")));
        assertThat(buckets).hasSizeGreaterThan(50);
        buckets.forEach(
                (bound, count) -> assertThat(count).as("up to %s s", bound).isEqualTo(bound < 0.003 ? "0" : "1"));
        assertThat(buckets).as("both kinds").containsValues("0", "1");
        assertThat(buckets.keySet()).as("up to the longest latency expected").contains(10.0);
    }

    @Test
    void shouldHaveOneHistogramPerHop() {
        LayerMeters.hop(registry, Hop.WIRE, Hop.DMA);
        LayerMeters.hop(registry, Hop.DMA, Hop.POLL);
        LayerMeters.hop(registry, Hop.WIRE, Hop.DMA);

        assertThat(registry.scrape().lines().filter(l -> l.startsWith("rxpath_hop_latency_seconds_count")))
                .containsExactlyInAnyOrder(
                        "rxpath_hop_latency_seconds_count{hop=\"napi\"} 0",
                        "rxpath_hop_latency_seconds_count{hop=\"nic\"} 0");
    }
}
