package io.rxpath.ip.core.route;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a route does with a packet (kernel include/uapi/linux/rtnetlink.h RTN_*, net/ipv4/fib_semantics.c fib_props). */
public enum RouteType {
    /** To another host, directly or by a gateway. */
    UNICAST(RouteScope.UNIVERSE, Errno.NONE),
    /** To this host. */
    LOCAL(RouteScope.HOST, Errno.NONE),
    /** To all hosts of a network; accepted and sent as a broadcast. */
    BROADCAST(RouteScope.LINK, Errno.NONE),
    /** Accepted as a broadcast, sent as to one host. */
    ANYCAST(RouteScope.LINK, Errno.NONE),
    /** To a group of hosts. */
    MULTICAST(RouteScope.UNIVERSE, Errno.NONE),
    /** To nobody, and nobody is told. */
    BLACKHOLE(RouteScope.UNIVERSE, Errno.EINVAL),
    /** To nobody: the sender is told that the host cannot be reached. */
    UNREACHABLE(RouteScope.UNIVERSE, Errno.EHOSTUNREACH),
    /** To nobody: the sender is told that it is prohibited. */
    PROHIBIT(RouteScope.UNIVERSE, Errno.EACCES),
    /** As if the table had no route: the next rule decides. */
    THROW(RouteScope.UNIVERSE, Errno.EAGAIN),
    /** Not a route: route input refuses the packet at once. */
    MARTIAN(RouteScope.NOWHERE, Errno.EINVAL);

    private final int widestScope;
    private final Errno error;

    RouteType(int widestScope, Errno error) {
        this.widestScope = widestScope;
        this.error = error;
    }

    /** The widest scope a route of this type may have (kernel fib_props.scope). */
    public int widestScope() {
        return widestScope;
    }

    /** What a lookup that ends at such a route yields; NONE for those that lead somewhere. */
    public Errno error() {
        return error;
    }

    /** The word {@code ip route} uses. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of that word, or null. */
    public static @Nullable RouteType ofWord(String word) {
        for (RouteType type : values()) {
            if (type != MARTIAN && type.word().equals(word)) {
                return type;
            }
        }
        return null;
    }
}
