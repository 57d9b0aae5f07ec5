package io.rxpath.softirq.core;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;

/** What the receive softirq does to the world around it. */
public interface SoftirqOutput {
    /** The driver writes the registers of one queue: refill, next_to_clean, and perhaps unmask. One per poll. */
    void mmio(RingMmio write);

    /** netif_receive_skb: the packet goes up to its network layer. Data begins at the network header. */
    void receive(SkBuff skb);

    /**
     * XDP sends a frame: data begins at the Ethernet header, {@link SkBuff#port} is the wire port and {@link
     * SkBuff#queueMapping} the queue it leaves by.
     */
    void transmit(SkBuff frame);

    /** A packet was lost. */
    void drop(DropEvent event);
}
