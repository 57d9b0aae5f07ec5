package io.rxpath.lab.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a bench measured.
 *
 * @param throughputs one entry per workload
 * @param latencies one entry per rate
 * @param timeouts times the traffic heard nothing for three seconds and sent everything again
 */
public record BenchReport(List<Throughput> throughputs, List<Latency> latencies, long timeouts) {
    /** Ratio below which a bench fails. */
    static final double LEAST_RATIO = 0.5;

    /**
     * One workload, one figure per round.
     *
     * @param name the workload
     * @param pipeline frames per second the pipeline delivered to recv()
     * @param identity frames per second the identity pipeline delivered
     * @param hops where the pipeline's time went under this load
     */
    public record Throughput(String name, double[] pipeline, double[] identity, List<Hop> hops) {
        double[] ratios() {
            double[] ratios = new double[pipeline.length];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = pipeline[i] / identity[i];
            }
            return ratios;
        }
    }

    /**
     * Latency of one hop.
     *
     * @param name the hop
     * @param p50Millis median
     * @param p99Millis 99th percentile
     */
    public record Hop(String name, double p50Millis, double p99Millis) {}

    /**
     * Wire to recv() at a rate that is no load.
     *
     * @param perSecond frames per second
     * @param count frames measured
     * @param p50Millis median
     * @param p99Millis 99th percentile
     */
    public record Latency(int perSecond, long count, double p50Millis, double p99Millis) {}

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double min(double[] values) {
        return Arrays.stream(values).min().orElse(Double.NaN);
    }

    static double max(double[] values) {
        return Arrays.stream(values).max().orElse(Double.NaN);
    }

    /** True if every workload's median ratio is at least {@link #LEAST_RATIO}. */
    public boolean good() {
        return throughputs.stream().allMatch(t -> median(t.ratios()) >= LEAST_RATIO);
    }

    /** The report for a person. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%-18s %14s %14s   %s%n",
                "frames/s",
                "pipeline",
                "identity",
                "ratio median (min .. max)"));
        for (Throughput t : throughputs) {
            double[] ratios = t.ratios();
            text.append(String.format(
                    Locale.ROOT,
                    "%-18s %,14.0f %,14.0f   %.2f (%.2f .. %.2f)%n",
                    t.name(),
                    median(t.pipeline()),
                    median(t.identity()),
                    median(ratios),
                    min(ratios),
                    max(ratios)));
        }
        text.append(String.format(Locale.ROOT, "%nwire to recv()     %14s %14s%n", "p50 ms", "p99 ms"));
        for (Latency l : latencies) {
            text.append(String.format(
                    Locale.ROOT, "%-18s %14.1f %14.1f%n", l.perSecond() + "/s", l.p50Millis(), l.p99Millis()));
        }
        for (Throughput t : throughputs) {
            text.append(String.format(Locale.ROOT, "%nhops at %s%n", t.name()));
            for (Hop hop : t.hops()) {
                text.append(String.format(
                        Locale.ROOT, "%-18s %14.1f %14.1f%n", hop.name(), hop.p50Millis(), hop.p99Millis()));
            }
        }
        text.append(String.format(Locale.ROOT, "%nretransmission time-outs %d%n", timeouts));
        text.append(good() ? "ok: every ratio is at least 0.5\n" : "FAILED: a ratio is below 0.5\n");
        return text.toString();
    }

    /** The report for a program. */
    public Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("throughput", throughputs.stream().map(BenchReport::json).toList());
        all.put("latency", latencies);
        all.put("timeouts", timeouts);
        all.put("ok", good());
        return all;
    }

    private static Map<String, Object> json(Throughput t) {
        double[] ratios = t.ratios();
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("workload", t.name());
        one.put("pipeline_frames_per_second", t.pipeline());
        one.put("identity_frames_per_second", t.identity());
        one.put("ratio_median", median(ratios));
        one.put("ratio_min", min(ratios));
        one.put("ratio_max", max(ratios));
        one.put("hops", t.hops());
        return one;
    }
}
