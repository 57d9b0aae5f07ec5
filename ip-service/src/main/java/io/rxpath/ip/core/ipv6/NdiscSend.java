package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.Net;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.route.Errno;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.Bytes;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.Ip6Mib;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/**
 * Neighbour discovery messages that leave (kernel net/ipv6/ndisc.c ndisc_send_ns(), ndisc_send_na(), ndisc_send_rs(),
 * ndisc_send_redirect(), ndisc_send_skb()). Solicitations carry no nonce.
 */
final class NdiscSend {
    static final int OPT_SOURCE_LL_ADDR = 1;
    static final int OPT_TARGET_LL_ADDR = 2;
    private static final int OPT_REDIRECT_HDR = 4;
    private static final int LL_OPTION = 8;
    private static final int ADDRESS = 16;
    private static final int HOP_LIMIT = 255;
    private static final long SECOND = 1_000_000_000L;

    static final int NA_ROUTER = 0x8000_0000;
    static final int NA_SOLICITED = 0x4000_0000;
    static final int NA_OVERRIDE = 0x2000_0000;

    private final Net6 net6;
    private final Ip6Output output;

    NdiscSend(Net6 net6, Ip6Output output) {
        this.net6 = net6;
        this.output = output;
    }

    /** Asks for {@code target}; nothing is sent if there is no address to ask from. */
    void sendNs(NetDevice dev, IpAddress target, IpAddress daddr, @Nullable IpAddress from, int hash, long now) {
        IpAddress saddr = from != null ? from : net6.addrconf().linkLocal(dev);
        if (saddr == null) {
            return;
        }
        boolean option = !Ipv6Addr.isAny(saddr);
        SkBuff skb = message(Icmpv6.NEIGHBOUR_SOLICITATION, 0, ADDRESS + (option ? LL_OPTION : 0));
        int at = address(skb, skb.data() + IcmpHeader.LENGTH, target);
        if (option) {
            linkLayer(skb, at, OPT_SOURCE_LL_ADDR, dev.mac());
        }
        skb.hash = hash;
        send(skb, dev, saddr, daddr, now);
    }

    /**
     * Says that {@code target} is here.
     *
     * @param flags NA_ROUTER and others
     * @param option whether our link-layer address is in it
     */
    void sendNa(NetDevice dev, IpAddress daddr, IpAddress target, int flags, boolean option, int hash, long now) {
        boolean own = net6.addrconf().get(dev, target) != null;
        IpAddress saddr = own ? target : net6.addrconf().devGetSaddr(dev, daddr, now);
        if (saddr == null) {
            return;
        }
        boolean tllao = option || (own && net6.conf(dev, Ipv6Devconf.FORCE_TLLAO) != 0);
        SkBuff skb = message(Icmpv6.NEIGHBOUR_ADVERTISEMENT, flags, ADDRESS + (tllao ? LL_OPTION : 0));
        int at = address(skb, skb.data() + IcmpHeader.LENGTH, target);
        if (tllao) {
            linkLayer(skb, at, OPT_TARGET_LL_ADDR, dev.mac());
        }
        skb.hash = hash;
        send(skb, dev, saddr, daddr, now);
    }

    /** Asks for routers. */
    void sendRs(NetDevice dev, IpAddress saddr, long now) {
        boolean option = !Ipv6Addr.isAny(saddr);
        SkBuff skb = message(Icmpv6.ROUTER_SOLICITATION, 0, option ? LL_OPTION : 0);
        if (option) {
            linkLayer(skb, skb.data() + IcmpHeader.LENGTH, OPT_SOURCE_LL_ADDR, dev.mac());
        }
        send(skb, dev, saddr, Ipv6Addr.ALL_ROUTERS, now);
    }

    /**
     * Tells the sender of {@code in} of a shorter way. Nothing is sent without a link-local address, or to a target that is
     * neither the destination nor a router's link-local address.
     */
    void sendRedirect(
            SkBuff in,
            NetDevice dev,
            IpAddress target,
            IpAddress daddr,
            IpAddress saddr,
            Icmpv6Ratelimit limit,
            long now) {
        IpAddress from = net6.addrconf().linkLocal(dev);
        if (from == null || (!target.equals(daddr) && !Ipv6Addr.isLinkLocal(target))) {
            return;
        }
        if (!limit.peerAllow(saddr, SECOND, now)) {
            return;
        }
        int whole = in.len() + in.data() - in.networkHeader();
        int room = 1280 - 40 - IcmpHeader.LENGTH - 2 * ADDRESS - 8;
        int quoted = Math.min(whole, room) & ~7;
        SkBuff skb = message(Icmpv6.REDIRECT, 0, 2 * ADDRESS + 8 + quoted);
        int at = address(skb, skb.data() + IcmpHeader.LENGTH, target);
        at = address(skb, at, daddr);
        byte[] a = skb.buf();
        a[at] = OPT_REDIRECT_HDR;
        a[at + 1] = (byte) (1 + quoted / 8);
        in.linearize();
        System.arraycopy(in.buf(), in.networkHeader(), a, at + 8, quoted);
        skb.hash = in.hash;
        send(skb, dev, from, saddr, now);
    }

    private static SkBuff message(int type, int rest, int size) {
        SkBuff skb = Net.allocSkb(IcmpHeader.LENGTH + size);
        int at = skb.put(IcmpHeader.LENGTH + size);
        new IcmpHeader(skb.buf(), at).type(type).code(0).restOfHeader(rest);
        return skb;
    }

    private static int address(SkBuff skb, int at, IpAddress address) {
        Bytes.put64(skb.buf(), at, address.hi());
        Bytes.put64(skb.buf(), at + 8, address.lo());
        return at + ADDRESS;
    }

    private static void linkLayer(SkBuff skb, int at, int type, long mac) {
        byte[] a = skb.buf();
        a[at] = (byte) type;
        a[at + 1] = 1;
        Bytes.put16(a, at + 2, (int) (mac >>> 32));
        Bytes.put32(a, at + 4, (int) mac);
    }

    /** Kernel ndisc_send_skb(): the message goes straight to the link it is about, whatever the routes say. */
    private void send(SkBuff skb, NetDevice dev, IpAddress saddr, IpAddress daddr, long now) {
        Icmpv6Send.checksum(skb, saddr, daddr);
        skb.resetTransportHeader();
        RouteType type = Ipv6Addr.isMulticast(daddr) ? RouteType.MULTICAST : RouteType.UNICAST;
        Rt6 rt = new Rt6(type, Errno.NONE, dev, null, null, Math.max(dev.mtu(), 1280));
        int icmpType = new IcmpHeader(skb.buf(), skb.data()).type();
        output.header(skb, rt, saddr, daddr, IpProtocol.ICMPV6, 0, HOP_LIMIT);
        net6.ip6.inc(Ip6Mib.OUT_REQUESTS);
        if (output.localOut(skb, rt, now)) {
            net6.icmp6.out(icmpType);
        }
    }
}
