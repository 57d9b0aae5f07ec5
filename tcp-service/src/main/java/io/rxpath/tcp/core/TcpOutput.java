package io.rxpath.tcp.core;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;

/** What TCP does to the world around it. */
public interface TcpOutput {
    /**
     * A segment for the IP layer: data begins at the TCP header, {@link SkBuff#flow}, {@link SkBuff#tos} and
     * {@link SkBuff#hash} are set, the checksum is complete, and there is headroom for IP and Ethernet headers.
     *
     * @return what the queue of the device said; SUCCESS if that is not known at once. The parts of a super-packet
     *     ({@link SkBuff#gsoPart}) share the fate of its first
     */
    NetXmit transmit(SkBuff segment);

    /** True if the queue of the device sends the segments of a socket at its rate (net/sched/sch_fq.c). */
    default boolean paces() {
        return false;
    }

    /** Tells a socket. */
    void notify(SockEvent event);

    /** A segment was lost. */
    void drop(DropEvent event);
}
