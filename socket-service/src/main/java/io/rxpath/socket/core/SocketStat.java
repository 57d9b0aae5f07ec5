package io.rxpath.socket.core;

import io.rxpath.skb.MibCounter;

/**
 * What the socket layer counts. The kernel has no such counters: there a gap in a receive queue is a kernel bug with a
 * warning in the log (net/ipv4/tcp.c tcp_recvmsg_locked, "TCP recvmsg seq # bug"). Saved by name.
 */
public enum SocketStat implements MibCounter {
    /** Connections the applications have accepted. */
    ACCEPTED("accepted"),
    /** Times an application was woken. */
    WAKEUPS("wakeups"),
    /** Bytes the applications have read. */
    BYTES_RECEIVED("bytes_received"),
    /** Bytes the applications have written. */
    BYTES_SENT("bytes_sent"),
    /** Connections that ended with an error. */
    RESETS("resets"),
    /** Bytes are missing in front of a DATA or FIN event, or follow the FIN: the delivery guarantee is broken. */
    STREAM_GAP("stream_gap"),
    /** Bytes that were delivered before and dropped. */
    STREAM_REPEAT("stream_repeat"),
    /** NEW, FIN or other events that were delivered before and ignored. */
    EVENT_REPEAT("event_repeat"),
    /** Events for a socket nobody knows. */
    UNKNOWN_COOKIE("unknown_cookie"),
    /** Connections to a port without an application, aborted. */
    NO_APPLICATION("no_application");

    private final String kernelName;

    SocketStat(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "Socket";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }
}
