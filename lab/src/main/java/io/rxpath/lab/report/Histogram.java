package io.rxpath.lab.report;

import java.util.Map;
import java.util.TreeMap;

/** A cumulative histogram as Prometheus has it. */
public final class Histogram {
    private final TreeMap<Double, Double> countUpTo = new TreeMap<>();

    /** Adds {@code count} observations of at most {@code bound}; several instances of a service add up. */
    public void add(double bound, double count) {
        countUpTo.merge(bound, count, Double::sum);
    }

    /** What was observed since {@code earlier}, an earlier state of the same histogram. */
    public Histogram minus(Histogram earlier) {
        Histogram since = new Histogram();
        countUpTo.forEach((bound, count) -> since.add(bound, count - earlier.countUpTo.getOrDefault(bound, 0.0)));
        return since;
    }

    /** Number of observations. */
    public long count() {
        return countUpTo.isEmpty() ? 0 : countUpTo.lastEntry().getValue().longValue();
    }

    /**
     * The value below which {@code q} of all observations are, spread evenly within a bucket as histogram_quantile()
     * does; NaN without observations. Above the last finite bound it is that bound.
     */
    public double quantile(double q) {
        double total = count();
        if (total == 0) {
            return Double.NaN;
        }
        double rank = q * total;
        double lowerBound = 0;
        double lowerCount = 0;
        for (Map.Entry<Double, Double> bucket : countUpTo.entrySet()) {
            double bound = bucket.getKey();
            double count = bucket.getValue();
            if (count >= rank) {
                if (Double.isInfinite(bound)) {
                    return lowerBound;
                }
                double inBucket = count - lowerCount;
                double part = inBucket == 0 ? 1 : (rank - lowerCount) / inBucket;
                return lowerBound + (bound - lowerBound) * part;
            }
            lowerBound = bound;
            lowerCount = count;
        }
        return lowerBound;
    }
}
