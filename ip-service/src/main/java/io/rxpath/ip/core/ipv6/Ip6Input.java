package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.IpHooks;
import io.rxpath.ip.core.Net;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.Ip6Mib;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;

/**
 * Packets for this host: along the extension headers to the protocol (kernel net/ipv6/ip6_input.c ip6_input(),
 * ip6_input_finish(), ip6_protocol_deliver_rcu(); net/ipv6/ip6mr.c pim6_rcv()).
 */
final class Ip6Input {
    private static final int PIM = 103;
    private static final String FINISH = "ip6_input_finish";

    private final Net6 net6;
    private final Net net;
    private final IpHooks hooks;
    private final Exthdrs exthdrs;
    private final Ip6Frag frag;
    private final Icmpv6Rcv icmp;
    private final Udp6 udp;
    private final Icmpv6Send icmpSend;

    Ip6Input(Net6 net6, IpHooks hooks, Exthdrs exthdrs, Ip6Frag frag, Icmpv6Rcv icmp, Udp6 udp, Icmpv6Send icmpSend) {
        this.net6 = net6;
        this.net = net6.net;
        this.hooks = hooks;
        this.exthdrs = exthdrs;
        this.frag = frag;
        this.icmp = icmp;
        this.udp = udp;
        this.icmpSend = icmpSend;
    }

    /** A packet for us; data at the IPv6 header. */
    void input(SkBuff skb, long now) {
        SkBuff rest = hooks.received(NfHook.LOCAL_IN, skb, net6.in(skb), null, null, now);
        if (rest != null) {
            deliver(rest, now);
        }
    }

    private void deliver(SkBuff received, long now) {
        SkBuff skb = received;
        while (true) {
            if (!(skb.cb instanceof Inet6SkbParm parm)) {
                throw new IllegalStateException("a received IPv6 packet has lost its control block");
            }
            int ahead = parm.thoff - skb.data();
            if (!Net.mayPull(skb, ahead)) {
                net6.ip6.inc(Ip6Mib.IN_DISCARDS);
                net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, FINISH, now);
                return;
            }
            skb.pull(ahead);
            int next = skb.buf()[skb.networkHeader() + parm.nhoff] & 0xff;
            switch (next) {
                case IpProtocol.ROUTING -> {
                    if (!exthdrs.rthdrRcv(skb, parm, now)) {
                        return;
                    }
                }
                case IpProtocol.DSTOPTS -> {
                    if (!exthdrs.destoptRcv(skb, parm, now)) {
                        return;
                    }
                }
                case IpProtocol.FRAGMENT -> {
                    SkBuff whole = frag.rcv(skb, parm, now);
                    if (whole == null) {
                        return;
                    }
                    skb = whole;
                }
                default -> {
                    last(skb, parm, next, now);
                    return;
                }
            }
        }
    }

    private void last(SkBuff skb, Inet6SkbParm parm, int protocol, long now) {
        switch (protocol) {
            case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMPV6 -> {
                if (!listens(skb, protocol)) {
                    net6.ip6.inc(Ip6Mib.IN_DISCARDS);
                    net.kfreeSkb(skb, SkbDropReason.IP_INADDRERRORS, FINISH, now);
                    return;
                }
                skb.resetTransportHeader();
                switch (protocol) {
                    case IpProtocol.TCP -> deliverTcp(skb, now);
                    case IpProtocol.UDP -> udp.rcv(skb, now);
                    default -> icmp.rcv(skb, parm, now);
                }
                net6.ip6.inc(Ip6Mib.IN_DELIVERS);
            }
            case PIM -> {
                // No multicast routing runs, so no register has a device to come by.
                net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, "pim6_rcv", now);
                net6.ip6.inc(Ip6Mib.IN_DELIVERS);
            }
            case IpProtocol.NONE -> {
                net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, "dst_discard_out", now);
                net6.ip6.inc(Ip6Mib.IN_DELIVERS);
            }
            default -> {
                net6.ip6.inc(Ip6Mib.IN_UNKNOWN_PROTOS);
                icmpSend.send(skb, Icmpv6.PARAMPROB, Icmpv6.UNK_NEXTHDR, parm.nhoff, now);
                net.kfreeSkb(skb, SkbDropReason.IP_NOPROTO, FINISH, now);
            }
        }
    }

    /** A packet to a group is for who has joined it; listener messages are for every one (ipv6_is_mld()). */
    private boolean listens(SkBuff skb, int protocol) {
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.networkHeader());
        if (!Ipv6Addr.isMulticast(hdr.daddrHi())) {
            return true;
        }
        if (net6.addrconf().checkMcast(net6.in(skb), new IpAddress(hdr.daddrHi(), hdr.daddrLo()))) {
            return true;
        }
        if (protocol != IpProtocol.ICMPV6 || !Net.mayPull(skb, IcmpHeader.LENGTH)) {
            return false;
        }
        int type = new IcmpHeader(skb.buf(), skb.data()).type();
        return (type >= Icmpv6.MGM_QUERY && type <= Icmpv6.MGM_REPORT + 1) || type == Icmpv6.MLD2_REPORT;
    }

    private void deliverTcp(SkBuff skb, long now) {
        boolean group = Ipv6Addr.isMulticast(new Ipv6Header(skb.buf(), skb.networkHeader()).daddrHi());
        if (group && skb.pktType == PacketType.HOST) {
            skb.pktType = PacketType.MULTICAST;
        }
        net.toTcp(skb, now);
    }
}
