package io.rxpath.socket.core.app;

/**
 * The system calls a program makes on its UDP socket, all non-blocking. As in the kernel an error is a negative errno. They
 * may be called only while one of the {@link DatagramApplication}'s methods runs.
 */
public interface DatagramCalls {
    /** Would block (11). */
    int EAGAIN = 11;

    /** No room for the datagram (105). */
    int ENOBUFS = 105;

    /** The datagram is longer than any may be (90). */
    int EMSGSIZE = 90;

    /** recv() leaves the datagram in the queue. */
    int MSG_PEEK = 2;

    /** recv() returns the datagram's length even if it is longer than the room for it. */
    int MSG_TRUNC = 0x20;

    /**
     * recvmsg(): the next datagram, as much of it as {@code max} bytes can hold; the rest of it is thrown away. {@link
     * Datagram#result} is -EAGAIN when there is none, and the errno of an ICMP error that came since the last call.
     */
    Datagram recv(int max, int flags);

    /**
     * sendmsg(): sends {@code bytes} back where {@code request} came from, from the address it was sent to (IP_PKTINFO); if
     * that was not one host's, from the address the route says.
     *
     * @return bytes sent; -EMSGSIZE, -ENOBUFS, or the errno of an ICMP error that came since the last call
     */
    int reply(Datagram request, byte[] bytes);

    /** Asks for onTimer at {@code at}, epoch nanoseconds, in place of any earlier wish; Long.MAX_VALUE for none. */
    void sleepUntil(long at);
}
