package io.rxpath.lab.inline;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.SockEvent;

/** Sees what happens between the layers at the moment it happens, as the kernel's tracepoints do. */
public interface StackObserver {
    /** Nobody looks. */
    StackObserver NOBODY = new StackObserver() {};

    /** TCP tells a socket. */
    default void notified(SockEvent event) {}

    /** A layer has lost a packet (skb:kfree_skb). */
    default void dropped(DropEvent event) {}
}
