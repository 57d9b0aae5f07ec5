package io.rxpath.socket.core.app;

import io.rxpath.socket.core.state.PartReader;
import io.rxpath.socket.core.state.PartWriter;

/**
 * A program that serves a UDP socket: what epoll_wait() reports to it, level-triggered as in {@link Application}. {@code
 * now} is epoch nanoseconds throughout.
 */
public interface DatagramApplication {
    /** There is something to read, or an error to be told (EPOLLIN, EPOLLERR). */
    void onReadable(DatagramCalls sk, long now);

    /** The time of {@link DatagramCalls#sleepUntil} has come. */
    default void onTimer(DatagramCalls sk, long now) {}

    /** Writes what the program must remember. */
    default void save(PartWriter part) {}

    /** Reads what {@link #save} wrote. */
    default void load(PartReader part) {}
}
