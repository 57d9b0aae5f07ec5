package io.rxpath.ip.core;

import java.util.function.Consumer;

/**
 * The net.ipv4.neigh.* or net.ipv6.neigh.* settings, the same for all devices.
 *
 * @param mcastSolicit mcast_solicit: broadcast or multicast requests before resolution fails
 * @param ucastSolicit ucast_solicit: unicast requests before a neighbour is given up
 * @param mcastResolicit mcast_resolicit: broadcast requests after the unicast ones, before it is given up
 * @param retransNanos retrans_time_ms: time between two requests
 * @param baseReachableNanos base_reachable_time_ms: mean time a confirmed neighbour counts as reachable
 * @param reachableSeed seed of the random time between half of that and one and a half of it, as the kernel draws it
 *     anew every 300 seconds; 0 for the mean itself, always
 * @param delayFirstProbeNanos delay_first_probe_time: time for the layers above to confirm before the first probe
 * @param unresQlenBytes unres_qlen_bytes: truesize bytes that wait for one neighbour
 * @param locktimeNanos locktime: a neighbour's address does not change twice within this time
 * @param gcStaleNanos gc_stale_time: an entry not used for this time may go
 * @param gcThresh1 gc_thresh1: with fewer entries none is thrown out
 * @param gcThresh2 gc_thresh2: with more entries than this old ones go when a new one is made
 * @param gcThresh3 gc_thresh3: never more entries than this
 * @param proxyDelayNanos proxy_delay: requests answered for others wait a random time up to this; 0 for not at all
 * @param proxyQlen proxy_qlen: as many of them wait at most, and one more
 */
public record NeighSettings(
        int mcastSolicit,
        int ucastSolicit,
        int mcastResolicit,
        long retransNanos,
        long baseReachableNanos,
        long reachableSeed,
        long delayFirstProbeNanos,
        int unresQlenBytes,
        long locktimeNanos,
        long gcStaleNanos,
        int gcThresh1,
        int gcThresh2,
        int gcThresh3,
        long proxyDelayNanos,
        int proxyQlen) {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;
    /** Bytes a full Ethernet frame is charged with, by which unres_qlen counts (kernel SKB_TRUESIZE(ETH_FRAME_LEN)). */
    private static final int FRAME_TRUESIZE = 1514 + 576;

    /** Checks the ranges. */
    public NeighSettings {
        atLeast("mcast_solicit", mcastSolicit, 0);
        atLeast("ucast_solicit", ucastSolicit, 0);
        atLeast("mcast_resolicit", mcastResolicit, 0);
        atLeast("retrans_time", retransNanos, MILLI);
        atLeast("base_reachable_time", baseReachableNanos, MILLI);
        atLeast("delay_first_probe_time", delayFirstProbeNanos, 0);
        atLeast("unres_qlen_bytes", unresQlenBytes, 0);
        atLeast("locktime", locktimeNanos, 0);
        atLeast("gc_stale_time", gcStaleNanos, 0);
        atLeast("gc_thresh1", gcThresh1, 0);
        atLeast("gc_thresh2", gcThresh2, 0);
        atLeast("gc_thresh3", gcThresh3, 1);
        atLeast("proxy_delay", proxyDelayNanos, 0);
        atLeast("proxy_qlen", proxyQlen, 0);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + least + " or more");
        }
    }

    /** What a 6.18 kernel starts with for IPv4. */
    public static NeighSettings defaults() {
        return new Builder().build();
    }

    /** What a 6.18 kernel starts with for IPv6: any answer may change the address at once. */
    public static NeighSettings defaultsV6() {
        return defaults().with(b -> b.locktimeNanos = 0);
    }

    /** A copy with some settings changed. */
    public NeighSettings with(Consumer<Builder> change) {
        Builder builder = new Builder(this);
        change.accept(builder);
        return builder.build();
    }

    /** Settings that are being changed; the fields are those of the record. */
    public static final class Builder {
        public int mcastSolicit = 3;
        public int ucastSolicit = 3;
        public int mcastResolicit;
        public long retransNanos = SECOND;
        public long baseReachableNanos = 30 * SECOND;
        public long reachableSeed;
        public long delayFirstProbeNanos = 5 * SECOND;
        public int unresQlenBytes = 212_992;
        public long locktimeNanos = SECOND;
        public long gcStaleNanos = 60 * SECOND;
        public int gcThresh1 = 128;
        public int gcThresh2 = 512;
        public int gcThresh3 = 1024;
        public long proxyDelayNanos = 800 * MILLI;
        public int proxyQlen = 64;

        private Builder() {}

        private Builder(NeighSettings s) {
            mcastSolicit = s.mcastSolicit;
            ucastSolicit = s.ucastSolicit;
            mcastResolicit = s.mcastResolicit;
            retransNanos = s.retransNanos;
            baseReachableNanos = s.baseReachableNanos;
            reachableSeed = s.reachableSeed;
            delayFirstProbeNanos = s.delayFirstProbeNanos;
            unresQlenBytes = s.unresQlenBytes;
            locktimeNanos = s.locktimeNanos;
            gcStaleNanos = s.gcStaleNanos;
            gcThresh1 = s.gcThresh1;
            gcThresh2 = s.gcThresh2;
            gcThresh3 = s.gcThresh3;
            proxyDelayNanos = s.proxyDelayNanos;
            proxyQlen = s.proxyQlen;
        }

        private NeighSettings build() {
            return new NeighSettings(
                    mcastSolicit,
                    ucastSolicit,
                    mcastResolicit,
                    retransNanos,
                    baseReachableNanos,
                    reachableSeed,
                    delayFirstProbeNanos,
                    unresQlenBytes,
                    locktimeNanos,
                    gcStaleNanos,
                    gcThresh1,
                    gcThresh2,
                    gcThresh3,
                    proxyDelayNanos,
                    proxyQlen);
        }

        /**
         * Sets one by its sysctl name, the last part of net.ipv4.neigh.default.NAME, times and sizes as the kernel writes
         * them.
         *
         * @throws IllegalArgumentException naming the setting if there is none of that name or the value is no number
         */
        public void set(String name, String value) {
            long n;
            try {
                n = Long.parseLong(value.strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("neigh." + name + " is '" + value + "', expected a number", e);
            }
            switch (name) {
                case "mcast_solicit" -> mcastSolicit = Math.toIntExact(n);
                case "ucast_solicit" -> ucastSolicit = Math.toIntExact(n);
                case "mcast_resolicit" -> mcastResolicit = Math.toIntExact(n);
                case "retrans_time_ms" -> retransNanos = n * MILLI;
                case "retrans_time" -> retransNanos = n * 10 * MILLI;
                case "base_reachable_time_ms" -> baseReachableNanos = n * MILLI;
                case "base_reachable_time" -> baseReachableNanos = n * SECOND;
                case "delay_first_probe_time" -> delayFirstProbeNanos = n * SECOND;
                case "unres_qlen_bytes" -> unresQlenBytes = Math.toIntExact(n);
                case "unres_qlen" -> unresQlenBytes = Math.toIntExact(n * FRAME_TRUESIZE);
                case "locktime" -> locktimeNanos = n * 10 * MILLI;
                case "gc_stale_time" -> gcStaleNanos = n * SECOND;
                case "gc_thresh1" -> gcThresh1 = Math.toIntExact(n);
                case "gc_thresh2" -> gcThresh2 = Math.toIntExact(n);
                case "gc_thresh3" -> gcThresh3 = Math.toIntExact(n);
                case "proxy_delay" -> proxyDelayNanos = n * 10 * MILLI;
                case "proxy_qlen" -> proxyQlen = Math.toIntExact(n);
                default ->
                    throw new IllegalArgumentException(
                            "neigh." + name + " is not a setting this layer has; it has mcast_solicit, ucast_solicit, "
                                    + "mcast_resolicit, retrans_time(_ms), base_reachable_time(_ms), "
                                    + "delay_first_probe_time, unres_qlen(_bytes), locktime, gc_stale_time, "
                                    + "gc_thresh1, gc_thresh2, gc_thresh3, proxy_delay and proxy_qlen");
            }
        }
    }
}
