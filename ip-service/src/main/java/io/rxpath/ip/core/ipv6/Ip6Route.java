package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.NetDevices;
import io.rxpath.ip.core.route.Errno;
import io.rxpath.ip.core.route.Fib;
import io.rxpath.ip.core.route.FibInfo;
import io.rxpath.ip.core.route.FibNhException;
import io.rxpath.ip.core.route.FibNhExceptions;
import io.rxpath.ip.core.route.FibRoute;
import io.rxpath.ip.core.route.FlowI;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.IpAddress;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Routing decisions for IPv6 (kernel net/ipv6/route.c ip6_route_input(), ip6_route_output_flags(); net/ipv6/ip6_output.c
 * ip6_dst_lookup_tail(), ip6_route_get_saddr()).
 */
final class Ip6Route {
    private static final int MIN_MTU = 1280;
    /** Networks whose prefix is shorter have an anycast address of their routers (RFC 4291 section 2.6.1, RFC 6164). */
    private static final int ANYCAST_PREFIX = 127;

    private static final Rt6 ANYCAST = new Rt6(RouteType.ANYCAST, Errno.NONE, NetDevices.LOOPBACK, null, null, 0xffff);
    private static final Rt6 UNREACHABLE =
            new Rt6(RouteType.UNREACHABLE, Errno.ENETUNREACH, NetDevices.LOOPBACK, null, null, 0xffff);

    private final Net6 net;
    private final Fib fib;
    private final FlowI flow = new FlowI();
    private final FibNhExceptions exceptions = new FibNhExceptions();
    private final IdentityHashMap<FibRoute, Rt6> cache = new IdentityHashMap<>();
    private int generation = -1;

    Ip6Route(Net6 net, Fib fib) {
        this.net = net;
        this.fib = fib;
    }

    /** Where a received packet goes; never null. */
    Rt6 input(IpAddress daddr, IpAddress saddr, NetDevice in, int mark) {
        if (net.addrconf().checkAnycastRoute(in, daddr)) {
            return ANYCAST;
        }
        flow.v6(daddr.hi(), daddr.lo(), saddr.hi(), saddr.lo())
                .iif(in.ifindex())
                .mark(mark);
        flow.oif(in.ifindex()).strictOif(Ipv6Addr.needStrict(daddr));
        return rt6(fib.lookup(flow));
    }

    /**
     * Where a packet of our own goes; never null.
     *
     * @param saddr the address it is sent from, :: if that is to be chosen
     * @param oif the device it must leave by, 0 for any
     */
    Rt6 output(IpAddress daddr, IpAddress saddr, int oif, int mark) {
        return output(daddr, saddr, oif, mark, true);
    }

    /**
     * As {@link #output(IpAddress, IpAddress, int, int)}.
     *
     * @param believesPmtu whether what was learnt of the path's MTU counts: not for TCP, which keeps it itself
     */
    Rt6 output(IpAddress daddr, IpAddress saddr, int oif, int mark, boolean believesPmtu) {
        if (Ipv6Addr.isMulticast(daddr) && oif != 0) {
            NetDevice dev = net.net.devByIndex(oif);
            if (dev != null) {
                return new Rt6(RouteType.MULTICAST, Errno.NONE, dev, null, null, mtu(dev));
            }
        }
        if (net.addrconf().checkAnycastRoute(net.net.devByIndex(oif), daddr)) {
            return ANYCAST;
        }
        flow.v6(daddr.hi(), daddr.lo(), saddr.hi(), saddr.lo()).oif(oif).mark(mark);
        flow.strictOif(Ipv6Addr.needStrict(daddr) || (oif != 0 && Ipv6Addr.isAny(saddr)));
        Rt6 rt = rt6(fib.lookup(flow));
        FibInfo nexthop = rt.nexthop();
        if (!believesPmtu || nexthop == null || exceptions.isEmpty()) {
            return rt;
        }
        FibNhException known = exceptions.find(nexthop, daddr, net.net.now);
        return known == null ? rt : rt.withMtu(known.pmtu());
    }

    /**
     * A packet of ours was too big for a link on its way (kernel ip6_update_pmtu(), __ip6_rt_update_pmtu()).
     *
     * @param daddr where it went
     * @param saddr where it came from
     * @param oif the device the message came in by
     * @param mtu what the link takes; less than 1280 is not believed
     */
    void updatePmtu(IpAddress daddr, IpAddress saddr, int oif, int mtu, long now) {
        Rt6 rt = output(daddr, saddr, oif, 0);
        FibInfo nexthop = rt.nexthop();
        boolean locked = nexthop != null && nexthop.metrics().mtuLocked();
        if (nexthop == null || locked || mtu < MIN_MTU || mtu >= rt.mtu()) {
            return;
        }
        exceptions.update(nexthop, daddr, null, mtu, false, now + net.settings.mtuExpiresNanos());
    }

    /** The address to send from on this route; null if there is none (kernel ip6_route_get_saddr()). */
    @Nullable
    IpAddress saddr(Rt6 rt, IpAddress daddr, long now) {
        IpAddress said = rt.prefSrc();
        if (said != null) {
            return said;
        }
        NetDevice out = rt.local() ? null : rt.dev();
        return net.addrconf().devGetSaddr(out, daddr, now);
    }

    private Rt6 rt6(FibRoute route) {
        if (fib.generation() != generation) {
            cache.clear();
            generation = fib.generation();
        }
        Rt6 known = cache.get(route);
        if (known == null) {
            known = make(route);
            cache.put(route, known);
        }
        return known;
    }

    private Rt6 make(FibRoute route) {
        boolean local = route.type() == RouteType.LOCAL || route.type() == RouteType.ANYCAST;
        NetDevice dev = local ? NetDevices.LOOPBACK : net.net.devByIndex(route.ifindex());
        if (!route.found()) {
            NetDevice any = dev == null ? NetDevices.LOOPBACK : dev;
            return new Rt6(route.type(), route.error(), any, null, null, 0xffff);
        }
        if (dev == null) {
            return UNREACHABLE;
        }
        int mtu = route.mtu() > 0 ? Math.min(route.mtu(), mtu(dev)) : mtu(dev);
        boolean network = route.prefix() < ANYCAST_PREFIX && route.gateway() == null;
        IpAddress address = network ? route.destination().address() : null;
        IpAddress from = route.info().prefSrc();
        return new Rt6(route.type(), Errno.NONE, dev, route.gateway(), from, mtu, route.info(), address);
    }

    private static int mtu(NetDevice dev) {
        return Math.max(dev.mtu(), MIN_MTU);
    }
}
