package io.rxpath.softirq.core.gro;

import io.rxpath.skb.SkBuff;

/**
 * What GRO knows of one packet while it looks at it or holds it. The kernel keeps it in skb->cb; here the objects are
 * apart from the skb and used again.
 *
 * <p>Kernel: include/net/gro.h struct napi_gro_cb.
 */
final class GroCb {
    private static final SkBuff NONE = SkBuff.alloc(0);

    SkBuff skb = NONE;

    /** Bytes of headers from skb.data() on that were looked at (data_offset): what follows is payload. */
    int dataOffset;

    /** Wire segments in it. */
    int count;

    /** It must not be held, nor join a held packet. */
    boolean flush;

    /** Of a held packet: may be of the flow of the packet that just came. Of that one: it was merged. */
    boolean sameFlow;

    /** Of a packet that was merged: only its payload was kept. */
    boolean free;

    /** Jiffy in which it was held. */
    long age;

    /** Fragments in the last skb of the frag_list, or in the head while it has no frag_list. */
    int fragsOfLast;

    /** The IP ids of the run do not count up (ip_fixedid). */
    boolean fixedId;

    void reset(SkBuff packet) {
        skb = packet;
        dataOffset = 0;
        count = 1;
        flush = false;
        sameFlow = false;
        free = false;
        age = 0;
        fragsOfLast = packet.frags().size();
        fixedId = false;
    }

    /** Lets go of the packet, so that it is not kept from the garbage collector. */
    void release() {
        skb = NONE;
    }

    /** Bytes behind the headers looked at so far (skb_gro_len). */
    int groLen() {
        return skb.len() - dataOffset;
    }
}
