package io.rxpath.ip.core;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;

/** What the IP layer does to the world around it. */
public interface IpOutput {
    /** A TCP segment for this host: data begins at the TCP header, the network header offset is set. */
    void deliverTcp(SkBuff skb);

    /**
     * A datagram or an ICMP error for a UDP or ping socket: data begins at the UDP or ICMP header, the network header
     * offset is set.
     */
    void deliverSocket(SockEvent event);

    /** A frame for the card: data begins at the Ethernet header; {@link SkBuff#port} says where it leaves. */
    void transmit(SkBuff frame);

    /** A neighbour was learnt or changed; other instances of the layer should know it. */
    void neighbourChanged(Neighbour neighbour);

    /**
     * A rule has a line for the kernel's log.
     *
     * @param level 0 (emergency) to 7 (debug)
     */
    default void log(int level, String line) {}

    /** A packet was lost. */
    void drop(DropEvent event);
}
