package io.rxpath.ip.core;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpExtMib;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import org.jspecify.annotations.Nullable;

/**
 * Packets of our own on their way to the neighbour (kernel net/ipv4/ip_output.c __ip_local_out(), ip_output(),
 * __ip_finish_output(), ip_do_fragment(), ip_finish_output2(), and for ICMP ip_push_pending_frames()).
 *
 * <p>{@link #localOut} and {@link #output} are separate because the LOCAL_OUT hooks run between them, and
 * {@link #output} and {@link #finishOutput} because of POST_ROUTING.
 */
final class IpLocalOut {
    /** 01:00:5e:00:00:00, to which the low 23 bits of a group address are added (RFC 1112 section 6.4). */
    private static final long MULTICAST_MAC = 0x0100_5e00_0000L;

    private static final int IDENTS = 2048;

    private final Net net;
    private final Ipv4Hooks hooks;
    private final IpRoute route;
    private final NeighTable neighbours;
    /** Next identification of packets that may be fragmented, by a hash of addresses and protocol (ip_idents). */
    private final short[] idents = new short[IDENTS];

    IpLocalOut(Net net, Ipv4Hooks hooks, IpRoute route, NeighTable neighbours) {
        this.net = net;
        this.hooks = hooks;
        this.route = route;
        this.neighbours = neighbours;
    }

    /** Puts a header without DF before the skb's data and sends it, in fragments if it is too big for the link. */
    void pushPending(SkBuff skb, Dst dst, int saddr, int daddr, int protocol, int tos, long now) {
        int at = skb.push(Ipv4Header.LENGTH);
        int ttl = dst.type() == RouteType.MULTICAST ? 1 : net.settings.defaultTtl();
        new Ipv4Header(skb.buf(), at)
                .version(4)
                .ihl(5)
                .tos(tos)
                .id(selectIdent(saddr, daddr, protocol))
                .fragOff16(0)
                .ttl(ttl)
                .protocol(protocol)
                .saddr(saddr)
                .daddr(daddr);
        localOut(skb, dst, now);
    }

    private int selectIdent(int saddr, int daddr, int protocol) {
        int hash = (daddr * 31 + saddr) * 31 + protocol;
        hash = hash * 0x9E3779B9 >>> 21;
        return idents[hash]++ & 0xffff;
    }

    /** A packet with its IP header, length and checksum excepted; data at the header. */
    void localOut(SkBuff skb, Dst dst, long now) {
        net.ip.inc(IpMib.OUT_REQUESTS);
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        iph.totalLength(skb.len());
        iph.checksum(iph.computeChecksum());
        skb.protocol = EthernetHeader.TYPE_IPV4;
        skb.resetNetworkHeader();
        SkBuff rest = hooks.sent(NfHook.LOCAL_OUT, skb, null, dst.out(), dst, now);
        if (rest == null) {
            return;
        }
        Dst way = hooks.reroute() ? rerouted(rest, now) : dst;
        if (way != null) {
            output(rest, way, now);
        }
    }

    /** Kernel net/ipv4/netfilter.c ip_route_me_harder(). */
    private @Nullable Dst rerouted(SkBuff skb, long now) {
        Dst dst = route.output(new Ipv4Header(skb.buf(), skb.data()).daddr());
        if (dst == null) {
            net.kfreeSent(skb, SkbDropReason.NETFILTER_DROP, "nf_hook_slow", now);
        }
        return dst;
    }

    private void output(SkBuff skb, Dst dst, long now) {
        SkBuff rest = hooks.sent(NfHook.POST_ROUTING, skb, null, dst.out(), dst, now);
        if (rest != null) {
            finishOutput(rest, dst, now);
        }
    }

    private void finishOutput(SkBuff skb, Dst dst, long now) {
        if (skb.len() <= dst.out().mtu()) {
            finishOutput2(skb, dst, now);
        } else if (new Ipv4Header(skb.buf(), skb.data()).dontFragment()) {
            net.ip.inc(IpMib.FRAG_FAILS);
            net.kfreeSent(skb, SkbDropReason.PKT_TOO_BIG, "ip_fragment", now);
        } else {
            fragment(skb, dst, now);
        }
    }

    private void fragment(SkBuff skb, Dst dst, long now) {
        skb.linearize();
        Ipv4Header whole = new Ipv4Header(skb.buf(), skb.data());
        int headerLength = whole.headerLength();
        int room = dst.out().mtu() - headerLength & ~7;
        int payload = skb.len() - headerLength;
        for (int offset = 0; offset < payload; offset += room) {
            int size = Math.min(room, payload - offset);
            SkBuff piece = Net.allocSkb(headerLength + size);
            int at = piece.put(headerLength + size);
            System.arraycopy(skb.buf(), skb.data(), piece.buf(), at, headerLength);
            System.arraycopy(skb.buf(), skb.data() + headerLength + offset, piece.buf(), at + headerLength, size);
            Ipv4Header iph = new Ipv4Header(piece.buf(), at);
            iph.totalLength(headerLength + size);
            iph.fragmentOffset(offset).moreFragments(offset + size < payload);
            iph.checksum(iph.computeChecksum());
            piece.protocol = skb.protocol;
            piece.hash = skb.hash;
            piece.mark = skb.mark;
            piece.resetNetworkHeader();
            net.ip.inc(IpMib.FRAG_CREATES);
            finishOutput2(piece, dst, now);
        }
        net.ip.inc(IpMib.FRAG_OKS);
    }

    private void finishOutput2(SkBuff skb, Dst dst, long now) {
        int length = skb.len();
        if (dst.type() == RouteType.MULTICAST) {
            net.ipExt.inc(IpExtMib.OUT_MCAST_PKTS);
            net.ipExt.add(IpExtMib.OUT_MCAST_OCTETS, length);
        } else if (dst.type() == RouteType.BROADCAST) {
            net.ipExt.inc(IpExtMib.OUT_BCAST_PKTS);
            net.ipExt.add(IpExtMib.OUT_BCAST_OCTETS, length);
        }
        net.ip.inc(IpMib.OUT_TRANSMITS);
        net.ipExt.add(IpExtMib.OUT_OCTETS, length);
        int daddr = new Ipv4Header(skb.buf(), skb.data()).daddr();
        switch (dst.type()) {
            case BROADCAST -> neighbours.xmit(skb, dst.out(), MacAddress.BROADCAST);
            case MULTICAST -> neighbours.xmit(skb, dst.out(), MULTICAST_MAC | daddr & 0x7f_ffff);
            default -> neighbours.output(skb, dst.out(), IpAddress.v4(dst.nexthop(daddr)), now);
        }
    }
}
