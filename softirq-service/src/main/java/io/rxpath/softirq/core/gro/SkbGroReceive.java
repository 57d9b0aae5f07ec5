package io.rxpath.softirq.core.gro;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbFrag;

/**
 * Joins the payload of a segment to a held packet, without copying it.
 *
 * <p>Kernel: net/core/gro.c skb_gro_receive().
 */
final class SkbGroReceive {
    /** A packet may not become this long, IP header included (GRO_LEGACY_MAX_SIZE, gro_ipv4_max_size). */
    static final int GRO_LEGACY_MAX_SIZE = 65536;

    /** Page fragments that one struct sk_buff has room for. */
    static final int MAX_SKB_FRAGS = 17;

    /** Bytes of a struct sk_buff, rounded up to a cache line: what is freed when only the payload is kept. */
    static final int SKB_STRUCT_SIZE = 256;

    private SkbGroReceive() {}

    /** Joins the payload of {@code cb} to {@code p}; false if it does not fit. */
    static boolean receive(GroCb p, GroCb cb) {
        SkBuff head = p.skb;
        SkBuff skb = cb.skb;
        if (cb.flush || head.len() + cb.groLen() >= GRO_LEGACY_MAX_SIZE) {
            return false;
        }
        int linear = skb.headLen() - cb.dataOffset;
        int frags = skb.frags().size() + (linear > 0 ? 1 : 0);
        // When 17 fragments are full, the whole skb goes on the head's frag_list and takes the next fragments itself.
        cb.free = p.fragsOfLast + frags <= MAX_SKB_FRAGS;
        if (cb.free) {
            p.fragsOfLast += frags;
            head.truesize += skb.truesize - SKB_STRUCT_SIZE;
        } else {
            p.fragsOfLast = skb.frags().size();
            head.truesize += skb.truesize;
        }
        if (linear > 0) {
            head.addFrag(new SkbFrag(skb.buf(), skb.data() + cb.dataOffset, linear));
        }
        if (skb.dataLen() > 0) {
            for (SkbFrag frag : skb.frags()) {
                head.addFrag(frag);
            }
        }
        p.count += cb.count;
        cb.sameFlow = true;
        return true;
    }
}
