package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.IpHooks;
import io.rxpath.ip.core.NeighTable;
import io.rxpath.ip.core.Net;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.Prandom;
import io.rxpath.ip.core.frag.InetFragQueue;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.Ip6Mib;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Packets on their way out (kernel net/ipv6/ip6_output.c ip6_xmit(), ip6_finish_skb(), ip6_output(), ip6_finish_output(),
 * ip6_fragment(), ip6_finish_output2(); net/ipv6/output_core.c __ip6_local_out()). What is sent to ourselves comes back by
 * lo.
 *
 * <p>Flow labels and identifications of fragments are random numbers in the kernel; here they follow from the flow, and
 * from a generator with a fixed seed.
 */
final class Ip6Output {
    private static final int FRAG_HEADER = 8;
    private static final int MIN_MTU = 1280;
    private static final int FLOW_LABEL = 0xf_ffff;

    private final Net6 net6;
    private final Net net;
    private final IpHooks hooks;
    private final Ip6Route route;
    private final Prandom random = new Prandom(6);
    private @Nullable NeighTable neighbours;
    private @Nullable Icmpv6Send icmpSend;

    Ip6Output(Net6 net6, IpHooks hooks, Ip6Route route) {
        this.net6 = net6;
        this.net = net6.net;
        this.hooks = hooks;
        this.route = route;
    }

    /** The two it needs and that need it. */
    void wire(NeighTable table, Icmpv6Send send) {
        neighbours = table;
        icmpSend = send;
    }

    /**
     * Puts a header before the skb's data and sends it, in fragments if it is too big for the link.
     *
     * @param tclass traffic class
     * @param hopLimit hop limit, -1 for the device's
     */
    void push(SkBuff skb, Rt6 rt, IpAddress saddr, IpAddress daddr, int protocol, int tclass, int hopLimit, long now) {
        header(skb, rt, saddr, daddr, protocol, tclass, hopLimit);
        net6.ip6.inc(Ip6Mib.OUT_REQUESTS);
        if (!localOut(skb, rt, now)) {
            net6.ip6.inc(Ip6Mib.OUT_DISCARDS);
        }
    }

    void header(SkBuff skb, Rt6 rt, IpAddress saddr, IpAddress daddr, int protocol, int tclass, int hopLimit) {
        int length = skb.len();
        int at = skb.push(Ipv6Header.LENGTH);
        new Ipv6Header(skb.buf(), at)
                .version(6)
                .trafficClass(tclass)
                .flowLabel(flowLabel(saddr, daddr, protocol, skb))
                .payloadLength(length > 0xffff ? 0 : length)
                .nextHeader(protocol)
                .hopLimit(hopLimit >= 0 ? hopLimit : hopLimit(rt, daddr))
                .saddrHi(saddr.hi())
                .saddrLo(saddr.lo())
                .daddrHi(daddr.hi())
                .daddrLo(daddr.lo());
    }

    private int hopLimit(Rt6 rt, IpAddress daddr) {
        return Ipv6Addr.isMulticast(daddr) ? 1 : net6.conf(rt.dev(), Ipv6Devconf.HOP_LIMIT);
    }

    /** The label of a flow: the same for all its packets (kernel ip6_make_flowlabel()). */
    private int flowLabel(IpAddress saddr, IpAddress daddr, int protocol, SkBuff skb) {
        if (net6.settings.autoFlowlabels() == 0) {
            return 0;
        }
        long h = ((saddr.hi() * 31 + saddr.lo()) * 31 + daddr.hi()) * 31 + daddr.lo();
        FlowKey flow = skb.flow;
        h = h * 31 + protocol;
        if (flow != null) {
            h = h * 31 + (flow.localPort() << 16 | flow.remotePort());
        }
        h *= 0x9E3779B97F4A7C15L;
        return (int) (h >>> 40) & FLOW_LABEL;
    }

    /**
     * A TCP segment, a datagram or an echo request; data at its header, flow, tos and ttl set (kernel inet6_csk_xmit(),
     * ip6_xmit(), ip6_send_skb()).
     */
    void xmit(SkBuff segment, FlowKey flow, long now) {
        IpAddress daddr = flow.remote();
        IpAddress saddr = flow.local();
        boolean tcp = segment.ipProtocol == IpProtocol.TCP;
        Rt6 rt = route.output(daddr, saddr, scopeDevice(daddr, segment), segment.mark, !tcp);
        if (!rt.found()) {
            net6.ip6.inc(Ip6Mib.OUT_NO_ROUTES);
            net.kfreeSent(segment, SkbDropReason.IP_OUTNOROUTES, "inet6_csk_xmit", now);
            return;
        }
        SkBuff skb = Net.cowHead(segment, Ipv6Header.LENGTH);
        skb.resetTransportHeader();
        if (Ipv6Addr.isAny(saddr)) {
            IpAddress chosen = route.saddr(rt, daddr, now);
            saddr = chosen == null ? saddr : chosen;
        }
        if (segment.ipProtocol == IpProtocol.UDP) {
            udpChecksum(skb, flow);
        } else if (segment.ipProtocol == IpProtocol.ICMPV6) {
            // ping_v6_sendmsg(), icmpv6_push_pending_frames()
            skb.linearize();
            Icmpv6Send.checksum(skb, saddr, daddr);
            net6.icmp6.out(new IcmpHeader(skb.buf(), skb.data()).type());
        }
        header(skb, rt, saddr, daddr, segment.ipProtocol, segment.tos, segment.ttl > 0 ? segment.ttl : -1);
        if (tcp && skb.len() > rt.mtu() && skb.gsoSize == 0) {
            net6.ip6.inc(Ip6Mib.FRAG_FAILS);
            net.kfreeSent(skb, SkbDropReason.NOT_SPECIFIED, "ip6_xmit", now);
            return;
        }
        if (!segment.gsoPart) {
            net6.ip6.inc(Ip6Mib.OUT_REQUESTS);
        }
        if (!localOut(skb, rt, now) && !tcp) {
            net6.ip6.inc(Ip6Mib.OUT_DISCARDS);
        }
    }

    /** As udp_v6_send_skb(): a sum of 0 would say that there is none. */
    private static void udpChecksum(SkBuff skb, FlowKey flow) {
        UdpHeader uh = new UdpHeader(skb.buf(), skb.data()).checksum(0);
        long pseudo = InternetChecksum.pseudo(
                flow.localHi(), flow.localLo(), flow.remoteHi(), flow.remoteLo(), IpProtocol.UDP, skb.len());
        int sum = InternetChecksum.finish(InternetChecksum.partial(skb.buf(), skb.data(), skb.len(), pseudo));
        uh.checksum(sum == 0 ? 0xffff : sum);
    }

    /** The device the socket is bound to. A link-local peer is on the only device if none is named. */
    private int scopeDevice(IpAddress daddr, SkBuff segment) {
        if (segment.iif != 0 || !Ipv6Addr.isLinkLocal(daddr)) {
            return segment.iif;
        }
        return net.dev(segment.port).ifindex();
    }

    /**
     * A packet of ours with its header; data at that.
     *
     * @return false if a rule or the lack of a route has dropped it
     */
    boolean localOut(SkBuff skb, Rt6 rt, long now) {
        skb.protocol = EthernetHeader.TYPE_IPV6;
        skb.resetNetworkHeader();
        SkBuff rest = hooks.sent(NfHook.LOCAL_OUT, skb, null, rt.dev(), null, now);
        if (rest == null) {
            return hooks.stolen();
        }
        Rt6 way = rt;
        if (hooks.reroute()) {
            Ipv6Header hdr = new Ipv6Header(rest.buf(), rest.data());
            IpAddress daddr = new IpAddress(hdr.daddrHi(), hdr.daddrLo());
            way = route.output(daddr, new IpAddress(hdr.saddrHi(), hdr.saddrLo()), 0, rest.mark);
            if (!way.found()) {
                net6.ip6.inc(Ip6Mib.OUT_NO_ROUTES);
                net.kfreeSent(rest, SkbDropReason.IP_OUTNOROUTES, "ip6_route_me_harder", now);
                return false;
            }
        }
        return output(rest, way, null, now);
    }

    /**
     * A packet on its way, ours or forwarded; data at its header.
     *
     * @param in the device a forwarded one came in by, or null
     * @return false if a rule has dropped it
     */
    boolean output(SkBuff skb, Rt6 rt, @Nullable NetDevice in, long now) {
        if (net6.disabled(rt.dev())) {
            net6.ip6.inc(Ip6Mib.OUT_DISCARDS);
            net.kfreeSent(skb, SkbDropReason.IPV6DISABLED, "ip6_output", now);
            return true;
        }
        SkBuff rest = hooks.sent(NfHook.POST_ROUTING, skb, in, rt.dev(), null, now);
        if (rest == null) {
            return hooks.stolen();
        }
        finishOutput(rest, rt, in != null, now);
        return true;
    }

    private void finishOutput(SkBuff skb, Rt6 rt, boolean forwarded, long now) {
        int fragMaxSize = forwarded && skb.cb instanceof Inet6SkbParm parm ? parm.fragMaxSize : 0;
        boolean gso = skb.gsoSize > 0;
        if (!gso && (skb.len() > rt.mtu() || (fragMaxSize > 0 && skb.len() > fragMaxSize))) {
            fragment(skb, rt, fragMaxSize, forwarded, now);
        } else {
            finishOutput2(skb, rt, now);
        }
    }

    private void fragment(SkBuff skb, Rt6 rt, int fragMaxSize, boolean forwarded, long now) {
        skb.linearize();
        byte[] a = skb.buf();
        int nh = skb.data();
        int mtu = fragMaxSize > 0 && fragMaxSize <= rt.mtu() ? Math.max(fragMaxSize, MIN_MTU) : rt.mtu();
        int prevhdr = firstFragOpt(a, nh, skb.tail());
        int headers = (prevhdr == nh + Inet6SkbParm.NEXT_HEADER)
                ? Ipv6Header.LENGTH
                : prevhdr - nh + ((a[prevhdr + 1] & 0xff) + 1) * 8;
        boolean tooBig = fragMaxSize > rt.mtu() || mtu < headers + FRAG_HEADER + 8;
        if (tooBig || (forwarded && fragMaxSize == 0)) {
            Icmpv6Send send = icmpSend;
            if (send != null) {
                send.send(skb, Icmpv6.PKT_TOOBIG, 0, rt.mtu(), now);
            }
            net6.ip6.inc(Ip6Mib.FRAG_FAILS);
            net.kfreeSent(skb, SkbDropReason.NOT_SPECIFIED, "ip6_fragment", now);
            return;
        }
        int room = mtu - headers - FRAG_HEADER & ~7;
        int payload = skb.len() - headers;
        int[] before = forwarded && skb.cb instanceof Inet6SkbParm parm ? asCame(parm.fragments, payload) : new int[0];
        boolean asBefore = InetFragQueue.fitAsBefore(before, mtu - headers - FRAG_HEADER, payload);
        int next = a[prevhdr] & 0xff;
        int id = random.getAsInt();
        int count = 0;
        for (int offset = 0; offset < payload; count++) {
            int left = payload - offset;
            int size = asBefore ? before[count] : left > mtu - headers - FRAG_HEADER ? room : left;
            SkBuff piece = Net.allocSkb(headers + FRAG_HEADER + size);
            int at = piece.put(headers + FRAG_HEADER + size);
            byte[] to = piece.buf();
            System.arraycopy(a, nh, to, at, headers);
            to[at + prevhdr - nh] = IpProtocol.FRAGMENT;
            int fh = at + headers;
            to[fh] = (byte) next;
            int fragOff = offset | (offset + size < payload ? 1 : 0);
            to[fh + 2] = (byte) (fragOff >>> 8);
            to[fh + 3] = (byte) fragOff;
            to[fh + 4] = (byte) (id >>> 24);
            to[fh + 5] = (byte) (id >>> 16);
            to[fh + 6] = (byte) (id >>> 8);
            to[fh + 7] = (byte) id;
            System.arraycopy(a, nh + headers + offset, to, fh + FRAG_HEADER, size);
            new Ipv6Header(to, at).payloadLength(headers - Ipv6Header.LENGTH + FRAG_HEADER + size);
            piece.protocol = skb.protocol;
            piece.hash = skb.hash;
            piece.mark = skb.mark;
            piece.resetNetworkHeader();
            net6.ip6.inc(Ip6Mib.FRAG_CREATES);
            finishOutput2(piece, rt, now);
            offset += size;
        }
        net6.ip6.inc(Ip6Mib.FRAG_OKS);
    }

    /** Sizes of the fragments a datagram came in; options that now stay in front of the header are taken off the first. */
    private static int[] asCame(int[] sizes, int payload) {
        if (sizes.length == 0) {
            return sizes;
        }
        int[] now = sizes.clone();
        now[0] = payload;
        for (int i = 1; i < now.length; i++) {
            now[0] -= now[i];
        }
        return now;
    }

    /**
     * Index of the next-header field behind which the fragment header goes: that of the last header in front of it. Options for
     * the destination stay in front unless they follow a routing header (kernel ip6_find_1stfragopt()).
     */
    private static int firstFragOpt(byte[] a, int nh, int end) {
        int prevhdr = nh + Inet6SkbParm.NEXT_HEADER;
        int at = nh + Ipv6Header.LENGTH;
        int found = prevhdr;
        boolean routing = false;
        while (at + 2 <= end) {
            switch (a[prevhdr] & 0xff) {
                case IpProtocol.HOPOPTS -> found = at;
                case IpProtocol.ROUTING -> {
                    routing = true;
                    found = at;
                }
                case IpProtocol.DSTOPTS -> {
                    if (routing) {
                        return found;
                    }
                    found = at;
                }
                default -> {
                    return found;
                }
            }
            prevhdr = at;
            at += ((a[at + 1] & 0xff) + 1) * 8;
        }
        return found;
    }

    private void finishOutput2(SkBuff skb, Rt6 rt, long now) {
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.data());
        IpAddress daddr = new IpAddress(hdr.daddrHi(), hdr.daddrLo());
        NetDevice dev = rt.dev();
        boolean toGroup = Ipv6Addr.isMulticast(daddr);
        boolean lo = dev.ifindex() == NetDevice.LOOPBACK_IFINDEX;
        if (toGroup) {
            net6.update(Ip6Mib.OUT_MCAST_PKTS, Ip6Mib.OUT_MCAST_OCTETS, skb.len());
            if (!lo && Ipv6Addr.mcScope(daddr.hi()) <= Ipv6Addr.SCOPE_INTERFACE) {
                net.kfreeSent(skb, SkbDropReason.NOT_SPECIFIED, "ip6_finish_output2", now);
                return;
            }
        }
        if (skb.gsoPart) {
            int tcp = new TcpHeader(skb.buf(), skb.data() + Ipv6Header.LENGTH).headerLength();
            net6.ip6.add(Ip6Mib.OUT_OCTETS, skb.len() - Ipv6Header.LENGTH - tcp);
        } else {
            net6.update(Ip6Mib.OUT_TRANSMITS, Ip6Mib.OUT_OCTETS, skb.len());
        }
        NeighTable table = neighbours;
        if (lo) {
            skb.ipSummed = IpSummed.UNNECESSARY;
            skb.flow = null;
            skb.cb = null;
            net.loopbackXmit(skb);
        } else if (table != null && toGroup) {
            table.xmit(skb, dev, Ipv6Addr.multicastMac(daddr));
        } else if (table != null) {
            table.output(skb, dev, rt.nexthop(daddr), now);
        }
    }
}
