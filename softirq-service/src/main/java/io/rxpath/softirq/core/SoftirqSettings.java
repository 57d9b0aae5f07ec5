package io.rxpath.softirq.core;

import io.rxpath.skb.MacAddress;
import io.rxpath.softirq.core.gro.GroFeatures;

/**
 * What can be set about the receive softirq. Immutable; each wrong value is refused by name.
 *
 * @param weight packets a NAPI poll takes at most, 1..1024 (kernel NAPI_POLL_WEIGHT; chosen by the driver)
 * @param netdevBudget packets after which net_rx_action stops, at least 1 (sysctl net.core.netdev_budget). Looked at
 *     after each poll, so it may be exceeded by one weight less one
 * @param netdevBudgetNanos nanoseconds after which net_rx_action stops, at least 0 (net.core.netdev_budget_usecs). The
 *     kernel counts it in jiffies
 * @param napiDeferHardIrqs polls without a packet before the interrupt is unmasked, at least 0 (napi_defer_hard_irqs of
 *     the device); without groFlushTimeoutNanos it does nothing
 * @param groFlushTimeoutNanos how long GRO may hold packets after a completed poll, nanoseconds; 0: not at all
 *     (gro_flush_timeout of the device)
 * @param gro whether GRO is on (ethtool -K gro)
 * @param groNormalBatch segments that wait to go up as one list, at least 1 (net.core.gro_normal_batch)
 * @param hz jiffies per second, 100..1000 (CONFIG_HZ)
 * @param mac the device's address, an individual one, 48 bits
 * @param truesize how the driver's buffers are charged
 */
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
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Checks every value. */
    public SoftirqSettings {
        check("weight", weight, 1, 1024);
        check("netdevBudget", netdevBudget, 1, Integer.MAX_VALUE);
        check("netdevBudgetNanos", netdevBudgetNanos, 0, Long.MAX_VALUE / 4);
        check("napiDeferHardIrqs", napiDeferHardIrqs, 0, Integer.MAX_VALUE);
        check("groFlushTimeoutNanos", groFlushTimeoutNanos, 0, Long.MAX_VALUE / 4);
        check("groNormalBatch", groNormalBatch, 1, Integer.MAX_VALUE);
        check("hz", hz, 100, 1000);
        if (mac <= 0 || mac >>> 48 != 0 || MacAddress.isMulticast(mac)) {
            throw new IllegalArgumentException(
                    "mac is 0x" + Long.toHexString(mac) + ": expected the address of one station, 48 bits");
        }
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ": expected " + min + ".." + max);
        }
    }

    /** The defaults of a 6.18 kernel with HZ=250. */
    public static SoftirqSettings defaults(long mac) {
        return new SoftirqSettings(64, 300, 8_000_000, 0, 0, true, 8, 250, mac, Truesize.NIC_HALF_PAGE);
    }

    /** A copy with another NAPI weight. */
    public SoftirqSettings withWeight(int newWeight) {
        return new SoftirqSettings(
                newWeight,
                netdevBudget,
                netdevBudgetNanos,
                napiDeferHardIrqs,
                groFlushTimeoutNanos,
                gro,
                groNormalBatch,
                hz,
                mac,
                truesize);
    }

    /** A copy with another budget of packets and nanoseconds. */
    public SoftirqSettings withNetdevBudget(int packets, long nanos) {
        return new SoftirqSettings(
                weight,
                packets,
                nanos,
                napiDeferHardIrqs,
                groFlushTimeoutNanos,
                gro,
                groNormalBatch,
                hz,
                mac,
                truesize);
    }

    /** A copy with other values of napi_defer_hard_irqs and gro_flush_timeout. */
    public SoftirqSettings withDeferral(int deferHardIrqs, long flushTimeoutNanos) {
        return new SoftirqSettings(
                weight,
                netdevBudget,
                netdevBudgetNanos,
                deferHardIrqs,
                flushTimeoutNanos,
                gro,
                groNormalBatch,
                hz,
                mac,
                truesize);
    }

    /** A copy with GRO on or off and another gro_normal_batch. */
    public SoftirqSettings withGro(boolean on, int normalBatch) {
        return new SoftirqSettings(
                weight,
                netdevBudget,
                netdevBudgetNanos,
                napiDeferHardIrqs,
                groFlushTimeoutNanos,
                on,
                normalBatch,
                hz,
                mac,
                truesize);
    }

    /** A copy with other jiffies per second. */
    public SoftirqSettings withHz(int newHz) {
        return new SoftirqSettings(
                weight,
                netdevBudget,
                netdevBudgetNanos,
                napiDeferHardIrqs,
                groFlushTimeoutNanos,
                gro,
                groNormalBatch,
                newHz,
                mac,
                truesize);
    }

    /** A copy with another truesize model. */
    public SoftirqSettings withTruesize(Truesize model) {
        return new SoftirqSettings(
                weight,
                netdevBudget,
                netdevBudgetNanos,
                napiDeferHardIrqs,
                groFlushTimeoutNanos,
                gro,
                groNormalBatch,
                hz,
                mac,
                model);
    }

    /** What of it concerns GRO. */
    GroFeatures groFeatures() {
        return GroFeatures.DEFAULTS.with(gro, groNormalBatch);
    }

    /** The jiffy that {@code nanos} lies in. */
    long jiffies(long nanos) {
        return nanos / (NANOS_PER_SECOND / hz);
    }

    /** netdevBudgetNanos in jiffies, rounded up (usecs_to_jiffies). */
    long netdevBudgetJiffies() {
        long jiffy = NANOS_PER_SECOND / hz;
        return (netdevBudgetNanos + jiffy - 1) / jiffy;
    }
}
