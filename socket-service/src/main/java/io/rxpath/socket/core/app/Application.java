package io.rxpath.socket.core.app;

import io.rxpath.socket.core.state.PartReader;
import io.rxpath.socket.core.state.PartWriter;

/**
 * One program serving one connection: what epoll_wait() reports to it. Level-triggered, as epoll is by default: a
 * condition that still holds is reported again at the next wake-up. Within one wake-up the methods are called in the
 * order in which they stand here, each at most once, and none after close().
 *
 * <p>{@code now} is epoch nanoseconds throughout.
 */
public interface Application {
    /** accept() has returned the connection. */
    default void onAccept(SocketCalls sk, long now) {}

    /** The time of {@link SocketCalls#sleepUntil} has come. */
    default void onTimer(SocketCalls sk, long now) {}

    /** There is something to read (EPOLLIN). */
    void onReadable(SocketCalls sk, long now);

    /** There is room to write after there was none (EPOLLOUT). */
    default void onWritable(SocketCalls sk, long now) {}

    /** Everything is read and the peer has sent its FIN (EPOLLRDHUP). */
    void onEof(SocketCalls sk, long now);

    /** Everything is read and the connection is broken (EPOLLERR). */
    default void onError(SocketCalls sk, long now) {
        sk.close();
    }

    /** Writes what the program must remember. */
    default void save(PartWriter part) {}

    /** Reads what {@link #save} wrote. */
    default void load(PartReader part) {}
}
