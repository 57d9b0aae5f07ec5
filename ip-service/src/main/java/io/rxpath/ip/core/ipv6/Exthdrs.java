package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.Net;
import io.rxpath.skb.Ip6Mib;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;

/**
 * Extension headers: options and routing headers (kernel net/ipv6/exthdrs.c ipv6_parse_hopopts(), ipv6_destopt_rcv(),
 * ip6_parse_tlv(), ip6_tlvopt_unknown(), ipv6_hop_jumbo(), ipv6_rthdr_rcv()), as in a kernel without mobility, segment
 * routing, RPL and CALIPSO labels in use.
 */
final class Exthdrs {
    private static final int TLV_PAD1 = 0;
    private static final int TLV_PADN = 1;
    private static final int TLV_ROUTERALERT = 5;
    private static final int TLV_CALIPSO = 7;
    private static final int TLV_IOAM = 0x31;
    private static final int TLV_JUMBO = 0xc2;
    private static final int MAX_PADDING = 7;

    private static final int RTHDR_RPL = 3;
    private static final int RTHDR_SEGMENT = 4;

    private static final String PARSE_TLV = "ip6_parse_tlv";
    private static final String UNKNOWN = "ip6_tlvopt_unknown";
    private static final String RTHDR = "ipv6_rthdr_rcv";

    private final Net6 net6;
    private final Net net;
    private final Icmpv6Send icmpSend;

    Exthdrs(Net6 net6, Icmpv6Send icmpSend) {
        this.net6 = net6;
        this.net = net6.net;
        this.icmpSend = icmpSend;
    }

    /** Hop-by-hop options behind the IPv6 header; data at that. False if the packet ended here. */
    boolean parseHopopts(SkBuff skb, Inet6SkbParm parm, long now) {
        int length = length(skb, Ipv6Header.LENGTH);
        if (length < 0 || length > net6.settings.maxHbhLength()) {
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, "ipv6_parse_hopopts", now);
            return false;
        }
        parm.hopByHop = true;
        if (!parseTlv(skb, parm, length, true, net6.settings.maxHbhOpts(), now)) {
            return false;
        }
        parm.thoff += length;
        parm.nhoff = Ipv6Header.LENGTH;
        return true;
    }

    /** Destination options; data at their header. False if the packet ended here. */
    boolean destoptRcv(SkBuff skb, Inet6SkbParm parm, long now) {
        int length = length(skb, 0);
        if (length < 0 || length > net6.settings.maxDstOptsLength()) {
            if (length < 0) {
                net6.ip6.inc(Ip6Mib.IN_HDR_ERRORS);
            }
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, "ipv6_destopt_rcv", now);
            return false;
        }
        int at = parm.thoff - skb.networkHeader();
        parm.dst1 = at;
        if (!parseTlv(skb, parm, length, false, net6.settings.maxDstOpts(), now)) {
            net6.ip6.inc(Ip6Mib.IN_HDR_ERRORS);
            return false;
        }
        parm.thoff += length;
        parm.nhoff = at;
        return true;
    }

    /** Bytes of the header at {@code offset} from data on, all there and linear; -1 if they are not. */
    private static int length(SkBuff skb, int offset) {
        if (!Net.mayPull(skb, offset + 8)) {
            return -1;
        }
        int length = ((skb.buf()[skb.data() + offset + 1] & 0xff) + 1) * 8;
        return Net.mayPull(skb, offset + length) ? length : -1;
    }

    private boolean parseTlv(SkBuff skb, Inet6SkbParm parm, int length, boolean hopByHop, int maxCount, long now) {
        byte[] a = skb.buf();
        boolean knownOnly = maxCount < 0;
        int left = length - 2;
        int at = parm.thoff + 2;
        int count = 0;
        int padding = 0;
        while (left > 0) {
            int type = a[at] & 0xff;
            if (type == TLV_PAD1) {
                if (++padding > MAX_PADDING) {
                    return bad(skb, now);
                }
                at++;
                left--;
                continue;
            }
            int size = left < 2 ? Integer.MAX_VALUE : (a[at + 1] & 0xff) + 2;
            if (size > left) {
                return bad(skb, now);
            }
            if (type == TLV_PADN) {
                padding += size;
                if (padding > MAX_PADDING || !zero(a, at + 2, size - 2)) {
                    return bad(skb, now);
                }
            } else {
                if (++count > Math.abs(maxCount)) {
                    return bad(skb, now);
                }
                boolean on =
                        hopByHop ? hopOption(skb, parm, at, type, knownOnly, now) : unknown(skb, at, knownOnly, now);
                if (!on) {
                    return false;
                }
                padding = 0;
            }
            at += size;
            left -= size;
        }
        return left == 0 || bad(skb, now);
    }

    private static boolean zero(byte[] a, int at, int length) {
        for (int i = 0; i < length; i++) {
            if (a[at + i] != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean bad(SkBuff skb, long now) {
        net.kfreeSkb(skb, SkbDropReason.IP_INHDR, PARSE_TLV, now);
        return false;
    }

    private boolean hopOption(SkBuff skb, Inet6SkbParm parm, int at, int type, boolean knownOnly, long now) {
        int size = skb.buf()[at + 1] & 0xff;
        int offset = at - skb.networkHeader();
        switch (type) {
            case TLV_ROUTERALERT -> {
                parm.routerAlert = true;
                return size == 2 || bad(skb, now);
            }
            case TLV_IOAM -> {
                return (offset & 3) == 0 || bad(skb, now);
            }
            case TLV_CALIPSO -> {
                return size >= 8 || bad(skb, now);
            }
            case TLV_JUMBO -> {
                return jumbo(skb, at, now);
            }
            default -> {
                return unknown(skb, at, knownOnly, now);
            }
        }
    }

    /** RFC 2675. No packet here is longer than 65535 bytes, so none gets through. */
    private boolean jumbo(SkBuff skb, int at, long now) {
        byte[] a = skb.buf();
        int offset = at - skb.networkHeader();
        if ((a[at + 1] & 0xff) != 4 || (offset & 3) != 2) {
            return bad(skb, now);
        }
        long length = (a[at + 2] & 0xffL) << 24 | (a[at + 3] & 0xff) << 16 | (a[at + 4] & 0xff) << 8 | a[at + 5] & 0xff;
        boolean small = length <= 0xffff;
        if (small || new Ipv6Header(a, skb.networkHeader()).payloadLength() != 0) {
            icmpSend.send(skb, Icmpv6.PARAMPROB, Icmpv6.HDR_FIELD, small ? offset + 2 : offset, now);
            net.kfreeSkb(skb, SkbDropReason.IP_INHDR, PARSE_TLV, now);
            return false;
        }
        net.kfreeSkb(skb, SkbDropReason.PKT_TOO_SMALL, PARSE_TLV, now);
        return false;
    }

    /** The two highest bits of an option's type say what to do if it is not known (RFC 8200 section 4.2). */
    private boolean unknown(SkBuff skb, int at, boolean knownOnly, long now) {
        int action = skb.buf()[at] >> 6 & 3;
        if (!knownOnly && action == 0) {
            return true;
        }
        boolean toGroup = Ipv6Addr.isMulticast(new Ipv6Header(skb.buf(), skb.networkHeader()).daddrHi());
        if (!knownOnly && (action == 2 || (action == 3 && !toGroup))) {
            icmpSend.send(skb, Icmpv6.PARAMPROB, Icmpv6.UNK_OPTION, at - skb.networkHeader(), now);
        }
        net.kfreeSkb(skb, SkbDropReason.UNHANDLED_PROTO, UNKNOWN, now);
        return false;
    }

    /** A routing header; data at it. False if the packet ended here. */
    boolean rthdrRcv(SkBuff skb, Inet6SkbParm parm, long now) {
        int length = length(skb, 0);
        if (length < 0) {
            net6.ip6.inc(Ip6Mib.IN_HDR_ERRORS);
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, RTHDR, now);
            return false;
        }
        boolean toGroup = Ipv6Addr.isMulticast(new Ipv6Header(skb.buf(), skb.networkHeader()).daddrHi());
        if (toGroup || skb.pktType != PacketType.HOST) {
            net6.ip6.inc(Ip6Mib.IN_ADDR_ERRORS);
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, RTHDR, now);
            return false;
        }
        int type = skb.buf()[skb.data() + 2] & 0xff;
        int segmentsLeft = skb.buf()[skb.data() + 3] & 0xff;
        int offset = parm.thoff - skb.networkHeader();
        if (type == RTHDR_RPL || type == RTHDR_SEGMENT) {
            // seg6_enabled and rpl_seg_enabled are off.
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, RTHDR, now);
            return false;
        }
        if (segmentsLeft != 0) {
            net6.ip6.inc(Ip6Mib.IN_HDR_ERRORS);
            icmpSend.send(skb, Icmpv6.PARAMPROB, Icmpv6.HDR_FIELD, offset + 2, now);
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, RTHDR, now);
            return false;
        }
        parm.srcrt = offset;
        parm.dst1 = 0;
        parm.thoff += length;
        parm.nhoff = offset;
        return true;
    }

    /** True for the headers that {@link #skip} goes over (kernel ipv6_ext_hdr()). */
    static boolean isExtHdr(int nextHeader) {
        return switch (nextHeader) {
            case 0, 43, 44, 51, 59, 60 -> true;
            default -> false;
        };
    }

    /**
     * The protocol behind the extension headers (kernel ipv6_skip_exthdr()).
     *
     * @param a linear bytes
     * @param from index of the first header behind the IPv6 header
     * @param end index behind the last byte
     * @param nextHeader what that header is
     * @return index of the upper header in the high 32 bits, in the low eight its number, and {@link #FRAGMENT} and
     *     {@link #LATER_FRAGMENT} if they hold; -1 if the chain is broken
     */
    static long skip(byte[] a, int from, int end, int nextHeader) {
        int at = from;
        int next = nextHeader;
        int flags = 0;
        while (isExtHdr(next)) {
            if (next == 59 || at + 2 > end) {
                return -1;
            }
            int length;
            if (next == 44) {
                if (at + 4 > end) {
                    return -1;
                }
                int fragOff = (a[at + 2] & 0xff) << 8 | a[at + 3] & 0xff;
                if (fragOff != 0) {
                    flags |= FRAGMENT;
                }
                if ((fragOff & ~7) != 0) {
                    return (long) at << 32 | next | FRAGMENT | LATER_FRAGMENT;
                }
                length = 8;
            } else if (next == 51) {
                length = ((a[at + 1] & 0xff) + 2) * 4;
            } else {
                length = ((a[at + 1] & 0xff) + 1) * 8;
            }
            next = a[at] & 0xff;
            at += length;
        }
        return (long) at << 32 | next | flags;
    }

    /** Of {@link #skip}: the packet is a fragment. */
    static final int FRAGMENT = 0x200;
    /** Of {@link #skip}: it is not the first one. */
    static final int LATER_FRAGMENT = 0x100;
}
