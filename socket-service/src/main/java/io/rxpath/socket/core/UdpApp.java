package io.rxpath.socket.core;

import io.rxpath.skb.UdpBind;
import org.jspecify.annotations.Nullable;

/**
 * One UDP socket and who reads it.
 *
 * @param bind what the socket is bound to
 * @param kind SINK, ECHO or SLOW; null for a socket that is read with {@link SocketStack#udpRecv} only
 * @param everyNanos with SLOW: nanoseconds from one read to the next, at least 1; otherwise not used
 */
public record UdpApp(UdpBind bind, @Nullable AppKind kind, long everyNanos) {
    /** Checks that the kind is one for datagrams. */
    public UdpApp {
        if (kind == AppKind.HTTP) {
            throw new IllegalArgumentException(
                    "udp port " + bind.port() + " has app 'http'; expected one of echo, sink, slow");
        }
        if (kind == AppKind.SLOW && everyNanos < 1) {
            throw new IllegalArgumentException(
                    "udp port " + bind.port() + ": every is " + everyNanos + " ns, expected at least 1");
        }
    }

    /** A socket whose application reads whenever there is something. */
    public static UdpApp of(UdpBind bind, AppKind kind) {
        return new UdpApp(bind, kind, 1);
    }

    /** A socket nobody reads by itself. */
    public static UdpApp unread(UdpBind bind) {
        return new UdpApp(bind, null, 1);
    }
}
