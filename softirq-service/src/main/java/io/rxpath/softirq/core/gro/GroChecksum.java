package io.rxpath.softirq.core.gro;

import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbFrag;

/**
 * Verifies transport checksums in software where the card did not.
 *
 * <p>Kernel: include/net/gro.h skb_gro_checksum_validate(), skb_gro_checksum_validate_zero_check(), net/core/gro.c
 * __skb_gro_checksum_complete(), inet_gro_compute_pseudo(), ip6_gro_compute_pseudo().
 */
final class GroChecksum {
    private GroChecksum() {}

    /** False if the checksum of the segment at {@code cb.dataOffset} is wrong; else notes that it is right. */
    static boolean valid(GroCb cb) {
        SkBuff skb = cb.skb;
        if (skb.ipSummed == IpSummed.UNNECESSARY || skb.ipSummed == IpSummed.PARTIAL) {
            return true;
        }
        long pseudo = pseudo(cb, cb.groLen());
        if (skb.ipSummed == IpSummed.COMPLETE && InternetChecksum.finish(pseudo + withoutHeaders(cb, skb.csum)) == 0) {
            return true;
        }
        if (InternetChecksum.finish(pseudo + sum(cb)) != 0) {
            return false;
        }
        markVerified(skb);
        return true;
    }

    /** Nothing is left to verify for the layers above (__skb_incr_checksum_unnecessary). */
    static void markVerified(SkBuff skb) {
        if (skb.ipSummed == IpSummed.NONE) {
            skb.ipSummed = IpSummed.UNNECESSARY;
        }
    }

    /** Sum of the pseudo header for {@code length} bytes of transport header and data. */
    static long pseudo(GroCb cb, int length) {
        byte[] buf = cb.skb.buf();
        if (cb.ipv6) {
            Ipv6Header iph = new Ipv6Header(buf, cb.network());
            return InternetChecksum.pseudo(
                    iph.saddrHi(), iph.saddrLo(), iph.daddrHi(), iph.daddrLo(), cb.proto, length);
        }
        Ipv4Header iph = new Ipv4Header(buf, cb.network());
        return InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), cb.proto, length);
    }

    /** The card's sum began where the driver's part ended; what was looked at since is taken out. */
    private static long withoutHeaders(GroCb cb, int csum) {
        SkBuff skb = cb.skb;
        long headers = InternetChecksum.partial(skb.buf(), skb.data(), cb.dataOffset, 0);
        return (long) csum + (~InternetChecksum.fold(headers) & 0xffff);
    }

    private static long sum(GroCb cb) {
        SkBuff skb = cb.skb;
        int linear = skb.headLen() - cb.dataOffset;
        long sum = InternetChecksum.partial(skb.buf(), skb.data() + cb.dataOffset, linear, 0);
        if (skb.dataLen() > 0) {
            int offset = linear;
            for (SkbFrag frag : skb.frags()) {
                long block = InternetChecksum.partial(frag.page(), frag.offset(), frag.size(), 0);
                sum = InternetChecksum.blockAdd(sum, block, offset);
                offset += frag.size();
            }
        }
        return sum;
    }
}
