package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.FibRoute;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;

/**
 * What ICMP says of the way of our packets: the path's MTU and better gateways (kernel net/ipv4/route.c ipv4_update_pmtu(),
 * __ip_rt_update_pmtu(), ipv4_redirect(), __ip_do_redirect()).
 */
final class IpRtException {
    /** How long a redirect holds (kernel ip_rt_gc_timeout). */
    private static final long REDIRECT_TIMEOUT = 300_000_000_000L;
    /** Codes of a redirect: network, host, and both for a TOS. */
    private static final int MAX_REDIRECT_CODE = 3;

    private static final int CODE_MASK = 7;

    private final Net net;
    private final IpRoute route;
    private final FibLookup fib;
    private final NeighTable neighbours;

    IpRtException(Net net, IpRoute route, FibLookup fib, NeighTable neighbours) {
        this.net = net;
        this.route = route;
        this.fib = fib;
        this.neighbours = neighbours;
    }

    /**
     * A packet of ours was too big for a link on its way.
     *
     * @param quoted its header
     * @param mtu what that link takes, 0 if it is not known
     */
    void updatePmtu(Ipv4Header quoted, int mtu, long now) {
        Dst dst = fib.isOwn(quoted.saddr()) ? route.output(quoted.daddr(), quoted.saddr(), quoted.tos(), 0) : null;
        if (dst == null || dst.type() == RouteType.LOCAL || dst.mtuLocked() || dst.outMtu() < mtu) {
            return;
        }
        RouteSettings settings = net.settings.route();
        boolean locked = mtu < settings.minPmtu();
        int believed = locked ? Math.min(dst.outMtu(), settings.minPmtu()) : mtu;
        FibRoute way = route.outputRoute(quoted.daddr(), quoted.saddr(), quoted.tos());
        if (way.found()) {
            fib.exceptions()
                    .update(
                            way.info(),
                            IpAddress.v4(quoted.daddr()),
                            null,
                            believed,
                            locked,
                            now + settings.mtuExpiresNanos());
        }
    }

    /**
     * A gateway knows a better one.
     *
     * @param skb the message, its IP header at the network header, data at the ICMP header
     * @param quoted the header of our packet
     */
    void redirect(SkBuff skb, Ipv4Header quoted, long now) {
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data());
        Dst dst = fib.isOwn(quoted.saddr()) ? route.output(quoted.daddr(), quoted.saddr(), quoted.tos(), 0) : null;
        int old = new Ipv4Header(skb.buf(), skb.networkHeader()).saddr();
        if (dst == null
                || (icmph.code() & CODE_MASK) > MAX_REDIRECT_CODE
                || dst.gateway() == 0
                || dst.gateway() != old) {
            return;
        }
        int gateway = icmph.restOfHeader();
        if (rejected(net.inDevice(skb), gateway, old)) {
            return;
        }
        IpAddress nexthop = IpAddress.v4(gateway);
        NeighEntry entry = neighbours.lookupOrCreate(dst.out(), nexthop, now);
        if (entry == null) {
            return;
        }
        if (!entry.state.valid()) {
            // The next redirect may find it.
            neighbours.eventSend(entry, now);
            return;
        }
        FibRoute way = route.outputRoute(quoted.daddr(), quoted.saddr(), quoted.tos());
        if (way.found()) {
            fib.exceptions()
                    .update(way.info(), IpAddress.v4(quoted.daddr()), nexthop, 0, false, now + REDIRECT_TIMEOUT);
        }
    }

    private boolean rejected(InetDevice in, int gateway, int old) {
        boolean none = IpRoute.isMulticast(gateway) || gateway == -1 || gateway == 0;
        if (gateway == old || !in.acceptRedirects() || none) {
            return true;
        }
        if (in.or(InetDevconf.SHARED_MEDIA)) {
            return route.addrType(gateway) != RouteType.UNICAST;
        }
        return !IpRoute.onlink(in.dev(), gateway, old)
                || (in.or(InetDevconf.SECURE_REDIRECTS)
                        && !fib.isGateway(gateway, in.dev().ifindex()));
    }
}
