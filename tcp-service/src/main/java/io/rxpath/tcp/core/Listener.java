package io.rxpath.tcp.core;

import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket: what bind() and listen() were called with.
 *
 * @param address local address, null for any
 * @param port local port, 1..65535
 * @param backlog the argument of listen(); somaxconn caps it. One connection more than this fits the accept queue
 * @param rcvbuf value of SO_RCVBUF in bytes before the kernel doubles it, 0 when it was not set
 * @param device number of the only device it hears (SO_BINDTODEVICE), 0 for all
 */
public record Listener(@Nullable IpAddress address, int port, int backlog, int rcvbuf, int device) {
    /** Where nothing else is said. */
    public static final int BACKLOG = 4096;

    /** Checks the ranges. */
    public Listener {
        TcpSettings.inRange("listener.port", port, 1, 65535);
        TcpSettings.inRange("listener.backlog", backlog, 0, Integer.MAX_VALUE);
        TcpSettings.inRange("listener.rcvbuf", rcvbuf, 0, 1 << 30);
        TcpSettings.inRange("listener.device", device, 0, Integer.MAX_VALUE);
    }

    /** A listener that hears all devices. */
    public Listener(@Nullable IpAddress address, int port, int backlog, int rcvbuf) {
        this(address, port, backlog, rcvbuf, 0);
    }

    /** A listener on any address with a backlog of 4096. */
    public static Listener on(int port) {
        return new Listener(null, port, BACKLOG, 0);
    }
}
