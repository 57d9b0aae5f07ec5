package io.rxpath.ip.core;

import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/** What differs between ARP and neighbour discovery (kernel include/net/neighbour.h struct neigh_ops, neigh_table). */
public interface NeighOps {
    /** EtherType of the packets sent to these neighbours. */
    int protocol();

    /**
     * Asks for the neighbour's link-layer address (kernel arp_solicit(), ndisc_solicit()).
     *
     * @param entry the neighbour
     * @param waiting the newest packet that waits for it, or null
     * @param unicast true to ask the neighbour itself at {@link NeighEntry#ha}, false to ask everybody
     */
    void solicit(NeighEntry entry, @Nullable SkBuff waiting, boolean unicast, long now);

    /**
     * A packet is lost because the neighbour does not answer; the table frees it afterwards (kernel arp_error_report(),
     * ndisc_error_report(), without their kfree_skb()).
     */
    void errorReport(NeighEntry entry, SkBuff skb, long now);

    /** The kernel function in which such a packet ends. */
    String errorPlace();

    /** The kernel function in which a packet ends if no entry can be made. */
    String createFailPlace();
}
