package io.rxpath.ip.core;

/**
 * The net.ipv4.neigh.* settings of the one device.
 *
 * @param mcastSolicit mcast_solicit: broadcast requests before resolution fails
 * @param ucastSolicit ucast_solicit: unicast requests before a neighbour is given up
 * @param retransNanos retrans_time_ms: time between two requests
 * @param baseReachableNanos base_reachable_time_ms: mean time a confirmed neighbour counts as reachable
 * @param delayFirstProbeNanos delay_first_probe_time: time for the layers above to confirm before the first probe
 * @param unresQlenBytes unres_qlen_bytes: truesize bytes that wait for one neighbour
 * @param locktimeNanos locktime: a neighbour's address does not change twice within this time
 * @param gcThresh3 gc_thresh3: never more entries than this
 */
public record NeighSettings(
        int mcastSolicit,
        int ucastSolicit,
        long retransNanos,
        long baseReachableNanos,
        long delayFirstProbeNanos,
        int unresQlenBytes,
        long locktimeNanos,
        int gcThresh3) {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;

    /** Checks the ranges. */
    public NeighSettings {
        atLeast("mcast_solicit", mcastSolicit, 1);
        atLeast("ucast_solicit", ucastSolicit, 1);
        atLeast("retrans_time", retransNanos, MILLI);
        atLeast("base_reachable_time", baseReachableNanos, MILLI);
        atLeast("delay_first_probe_time", delayFirstProbeNanos, 0);
        atLeast("unres_qlen_bytes", unresQlenBytes, 0);
        atLeast("locktime", locktimeNanos, 0);
        atLeast("gc_thresh3", gcThresh3, 1);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + least + " or more");
        }
    }

    /** What a 6.18 kernel starts with. */
    public static NeighSettings defaults() {
        return new NeighSettings(3, 3, SECOND, 30 * SECOND, 5 * SECOND, 212_992, SECOND, 1024);
    }
}
