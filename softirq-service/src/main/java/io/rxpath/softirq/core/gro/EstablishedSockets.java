package io.rxpath.softirq.core.gro;

import io.rxpath.skb.SkBuff;

/**
 * Tells whether TCP of this host has a connection for a segment. With rx-gro-list GRO joins such segments and chains the
 * others, which will be forwarded.
 *
 * <p>Kernel: net/ipv4/tcp_offload.c tcp4_check_fraglist_gro(), __inet_lookup_established(). The softirq of this project
 * shares no memory with TCP, so whoever makes a {@link GroNode} answers; {@link #ALL} is right for a host that forwards
 * no TCP.
 */
public interface EstablishedSockets {
    /** Every segment is for a connection of this host: TCP is never chained. */
    EstablishedSockets ALL = (skb, network, transport) -> true;

    /**
     * True if there is a connection for the segment.
     *
     * @param network index of the IP header in {@link SkBuff#buf()}
     * @param transport index of the TCP header
     */
    boolean exists(SkBuff skb, int network, int transport);
}
