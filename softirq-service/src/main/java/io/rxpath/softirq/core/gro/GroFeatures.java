package io.rxpath.softirq.core.gro;

/**
 * What can be set about GRO. Immutable; each wrong value is refused by name.
 *
 * @param on whether GRO is on at all (ethtool -K generic-receive-offload)
 * @param groList whether packets that no socket of this host wants are chained whole instead of joined (ethtool -K
 *     rx-gro-list); it comes before {@code udpForwarding}
 * @param udpForwarding whether UDP datagrams are joined without a socket that asked for it (ethtool -K
 *     rx-udp-gro-forwarding)
 * @param vlan8021q whether the kernel has VLANs (CONFIG_VLAN_8021Q) and so looks behind tags that no card took off;
 *     the 6.18 kernel that was measured has not and passes every tagged frame
 * @param groMaxSize bytes from the IP header on that an IPv6 super-packet stays below, 1..65536 (ip link gro_max_size).
 *     The kernel takes up to 524280 (BIG TCP); lengths beyond 16 bits are refused here, since no layer above reads them
 * @param groIpv4MaxSize the same for IPv4 (ip link gro_ipv4_max_size)
 * @param normalBatch segments that may wait in the list before it goes up, at least 1 (net.core.gro_normal_batch)
 */
public record GroFeatures(
        boolean on,
        boolean groList,
        boolean udpForwarding,
        boolean vlan8021q,
        int groMaxSize,
        int groIpv4MaxSize,
        int normalBatch) {
    /** Length that a packet without jumbo lengths stays below (kernel GRO_LEGACY_MAX_SIZE). */
    public static final int GRO_LEGACY_MAX_SIZE = 65536;

    /** GRO as a 6.18 kernel has it on a new device. */
    public static final GroFeatures DEFAULTS =
            new GroFeatures(true, false, false, false, GRO_LEGACY_MAX_SIZE, GRO_LEGACY_MAX_SIZE, 8);

    /** Checks every value. */
    public GroFeatures {
        check("groMaxSize", groMaxSize, GRO_LEGACY_MAX_SIZE);
        check("groIpv4MaxSize", groIpv4MaxSize, GRO_LEGACY_MAX_SIZE);
        check("groNormalBatch", normalBatch, Integer.MAX_VALUE);
    }

    private static void check(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ": expected 1.." + max);
        }
    }

    /** A copy with GRO on or off and another gro_normal_batch. */
    public GroFeatures with(boolean enabled, int batch) {
        return new GroFeatures(enabled, groList, udpForwarding, vlan8021q, groMaxSize, groIpv4MaxSize, batch);
    }

    /** A copy with other values of rx-gro-list and rx-udp-gro-forwarding. */
    public GroFeatures withForwarding(boolean list, boolean udp) {
        return new GroFeatures(on, list, udp, vlan8021q, groMaxSize, groIpv4MaxSize, normalBatch);
    }

    /** A copy of a kernel with or without VLANs. */
    public GroFeatures withVlan8021q(boolean has) {
        return new GroFeatures(on, groList, udpForwarding, has, groMaxSize, groIpv4MaxSize, normalBatch);
    }

    /** A copy with other values of gro_max_size and gro_ipv4_max_size. */
    public GroFeatures withMaxSizes(int ipv6, int ipv4) {
        return new GroFeatures(on, groList, udpForwarding, vlan8021q, ipv6, ipv4, normalBatch);
    }
}
