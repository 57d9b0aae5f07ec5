package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.Net;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.NetDevices;
import io.rxpath.ip.core.conntrack.Conntrack;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.Ip6Mib;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SkbFrag;
import org.jspecify.annotations.Nullable;

/**
 * ICMPv6 messages that leave: errors about packets, and echo replies (kernel net/ipv6/icmp.c icmp6_send(),
 * icmpv6_route_lookup(), icmpv6_echo_reply(), icmpv6_push_pending_frames(), is_ineligible(), opt_unrec()).
 */
final class Icmpv6Send {
    /** RFC 4443 section 2.4 (c): as much of the packet as fits into 1280 bytes. */
    private static final int MAX_QUOTE = 1280 - Ipv6Header.LENGTH - IcmpHeader.LENGTH;

    private final Net6 net6;
    private final Net net;
    private final Ip6Route route;
    private final Ip6Output output;
    private final Icmpv6Ratelimit ratelimit;
    /**
     * A message is on its way out. What would be said about it itself is not: the kernel's socket for ICMPv6 is locked
     * (icmpv6_xmit_lock()).
     */
    private boolean busy;

    Icmpv6Send(Net6 net6, Ip6Route route, Ip6Output output, Icmpv6Ratelimit ratelimit) {
        this.net6 = net6;
        this.net = net6.net;
        this.route = route;
        this.output = output;
        this.ratelimit = ratelimit;
    }

    /**
     * Tells the sender of {@code in} that something is wrong with it, unless a rule forbids it.
     *
     * @param in the packet, network header set; received, or forwarded
     * @param info the second word of the message, 32 bits
     */
    void send(SkBuff in, int type, int code, int info, long now) {
        NetDevice dev = net.devByIndex(in.iif);
        if (dev != null) {
            send(in, dev, type, code, info, now);
        }
    }

    /** The same about a packet at {@code dev}: for one of ours the device it was to leave by. */
    void send(SkBuff in, NetDevice dev, int type, int code, int info, long now) {
        Ipv6Header hdr = new Ipv6Header(in.buf(), in.networkHeader());
        IpAddress asked = new IpAddress(hdr.daddrHi(), hdr.daddrLo());
        IpAddress daddr = new IpAddress(hdr.saddrHi(), hdr.saddrLo());
        IpAddress saddr = null;
        if (net6.addrconf().checkAddr(asked, dev) || net6.addrconf().checkAnycastRoute(dev, asked)) {
            saddr = asked;
        }
        if (Ipv6Addr.isMulticast(asked) || in.pktType != PacketType.HOST) {
            boolean evenSo = type == Icmpv6.PKT_TOOBIG
                    || (type == Icmpv6.PARAMPROB && code == Icmpv6.UNK_OPTION && optUnrec(in, info));
            if (!evenSo) {
                return;
            }
            saddr = null;
        }
        if (Ipv6Addr.isAny(daddr) || Ipv6Addr.isMulticast(daddr) || ineligible(in)) {
            return;
        }
        boolean limited = dev.ifindex() != NetDevice.LOOPBACK_IFINDEX && !ratelimit.maskAllow(type);
        if (limited && !ratelimit.globalAllow(now)) {
            return;
        }
        if (busy) {
            return;
        }
        int oif = Ipv6Addr.needsScopeId(daddr) ? realDevice(dev, asked).ifindex() : 0;
        if (saddr == null) {
            saddr = meaningfulSaddr(in, daddr, oif, now);
        }
        Rt6 back = route.output(daddr, saddr == null ? Ipv6Addr.ANY : saddr, oif, 0);
        if (limited && !peerAllow(back, daddr, now)) {
            return;
        }
        saddr = lookup(back, daddr, saddr, now);
        if (saddr == null || back.anycast(daddr)) {
            return;
        }
        int quoted = Math.min(in.len() + in.data() - in.networkHeader(), MAX_QUOTE);
        SkBuff skb = alloc(in, IcmpHeader.LENGTH + quoted);
        int at = skb.put(IcmpHeader.LENGTH + quoted);
        new IcmpHeader(skb.buf(), at).type(type).code(code).restOfHeader(info);
        copy(in, in.networkHeader(), skb.buf(), at + IcmpHeader.LENGTH, quoted);
        Conntrack.attach(skb, in);
        push(skb, back, saddr, daddr, 0, -1, now);
    }

    /** An option nobody knows that wants even packets to groups answered. */
    private static boolean optUnrec(SkBuff in, int offset) {
        int at = in.networkHeader() + offset;
        return at >= in.tail() || (in.buf()[at] & 0xc0) == 0x80;
    }

    /** An error about an error would go on for ever. */
    private static boolean ineligible(SkBuff in) {
        int first = in.networkHeader() + Ipv6Header.LENGTH;
        if (in.len() + in.data() < first) {
            return true;
        }
        in.linearize();
        byte[] a = in.buf();
        long found = Exthdrs.skip(a, first, in.tail(), new Ipv6Header(a, in.networkHeader()).nextHeader());
        if (found < 0 || (found & 0xff) != IpProtocol.ICMPV6) {
            return false;
        }
        int at = (int) (found >>> 32);
        if (at >= in.tail()) {
            return (found & Exthdrs.FRAGMENT) == 0;
        }
        return (a[at] & Icmpv6.INFOMSG_MASK) == 0;
    }

    /** Where a packet that came by lo belongs: the device that has the address (kernel icmp6_dev()). */
    private NetDevice realDevice(NetDevice dev, IpAddress own) {
        if (dev.ifindex() == NetDevice.LOOPBACK_IFINDEX) {
            for (Inet6Ifaddr a : net6.addrconf().addresses()) {
                if (a.address.equals(own)) {
                    return a.dev;
                }
            }
        }
        return dev;
    }

    /** An address of the device the packet came in by, unless the route has one of its own. */
    private @Nullable IpAddress meaningfulSaddr(SkBuff in, IpAddress daddr, int oif, long now) {
        Rt6 back = route.output(daddr, Ipv6Addr.ANY, oif, 0);
        NetDevice dev = net.devByIndex(in.iif);
        if (dev == null || (back.found() && back.prefSrc() != null)) {
            return null;
        }
        return net6.addrconf().devGetSaddr(dev, daddr, now);
    }

    private boolean peerAllow(Rt6 back, IpAddress daddr, long now) {
        if (!back.found()) {
            net6.ip6.inc(Ip6Mib.OUT_NO_ROUTES);
            net6.icmp6.all.inc(io.rxpath.skb.Icmp6Mib.OUT_RATE_LIMIT_HOST);
            return false;
        }
        return back.dev().ifindex() == NetDevice.LOOPBACK_IFINDEX || ratelimit.xrlimAllow(daddr, now);
    }

    /** The source address, or null if there is no way back; counts that (kernel ip6_dst_lookup_tail()). */
    private @Nullable IpAddress lookup(Rt6 back, IpAddress daddr, @Nullable IpAddress saddr, long now) {
        if (!back.found()) {
            if (back.error() == io.rxpath.ip.core.route.Errno.ENETUNREACH) {
                net6.ip6.inc(Ip6Mib.OUT_NO_ROUTES);
            }
            return null;
        }
        return saddr != null ? saddr : route.saddr(back, daddr, now);
    }

    /**
     * Answers an echo request, unless a rule forbids it.
     *
     * @param in the request, data behind the ICMPv6 header
     * @param toOneOfUs whether it was sent to an address of ours rather than to a group
     */
    SkbDropReason echoReply(SkBuff in, boolean toOneOfUs, long now) {
        Ipv6Header hdr = new Ipv6Header(in.buf(), in.networkHeader());
        IpAddress asked = new IpAddress(hdr.daddrHi(), hdr.daddrLo());
        IpAddress daddr = new IpAddress(hdr.saddrHi(), hdr.saddrLo());
        NetDevice dev = net6.in(in);
        boolean anycast = net6.addrconf().checkAnycastRoute(dev, asked);
        if ((!toOneOfUs && net6.settings.echoIgnoreMulticast()) || (anycast && net6.settings.echoIgnoreAnycast())) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        IpAddress saddr = toOneOfUs && !anycast ? asked : null;
        int oif = realDevice(dev, asked).ifindex();
        Rt6 back = route.output(daddr, saddr == null ? Ipv6Addr.ANY : saddr, oif, 0);
        saddr = lookup(back, daddr, saddr, now);
        if (saddr == null) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        boolean fromLo = dev.ifindex() == NetDevices.LOOPBACK.ifindex();
        boolean limited = !fromLo && !ratelimit.maskAllow(Icmpv6.ECHO_REPLY);
        if (busy || (limited && (!ratelimit.globalAllow(now) || !peerAllow(back, daddr, now)))) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        int length = in.len();
        SkBuff skb = alloc(in, IcmpHeader.LENGTH + length);
        int at = skb.put(IcmpHeader.LENGTH + length);
        System.arraycopy(in.buf(), in.data() - IcmpHeader.LENGTH, skb.buf(), at, IcmpHeader.LENGTH);
        new IcmpHeader(skb.buf(), at).type(Icmpv6.ECHO_REPLY);
        in.copyTo(skb.buf(), at + IcmpHeader.LENGTH);
        push(skb, back, saddr, daddr, hdr.trafficClass(), -1, now);
        return SkbDropReason.SKB_CONSUMED;
    }

    /** An empty skb for {@code size} bytes of ICMPv6 that travels as an answer to {@code in}. */
    static SkBuff alloc(SkBuff in, int size) {
        SkBuff skb = Net.allocSkb(size);
        skb.hash = in.hash;
        skb.l4Hash = in.l4Hash;
        return skb;
    }

    /** Computes the checksum, counts and sends; data at the ICMPv6 header. */
    private void push(SkBuff skb, Rt6 rt, IpAddress saddr, IpAddress daddr, int tclass, int hopLimit, long now) {
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data());
        checksum(skb, saddr, daddr);
        skb.resetTransportHeader();
        net6.icmp6.out(icmph.type());
        busy = true;
        output.push(skb, rt, saddr, daddr, IpProtocol.ICMPV6, tclass, hopLimit, now);
        busy = false;
    }

    /** Fills in the checksum of a message; data at its header. */
    static void checksum(SkBuff skb, IpAddress saddr, IpAddress daddr) {
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data()).checksum(0);
        long pseudo =
                InternetChecksum.pseudo(saddr.hi(), saddr.lo(), daddr.hi(), daddr.lo(), IpProtocol.ICMPV6, skb.len());
        icmph.checksum(InternetChecksum.finish(InternetChecksum.partial(skb.buf(), skb.data(), skb.len(), pseudo)));
    }

    private static void copy(SkBuff in, int from, byte[] to, int at, int n) {
        int linear = Math.min(n, in.tail() - from);
        System.arraycopy(in.buf(), from, to, at, linear);
        int done = linear;
        for (SkbFrag frag : in.frags()) {
            int part = Math.min(n - done, frag.size());
            System.arraycopy(frag.page(), frag.offset(), to, at + done, part);
            done += part;
        }
    }
}
