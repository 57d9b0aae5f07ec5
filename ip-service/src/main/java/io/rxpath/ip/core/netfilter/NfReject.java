package io.rxpath.ip.core.netfilter;

import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.UdpHeader;

/** Refuses packets of one family (kernel net/ipv4/netfilter/nf_reject_ipv4.c, net/ipv6/netfilter/nf_reject_ipv6.c). */
public interface NfReject {
    /** Answers with an ICMP or ICMPv6 error, unless a rule forbids it. */
    void unreach(NfHookState state, int type, int code);

    /** Answers a TCP segment with a reset, unless a rule forbids it. */
    void reset(NfHookState state);

    /**
     * False for protocols that have another check, or one that is optional or covers a part only (kernel
     * nf_reject_verify_csum()).
     *
     * @param at index of the transport header in linear bytes
     */
    static boolean verifiesChecksum(SkBuff skb, int at, int protocol) {
        final int gre = 47;
        final int esp = 50;
        final int sctp = 132;
        final int udpLite = 136;
        return switch (protocol) {
            case IpProtocol.UDP -> at + UdpHeader.LENGTH > skb.tail() || new UdpHeader(skb.buf(), at).checksum() != 0;
            case gre, esp, IpProtocol.AH, sctp, udpLite -> false;
            default -> true;
        };
    }
}
