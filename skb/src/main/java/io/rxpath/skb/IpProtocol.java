package io.rxpath.skb;

/** Protocol numbers of the IPv4 protocol and the IPv6 next-header field (IANA; kernel include/uapi/linux/in.h). */
public final class IpProtocol {
    /** Internet control messages. */
    public static final int ICMP = 1;
    /** Transmission control. */
    public static final int TCP = 6;
    /** User datagrams. */
    public static final int UDP = 17;
    /** Internet control messages for IPv6. */
    public static final int ICMPV6 = 58;

    private IpProtocol() {}
}
