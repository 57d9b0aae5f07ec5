package io.rxpath.socket.core;

/**
 * One listening application.
 *
 * @param port TCP port it listens on, 1..65535
 * @param kind what it does
 * @param bytes with SLOW: bytes of each read, 1..2^30; otherwise not used
 * @param everyNanos with SLOW: nanoseconds from one read to the next, at least 1; otherwise not used
 * @param sndbuf bytes it may have written before TCP reports the first write space, 1..2^30
 */
public record App(int port, AppKind kind, int bytes, long everyNanos, int sndbuf) {
    /** Initial send buffer of a kernel socket (net.ipv4.tcp_wmem, second value). */
    public static final int DEFAULT_SNDBUF = 16_384;

    private static final int MAX_BYTES = 1 << 30;

    /** Checks every value. */
    public App {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("app port " + port + ": expected 1..65535");
        }
        if (sndbuf < 1 || sndbuf > MAX_BYTES) {
            throw new IllegalArgumentException("app sndbuf " + sndbuf + ": expected 1.." + MAX_BYTES);
        }
        if (kind == AppKind.SLOW) {
            if (bytes < 1 || bytes > MAX_BYTES) {
                throw new IllegalArgumentException("app bytes " + bytes + ": expected 1.." + MAX_BYTES);
            }
            if (everyNanos < 1) {
                throw new IllegalArgumentException("app everyNanos " + everyNanos + ": expected at least 1");
            }
        }
    }

    /** A SINK on {@code port}. */
    public static App sink(int port) {
        return new App(port, AppKind.SINK, 0, 0, DEFAULT_SNDBUF);
    }

    /** A SLOW reader on {@code port}. */
    public static App slow(int port, int bytes, long everyNanos) {
        return new App(port, AppKind.SLOW, bytes, everyNanos, DEFAULT_SNDBUF);
    }

    /** An ECHO on {@code port}. */
    public static App echo(int port) {
        return new App(port, AppKind.ECHO, 0, 0, DEFAULT_SNDBUF);
    }

    /** An HTTP server on {@code port}. */
    public static App http(int port) {
        return new App(port, AppKind.HTTP, 0, 0, DEFAULT_SNDBUF);
    }

    /** A copy with another send buffer. */
    public App withSndbuf(int newSndbuf) {
        return new App(port, kind, bytes, everyNanos, newSndbuf);
    }
}
