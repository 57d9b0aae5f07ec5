package io.rxpath.ip.core.route;

import org.jspecify.annotations.Nullable;

/**
 * A table of IPv4 routes (kernel net/ipv4/fib_trie.c fib_table_lookup(), fib_table_insert(), fib_find_alias()). Routes to one
 * prefix stand in the order of falling TOS and rising metric; among equals a new one stands first unless it is appended.
 */
final class Fib4Table extends FibTable {
    /** What is left of a flow's TOS for comparison (kernel fib_dscp_masked_match()). */
    private static final int TOS_MASK = 0x1c;

    Fib4Table(int id) {
        super(id);
    }

    @Override
    @Nullable
    FibRoute select(FibRoute chain, FlowI flow) {
        for (FibRoute route = chain; route != null; route = route.next) {
            if (whyNot(route, flow) == null) {
                return route;
            }
        }
        return null;
    }

    /** Why the route does not take the flow, or null if it does. */
    static @Nullable String whyNot(FibRoute route, FlowI flow) {
        if (route.tos() != 0 && route.tos() != (flow.tos & TOS_MASK)) {
            return "it is for another TOS";
        }
        if (route.scope() < flow.scope) {
            return "its scope is too wide";
        }
        if (route.found() && flow.oif != 0 && flow.oif != route.ifindex()) {
            return "it leads to another device";
        }
        return null;
    }

    @Override
    FibRoute link(@Nullable FibRoute chain, FibRoute route, FibChange change) {
        FibRoute before = null;
        FibRoute at = chain;
        while (at != null && order(at, route) < 0) {
            before = at;
            at = at.next;
        }
        if (at != null && order(at, route) == 0) {
            if (change == FibChange.ADD) {
                throw new RtnetlinkException(Errno.EEXIST);
            }
            FibRoute first = at;
            FibRoute last = at;
            for (FibRoute other = at; other != null && order(other, route) == 0; other = other.next) {
                if (other.sameAs(route)) {
                    if (change.replaces() && other == first) {
                        return chain == null ? route : chain;
                    }
                    throw new RtnetlinkException(Errno.EEXIST);
                }
                last = other;
            }
            if (change.replaces()) {
                route.next = first.next;
                return put(chain, before, route);
            }
            if (change == FibChange.APPEND) {
                before = last;
                at = last.next;
            }
        }
        if (change == FibChange.CHANGE) {
            throw new RtnetlinkException(Errno.ENOENT);
        }
        route.next = at;
        return put(chain, before, route);
    }

    private static FibRoute put(@Nullable FibRoute chain, @Nullable FibRoute before, FibRoute route) {
        if (before == null || chain == null) {
            return route;
        }
        before.next = route;
        return chain;
    }

    /** Negative if {@code other} stands before {@code route}, 0 if both are for the same TOS and metric. */
    private static int order(FibRoute other, FibRoute route) {
        return other.tos() != route.tos()
                ? route.tos() - other.tos()
                : Integer.compareUnsigned(other.priority(), route.priority());
    }

    /** By address; of the same address the longer prefix first, as they stand in the kernel's leaf. */
    @Override
    int listed(FibRoute a, FibRoute b) {
        int byAddress = Long.compareUnsigned(a.hi(), b.hi());
        return byAddress != 0 ? byAddress : b.prefix() - a.prefix();
    }
}
