package io.rxpath.ip.core;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbControlBlock;
import org.jspecify.annotations.Nullable;

/**
 * What the IPv4 path keeps with a packet that is not an ordinary one (kernel include/net/ip.h struct inet_skb_parm): its
 * options, what reassembly found, that a redirect is due.
 */
final class IpCb implements SkbControlBlock {
    private static final int[] NONE = {};

    /** Its options as they were read, null for none. */
    @Nullable
    IpOptions opt;

    /** Bytes of the largest fragment it came in, header included; 0 if it came whole. */
    int fragMaxSize;
    /** All fragments of the largest size had DF (kernel IPSKB_FRAG_PMTU): those made again have it too. */
    boolean fragPmtu;
    /** May be fragmented again in spite of DF (kernel skb->ignore_df). */
    boolean ignoreDf;
    /** Payload bytes of the fragments of a datagram that still lies in them (kernel frag_list); empty otherwise. */
    int[] fragments = NONE;
    /** It leaves where it came in, and its sender could have sent it there itself (kernel IPSKB_DOREDIRECT). */
    boolean redirect;

    /** The block of a packet, or null. */
    static @Nullable IpCb of(SkBuff skb) {
        return skb.cb instanceof IpCb cb ? cb : null;
    }

    /** The block of a packet, made if need be. */
    static IpCb make(SkBuff skb) {
        IpCb cb = of(skb);
        if (cb == null) {
            cb = new IpCb();
            skb.cb = cb;
        }
        return cb;
    }

    /** The options of a packet, or null. */
    static @Nullable IpOptions options(SkBuff skb) {
        IpCb cb = of(skb);
        return cb == null ? null : cb.opt;
    }
}
