package io.rxpath.ip.core.route;

import org.jspecify.annotations.Nullable;

/**
 * A table of IPv6 routes (kernel net/ipv6/ip6_fib.c fib6_add_rt2node(), net/ipv6/route.c find_rr_leaf(), rt6_score_route()).
 * Routes to one prefix stand in the order of rising metric, a new one behind its equals.
 */
final class Fib6Table extends FibTable {
    Fib6Table(int id) {
        super(id);
    }

    /**
     * Of the routes with the best metric the first that leads to the flow's device, else the first of all, unless the device
     * must match; if none will do, the same among all worse ones.
     */
    @Override
    @Nullable
    FibRoute select(FibRoute chain, FlowI flow) {
        FibRoute worse = chain;
        while (worse != null && worse.priority() == chain.priority()) {
            worse = worse.next;
        }
        FibRoute best = best(chain, worse, flow);
        return best != null || worse == null ? best : best(worse, null, flow);
    }

    private static @Nullable FibRoute best(FibRoute from, @Nullable FibRoute to, FlowI flow) {
        FibRoute second = null;
        for (FibRoute route = from; route != to && route != null; route = route.next) {
            if (flow.prefer == 0 || route.ifindex() == flow.prefer) {
                return route;
            }
            if (second == null && !flow.strictOif) {
                second = route;
            }
        }
        return second;
    }

    @Override
    FibRoute link(@Nullable FibRoute chain, FibRoute route, FibChange change) {
        FibRoute before = null;
        FibRoute at = chain;
        FibRoute target = null;
        FibRoute targetBefore = null;
        for (; at != null && Integer.compareUnsigned(at.priority(), route.priority()) <= 0; at = at.next) {
            if (at.priority() == route.priority()) {
                checkEqual(at, route, change);
                if (change.replaces()
                        && (target == null || byGateway(target) != byGateway(route))
                        && (target == null || byGateway(at) == byGateway(route))) {
                    target = at;
                    targetBefore = before;
                }
            }
            before = at;
        }
        if (target != null) {
            route.next = target.next;
            return put(chain, targetBefore, route);
        }
        if (change == FibChange.CHANGE) {
            throw new RtnetlinkException(Errno.ENOENT);
        }
        route.next = at;
        return put(chain, before, route);
    }

    private static void checkEqual(FibRoute other, FibRoute route, FibChange change) {
        if (change.replaces()) {
            return;
        }
        if (change == FibChange.ADD || sameNexthop(other, route)) {
            throw new RtnetlinkException(Errno.EEXIST);
        }
        if (byGateway(other) && byGateway(route)) {
            throw new RtnetlinkException(
                    Errno.EINVAL,
                    "A second gateway with the same metric makes a multipath route, which is not supported");
        }
    }

    /** kernel rt6_duplicate_nexthop(). */
    private static boolean sameNexthop(FibRoute a, FibRoute b) {
        return a.ifindex() == b.ifindex()
                && (a.gateway() == null ? b.gateway() == null : a.gateway().equals(b.gateway()));
    }

    private static boolean byGateway(FibRoute route) {
        return route.gateway() != null;
    }

    private static FibRoute put(@Nullable FibRoute chain, @Nullable FibRoute before, FibRoute route) {
        if (before == null || chain == null) {
            return route;
        }
        before.next = route;
        return chain;
    }

    /** What is inside comes before what is around it (kernel fib6_walk_continue(): left, right, then the node itself). */
    @Override
    int listed(FibRoute a, FibRoute b) {
        int byEnd = Long.compareUnsigned(a.hi() | ~mask(a.prefix()), b.hi() | ~mask(b.prefix()));
        if (byEnd == 0) {
            byEnd = Long.compareUnsigned(a.lo() | ~mask(a.prefix() - 64), b.lo() | ~mask(b.prefix() - 64));
        }
        return byEnd != 0 ? byEnd : b.prefix() - a.prefix();
    }

    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << 64 - bits;
    }
}
