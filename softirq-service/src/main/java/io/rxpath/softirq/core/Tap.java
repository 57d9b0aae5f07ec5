package io.rxpath.softirq.core;

import io.rxpath.skb.SkBuff;

/**
 * Sees what an AF_PACKET socket for all protocols sees: packets behind XDP, GRO and RPS and in front of IP. It does not see
 * what the card, XDP or a backlog has dropped, and it sees what GRO has merged as one packet.
 *
 * <p>Kernel: net/core/dev.c __netif_receive_skb_core(), ptype_all.
 */
public interface Tap {
    /**
     * A packet, whose MAC header is set and whose data begins at the network header. It must not be changed or kept;
     * {@link TapFrame} copies it.
     *
     * @param nanos the packet's time, epoch nanoseconds
     */
    void packet(SkBuff skb, long nanos);
}
