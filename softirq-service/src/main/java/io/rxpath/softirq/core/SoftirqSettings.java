package io.rxpath.softirq.core;

/** Settings. */
public record SoftirqSettings(
        int weight,
        int netdevBudget,
        long netdevBudgetNanos,
        int napiDeferHardIrqs,
        long groFlushTimeoutNanos,
        boolean gro,
        int groNormalBatch,
        int hz,
        long mac,
        Truesize truesize) {
    /** The defaults of a 6.18 kernel. */
    public static SoftirqSettings defaults(long mac) {
        return new SoftirqSettings(64, 300, 8_000_000, 0, 0, true, 8, 250, mac, length -> length);
    }
}
