package io.rxpath.softirq.core;

import io.rxpath.skb.SkBuff;
import io.rxpath.softirq.core.gro.GroResult;

/**
 * Sees GRO's verdict on each packet and what then goes up, as the kernel's tracepoints net:napi_gro_receive_exit and
 * net:netif_receive_skb do.
 */
public interface GroTrace {
    /** Nobody looks. */
    GroTrace OFF = (skb, result) -> {};

    /** The verdict on a packet; a merged one has no life of its own any more and must not be changed. */
    void exit(SkBuff skb, GroResult result);

    /** A packet on its way up, VLAN tags still in it. It must not be changed. */
    default void netifReceiveSkb(SkBuff skb) {}
}
