package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.UdpHeader;

/**
 * A packet's tuple without objects: what a lookup in the table needs (kernel net/netfilter/nf_conntrack_core.c get_l4proto(),
 * nf_ct_get_tuple(); net/ipv6/exthdrs_core.c ipv6_skip_exthdr()). One instance is used again and again.
 */
public final class SkbTuple {
    /** Generic routing encapsulation. */
    public static final int GRE = 47;
    /** Stream control transmission protocol. */
    public static final int SCTP = 132;
    /** UDP-Lite. */
    public static final int UDPLITE = 136;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTH = 51;
    private static final int NO_NEXT = 59;
    private static final int DEST_OPTIONS = 60;
    private static final long V4 = 0xffff_0000_0000L;

    long srcHi;
    long srcLo;
    long dstHi;
    long dstLo;
    int protocol;
    int srcPort;
    int dstPort;

    /** Where the transport header is, counted from the skb's data. */
    int dataOff;

    /** True if {@code n} bytes at {@code offset} from data on are there; makes them linear (skb_header_pointer()). */
    public static boolean mayPull(SkBuff skb, int offset, int n) {
        if (offset + n <= skb.headLen()) {
            return true;
        }
        if (offset + n > skb.len()) {
            return false;
        }
        skb.linearize();
        return true;
    }

    /**
     * Finds protocol and transport header of the IP packet at {@code nhoff} from the skb's data on, which may be one quoted in
     * an ICMP error. False if there is none that tracking could use: a fragment other than the first, a damaged header.
     */
    boolean findL4(SkBuff skb, int nhoff, NfFamily family) {
        return family == NfFamily.IPV4 ? findIpv4(skb, nhoff) : findIpv6(skb, nhoff);
    }

    private boolean findIpv4(SkBuff skb, int nhoff) {
        if (!mayPull(skb, nhoff, Ipv4Header.LENGTH)) {
            return false;
        }
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data() + nhoff);
        if (iph.fragmentOffset() != 0) {
            return false;
        }
        protocol = iph.protocol();
        dataOff = nhoff + iph.headerLength();
        if (dataOff > skb.len()) {
            return false;
        }
        srcHi = 0;
        srcLo = V4 | iph.saddr() & 0xffff_ffffL;
        dstHi = 0;
        dstLo = V4 | iph.daddr() & 0xffff_ffffL;
        return true;
    }

    private boolean findIpv6(SkBuff skb, int nhoff) {
        if (!mayPull(skb, nhoff, Ipv6Header.LENGTH)) {
            return false;
        }
        Ipv6Header iph = new Ipv6Header(skb.buf(), skb.data() + nhoff);
        srcHi = iph.saddrHi();
        srcLo = iph.saddrLo();
        dstHi = iph.daddrHi();
        dstLo = iph.daddrLo();
        return skipExtHdr(skb, nhoff + Ipv6Header.LENGTH, iph.nextHeader());
    }

    /**
     * Leaves the first IPv6 header that is no extension in {@link #protocol()} and its place in {@link #dataOff()}; false if
     * it cannot be reached (kernel ipv6_skip_exthdr()).
     *
     * @param start where the first header behind the IPv6 header is, from the skb's data on
     * @param first what it is
     */
    public boolean skipExtHdr(SkBuff skb, int start, int first) {
        int next = first;
        int at = start;
        while (isExtension(next)) {
            if (next == NO_NEXT || !mayPull(skb, at, 2)) {
                return false;
            }
            byte[] a = skb.buf();
            int p = skb.data() + at;
            int units = a[p + 1] & 0xff;
            int length = units + 1 << 3;
            if (next == FRAGMENT) {
                if (!mayPull(skb, at, 4)) {
                    return false;
                }
                if (((a[p + 2] & 0xff) << 8 | a[p + 3] & 0xf8) != 0) {
                    return false;
                }
                length = 8;
            } else if (next == AUTH) {
                length = units + 2 << 2;
            }
            next = a[p] & 0xff;
            at += length;
        }
        protocol = next;
        dataOff = at;
        return true;
    }

    private static boolean isExtension(int next) {
        return switch (next) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, AUTH, NO_NEXT, DEST_OPTIONS -> true;
            default -> false;
        };
    }

    /** The transport protocol. */
    public int protocol() {
        return protocol;
    }

    /** Where the transport header is, counted from the skb's data. */
    public int dataOff() {
        return dataOff;
    }

    /** Fills in the ports of the packet {@link #findL4} has looked at; false if they are not there. */
    boolean findPorts(SkBuff skb) {
        switch (protocol) {
            case IpProtocol.TCP, IpProtocol.UDP, SCTP, UDPLITE -> {
                if (!mayPull(skb, dataOff, 4)) {
                    return false;
                }
                UdpHeader ports = new UdpHeader(skb.buf(), skb.data() + dataOff);
                srcPort = ports.source();
                dstPort = ports.dest();
            }
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> {
                if (!mayPull(skb, dataOff, IcmpHeader.LENGTH)) {
                    return false;
                }
                IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data() + dataOff);
                srcPort = icmph.id();
                dstPort = icmph.type() << 8 | icmph.code();
            }
            default -> {
                srcPort = 0;
                dstPort = 0;
            }
        }
        return true;
    }

    /** Takes over a tuple. */
    SkbTuple set(NfTuple tuple) {
        srcHi = tuple.src().hi();
        srcLo = tuple.src().lo();
        dstHi = tuple.dst().hi();
        dstLo = tuple.dst().lo();
        protocol = tuple.protocol();
        srcPort = tuple.srcPort();
        dstPort = tuple.dstPort();
        return this;
    }

    /** As an object that stays. */
    NfTuple toTuple() {
        return new NfTuple(new IpAddress(srcHi, srcLo), new IpAddress(dstHi, dstLo), protocol, srcPort, dstPort);
    }

    boolean matches(NfTuple t) {
        return srcPort == t.srcPort()
                && dstPort == t.dstPort()
                && protocol == t.protocol()
                && srcLo == t.src().lo()
                && dstLo == t.dst().lo()
                && srcHi == t.src().hi()
                && dstHi == t.dst().hi();
    }

    /** 32 bits that depend on {@code seed} (kernel hash_conntrack_raw(); which function it is cannot be seen). */
    int hash(long seed) {
        long h = mix(seed ^ srcHi);
        h = mix(h ^ srcLo);
        h = mix(h ^ dstHi);
        h = mix(h ^ dstLo);
        h = mix(h ^ ((long) protocol << 32 | (long) srcPort << 16 | dstPort));
        return (int) (h >>> 32);
    }

    private static long mix(long x) {
        long h = x * 0x9e37_79b9_7f4a_7c15L;
        h ^= h >>> 29;
        h *= 0xbf58_476d_1ce4_e5b9L;
        return h ^ h >>> 32;
    }
}
