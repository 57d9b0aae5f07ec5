package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.SkbDropReason;
import org.jspecify.annotations.Nullable;

/**
 * Routing decisions for packets that come in and packets that go out (kernel net/ipv4/route.c
 * ip_route_input_noref(), ip_route_input_slow(), ip_mc_validate_source(), ip_route_output_key_hash_rcu();
 * net/ipv4/fib_frontend.c fib_validate_source()).
 *
 * <p>The reverse path filter is off, as the kernel starts; what remains of the source check is that nobody else sends from
 * our own addresses.
 */
final class IpRoute {
    private static final int LIMITED_BROADCAST = -1;
    private static final int ALL_HOSTS = 0xe000_0001;

    private static final Dst INVALID_SOURCE = martian(SkbDropReason.IP_INVALID_SOURCE);
    private static final Dst INVALID_DEST = martian(SkbDropReason.IP_INVALID_DEST);
    private static final Dst LOCALNET = martian(SkbDropReason.IP_LOCALNET);
    private static final Dst LOCAL_SOURCE = martian(SkbDropReason.IP_LOCAL_SOURCE);
    /** Measured: a packet to a group nobody joined has no reason of its own. */
    private static final Dst NOT_JOINED = martian(SkbDropReason.NOT_SPECIFIED);

    private static final Dst NOT_OURS = Dst.refused(RouteType.UNREACHABLE, SkbDropReason.IP_INADDRERRORS);

    private final Net net;
    private final FibLookup fib;

    IpRoute(Net net, FibLookup fib) {
        this.net = net;
        this.fib = fib;
    }

    private static Dst martian(SkbDropReason reason) {
        return Dst.refused(RouteType.MARTIAN, reason);
    }

    static boolean isMulticast(int address) {
        return address >>> 28 == 0xe;
    }

    static boolean isLoopback(int address) {
        return address >>> 24 == 127;
    }

    private static boolean isZeronet(int address) {
        return address >>> 24 == 0;
    }

    /** Where a received packet goes; never null. */
    Dst input(int daddr, int saddr, NetDevice in) {
        if (isMulticast(daddr)) {
            return inputMulticast(daddr, saddr, in);
        }
        if (isMulticast(saddr) || saddr == LIMITED_BROADCAST) {
            return INVALID_SOURCE;
        }
        if (daddr == LIMITED_BROADCAST || (saddr == 0 && daddr == 0)) {
            return inputBroadcast(saddr, in);
        }
        if (isZeronet(saddr)) {
            return INVALID_SOURCE;
        }
        if (isZeronet(daddr)) {
            return INVALID_DEST;
        }
        if (isLoopback(daddr) || isLoopback(saddr)) {
            return LOCALNET;
        }
        Dst dst = fib.lookup(daddr);
        if (dst != null && dst.type() == RouteType.BROADCAST) {
            return inputBroadcast(saddr, in);
        }
        if (dst != null && dst.type() == RouteType.LOCAL) {
            return fib.isLocal(saddr) ? LOCAL_SOURCE : dst;
        }
        // ip_forward is off, so it does not matter whether we would know a way.
        return NOT_OURS;
    }

    private Dst inputBroadcast(int saddr, NetDevice in) {
        return !isZeronet(saddr) && fib.isLocal(saddr) ? LOCAL_SOURCE : Dst.of(RouteType.BROADCAST, in, 0, 0);
    }

    private Dst inputMulticast(int daddr, int saddr, NetDevice in) {
        if (daddr != ALL_HOSTS) {
            return NOT_JOINED;
        }
        if (isMulticast(saddr) || saddr == LIMITED_BROADCAST) {
            return INVALID_SOURCE;
        }
        if (isLoopback(saddr)) {
            return LOCALNET;
        }
        // 0.0.0.0 may speak to link-local groups, which 224.0.0.1 is.
        return !isZeronet(saddr) && fib.isLocal(saddr) ? LOCAL_SOURCE : Dst.of(RouteType.MULTICAST, in, 0, 0);
    }

    /**
     * Where a packet of our own goes, or null if there is no route. Packets to ourselves have none: there is no loopback
     * device.
     */
    @Nullable
    Dst output(int daddr) {
        if (daddr == LIMITED_BROADCAST) {
            return Dst.of(RouteType.BROADCAST, net.settings.devices().get(0), 0, 0);
        }
        if (isMulticast(daddr)) {
            return Dst.of(RouteType.MULTICAST, net.settings.devices().get(0), 0, 0);
        }
        Dst dst = isZeronet(daddr) ? null : fib.lookup(daddr);
        return dst == null || dst.type() == RouteType.LOCAL ? null : dst;
    }

    /** The own address a reply to {@code saddr} comes from (kernel fib_compute_spec_dst()). */
    int specDst(Dst dst, int daddr, int saddr) {
        return dst.type() == RouteType.LOCAL ? daddr : fib.selectAddr(saddr);
    }
}
