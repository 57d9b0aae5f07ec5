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
 * @param dev the device the packet leaves by; of one for this host, the device of the address; null where it is refused
 * @param gateway IPv4 address of the next hop, 0 if the destination is on the link
 * @param prefSrc IPv4 address to send from, 0 for the destination address of what is answered
 * @param mtu the MTU the route says, 0 for the device's
 * @param reason why the packet is refused, with MARTIAN; NOT_DROPPED_YET otherwise
 * @param error what the sender of a packet is told, with UNREACHABLE; NONE otherwise
 * @param mtuLocked whether path MTU discovery may not lower the MTU: packets of sockets leave without DF
 */
public record Dst(
        RouteType type,
        @Nullable NetDevice dev,
        int gateway,
        int prefSrc,
        int mtu,
        SkbDropReason reason,
        Errno error,
        boolean mtuLocked) {
    /** A route that takes packets. */
    public static Dst of(RouteType type, NetDevice dev, int gateway, int prefSrc) {
        return of(type, dev, gateway, prefSrc, 0);
    }

    /** A route that takes packets and has an MTU of its own, 0 for none. */
    public static Dst of(RouteType type, NetDevice dev, int gateway, int prefSrc, int mtu) {
        return new Dst(type, dev, gateway, prefSrc, mtu, SkbDropReason.NOT_DROPPED_YET, Errno.NONE, false);
    }

    /** The same with what is known of the path: another next hop, an MTU that may be locked. */
    public Dst path(int newGateway, int newMtu, boolean locked) {
        return new Dst(type, dev, newGateway, prefSrc, newMtu, reason, error, locked);
    }

    /** A packet that must not be (kernel: martian). */
    public static Dst martian(SkbDropReason reason) {
        return new Dst(RouteType.MARTIAN, null, 0, 0, 0, reason, Errno.EINVAL, false);
    }

    /** No way to go, and why. */
    public static Dst unreachable(Errno error) {
        return new Dst(RouteType.UNREACHABLE, null, 0, 0, 0, SkbDropReason.NOT_DROPPED_YET, error, false);
    }

    /** The device the packet leaves by. */
    public NetDevice out() {
        return Objects.requireNonNull(dev, "a route that refuses packets has no device");
    }

    /** Bytes of the largest packet that may leave (kernel ip_dst_mtu_maybe_forward()). */
    public int outMtu() {
        return mtu != 0 ? mtu : out().mtu();
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
