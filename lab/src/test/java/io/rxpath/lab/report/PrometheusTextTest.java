package io.rxpath.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusTextTest {
    private static final String PAGE = """
            # HELP rxpath_hop_latency_seconds Time
            # TYPE rxpath_hop_latency_seconds histogram
            rxpath_hop_latency_seconds_bucket{hop="ip",le="0.001"} 10
            rxpath_hop_latency_seconds_bucket{hop="ip",le="0.01"} 90
            rxpath_hop_latency_seconds_bucket{hop="ip",le="+Inf"} 100
            rxpath_hop_latency_seconds_bucket{hop="a,\\"b} ",le="+Inf"} 7.0
            rxpath_hop_latency_seconds_sum{hop="ip"} 1.5e-1
            rxpath_gro_segments_total 41.0
            rxpath_gro_segments_total{queue="1"} 1.0 1700000000000
            broken{hop="x 1
            """;

    @Test
    void readsNamesLabelsAndValues() {
        PrometheusText text = new PrometheusText().add(PAGE);
        assertThat(text.sum("rxpath_gro_segments_total")).isEqualTo(42);
        assertThat(text.sum("rxpath_hop_latency_seconds_sum")).isEqualTo(0.15);
        assertThat(text.sum("absent")).isZero();
        assertThat(text.histograms("rxpath_hop_latency_seconds", "hop")).containsOnlyKeys("ip", "a,\"b} ");
    }

    @Test
    void severalInstancesAddUp() {
        PrometheusText text = new PrometheusText().add(PAGE).add(PAGE);
        assertThat(text.histograms("rxpath_hop_latency_seconds", "hop"))
                .hasEntrySatisfying(
                        "ip", histogram -> assertThat(histogram.count()).isEqualTo(200));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "within the first bucket,       0.05,  0.0005",
        "at its end,                    0.1,   0.001",
        "in the middle of the second,   0.5,   0.0055",
        "above the last finite bound,   0.99,  0.01",
    })
    void quantilesAreThoseOfHistogramQuantile(String name, double q, double value) {
        Histogram histogram = new Histogram();
        histogram.add(0.001, 10);
        histogram.add(0.01, 90);
        histogram.add(Double.POSITIVE_INFINITY, 100);
        assertThat(histogram.quantile(q)).isCloseTo(value, within(1e-9));
    }

    @Test
    void anEmptyHistogramHasNoQuantiles() {
        assertThat(new Histogram().quantile(0.5)).isNaN();
        assertThat(new Histogram().count()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nothing,      NaN,      -",
        "microseconds, 0.00085,  850 us",
        "milliseconds, 0.0042,   4.2 ms",
        "seconds,      1.5,      1.50 s",
    })
    void timesForPeople(String name, double seconds, String text) {
        assertThat(Units.time(seconds)).isEqualTo(text);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "bytes,     999,       999 B",
        "kilobytes, 12500,     12.5 KB",
        "megabytes, 14000000,  14.0 MB",
    })
    void bytesForPeople(String name, long bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }
}
