package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.IpHooks;
import io.rxpath.ip.core.Net;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.skb.Gso;
import io.rxpath.skb.Ip6Mib;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Packets for others (kernel net/ipv6/ip6_output.c ip6_forward(), ip6_forward_finish(), ip6_pkt_too_big()). Nobody has
 * asked for packets with a router alert, and proxy_ndp is off.
 */
final class Ip6Forward {
    private static final String FORWARD = "ip6_forward";
    private static final long SECOND = 1_000_000_000L;

    private final Net6 net6;
    private final Net net;
    private final IpHooks hooks;
    private final Ip6Output output;
    private final Icmpv6Send icmpSend;
    private final Icmpv6Ratelimit redirects;
    private @Nullable NdiscSend ndisc;

    Ip6Forward(Net6 net6, IpHooks hooks, Ip6Output output, Icmpv6Send icmpSend, Icmpv6Ratelimit redirects) {
        this.net6 = net6;
        this.net = net6.net;
        this.hooks = hooks;
        this.output = output;
        this.icmpSend = icmpSend;
        this.redirects = redirects;
    }

    /** Who sends redirects. */
    void wire(NdiscSend send) {
        ndisc = send;
    }

    /** A packet for somebody else; data at its header. */
    void forward(SkBuff skb, Rt6 rt, long now) {
        NetDevice in = net6.in(skb);
        if (!net6.settings.forwarding() && net6.conf(in, Ipv6Devconf.FORCE_FORWARDING) == 0) {
            addressError(skb, now);
            return;
        }
        if (skb.pktType != PacketType.HOST) {
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, FORWARD, now);
            return;
        }
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.networkHeader());
        if (hdr.hopLimit() <= 1) {
            icmpSend.send(skb, Icmpv6.TIME_EXCEED, Icmpv6.EXC_HOPLIMIT, 0, now);
            net6.ip6.inc(Ip6Mib.IN_HDR_ERRORS);
            net.kfreeSkb(skb, SkbDropReason.IP_INHDR, FORWARD, now);
            return;
        }
        IpAddress saddr = new IpAddress(hdr.saddrHi(), hdr.saddrLo());
        IpAddress daddr = new IpAddress(hdr.daddrHi(), hdr.daddrLo());
        Inet6SkbParm parm = skb.cb instanceof Inet6SkbParm p ? p : new Inet6SkbParm();
        if (in.ifindex() == rt.dev().ifindex() && parm.srcrt == 0) {
            NdiscSend send = ndisc;
            if (send != null && redirects.peerAllow(daddr, SECOND, now)) {
                send.sendRedirect(skb, in, rt.nexthop(daddr), daddr, saddr, redirects, now);
            }
        } else if (!forwardable(skb, saddr, now)) {
            addressError(skb, now);
            return;
        }
        // Measured: counted before the MTU is looked at.
        net6.ip6.inc(Ip6Mib.OUT_FORW_DATAGRAMS);
        if (tooBig(skb, parm, rt.mtu())) {
            icmpSend.send(skb, Icmpv6.PKT_TOOBIG, 0, rt.mtu(), now);
            net6.ip6.inc(Ip6Mib.IN_TOO_BIG_ERRORS);
            net6.ip6.inc(Ip6Mib.FRAG_FAILS);
            net.kfreeSkb(skb, SkbDropReason.PKT_TOO_BIG, FORWARD, now);
            return;
        }
        hdr.hopLimit(hdr.hopLimit() - 1);
        SkBuff rest = hooks.received(NfHook.FORWARD, skb, in, rt.dev(), null, now);
        if (rest != null) {
            net.consumeSkb(rest, "forward");
            output.output(rest, rt, in, now);
        }
    }

    /** Sources that hold on one link, or are none, do not leave it. */
    private boolean forwardable(SkBuff skb, IpAddress saddr, long now) {
        if (Ipv6Addr.isAny(saddr) || Ipv6Addr.isLoopback(saddr.hi(), saddr.lo())) {
            return false;
        }
        if (Ipv6Addr.isLinkLocal(saddr)) {
            icmpSend.send(skb, Icmpv6.DEST_UNREACH, Icmpv6.NOT_NEIGHBOUR, 0, now);
            return false;
        }
        return true;
    }

    /** What connection tracking has put together may leave in fragments again, if none that came was too big. */
    private static boolean tooBig(SkBuff skb, Inet6SkbParm parm, int mtu) {
        if (skb.len() <= mtu) {
            return false;
        }
        if (parm.fragMaxSize > mtu) {
            return true;
        }
        return !parm.ignoreDf && !gsoFits(skb, mtu);
    }

    /** True for a super-packet whose segments fit (kernel skb_gso_validate_network_len()). */
    private static boolean gsoFits(SkBuff skb, int mtu) {
        if (skb.gsoSize == 0) {
            return false;
        }
        int transport = skb.networkHeader() + Ipv6Header.LENGTH;
        boolean udp = (skb.gsoType & Gso.UDP_L4) != 0;
        int header = udp ? UdpHeader.LENGTH : new TcpHeader(skb.buf(), transport).headerLength();
        return Ipv6Header.LENGTH + header + skb.gsoSize <= mtu;
    }

    private void addressError(SkBuff skb, long now) {
        net6.ip6.inc(Ip6Mib.IN_ADDR_ERRORS);
        net.kfreeSkb(skb, SkbDropReason.IP_INADDRERRORS, FORWARD, now);
    }
}
