package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request to add or delete a route (kernel include/net/ip_fib.h struct fib_config, include/net/ip6_fib.h struct
 * fib6_config). Begins as {@code ip route add} without words does; what a deletion leaves open is 0, null or NOWHERE.
 */
public final class FibConfig {
    /** The destination. */
    public Cidr destination;

    /** The table's number, 1 or more. */
    public int table = RouteWords.TABLE_MAIN;

    /** What to do with packets, null in a deletion of any type. */
    public @Nullable RouteType type = RouteType.UNICAST;

    /** TOS the route is for, 0 for every one. */
    public int tos;

    /** How far the destination is away; NOWHERE in a deletion of any scope. */
    public int scope = RouteScope.UNIVERSE;

    /** Who makes the route, 0 in a deletion of anybody's. */
    public int protocol = RouteWords.PROTO_BOOT;

    /** Metric, an unsigned 32-bit number; 0 for the family's default. */
    public int priority;

    /** The address to send from, or null. */
    public @Nullable IpAddress prefSrc;

    /** The next hop, or null. */
    public @Nullable IpAddress gateway;

    /** The device, 0 for the one the gateway is on. */
    public int ifindex;

    /** The gateway counts as on the link. */
    public boolean onlink;

    /** What is known of the path. */
    public RouteMetrics metrics = RouteMetrics.NONE;

    /** A request for this destination. */
    public FibConfig(Cidr destination) {
        this.destination = destination;
    }

    /** A request to delete any route to this destination; narrow it by setting more. */
    public static FibConfig delete(Cidr destination) {
        FibConfig cfg = new FibConfig(destination);
        cfg.type = null;
        cfg.scope = RouteScope.NOWHERE;
        cfg.protocol = 0;
        return cfg;
    }
}
