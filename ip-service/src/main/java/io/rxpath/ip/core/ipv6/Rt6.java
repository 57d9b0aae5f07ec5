package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.route.Errno;
import io.rxpath.ip.core.route.FibInfo;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a packet goes (kernel struct rt6_info with its dst_entry). Immutable.
 *
 * @param type what is done with the packet
 * @param error NONE, or why it is refused
 * @param dev the device it leaves by, lo for ourselves
 * @param gateway the next hop, or null if the destination is on the link
 * @param prefSrc the address the route says to send from, or null
 * @param mtu bytes of the largest packet it takes
 * @param nexthop the entry's next hop, by which exceptions are kept; null if there is no entry
 * @param network the address of the network on the link that the entry is for, or null
 */
record Rt6(
        RouteType type,
        Errno error,
        NetDevice dev,
        @Nullable IpAddress gateway,
        @Nullable IpAddress prefSrc,
        int mtu,
        @Nullable FibInfo nexthop,
        @Nullable IpAddress network) {
    Rt6(RouteType type, Errno error, NetDevice dev, @Nullable IpAddress gateway, @Nullable IpAddress prefSrc, int mtu) {
        this(type, error, dev, gateway, prefSrc, mtu, null, null);
    }

    /** The same for one destination that has another MTU. */
    Rt6 withMtu(int newMtu) {
        return new Rt6(type, error, dev, gateway, prefSrc, newMtu, nexthop, null);
    }

    /** True if {@code daddr} is an anycast address: ours, or that of the routers of a network (kernel ipv6_anycast_destination()). */
    boolean anycast(IpAddress daddr) {
        return type == RouteType.ANYCAST || daddr.equals(network);
    }

    boolean found() {
        return error == Errno.NONE;
    }

    boolean local() {
        return type == RouteType.LOCAL || type == RouteType.ANYCAST;
    }

    /** The next hop's address for a packet to {@code daddr} (kernel rt6_nexthop()). */
    IpAddress nexthop(IpAddress daddr) {
        return gateway != null ? gateway : daddr;
    }
}
