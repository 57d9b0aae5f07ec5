package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.IpHooks;
import io.rxpath.ip.core.Net;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.Ip6Mib;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.LinkStat;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;

/** IPv6 packets received (kernel net/ipv6/ip6_input.c ipv6_rcv(), ip6_rcv_core(), ip6_rcv_finish(), dst_input()). */
final class Ip6Rcv {
    private static final String CORE = "ip6_rcv_core";

    private final Net6 net6;
    private final Net net;
    private final IpHooks hooks;
    private final Ip6Route route;
    private final Exthdrs exthdrs;
    private final Ip6Input input;
    private final Ip6Forward forward;
    private final Icmpv6Send icmpSend;

    Ip6Rcv(
            Net6 net6,
            IpHooks hooks,
            Ip6Route route,
            Exthdrs exthdrs,
            Ip6Input input,
            Ip6Forward forward,
            Icmpv6Send icmpSend) {
        this.net6 = net6;
        this.net = net6.net;
        this.hooks = hooks;
        this.route = route;
        this.exthdrs = exthdrs;
        this.input = input;
        this.forward = forward;
        this.icmpSend = icmpSend;
    }

    /** A packet of EtherType 0x86dd; data is where the IPv6 header should be. */
    void rcv(SkBuff skb, long now) {
        NetDevice in = net6.in(skb);
        if (!core(skb, in, now)) {
            return;
        }
        SkBuff rest = hooks.received(NfHook.PRE_ROUTING, skb, in, null, null, now);
        if (rest != null) {
            finish(rest, now);
        }
    }

    private boolean core(SkBuff skb, NetDevice in, long now) {
        if (skb.pktType == PacketType.OTHERHOST) {
            net.link.inc(LinkStat.RX_OTHERHOST_DROPPED);
            net.kfreeSkb(skb, SkbDropReason.OTHERHOST, CORE, now);
            return false;
        }
        net6.update(Ip6Mib.IN_RECEIVES, Ip6Mib.IN_OCTETS, skb.len());
        if (net6.disabled(in)) {
            net6.ip6.inc(Ip6Mib.IN_DISCARDS);
            boolean incapable = net6.incapable(in);
            net.kfreeSkb(skb, incapable ? SkbDropReason.NOT_SPECIFIED : SkbDropReason.IPV6DISABLED, CORE, now);
            return false;
        }
        skb.resetNetworkHeader();
        Inet6SkbParm parm = new Inet6SkbParm();
        skb.cb = parm;
        if (!Net.mayPull(skb, Ipv6Header.LENGTH)) {
            return headerError(skb, SkbDropReason.IP_INHDR, now);
        }
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.data());
        if (hdr.version() != 6) {
            return headerError(skb, SkbDropReason.UNHANDLED_PROTO, now);
        }
        net6.ip6.add(ecnCounter(hdr.trafficClass() & 3), skb.segments());
        SkbDropReason reason = addresses(skb, hdr, in);
        if (reason.dropped()) {
            return headerError(skb, reason, now);
        }
        parm.thoff = skb.data() + Ipv6Header.LENGTH;
        int length = hdr.payloadLength();
        if (length > 0 || hdr.nextHeader() != IpProtocol.HOPOPTS) {
            if (length + Ipv6Header.LENGTH > skb.len()) {
                net6.ip6.inc(Ip6Mib.IN_TRUNCATED_PKTS);
                net.kfreeSkb(skb, SkbDropReason.PKT_TOO_SMALL, CORE, now);
                return false;
            }
            if (length + Ipv6Header.LENGTH < skb.len()) {
                skb.trim(length + Ipv6Header.LENGTH);
                skb.ipSummed = skb.ipSummed == IpSummed.COMPLETE ? IpSummed.NONE : skb.ipSummed;
            }
        }
        if (hdr.nextHeader() == IpProtocol.HOPOPTS && !exthdrs.parseHopopts(skb, parm, now)) {
            net6.ip6.inc(Ip6Mib.IN_HDR_ERRORS);
            return false;
        }
        return true;
    }

    private static Ip6Mib ecnCounter(int ecn) {
        return switch (ecn) {
            case 0 -> Ip6Mib.IN_NO_ECT_PKTS;
            case 1 -> Ip6Mib.IN_ECT1_PKTS;
            case 2 -> Ip6Mib.IN_ECT0_PKTS;
            default -> Ip6Mib.IN_CE_PKTS;
        };
    }

    /** Addresses no packet from a link may have (RFC 4291 sections 2.5.3 and 2.7). */
    private SkbDropReason addresses(SkBuff skb, Ipv6Header hdr, NetDevice in) {
        long shi = hdr.saddrHi();
        long dhi = hdr.daddrHi();
        boolean fromLink = in.ifindex() != NetDevice.LOOPBACK_IFINDEX;
        boolean loopback = Ipv6Addr.isLoopback(shi, hdr.saddrLo()) || Ipv6Addr.isLoopback(dhi, hdr.daddrLo());
        if (fromLink && loopback) {
            return SkbDropReason.IP_INHDR;
        }
        boolean group = Ipv6Addr.isMulticast(dhi);
        if (group && fromLink && Ipv6Addr.mcScope(dhi) == Ipv6Addr.SCOPE_INTERFACE) {
            return SkbDropReason.IP_INHDR;
        }
        boolean linkGroup = skb.pktType == PacketType.BROADCAST || skb.pktType == PacketType.MULTICAST;
        if (!group && linkGroup && net6.conf(in, Ipv6Devconf.DROP_UNICAST_IN_L2_MULTICAST) != 0) {
            return SkbDropReason.UNICAST_IN_L2_MULTICAST;
        }
        boolean reserved = group && Ipv6Addr.mcScope(dhi) == 0;
        return reserved || Ipv6Addr.isMulticast(shi) ? SkbDropReason.IP_INHDR : SkbDropReason.NOT_DROPPED_YET;
    }

    private boolean headerError(SkBuff skb, SkbDropReason reason, long now) {
        net6.ip6.inc(Ip6Mib.IN_HDR_ERRORS);
        net.kfreeSkb(skb, reason, CORE, now);
        return false;
    }

    private void finish(SkBuff skb, long now) {
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.networkHeader());
        IpAddress daddr = new IpAddress(hdr.daddrHi(), hdr.daddrLo());
        IpAddress saddr = new IpAddress(hdr.saddrHi(), hdr.saddrLo());
        Rt6 rt = route.input(daddr, saddr, net6.in(skb), skb.mark);
        if (!rt.found()) {
            refuse(skb, rt, daddr, now);
        } else if (rt.local()) {
            input.input(skb, now);
        } else if (rt.type() == RouteType.MULTICAST) {
            mcInput(skb, daddr, now);
        } else {
            forward.forward(skb, rt, now);
        }
    }

    /** Kernel ip6_mc_input(). */
    private void mcInput(SkBuff skb, IpAddress group, long now) {
        net6.update(Ip6Mib.IN_MCAST_PKTS, Ip6Mib.IN_MCAST_OCTETS, skb.len());
        if (net6.addrconf().checkMcast(net6.in(skb), group)) {
            input.input(skb, now);
        } else {
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, "ip6_mc_input", now);
        }
    }

    /** Kernel dst_discard(), ip6_pkt_prohibit(), ip6_pkt_discard(). */
    private void refuse(SkBuff skb, Rt6 rt, IpAddress daddr, long now) {
        if (rt.type() == RouteType.BLACKHOLE) {
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, "dst_discard_out", now);
            return;
        }
        boolean prohibited = rt.error() == io.rxpath.ip.core.route.Errno.EACCES;
        SkbDropReason reason = SkbDropReason.IP_INNOROUTES;
        if (Ipv6Addr.isAny(daddr)) {
            reason = SkbDropReason.IP_INADDRERRORS;
            net6.ip6.inc(Ip6Mib.IN_ADDR_ERRORS);
        } else {
            net6.ip6.inc(Ip6Mib.IN_NO_ROUTES);
        }
        int code = prohibited ? Icmpv6.ADM_PROHIBITED : Icmpv6.NOROUTE;
        icmpSend.send(skb, Icmpv6.DEST_UNREACH, code, 0, now);
        net.kfreeSkb(skb, reason, prohibited ? "ip6_pkt_prohibit" : "ip6_pkt_discard", now);
    }
}
