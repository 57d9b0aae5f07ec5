package io.rxpath.softirq.core.gro;

import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;

/**
 * Tells whether the IP header of a packet continues a run.
 *
 * <p>Kernel: include/net/gro.h gro_receive_network_flush(), inet_gro_flush(), ipv6_gro_flush().
 */
final class NetworkFlush {
    private NetworkFlush() {}

    /** True if the run of {@code p}, which is of the same flow, must end before {@code cb}. */
    static boolean flush(GroCb cb, GroCb p) {
        // The version and not the EtherType decides, here as in the kernel.
        if ((cb.skb.buf()[cb.network()] & 0xf0) == 0x60) {
            Ipv6Header iph = new Ipv6Header(cb.skb.buf(), cb.network());
            Ipv6Header iph2 = new Ipv6Header(p.skb.buf(), p.network());
            return iph.trafficClass() != iph2.trafficClass() || iph.hopLimit() != iph2.hopLimit();
        }
        return inet(cb, p);
    }

    /**
     * TTL, TOS and DF must be those of the first packet. The id counts up by one, or, if the second packet had the id of
     * the first, stays. Since 6.18 it may stay without DF too (measured).
     */
    private static boolean inet(GroCb cb, GroCb p) {
        Ipv4Header iph = new Ipv4Header(cb.skb.buf(), cb.network());
        Ipv4Header iph2 = new Ipv4Header(p.skb.buf(), p.network());
        if (iph.ttl() != iph2.ttl() || iph.tos() != iph2.tos() || iph.dontFragment() != iph2.dontFragment()) {
            return true;
        }
        int idOffset = (iph.id() - iph2.id()) & 0xffff;
        if (p.count == 1 && idOffset == 0) {
            p.fixedId = true;
        }
        return idOffset != (p.fixedId ? 0 : p.count & 0xffff);
    }
}
