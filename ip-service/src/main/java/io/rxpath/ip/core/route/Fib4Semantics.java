package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Whether a route to IPv4 makes sense, and where it leads (kernel net/ipv4/fib_semantics.c fib_create_info(), fib_check_nh(),
 * fib_valid_prefsrc(), fib_nh_match()).
 */
final class Fib4Semantics {
    private static final String BAD_SCOPE = "Invalid scope";
    private static final String BAD_GATEWAY = "Nexthop has invalid gateway";

    private Fib4Semantics() {}

    /**
     * The route a request asks for.
     *
     * @throws RtnetlinkException if the kernel refuses it
     */
    static FibRoute route(Fib fib, FibConfig cfg) {
        Cidr destination = cfg.destination;
        int address = destination.address().v4();
        if ((address & ~destination.maskV4()) != 0) {
            throw refused(Errno.EINVAL, "Invalid prefix for given prefix length");
        }
        if ((cfg.tos & 3) != 0) {
            throw refused(Errno.EINVAL, "Invalid dsfield (tos): ECN bits must be 0");
        }
        RouteType type = cfg.type == null ? RouteType.UNICAST : cfg.type;
        if (type.widestScope() > cfg.scope) {
            throw refused(Errno.EINVAL, BAD_SCOPE);
        }
        FibInfo nexthop = type.error() == Errno.NONE ? nexthop(fib, cfg) : rejecting(cfg);
        if (cfg.prefSrc != null && !validPrefSrc(fib, cfg, type, cfg.prefSrc)) {
            throw refused(Errno.EINVAL, "Invalid prefsrc address");
        }
        return new FibRoute(
                true, cfg.table, (long) address << 32, 0, destination.prefix(), cfg.tos, type, fib.share(nexthop));
    }

    private static FibInfo rejecting(FibConfig cfg) {
        if (cfg.gateway != null || cfg.ifindex != 0) {
            throw refused(Errno.EINVAL, "Gateway, device and multipath can not be specified for this route type");
        }
        return info(cfg, null, 0, RouteScope.NOWHERE);
    }

    private static FibInfo nexthop(Fib fib, FibConfig cfg) {
        if (cfg.scope > RouteScope.HOST) {
            throw refused(Errno.EINVAL, BAD_SCOPE);
        }
        if (cfg.scope == RouteScope.HOST) {
            if (cfg.gateway != null) {
                throw refused(Errno.EINVAL, "Route with host scope can not have a gateway");
            }
            if (fib.device(cfg.ifindex) == null) {
                throw new RtnetlinkException(Errno.ENODEV);
            }
            return info(cfg, null, cfg.ifindex, RouteScope.NOWHERE);
        }
        if (cfg.gateway != null) {
            return byGateway(fib, cfg, cfg.gateway);
        }
        if (cfg.onlink) {
            throw refused(Errno.EINVAL, "Invalid flags for nexthop - PERVASIVE and ONLINK can not be set");
        }
        if (fib.device(cfg.ifindex) == null) {
            throw new RtnetlinkException(Errno.ENODEV);
        }
        return info(cfg, null, cfg.ifindex, RouteScope.HOST);
    }

    private static FibInfo byGateway(Fib fib, FibConfig cfg, IpAddress gateway) {
        if (cfg.onlink) {
            if (cfg.scope >= RouteScope.LINK) {
                throw refused(Errno.EINVAL, "Nexthop has invalid scope");
            }
            if (fib.device(cfg.ifindex) == null) {
                throw refused(Errno.ENODEV, "Nexthop device required for onlink");
            }
            if (Fib4.addrType(fib, gateway.v4(), cfg.ifindex) != RouteType.UNICAST) {
                throw refused(Errno.EINVAL, BAD_GATEWAY);
            }
            return info(cfg, gateway, cfg.ifindex, RouteScope.LINK);
        }
        FlowI flow = new FlowI().v4(gateway.v4(), 0).oif(cfg.ifindex).scope(Math.max(cfg.scope + 1, RouteScope.LINK));
        FibRoute way = null;
        if (cfg.table != RouteWords.TABLE_MAIN) {
            way = fib.tableLookup(cfg.table, flow);
        }
        if (way == null || !way.found()) {
            way = fib.lookup(flow);
        }
        if (!way.found()) {
            throw refused(way.error(), BAD_GATEWAY);
        }
        if (way.type() != RouteType.UNICAST && way.type() != RouteType.LOCAL) {
            throw refused(Errno.EINVAL, BAD_GATEWAY);
        }
        return info(cfg, gateway, way.ifindex(), way.scope());
    }

    private static boolean validPrefSrc(Fib fib, FibConfig cfg, RouteType type, IpAddress prefSrc) {
        if (type == RouteType.LOCAL && prefSrc.equals(cfg.destination.address())) {
            return true;
        }
        return Fib4.addrTypeTable(fib, prefSrc.v4(), cfg.table) == RouteType.LOCAL
                || Fib4.addrTypeTable(fib, prefSrc.v4(), RouteWords.TABLE_LOCAL) == RouteType.LOCAL;
    }

    private static FibInfo info(FibConfig cfg, @Nullable IpAddress gateway, int ifindex, int nexthopScope) {
        return new FibInfo(
                cfg.protocol,
                cfg.scope,
                cfg.priority,
                cfg.prefSrc,
                gateway,
                ifindex,
                nexthopScope,
                cfg.onlink,
                cfg.metrics);
    }

    /** Whether a route is one that a deletion asks for (kernel fib_table_delete()). */
    static boolean fits(FibRoute route, FibConfig cfg) {
        FibInfo info = route.info();
        return route.tos() == cfg.tos
                && (cfg.type == null || cfg.type == route.type())
                && (cfg.scope == RouteScope.NOWHERE || cfg.scope == info.scope())
                && (cfg.prefSrc == null || cfg.prefSrc.equals(info.prefSrc()))
                && (cfg.protocol == 0 || cfg.protocol == info.protocol())
                && (cfg.priority == 0 || cfg.priority == info.priority())
                && (cfg.ifindex == 0 || cfg.ifindex == info.ifindex())
                && (cfg.gateway == null || cfg.gateway.equals(info.gateway()))
                && (cfg.metrics.equals(RouteMetrics.NONE) || cfg.metrics.equals(info.metrics()));
    }

    private static RtnetlinkException refused(Errno errno, String why) {
        return new RtnetlinkException(errno, why);
    }
}
