package io.rxpath.ip.core.netfilter;

import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What NAT may choose from (kernel struct nf_nat_range2).
 *
 * @param min first address, null to keep the address (no NF_NAT_RANGE_MAP_IPS)
 * @param max last address, null with {@code min}
 * @param minPort first port or ICMP identifier, 0..65535; looked at with {@code ports} only
 * @param maxPort last port
 * @param ports the ports were said (NF_NAT_RANGE_PROTO_SPECIFIED)
 * @param random a random port of the range (NF_NAT_RANGE_PROTO_RANDOM and PROTO_RANDOM_FULLY)
 * @param persistent the same address for the same peer (NF_NAT_RANGE_PERSISTENT)
 */
public record NfNatRange(
        @Nullable IpAddress min,
        @Nullable IpAddress max,
        int minPort,
        int maxPort,
        boolean ports,
        boolean random,
        boolean persistent) {
    /** Neither address nor port is said. */
    public static final NfNatRange ANY = new NfNatRange(null, null, 0, 0, false, false, false);
}
