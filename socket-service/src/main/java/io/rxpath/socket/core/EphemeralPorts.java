package io.rxpath.socket.core;

/**
 * Local ports for sockets that were bound to none, for all processes of the host in turn: the default
 * net.ipv4.ip_local_port_range, 32768..60999. The kernel begins at a hash of the peer; here the order is the calls'.
 *
 * <p>Kernel: net/ipv4/inet_connection_sock.c inet_csk_find_open_port(), net/ipv4/inet_hashtables.c __inet_hash_connect().
 */
public final class EphemeralPorts {
    private static final int FIRST = 32_768;
    private static final int LAST = 60_999;

    private int next = FIRST;

    EphemeralPorts() {}

    /** The next one. */
    public int next() {
        return next(0);
    }

    /**
     * The next one of a socket's own part of the range (inet_sk_get_local_port_range()).
     *
     * @param range IP_LOCAL_PORT_RANGE: its lowest port, and in the upper half its highest; what is 0 or out of the host's range
     *     does not count
     */
    public int next(int range) {
        int low = within(range & 0xffff, FIRST);
        int port = next < low || next > within(range >>> 16, LAST) ? low : next;
        next = port == LAST ? FIRST : port + 1;
        return port;
    }

    /** How many ports a socket's own part of the range has. */
    public static int count(int range) {
        return within(range >>> 16, LAST) - within(range & 0xffff, FIRST) + 1;
    }

    private static int within(int port, int otherwise) {
        return port >= FIRST && port <= LAST ? port : otherwise;
    }
}
