package io.rxpath.softirq.core.gro;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbFrag;

/**
 * Adds a segment to a held packet, without copying it.
 *
 * <p>Kernel: net/core/gro.c skb_gro_receive(), skb_gro_receive_list(). In both the head ends up with the payload as
 * fragments; what differs is what the kernel keeps, and so the verdict and the memory charged.
 */
final class SkbGroReceive {
    /** Page fragments that one struct sk_buff has room for. */
    static final int MAX_SKB_FRAGS = 17;

    /** Bytes of a struct sk_buff, rounded up to a cache line: what is freed when only the payload is kept. */
    static final int SKB_STRUCT_SIZE = 256;

    private SkbGroReceive() {}

    /** Joins the payload of {@code cb} to {@code p}; false if it does not fit. */
    static boolean receive(GroFeatures features, GroCb p, GroCb cb) {
        SkBuff head = p.skb;
        SkBuff skb = cb.skb;
        int maxSize = p.ipv6 ? features.groMaxSize() : features.groIpv4MaxSize();
        if (cb.flush || head.len() + cb.groLen() >= maxSize) {
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
        addPayload(p, cb);
        return true;
    }

    /** Chains the whole packet {@code cb} to {@code p}; false if it does not fit. Its headers count for the length. */
    static boolean receiveList(GroCb p, GroCb cb) {
        if (p.skb.len() + cb.skb.len() >= GroFeatures.GRO_LEGACY_MAX_SIZE) {
            return false;
        }
        p.skb.truesize += cb.skb.truesize;
        addPayload(p, cb);
        return true;
    }

    private static void addPayload(GroCb p, GroCb cb) {
        SkBuff head = p.skb;
        SkBuff skb = cb.skb;
        int linear = skb.headLen() - cb.dataOffset;
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
    }
}
