package io.rxpath.lab.qdisc;

import io.rxpath.tcp.core.NetXmit;
import org.jspecify.annotations.Nullable;

/**
 * A queueing discipline at the root of a device. Times are epoch ns.
 *
 * <p>Kernel: include/net/sch_generic.h struct Qdisc_ops.
 */
interface Qdisc {
    /** A packet comes. */
    NetXmit enqueue(QdiscPacket packet, long now);

    /** The packet that goes now, null for none. */
    @Nullable
    QdiscPacket dequeue(long now);

    /** When one may go that may not yet, Long.MAX_VALUE for never. */
    default long nextTimeoutNanos() {
        return Long.MAX_VALUE;
    }

    /** It sends the segments of a socket at the socket's rate. */
    default boolean paces() {
        return false;
    }

    /** Forgets all that waits; how many packets that were. */
    int reset();
}
