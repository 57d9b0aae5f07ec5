package io.rxpath.ip.core.route;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.skb.SkbDropReason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a packet goes, the result of a route lookup (kernel struct rtable with its dst_entry). Immutable: one object
 * serves all packets that take the route.
 *
 * @param type what is done with the packet
 * @param dev the device the packet leaves by; of one for this host, the device it came in by; null where it is refused
 * @param gateway IPv4 address of the next hop, 0 if the destination is on the link
 * @param prefSrc IPv4 address to send from, 0 for the destination address of what is answered
 * @param reason why the packet is refused, with UNREACHABLE and MARTIAN; NOT_DROPPED_YET otherwise
 */
public record Dst(RouteType type, @Nullable NetDevice dev, int gateway, int prefSrc, SkbDropReason reason) {
    /** A route that takes packets. */
    public static Dst of(RouteType type, NetDevice dev, int gateway, int prefSrc) {
        return new Dst(type, dev, gateway, prefSrc, SkbDropReason.NOT_DROPPED_YET);
    }

    /** A route that takes packets, whose device does not matter. */
    public static Dst of(RouteType type, int gateway, int prefSrc) {
        return new Dst(type, null, gateway, prefSrc, SkbDropReason.NOT_DROPPED_YET);
    }

    /** The device the packet leaves by. */
    public NetDevice out() {
        return Objects.requireNonNull(dev, "a route that refuses packets has no device");
    }

    /** A route that refuses them. */
    public static Dst refused(RouteType type, SkbDropReason reason) {
        return new Dst(type, null, 0, 0, reason);
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
