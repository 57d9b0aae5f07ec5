package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A route in a table, and as that the result of a lookup (kernel net/ipv4/fib_lookup.h struct fib_alias, include/net/ip_fib.h
 * struct fib_result; net/ipv6 struct fib6_info). A lookup that finds nothing yields one of the constants below, which are in
 * no table.
 */
public final class FibRoute {
    /** No rule led to a route. */
    public static final FibRoute NO_ROUTE = refusal(Errno.ENETUNREACH);
    /** A rule of action unreachable. */
    static final FibRoute RULE_UNREACHABLE = refusal(Errno.ENETUNREACH);
    /** A rule of action prohibit. */
    static final FibRoute RULE_PROHIBIT = refusal(Errno.EACCES);
    /** A rule of action blackhole. */
    static final FibRoute RULE_BLACKHOLE = refusal(Errno.EINVAL);

    private final boolean v4;
    private final int table;
    private final long hi;
    private final long lo;
    private final byte prefix;
    private final byte tos;
    private final RouteType type;
    private final Errno error;
    private final FibInfo info;
    private final int gatewayV4;

    /** The next route to the same prefix, less preferred (kernel fa_list). */
    @Nullable
    FibRoute next;

    /** For route input: its result for packets that take this route (kernel nhc_rth_input), null before the first. */
    public @Nullable Dst rthInput;

    /** For route output: its result for packets that take this route (kernel nhc_pcpu_rth_output), null before the first. */
    public @Nullable Dst rthOutput;

    /** The table's generation the two results above are of; to be compared with {@link Fib#generation}. */
    public int rthGeneration = -1;

    FibRoute(boolean v4, int table, long hi, long lo, int prefix, int tos, RouteType type, FibInfo info) {
        this(v4, table, hi, lo, prefix, tos, type, type.error(), info);
    }

    private FibRoute(
            boolean v4, int table, long hi, long lo, int prefix, int tos, RouteType type, Errno error, FibInfo info) {
        this.v4 = v4;
        this.table = table;
        this.hi = hi;
        this.lo = lo;
        this.prefix = (byte) prefix;
        this.tos = (byte) tos;
        this.type = type;
        this.error = error;
        this.info = info;
        IpAddress gateway = info.gateway();
        boolean onLink = info.nexthopScope() == RouteScope.LINK;
        gatewayV4 = gateway != null && gateway.isV4() && onLink ? gateway.v4() : 0;
    }

    private static FibRoute refusal(Errno error) {
        return new FibRoute(true, 0, 0, 0, 0, 0, RouteType.UNREACHABLE, error, FibInfo.none(0));
    }

    /** What is done with the packet. */
    public RouteType type() {
        return type;
    }

    /** NONE if the route leads somewhere, else what the lookup yields: ENETUNREACH also if there is no route. */
    public Errno error() {
        return error;
    }

    /** True if the route leads somewhere. */
    public boolean found() {
        return error == Errno.NONE;
    }

    /** Number of the table it stands in, 0 for none. */
    public int table() {
        return table;
    }

    /** Length of the prefix that matched: 0..32, IPv6 0..128. */
    public int prefix() {
        return prefix & 0xff;
    }

    /** The TOS it is for, 0 for every one. */
    public int tos() {
        return tos & 0xff;
    }

    /** How far the destination is away, see {@link RouteScope}. */
    public int scope() {
        return info.scope();
    }

    /** Metric, the lower is preferred; an unsigned 32-bit number. */
    public int priority() {
        return info.priority();
    }

    /** The device's number, 0 for none. */
    public int ifindex() {
        return info.ifindex();
    }

    /** The gateway of an IPv4 route if packets go there (kernel rt_uses_gateway), 0 if the destination is on the link. */
    public int gatewayV4() {
        return gatewayV4;
    }

    /** The gateway, or null. */
    public @Nullable IpAddress gateway() {
        return info.gateway();
    }

    /** The MTU the route says, 0 for the device's. */
    public int mtu() {
        return info.metrics().mtu();
    }

    /** The next hop and all that goes with it. */
    public FibInfo info() {
        return info;
    }

    /** The destination. */
    public Cidr destination() {
        IpAddress address = v4 ? IpAddress.v4((int) (hi >>> 32)) : new IpAddress(hi, lo);
        return new Cidr(address, prefix());
    }

    boolean isV4() {
        return v4;
    }

    /** The destination's first 64 bits, an IPv4 address on the left. */
    long hi() {
        return hi;
    }

    /** The destination's last 64 bits, 0 for IPv4. */
    long lo() {
        return lo;
    }

    boolean sameAs(FibRoute other) {
        return type == other.type && info.equals(other.info);
    }
}
