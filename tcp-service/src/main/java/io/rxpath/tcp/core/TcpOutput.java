package io.rxpath.tcp.core;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;

/** What TCP does to the world around it. */
public interface TcpOutput {
    /**
     * A segment for the IP layer: data begins at the TCP header, {@link SkBuff#flow}, {@link SkBuff#tos} and
     * {@link SkBuff#hash} are set, the checksum is complete, and there is headroom for IP and Ethernet headers.
     */
    void transmit(SkBuff segment);

    /** Tells a socket. */
    void notify(SockEvent event);

    /** A segment was lost. */
    void drop(DropEvent event);
}
