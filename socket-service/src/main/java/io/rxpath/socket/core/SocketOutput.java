package io.rxpath.socket.core;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;

/** What sockets do to the world around them. */
public interface SocketOutput {
    /** A system call's effect on TCP. */
    void command(SockCommand command);

    /** A datagram to send: data begins at its UDP or ICMP header; flow, protocol, tos and ttl are set. */
    void transmit(SkBuff datagram);

    /** recv() has copied the last byte of an skb at {@code now} (epoch nanoseconds): the end of its way. */
    void received(SkBuff skb, long now);

    /** Bytes were lost: unread at close(). */
    void drop(DropEvent event);
}
