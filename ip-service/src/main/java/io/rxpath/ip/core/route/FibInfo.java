package io.rxpath.ip.core.route;

import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What many routes have in common: the next hop and what goes with it (kernel net/ipv4/fib_semantics.c struct fib_info). Equal
 * ones are shared, so that half a million routes by a few gateways need a few of these.
 *
 * @param protocol who made the route, 0..255, see {@link RouteWords#protocol}
 * @param scope how far the destination is away, see {@link RouteScope}
 * @param priority metric, the lower is preferred; an unsigned 32-bit number
 * @param prefSrc the address to send from, or null
 * @param gateway the next hop's address, or null if the destination is on the link
 * @param ifindex the device, 0 for none
 * @param nexthopScope how far the next hop is away (kernel fib_nh_scope)
 * @param onlink whether the gateway counts as on the link whatever the routes say
 * @param metrics what is known of the path
 */
public record FibInfo(
        int protocol,
        int scope,
        int priority,
        @Nullable IpAddress prefSrc,
        @Nullable IpAddress gateway,
        int ifindex,
        int nexthopScope,
        boolean onlink,
        RouteMetrics metrics) {
    /** A rejecting route's: no next hop. */
    static FibInfo none(int priority) {
        return new FibInfo(
                0, RouteScope.NOWHERE, priority, null, null, 0, RouteScope.NOWHERE, false, RouteMetrics.NONE);
    }
}
