package io.rxpath.lab.jvm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Finds TCP ports for servers that are about to start. The system's own choice (port 0) comes from the range that outgoing
 * connections take theirs from, so that it may be gone when the server binds it some seconds later.
 */
public final class FreePort {
    private static final int LOW = 10_000;
    private static final int HIGH = 30_000;
    private static final int TRIES = 200;

    private FreePort() {}

    /**
     * A port below the system's range that is free at {@code address} now; null for all addresses.
     *
     * @throws IOException if none is found
     */
    public static int find(@Nullable InetAddress address) throws IOException {
        IOException last = new IOException("none tried");
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOW, HIGH);
            try {
                check(address, port);
                return port;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("no free port between " + LOW + " and " + HIGH, last);
    }

    /**
     * Checks that a port is free.
     *
     * @throws IOException if it is not
     */
    public static void check(@Nullable InetAddress address, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, address)) {
            if (socket.getLocalPort() != port) {
                throw new IOException("bound to another port");
            }
        }
    }
}
