package io.rxpath.ip.core;

import io.rxpath.ip.core.ipv6.Ip6Stack;
import io.rxpath.ip.core.route.Dst;
import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a socket asks the routes for when it connects (kernel include/net/route.h ip_route_connect(); net/ipv6/ip6_output.c
 * ip6_dst_lookup_flow(); net/ipv4/af_inet.c inet_addr_valid_or_nonlocal()).
 */
public final class IpRouteConnect {
    private final IpRoute route;
    private final Ip6Stack ip6;

    IpRouteConnect(IpRoute route, Ip6Stack ip6) {
        this.route = route;
        this.ip6 = ip6;
    }

    /**
     * The address a connection to {@code remote} comes from; null if no route leads there.
     *
     * @param oif the device its socket is bound to, 0 for none
     */
    public @Nullable IpAddress source(IpAddress remote, int oif, long now) {
        if (!remote.isV4()) {
            return ip6.source(remote, oif, now);
        }
        Dst dst = route.output(remote.v4(), 0, 0, 0, oif, true);
        return dst == null || dst.prefSrc() == 0 ? null : IpAddress.v4(dst.prefSrc());
    }

    /** True if the host has this address. */
    public boolean isLocal(IpAddress address) {
        return address.isV4() ? route.isLocal(address.v4()) : ip6.isLocal(address);
    }
}
