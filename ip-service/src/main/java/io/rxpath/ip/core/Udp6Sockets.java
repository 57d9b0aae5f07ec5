package io.rxpath.ip.core;

import io.rxpath.ip.core.ipv6.Udp6;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpErrorValue;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.UdpHeader;

/**
 * The UDP sockets as IPv6 sees them (kernel net/ipv6/udp.c __udp6_lib_lookup_skb(), __udp6_lib_err(); net/ipv6/icmp.c
 * icmpv6_err_convert()).
 */
final class Udp6Sockets implements Udp6.Sockets {
    private static final int DEST_UNREACH = 1;
    private static final int PKT_TOOBIG = 2;
    private static final int TIME_EXCEED = 3;
    private static final int PARAMPROB = 4;
    private static final int EPROTO = 71;
    private static final int EMSGSIZE = 90;
    private static final int EHOSTUNREACH = 113;

    /** tab_unreach[] by code: the errno, negative where the error is fatal. */
    private static final int[] UNREACH = {101, -13, EHOSTUNREACH, EHOSTUNREACH, -111, -13, -13};

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
        return udp.err(flow, convert(type, code, info), skb.iif);
    }

    private static IcmpErrorValue convert(int type, int code, int info) {
        return switch (type) {
            case DEST_UNREACH -> {
                int errno = code < UNREACH.length ? UNREACH[code] : -EPROTO;
                yield new IcmpErrorValue(Math.abs(errno), type, code, 0, errno < 0);
            }
            case PKT_TOOBIG -> new IcmpErrorValue(EMSGSIZE, type, code, info, true);
            case PARAMPROB -> new IcmpErrorValue(EPROTO, type, code, 0, true);
            case TIME_EXCEED -> new IcmpErrorValue(EHOSTUNREACH, type, code, 0, false);
            default -> new IcmpErrorValue(EPROTO, type, code, 0, false);
        };
    }
}
