package io.rxpath.socket.core.syscall;

import io.rxpath.skb.IpAddress;

/**
 * struct sockaddr_in or sockaddr_in6.
 *
 * @param family {@link #AF_INET} or {@link #AF_INET6}, or any other number for an address no socket here takes
 * @param address IPv4 ones in their mapped form
 * @param port 0..65535
 */
public record SockAddr(int family, IpAddress address, int port) {
    /** No address: connect() with it takes a connection back. */
    public static final int AF_UNSPEC = 0;

    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;

    /** The address of any interface, IPv6. */
    static final IpAddress ANY_V6 = new IpAddress(0, 0);

    /** An IPv4 or IPv6 end, by what the address is. */
    public static SockAddr of(IpAddress address, int port) {
        return new SockAddr(address.isV4() ? AF_INET : AF_INET6, address, port);
    }

    boolean any() {
        return address.equals(IpAddress.ANY_V4) || address.equals(ANY_V6);
    }
}
