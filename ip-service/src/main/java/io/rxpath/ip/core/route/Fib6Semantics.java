package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;

/**
 * Whether a route to IPv6 makes sense, and where it leads (kernel net/ipv6/route.c ip6_route_info_create(), fib6_nh_init(),
 * ip6_validate_gw(), ip6_route_check_nh(), ip6_route_del()).
 */
final class Fib6Semantics {
    /** Metric of routes set by hand that say none (kernel IP6_RT_PRIO_USER). */
    static final int USER_PRIORITY = 1024;

    private Fib6Semantics() {}

    /**
     * The route a request asks for; host bits of the destination are dropped.
     *
     * @throws RtnetlinkException if the kernel refuses it
     */
    static FibRoute route(Fib fib, FibConfig cfg) {
        RouteType type = cfg.type == null ? RouteType.UNICAST : cfg.type;
        boolean rejects = type.error() != Errno.NONE;
        int ifindex = rejects ? FlowI.LOOPBACK_IFINDEX : device(fib, cfg);
        if (cfg.prefSrc != null && !Fib6.isOwn(fib, cfg.prefSrc)) {
            throw new RtnetlinkException(Errno.EINVAL, "Invalid source address");
        }
        FibInfo info = new FibInfo(
                cfg.protocol,
                RouteScope.UNIVERSE,
                cfg.priority == 0 && cfg.protocol != RouteWords.PROTO_KERNEL ? USER_PRIORITY : cfg.priority,
                cfg.prefSrc,
                rejects ? null : cfg.gateway,
                ifindex,
                RouteScope.UNIVERSE,
                cfg.onlink,
                cfg.metrics);
        Cidr destination = cfg.destination;
        return new FibRoute(
                false,
                cfg.table,
                destination.address().hi() & mask(destination.prefix()),
                destination.address().lo() & mask(destination.prefix() - 64),
                destination.prefix(),
                0,
                type,
                fib.share(info));
    }

    private static int device(Fib fib, FibConfig cfg) {
        IpAddress gateway = cfg.gateway;
        if (gateway == null) {
            if (cfg.ifindex == 0 || fib.device(cfg.ifindex) == null) {
                throw new RtnetlinkException(Errno.ENODEV);
            }
            return cfg.ifindex;
        }
        return Fib6.gatewayDevice(fib, cfg, gateway);
    }

    /** Whether a route is one that a deletion asks for (kernel ip6_route_del()). */
    static boolean fits(FibRoute route, FibConfig cfg) {
        FibInfo info = route.info();
        return (cfg.type == null || cfg.type == route.type() || cfg.type == RouteType.UNICAST)
                && (cfg.protocol == 0 || cfg.protocol == info.protocol())
                && (cfg.priority == 0 || cfg.priority == info.priority())
                && (cfg.ifindex == 0 || cfg.ifindex == info.ifindex())
                && (cfg.gateway == null || cfg.gateway.equals(info.gateway()));
    }

    static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << 64 - bits;
    }
}
