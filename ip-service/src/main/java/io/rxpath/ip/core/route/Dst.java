package io.rxpath.ip.core.route;

import io.rxpath.skb.SkbDropReason;

/**
 * Where a packet goes, the result of a route lookup (kernel struct rtable with its dst_entry). Immutable: one object
 * serves all packets that take the route.
 *
 * @param type what is done with the packet
 * @param gateway IPv4 address of the next hop, 0 if the destination is on the link
 * @param prefSrc IPv4 address to send from, 0 for the destination address of what is answered
 * @param reason why the packet is refused, with UNREACHABLE and MARTIAN; NOT_DROPPED_YET otherwise
 */
public record Dst(RouteType type, int gateway, int prefSrc, SkbDropReason reason) {
    /** A route that takes packets. */
    public static Dst of(RouteType type, int gateway, int prefSrc) {
        return new Dst(type, gateway, prefSrc, SkbDropReason.NOT_DROPPED_YET);
    }

    /** A route that refuses them. */
    public static Dst refused(RouteType type, SkbDropReason reason) {
        return new Dst(type, 0, 0, reason);
    }

    /** True if the packet is for several hosts (kernel RTCF_BROADCAST, RTCF_MULTICAST). */
    public boolean toMany() {
        return type == RouteType.BROADCAST || type == RouteType.MULTICAST;
    }

    /** The next hop's address for a packet to {@code daddr} (kernel rt_nexthop()). */
    public int nexthop(int daddr) {
        return gateway != 0 ? gateway : daddr;
    }
}
