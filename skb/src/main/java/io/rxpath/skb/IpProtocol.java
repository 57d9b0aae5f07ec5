package io.rxpath.skb;

/** Protocol numbers of the IPv4 protocol and the IPv6 next-header field (IANA; kernel include/uapi/linux/in.h). */
public final class IpProtocol {
    /** Internet control messages. */
    public static final int ICMP = 1;
    /** Transmission control. */
    public static final int TCP = 6;
    /** User datagrams. */
    public static final int UDP = 17;
    /** Hop-by-hop options of IPv6. */
    public static final int HOPOPTS = 0;
    /** Routing header of IPv6. */
    public static final int ROUTING = 43;
    /** Fragment header of IPv6. */
    public static final int FRAGMENT = 44;
    /** Authentication header. */
    public static final int AH = 51;
    /** Nothing follows the IPv6 header. */
    public static final int NONE = 59;
    /** Destination options of IPv6. */
    public static final int DSTOPTS = 60;
    /** Internet control messages for IPv6. */
    public static final int ICMPV6 = 58;

    private IpProtocol() {}
}
