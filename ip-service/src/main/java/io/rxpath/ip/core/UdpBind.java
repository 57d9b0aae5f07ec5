package io.rxpath.ip.core;

/**
 * A UDP socket that is bound to a port of all addresses.
 *
 * @param port 1..65535
 * @param rcvbuf sk_rcvbuf: bytes of memory, truesize and not payload, that may wait to be read, 2304 or more. setsockopt
 *     SO_RCVBUF gives twice its argument
 */
public record UdpBind(int port, int rcvbuf) {
    /** What a socket starts with (net.core.rmem_default). */
    public static final int RMEM_DEFAULT = 212_992;

    /** SOCK_MIN_RCVBUF: room for one packet of 2048 bytes and its sk_buff. */
    private static final int MIN_RCVBUF = 2304;

    /** Checks both values. */
    public UdpBind {
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("udp port is " + port + ", expected 1 to 65535");
        }
        if (rcvbuf < MIN_RCVBUF) {
            throw new IllegalArgumentException(
                    "rcvbuf of udp port " + port + " is " + rcvbuf + ", expected " + MIN_RCVBUF + " or more");
        }
    }

    /** A socket as bind() finds it. */
    public static UdpBind on(int port) {
        return new UdpBind(port, RMEM_DEFAULT);
    }

    /** What setsockopt(SO_RCVBUF, {@code bytes}) makes of it, below net.core.rmem_max (sock_set_rcvbuf()). */
    public static UdpBind withRcvbuf(int port, int bytes) {
        return new UdpBind(port, Math.max(2 * Math.min(bytes, RMEM_DEFAULT), MIN_RCVBUF));
    }
}
