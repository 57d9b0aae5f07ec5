package io.rxpath.ip.core;

import io.rxpath.ip.core.ipv6.Icmpv6ErrConvert;
import io.rxpath.ip.core.ipv6.Udp6;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.UdpHeader;

/**
 * The UDP sockets as IPv6 sees them (kernel net/ipv6/udp.c __udp6_lib_lookup_skb(), __udp6_lib_err()).
 */
final class Udp6Sockets implements Udp6.Sockets {
    private final UdpRcv udp;

    Udp6Sockets(UdpRcv udp) {
        this.udp = udp;
    }

    @Override
    public boolean deliver(SkBuff skb, boolean toGroup, long now) {
        FlowKey flow = received(skb);
        return toGroup ? udp.deliverToAll(skb, flow, now) : udp.deliverToOne(skb, flow, now);
    }

    @Override
    public boolean bound(SkBuff skb) {
        return udp.bound(received(skb), skb.iif);
    }

    private static FlowKey received(SkBuff skb) {
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.networkHeader());
        UdpHeader uh = new UdpHeader(skb.buf(), skb.data());
        return new FlowKey(hdr.daddrHi(), hdr.daddrLo(), hdr.saddrHi(), hdr.saddrLo(), uh.dest(), uh.source());
    }

    @Override
    public boolean err(SkBuff skb, int type, int code, int offset, int info, long now) {
        Ipv6Header quoted = new Ipv6Header(skb.buf(), skb.data());
        UdpHeader uh = new UdpHeader(skb.buf(), skb.data() + offset);
        FlowKey flow = new FlowKey(
                quoted.saddrHi(), quoted.saddrLo(), quoted.daddrHi(), quoted.daddrLo(), uh.source(), uh.dest());
        return udp.err(flow, Icmpv6ErrConvert.convert(type, code, info), skb.iif);
    }
}
