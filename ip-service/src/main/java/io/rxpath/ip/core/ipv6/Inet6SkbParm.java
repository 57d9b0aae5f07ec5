package io.rxpath.ip.core.ipv6;

import io.rxpath.skb.SkbControlBlock;

/** What IPv6 keeps with a packet (kernel include/linux/ipv6.h struct inet6_skb_parm). */
public final class Inet6SkbParm implements SkbControlBlock {
    /** Where in the packet, from its IPv6 header on, the number of the next protocol stands. */
    int nhoff = NEXT_HEADER;
    /** Index of the next header in the skb's buffer (skb->transport_header). */
    int thoff;
    /** Where a routing header is, from the IPv6 header on, 0 for none. */
    int srcrt;
    /** Where the last destination options header is. */
    int dst1;

    boolean hopByHop;
    boolean routerAlert;
    /** It came in fragments, or with a fragment header. */
    boolean fragmented;
    /** Its path has been changed already (kernel IP6SKB_REROUTED). */
    boolean forwarded;
    /** Size of the largest fragment it came in, 0 if it did not. */
    int fragMaxSize;
    /** Connection tracking has put it together: it may leave in fragments again (kernel skb->ignore_df). */
    boolean ignoreDf;
    /** Sizes of the fragments connection tracking has put together. */
    int[] fragments = NO_FRAGMENTS;

    private static final int[] NO_FRAGMENTS = new int[0];

    /** Offset of the next header field in an IPv6 header. */
    static final int NEXT_HEADER = 6;
}
