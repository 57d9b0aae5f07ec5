package io.rxpath.softirq.core;

/**
 * How much memory a received packet is charged with (skb->truesize). It decides how many packets fit into a socket's
 * receive buffer, and depends on how the driver builds its buffers.
 */
public interface Truesize {
    /**
     * Bytes that a driver charges for one frame: the struct sk_buff, its shared info and the buffer.
     *
     * @param frameLength bytes from the Ethernet header on, without FCS
     */
    int of(int frameLength);
}
