package io.rxpath.softirq.core.gro;

import io.rxpath.skb.SkBuff;

/** Where packets go when GRO lets them go: netif_receive_skb_list_internal(). */
public interface GroOutput {
    /** A single packet or a finished super-packet; data begins at the network header. */
    void receive(SkBuff skb);
}
