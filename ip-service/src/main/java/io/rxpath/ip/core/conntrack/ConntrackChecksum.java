package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbFrag;

/** The transport checksum of a received packet (kernel net/netfilter/utils.c nf_ip_checksum(), nf_ip6_checksum()). */
public final class ConntrackChecksum {
    private ConntrackChecksum() {}

    /**
     * True if the transport checksum is right, or need not be looked at. What is found is noted at the skb, as
     * __skb_checksum_complete() does, so that a wrong one is known before its reader looks.
     *
     * @param dataOff the transport header, from the skb's data on
     */
    public static boolean valid(SkBuff skb, int dataOff, int protocol, NfFamily family) {
        if (skb.ipSummed == IpSummed.UNNECESSARY || skb.ipSummed == IpSummed.PARTIAL) {
            return true;
        }
        long pseudo = pseudo(skb, skb.len() - dataOff, protocol, family);
        if (skb.ipSummed == IpSummed.COMPLETE) {
            long headers = InternetChecksum.partial(skb.buf(), skb.data(), dataOff, 0);
            long transport = (long) skb.csum + (~InternetChecksum.fold(headers) & 0xffff);
            if (InternetChecksum.finish(pseudo + transport) == 0) {
                skb.csumValid = true;
                return true;
            }
        }
        skb.csumCompleteSw = true;
        skb.csumValid = InternetChecksum.finish(pseudo + transportSum(skb, dataOff)) == 0;
        return skb.csumValid;
    }

    private static long pseudo(SkBuff skb, int length, int protocol, NfFamily family) {
        if (family == NfFamily.IPV6) {
            Ipv6Header iph = new Ipv6Header(skb.buf(), skb.data());
            return InternetChecksum.pseudo(
                    iph.saddrHi(), iph.saddrLo(), iph.daddrHi(), iph.daddrLo(), protocol, length);
        }
        if (protocol == IpProtocol.ICMP) {
            return 0;
        }
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        return InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), protocol, length);
    }

    /** Sum of everything from the transport header on. */
    private static long transportSum(SkBuff skb, int dataOff) {
        int linear = skb.headLen() - dataOff;
        long sum = InternetChecksum.partial(skb.buf(), skb.data() + dataOff, linear, 0);
        int done = linear;
        for (SkbFrag frag : skb.frags()) {
            long block = InternetChecksum.partial(frag.page(), frag.offset(), frag.size(), 0);
            sum = InternetChecksum.blockAdd(sum, block, done);
            done += frag.size();
        }
        return sum;
    }
}
