package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.Errno;
import io.rxpath.ip.core.route.FibRoute;
import io.rxpath.ip.core.route.FlowI;
import io.rxpath.ip.core.route.RouteScope;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import org.jspecify.annotations.Nullable;

/**
 * Routing decisions for packets that come in and packets that go out (kernel net/ipv4/route.c
 * ip_route_input_noref(), ip_route_input_slow(), __mkroute_input(), ip_mc_validate_source(),
 * ip_route_output_key_hash_rcu(), ip_rt_get_source(); net/ipv4/fib_frontend.c fib_compute_spec_dst()).
 *
 * <p>Nobody routes multicast here, and of the groups only 224.0.0.1 is joined.
 */
final class IpRoute {
    private static final int LIMITED_BROADCAST = -1;
    static final int ALL_HOSTS = 0xe000_0001;
    private static final int IGMP = 2;

    private static final Dst INVALID_SOURCE = Dst.martian(SkbDropReason.IP_INVALID_SOURCE);
    private static final Dst INVALID_DEST = Dst.martian(SkbDropReason.IP_INVALID_DEST);
    private static final Dst LOCALNET = Dst.martian(SkbDropReason.IP_LOCALNET);
    private static final Dst LOCAL_SOURCE = Dst.martian(SkbDropReason.IP_LOCAL_SOURCE);
    private static final Dst RPFILTER = Dst.martian(SkbDropReason.IP_RPFILTER);
    /** Measured: a packet to a group nobody joined has no reason of its own. */
    private static final Dst NOT_JOINED = Dst.martian(SkbDropReason.NOT_SPECIFIED);

    private static final Dst NOT_OURS = Dst.unreachable(Errno.EHOSTUNREACH);
    private static final Dst NO_ROUTE = Dst.unreachable(Errno.ENETUNREACH);
    private static final Dst PROHIBITED = Dst.unreachable(Errno.EACCES);
    private static final Dst BLACKHOLE = Dst.unreachable(Errno.EINVAL);

    private final Net net;
    private final FibLookup fib;
    private final FibValidateSource source;
    private final FlowI flow = new FlowI();

    IpRoute(Net net, FibLookup fib) {
        this.net = net;
        this.fib = fib;
        this.source = new FibValidateSource(fib);
    }

    static boolean isMulticast(int address) {
        return address >>> 28 == 0xe;
    }

    static boolean isLoopback(int address) {
        return address >>> 24 == 127;
    }

    /** Kernel ipv4_is_zeronet(): since 5.3 the rest of 0.0.0.0/8 are addresses like others. */
    private static boolean isZeronet(int address) {
        return address == 0;
    }

    /** True for the group every device has joined (kernel ip_check_mc_rcu()). */
    static boolean joined(int ifindex, int group) {
        return group == ALL_HOSTS;
    }

    /** 224.0.0.0/24, whose packets no router passes on. */
    private static boolean isLocalMulticast(int address) {
        return address >>> 8 == 0xe000_00;
    }

    /** Where a packet with these addresses would go that comes in by {@code dev}; never null. */
    Dst input(int daddr, int saddr, NetDevice dev) {
        return input(null, daddr, saddr, 0, dev);
    }

    /** Where a received packet goes, its IP header at the network header; never null. */
    Dst input(SkBuff skb) {
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.networkHeader());
        return input(skb, iph.daddr(), iph.saddr(), iph.tos(), net.inDevice(skb).dev());
    }

    /** As {@link #input(SkBuff)}; a packet of our own that came back keeps the route it was sent on. */
    Dst rcvInput(SkBuff skb) {
        if (skb.port == Net.LOOPED) {
            int daddr = new Ipv4Header(skb.buf(), skb.networkHeader()).daddr();
            if (isMulticast(daddr)) {
                return net.inDevice(skb).multicast();
            }
            RouteType type = daddr == LIMITED_BROADCAST ? RouteType.BROADCAST : fib.addrType(daddr);
            Dst sent = type == RouteType.BROADCAST ? net.inDevice(skb).broadcast() : fib.lookup(daddr);
            if (sent != null && (type == RouteType.LOCAL || type == RouteType.BROADCAST)) {
                return sent;
            }
        }
        return input(skb);
    }

    /** As {@link #input(SkBuff)}, to another destination: the next one of a source route. */
    Dst input(@Nullable SkBuff skb, int daddr, int saddr, int tos, NetDevice dev) {
        InetDevice in = net.devices.of(dev);
        if (isMulticast(daddr)) {
            return inputMulticast(skb, daddr, saddr, tos, in);
        }
        if (isMulticast(saddr) || saddr == LIMITED_BROADCAST) {
            return INVALID_SOURCE;
        }
        int mark = skb == null ? 0 : skb.mark;
        if (daddr == LIMITED_BROADCAST || (saddr == 0 && daddr == 0)) {
            return inputBroadcast(saddr, tos, mark, in);
        }
        if (isZeronet(saddr)) {
            return INVALID_SOURCE;
        }
        if (isZeronet(daddr)) {
            return INVALID_DEST;
        }
        if ((isLoopback(daddr) || isLoopback(saddr)) && !localnet(in)) {
            return LOCALNET;
        }
        FibRoute route = fib.lookup(flow.v4(daddr, saddr).tos(tos).mark(mark).iif(dev.ifindex()));
        if (!route.found()) {
            return in.forwarding() ? unreachable(route.error()) : NOT_OURS;
        }
        if (route.type() == RouteType.BROADCAST && !in.and(InetDevconf.BC_FORWARDING)) {
            return inputBroadcast(saddr, tos, mark, in);
        }
        if (route.type() == RouteType.LOCAL) {
            return refused(source.validate(saddr, daddr, tos, mark, 0, in), fib.dst(route));
        }
        if (!in.forwarding()) {
            return NOT_OURS;
        }
        if (route.type() != RouteType.UNICAST && route.type() != RouteType.BROADCAST) {
            return INVALID_DEST;
        }
        return forward(skb, route, daddr, saddr, tos, mark, in);
    }

    private boolean localnet(InetDevice in) {
        return in.or(InetDevconf.ROUTE_LOCALNET) || in.dev().ifindex() == NetDevice.LOOPBACK_IFINDEX;
    }

    private static Dst unreachable(Errno error) {
        return switch (error) {
            case EHOSTUNREACH -> NOT_OURS;
            case EACCES -> PROHIBITED;
            case EINVAL -> BLACKHOLE;
            default -> NO_ROUTE;
        };
    }

    private static Dst refused(SkbDropReason reason, Dst otherwise) {
        return switch (reason) {
            case NOT_DROPPED_YET -> otherwise;
            case IP_LOCAL_SOURCE -> LOCAL_SOURCE;
            case IP_RPFILTER -> RPFILTER;
            default -> INVALID_SOURCE;
        };
    }

    /** Kernel __mkroute_input(). */
    private Dst forward(@Nullable SkBuff skb, FibRoute route, int daddr, int saddr, int tos, int mark, InetDevice in) {
        Dst dst = fib.dst(route);
        SkbDropReason reason =
                source.validate(saddr, daddr, tos, mark, dst.out().ifindex(), in);
        boolean back = dst.out().ifindex() == in.dev().ifindex() && source.onLink();
        if (skb != null && back && in.or(InetDevconf.SEND_REDIRECTS)) {
            if (in.or(InetDevconf.SHARED_MEDIA) || onlink(in.dev(), saddr, dst.gateway())) {
                IpCb.make(skb).redirect = true;
            }
        }
        return refused(reason, fib.dst(route, daddr, net.settings.forwardUsePmtu(), net.now));
    }

    /** Kernel inet_addr_onlink(): both are of one of the device's networks; the gateway may be none. */
    static boolean onlink(NetDevice dev, int a, int gateway) {
        return dev.addresses().stream()
                .filter(own -> own.address().isV4())
                .anyMatch(own -> ((own.address().v4() ^ a) & own.maskV4()) == 0
                        && (gateway == 0 || ((own.address().v4() ^ gateway) & own.maskV4()) == 0));
    }

    private Dst inputBroadcast(int saddr, int tos, int mark, InetDevice in) {
        SkbDropReason reason =
                isZeronet(saddr) ? SkbDropReason.NOT_DROPPED_YET : source.validate(saddr, 0, tos, mark, 0, in);
        return refused(reason, in.broadcast());
    }

    private Dst inputMulticast(@Nullable SkBuff skb, int daddr, int saddr, int tos, InetDevice in) {
        if (daddr != ALL_HOSTS) {
            return NOT_JOINED;
        }
        if (isMulticast(saddr) || saddr == LIMITED_BROADCAST) {
            return INVALID_SOURCE;
        }
        if (isLoopback(saddr) && !localnet(in)) {
            return LOCALNET;
        }
        if (isZeronet(saddr)) {
            boolean allowed = isLocalMulticast(daddr)
                    || (skb != null && new Ipv4Header(skb.buf(), skb.networkHeader()).protocol() == IGMP);
            return allowed ? in.multicast() : INVALID_SOURCE;
        }
        int mark = skb == null ? 0 : skb.mark;
        return refused(source.validate(saddr, 0, tos, mark, 0, in), in.multicast());
    }

    /** Where a packet of our own to {@code daddr} goes, or null if there is no route. */
    @Nullable
    Dst output(int daddr) {
        return output(daddr, 0, 0, 0);
    }

    /**
     * Where a packet of our own goes (kernel ip_route_output_key()), or null if there is no route.
     *
     * @param saddr the address it is sent from, 0 to choose one
     */
    @Nullable
    Dst output(int daddr, int saddr, int tos, int mark) {
        return output(daddr, saddr, tos, mark, 0, true);
    }

    /**
     * As {@link #output(int, int, int, int)}.
     *
     * @param oif the device it must leave by (sk_bound_dev_if), 0 for any. Where the routes of that device lead nowhere the
     *     destination is taken to be on its link
     * @param believesPmtu whether what was learnt of the path's MTU counts: not for TCP, which keeps it itself
     */
    @Nullable
    Dst output(int daddr, int saddr, int tos, int mark, int oif, boolean believesPmtu) {
        if (saddr != 0 && (isMulticast(saddr) || saddr == LIMITED_BROADCAST || isZeronet(saddr))) {
            return null;
        }
        boolean many = isMulticast(daddr) || daddr == LIMITED_BROADCAST;
        InetDevice own = many && saddr != 0 ? net.devices.ofAddress(saddr) : null;
        if (own != null) {
            return daddr == LIMITED_BROADCAST ? own.broadcast() : own.multicast();
        }
        if (isZeronet(daddr)) {
            return null;
        }
        FibRoute route = fib.lookup(flow.v4(daddr, saddr).tos(tos).mark(mark).oif(oif));
        if (!route.found()) {
            InetDevice bound = net.devices.byIndex(oif);
            return bound == null ? null : onLink(bound.dev(), saddr);
        }
        Dst dst = fib.dst(route);
        if (many) {
            Dst group = daddr == LIMITED_BROADCAST
                    ? net.devices.of(dst.out()).broadcast()
                    : net.devices.of(dst.out()).multicast();
            return Dst.of(group.type(), dst.out(), 0, dst.prefSrc());
        }
        if (dst.type() == RouteType.LOCAL) {
            return Dst.of(RouteType.LOCAL, NetDevices.LOOPBACK, 0, saddr != 0 ? saddr : daddr);
        }
        boolean loopbackOutside = isLoopback(saddr)
                && dst.out().ifindex() != NetDevice.LOOPBACK_IFINDEX
                && !net.devices.of(dst.out()).or(InetDevconf.ROUTE_LOCALNET);
        return loopbackOutside ? null : fib.dst(route, daddr, believesPmtu, net.now);
    }

    private Dst onLink(NetDevice dev, int saddr) {
        int source = saddr != 0 ? saddr : fib.selectAddr(dev.ifindex(), 0, RouteScope.LINK);
        return Dst.of(RouteType.UNICAST, dev, 0, source);
    }

    /** The entry that a packet of our own takes, whatever was learnt of its destination. */
    FibRoute outputRoute(int daddr, int saddr, int tos) {
        return fib.lookup(flow.v4(daddr, saddr).tos(tos));
    }

    /** Kernel net/ipv4/netfilter.c ip_route_me_harder(): the way of a packet of our own whose header has changed. */
    @Nullable
    Dst routeMeHarder(SkBuff skb) {
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        RouteType type = fib.addrType(iph.saddr());
        boolean usable = type == RouteType.LOCAL || type == RouteType.UNICAST;
        return output(iph.daddr(), usable ? iph.saddr() : 0, iph.tos(), skb.mark);
    }

    /** The own address a reply to a received packet comes from (kernel fib_compute_spec_dst()). */
    int specDst(SkBuff skb, Dst dst) {
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.networkHeader());
        if (dst.type() == RouteType.LOCAL) {
            return iph.daddr();
        }
        int saddr = iph.saddr();
        InetDevice in = net.inDevice(skb);
        if (isZeronet(saddr)) {
            return fib.selectAddr(in.dev().ifindex(), saddr, RouteScope.LINK);
        }
        int mark = in.or(InetDevconf.SRC_VALID_MARK) ? skb.mark : 0;
        FibRoute route = fib.lookup(flow.v4(saddr, 0).tos(iph.tos()).mark(mark));
        return route.found() ? fib.prefSrc(route) : fib.selectAddr(in.dev().ifindex(), saddr, RouteScope.UNIVERSE);
    }

    /**
     * The own address that options of a packet on its way out get (kernel ip_rt_get_source()).
     *
     * @param received whether the packet is forwarded; else it is our own, and its source it is
     */
    int rtGetSource(SkBuff skb, Dst dst, boolean received) {
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.networkHeader());
        if (!received) {
            return iph.saddr();
        }
        int oif = dst.out().ifindex();
        FibRoute route = fib.lookup(flow.v4(iph.daddr(), iph.saddr())
                .tos(iph.tos())
                .mark(skb.mark)
                .iif(skb.iif)
                .oif(oif));
        return route.found() ? fib.prefSrc(route) : fib.selectAddr(oif, dst.nexthop(iph.daddr()), RouteScope.UNIVERSE);
    }

    /** True for the host's own addresses and loopback. */
    boolean isLocal(int address) {
        return fib.isLocal(address);
    }

    /** What an address is to this host (kernel inet_addr_type()). */
    RouteType addrType(int address) {
        return fib.addrType(address);
    }

    /** An own address of a device to speak to {@code target} from (kernel inet_select_addr()); 0 if there is none. */
    int selectAddr(NetDevice dev, int target, int scope) {
        return fib.selectAddr(dev.ifindex(), target, scope);
    }
}
