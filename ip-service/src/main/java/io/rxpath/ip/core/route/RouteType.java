package io.rxpath.ip.core.route;

/** What a route does with a packet (kernel include/uapi/linux/rtnetlink.h RTN_*). */
public enum RouteType {
    /** To another host, directly or by a gateway. */
    UNICAST,
    /** To this host. */
    LOCAL,
    /** To all hosts of a network; accepted and sent as a broadcast. */
    BROADCAST,
    /** To a group of hosts. */
    MULTICAST,
    /** To nobody: the packet is dropped where it would be delivered, after it was counted as received. */
    UNREACHABLE,
    /** Not a route: route input refuses the packet at once. */
    MARTIAN
}
