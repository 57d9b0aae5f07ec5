package io.rxpath.lab.bench;

/**
 * How long a bench takes over what.
 *
 * @param rounds measured rounds per workload
 * @param warmUpMillis before the first round, each side
 * @param rampMillis before each measurement: traffic runs but is not counted
 * @param measureMillis each side of a round
 * @param latencyMillis each rate
 */
public record BenchTimes(int rounds, long warmUpMillis, long rampMillis, long measureMillis, long latencyMillis) {
    /** Under three minutes in all. */
    public static final BenchTimes QUICK = new BenchTimes(5, 6000, 800, 3000, 6000);

    /** For figures to keep. */
    public static final BenchTimes FULL = new BenchTimes(5, 20_000, 2000, 10_000, 30_000);
}
