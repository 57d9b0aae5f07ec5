package io.rxpath.socket.core.app;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.SockOption;

/**
 * The system calls a program makes on its connection, all non-blocking. As in the kernel an error is a negative errno.
 * They may be called only while one of the {@link Application}'s methods runs.
 */
public interface SocketCalls {
    /** Would block (11). */
    int EAGAIN = 11;

    /** The connection is gone, nothing can be written (32). */
    int EPIPE = 32;

    /**
     * recv(): copies up to {@code max} bytes to {@code dst} at {@code off}.
     *
     * @return bytes copied; 0 at the end of the stream (or when {@code max} is 0); -EAGAIN when there are none yet; the
     *     negative errno of a broken connection once all that came before is read
     */
    int recv(byte[] dst, int off, int max);

    /** recv() with MSG_TRUNC: as {@link #recv}, but throws the bytes away. */
    int discard(int max);

    /**
     * recv() of one byte with MSG_OOB: the urgent byte, once.
     *
     * @return 1 with the byte at {@code dst[off]}; 0 when none can come any more; -EINVAL (22) when there is none or it was
     *     read, -EAGAIN when it is announced and has not come, -ENOTCONN (107) of a broken connection
     */
    int recvUrgent(byte[] dst, int off);

    /** Bytes that can be read now (ioctl SIOCINQ). */
    int queued();

    /**
     * Bytes {@link #send} would take now. When it answers 0 the program is woken with onWritable as soon as there is
     * room.
     */
    int writable();

    /**
     * send(): takes up to {@code len} bytes of {@code src} from {@code off} on.
     *
     * @return bytes taken; -EAGAIN when there is no room; -EPIPE when nobody is there to send to. When it takes fewer
     *     than {@code len}, the program is woken with onWritable as soon as there is room. With {@code len} 0 it only
     *     asks whether somebody is there.
     */
    int send(byte[] src, int off, int len);

    /** shutdown(SHUT_WR): what was sent is followed by the end of the stream. Reading goes on. */
    void shutdown();

    /** close(): the last call. Unread bytes are thrown away and make TCP send a reset (RFC 2525 2.17). */
    void close();

    /** close() with SO_LINGER 0: the last call. The peer gets a reset instead of what it was not sent yet. */
    void abort();

    /** setsockopt() of an option that TCP acts upon, such as TCP_QUICKACK; after what was read and written so far. */
    void setsockopt(SockOption option);

    /** Asks for onTimer at {@code at}, epoch nanoseconds, in place of any earlier wish; Long.MAX_VALUE for none. */
    void sleepUntil(long at);

    /** getsockname() and getpeername(). */
    FlowKey flow();
}
