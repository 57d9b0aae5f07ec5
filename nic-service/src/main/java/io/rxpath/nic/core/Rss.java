package io.rxpath.nic.core;

import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.Toeplitz;

/**
 * Receive side scaling: which queue a frame goes to. Toeplitz hash over source address, destination address and, for TCP
 * and UDP, source port and destination port; the low seven bits choose an entry of the indirection table. Fragments and
 * other protocols are hashed by addresses, frames without an IP header have hash 0 and go to queue 0, as in Intel's
 * hardware (82599 datasheet section 7.1.2.8).
 */
final class Rss {
    private final Toeplitz toeplitz;
    private final int[] indirection;

    Rss(byte[] key, int[] indirection) {
        this.toeplitz = new Toeplitz(key);
        this.indirection = indirection;
    }

    int hash(byte[] a, HeaderParser p) {
        if (p.ipVersion == 4) {
            Ipv4Header ip = new Ipv4Header(a, p.l3);
            return p.ports
                    ? toeplitz.hashV4(ip.saddr(), ip.daddr(), p.sourcePort, p.destPort)
                    : toeplitz.hashV4(ip.saddr(), ip.daddr());
        }
        if (p.ipVersion == 6) {
            Ipv6Header ip = new Ipv6Header(a, p.l3);
            return p.ports
                    ? toeplitz.hashV6(ip.saddrHi(), ip.saddrLo(), ip.daddrHi(), ip.daddrLo(), p.sourcePort, p.destPort)
                    : toeplitz.hashV6(ip.saddrHi(), ip.saddrLo(), ip.daddrHi(), ip.daddrLo());
        }
        return 0;
    }

    int queue(int hash, HeaderParser p) {
        return p.ipVersion == 0 ? 0 : indirection[hash & NicSettings.INDIRECTION_ENTRIES - 1];
    }
}
