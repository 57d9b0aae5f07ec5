package io.rxpath.ip.core.nat;

import io.rxpath.ip.core.conntrack.ConntrackChecksum;
import io.rxpath.ip.core.conntrack.NfConn;
import io.rxpath.ip.core.conntrack.NfTuple;
import io.rxpath.ip.core.conntrack.SkbTuple;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;

/**
 * Translates ICMP errors about a translated connection: the packet they quote as its sender knows it, and their own addresses
 * (kernel net/netfilter/nf_nat_proto.c nf_nat_icmp_reply_translation(), nf_nat_icmpv6_reply_translation()).
 */
final class NatIcmp {
    private static final int NDISC_REDIRECT = 137;

    private final NatManip manip;
    private final SkbTuple headers = new SkbTuple();

    NatIcmp(NatManip manip) {
        this.manip = manip;
    }

    /**
     * Translates an error whose transport header is at {@code hdrlen}.
     *
     * @return false if it is damaged or cannot be translated, and must be dropped
     */
    boolean translate(NfHookState state, NfConn ct, int hdrlen, NfNatManip type) {
        SkBuff skb = state.skb;
        boolean v4 = state.family == NfFamily.IPV4;
        int protocol = v4 ? IpProtocol.ICMP : IpProtocol.ICMPV6;
        int inner = hdrlen + IcmpHeader.LENGTH;
        if (!SkbTuple.mayPull(skb, inner, v4 ? Ipv4Header.LENGTH : Ipv6Header.LENGTH)
                || !ConntrackChecksum.valid(skb, hdrlen, protocol, state.family)) {
            return false;
        }
        int message = new IcmpHeader(skb.buf(), skb.data() + hdrlen).type();
        if (message == (v4 ? IcmpHeader.REDIRECT : NDISC_REDIRECT)) {
            // A redirect's gateway would have to be translated too. It passes while no NAT is done.
            boolean decided = (ct.status & NfConn.IPS_NAT_DONE_MASK) == NfConn.IPS_NAT_DONE_MASK;
            if (!decided || ct.has(NfConn.IPS_NAT_MASK)) {
                return false;
            }
        }
        boolean reply = skb.ctInfo.reply();
        if (!ct.has(Nat.statusBit(type, reply))) {
            return true;
        }
        skb.linearize();
        NfTuple other = ct.tuple(reply ? 0 : 1);
        NfNatManip opposite = type == NfNatManip.SRC ? NfNatManip.DST : NfNatManip.SRC;
        if (!manip.manip(skb, inner, other, opposite, state.family)) {
            return false;
        }
        if (skb.ipSummed != IpSummed.PARTIAL) {
            checksum(skb, hdrlen, state.family);
        }
        NfTuple outer = other.answer();
        NfTuple target = new NfTuple(outer.src(), outer.dst(), protocol, outer.srcPort(), outer.dstPort());
        return manip.manip(skb, 0, target, type, state.family);
    }

    private static void checksum(SkBuff skb, int hdrlen, NfFamily family) {
        int length = skb.len() - hdrlen;
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data() + hdrlen);
        icmph.checksum(0);
        long pseudo = 0;
        if (family == NfFamily.IPV6) {
            Ipv6Header iph = new Ipv6Header(skb.buf(), skb.data());
            pseudo = InternetChecksum.pseudo(
                    iph.saddrHi(), iph.saddrLo(), iph.daddrHi(), iph.daddrLo(), IpProtocol.ICMPV6, length);
        }
        long sum = InternetChecksum.partial(skb.buf(), skb.data() + hdrlen, length, pseudo);
        icmph.checksum(InternetChecksum.finish(sum));
    }

    /** Where the ICMP header of an error about a connection is, or -1 if the packet is none. */
    int find(NfHookState state) {
        SkBuff skb = state.skb;
        if (skb.ctInfo != CtInfo.RELATED && skb.ctInfo != CtInfo.RELATED_REPLY) {
            return -1;
        }
        if (state.family == NfFamily.IPV4) {
            Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
            return iph.protocol() == IpProtocol.ICMP ? iph.headerLength() : -1;
        }
        int next = new Ipv6Header(skb.buf(), skb.data()).nextHeader();
        boolean found = headers.skipExtHdr(skb, Ipv6Header.LENGTH, next);
        return found && headers.protocol() == IpProtocol.ICMPV6 ? headers.dataOff() : -1;
    }
}
