package io.rxpath.ip.core;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import org.jspecify.annotations.Nullable;

/**
 * Packets of our own up to where they are routed for good (kernel net/ipv4/ip_output.c ip_push_pending_frames(),
 * __ip_local_out(), ip_local_out(); net/ipv4/netfilter.c ip_route_me_harder()); {@link IpOutputPath} takes them on.
 */
final class IpLocalOut {
    private static final int IDENTS = 2048;

    private final Net net;
    private final IpHooks hooks;
    private final IpRoute route;
    private final IpOutputPath output;
    /** Next identification of packets that may be fragmented, by a hash of addresses and protocol (ip_idents). */
    private final short[] idents = new short[IDENTS];

    IpLocalOut(Net net, IpHooks hooks, IpRoute route, IpOutputPath output) {
        this.net = net;
        this.hooks = hooks;
        this.route = route;
        this.output = output;
    }

    /**
     * Puts a header without DF before the skb's data and sends it, in fragments if it is too big for the link.
     *
     * @param daddr the packet's destination, of one with a source route the last
     */
    void pushPending(
            SkBuff skb, Dst dst, int saddr, int daddr, int protocol, int tos, IpOptionsEcho options, long now) {
        int optlen = options.opt.optlen;
        int to = options.opt.srr != 0 ? options.opt.faddr : daddr;
        int at = skb.push(Ipv4Header.LENGTH + optlen);
        int ttl = dst.type() == RouteType.MULTICAST ? 1 : net.settings.defaultTtl();
        new Ipv4Header(skb.buf(), at)
                .version(4)
                .ihl(5 + optlen / 4)
                .tos(tos)
                .id(selectIdent(saddr, to, protocol))
                .fragOff16(0)
                .ttl(ttl)
                .protocol(protocol)
                .saddr(saddr)
                .daddr(to);
        if (optlen > 0) {
            options.build(skb, daddr, saddr, now);
        }
        sendSkb(skb, dst, now);
    }

    /** The identification of a packet that may be fragmented (kernel __ip_select_ident()). */
    int selectIdent(int saddr, int daddr, int protocol) {
        int hash = (daddr * 31 + saddr) * 31 + protocol;
        hash = hash * 0x9E3779B9 >>> 21;
        return idents[hash]++ & 0xffff;
    }

    /** As {@link #localOut}, of protocols that leave it to IP to count what did not leave (kernel ip_send_skb()). */
    void sendSkb(SkBuff skb, Dst dst, long now) {
        if (!localOut(skb, dst, now)) {
            net.ip.inc(IpMib.OUT_DISCARDS);
        }
    }

    /**
     * A packet with its IP header, length and checksum excepted; data at the header.
     *
     * @return false if it was dropped on its way to the neighbour
     */
    boolean localOut(SkBuff skb, Dst dst, long now) {
        if (!skb.gsoPart) {
            net.ip.inc(IpMib.OUT_REQUESTS);
        }
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        iph.totalLength(skb.len());
        iph.checksum(iph.computeChecksum());
        skb.protocol = EthernetHeader.TYPE_IPV4;
        skb.resetNetworkHeader();
        int daddr = iph.daddr();
        SkBuff rest = hooks.sent(NfHook.LOCAL_OUT, skb, null, dst.out(), dst, now);
        if (rest == null) {
            return hooks.stolen();
        }
        boolean translated = new Ipv4Header(rest.buf(), rest.data()).daddr() != daddr;
        Dst way = translated || hooks.reroute() ? rerouted(rest, now) : dst;
        return way != null && output.output(rest, way, null, now);
    }

    private @Nullable Dst rerouted(SkBuff skb, long now) {
        Dst dst = route.routeMeHarder(skb);
        if (dst == null) {
            net.kfreeSent(skb, SkbDropReason.NETFILTER_DROP, "nf_hook_slow", now);
        }
        return dst;
    }
}
