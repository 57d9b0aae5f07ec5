package io.rxpath.socket.core;

import io.rxpath.skb.SockEvent;

/** Sockets that a process has made by socket(), beside those of the applications in the settings. */
public interface ProcessSockets {
    /** Takes an event of TCP if it is for one of these sockets; {@code now}: epoch nanoseconds. False if it is not. */
    boolean receive(SockEvent event, long now);

    /** Lets what was woken go on. */
    void run(long now);

    /** When {@link #onTimeout} wants to be called, epoch nanoseconds; Long.MAX_VALUE for never. */
    long nextTimeoutNanos();

    /** Ends the waits whose time is over. */
    void onTimeout(long now);
}
