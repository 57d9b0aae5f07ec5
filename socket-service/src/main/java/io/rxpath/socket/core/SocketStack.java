package io.rxpath.socket.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.StateWriter;
import java.util.Collection;
import java.util.List;

/**
 * The socket layer: receive queues and the applications that read them (kernel net/ipv4/tcp.c, net/core/sock.c).
 *
 * <p>The caller passes every event of a batch to {@link #receive} and then calls {@link #run} once: applications run
 * after the batch, as processes run after a softirq.
 */
public final class SocketStack {
    private final Ledger ledger = new Ledger(Layer.SOCKET);
    private final Counters<SocketStat> stats = new Counters<>(SocketStat.class);

    /** Sockets with these applications. */
    public SocketStack(SocketSettings settings, SocketOutput out) {}

    /** Takes one event of TCP; the application sees it in {@link #run}. {@code now}: epoch nanoseconds. */
    public void receive(SockEvent event, long now) {}

    /** Lets every application run that was woken since the last call. {@code now}: epoch nanoseconds. */
    public void run(long now) {}

    /** When {@link #onTimeout} wants to be called, epoch nanoseconds; Long.MAX_VALUE for never. */
    public long nextTimeoutNanos() {
        return Long.MAX_VALUE;
    }

    /** Runs the applications whose sleep is over. */
    public void onTimeout(long now) {}

    /** The layer's side of the conservation law. */
    public Ledger ledger() {
        return ledger;
    }

    /** Segments in the receive queues. */
    public long heldSegments() {
        return 0;
    }

    /** The layer's counters. */
    public Counters<SocketStat> stats() {
        return stats;
    }

    /** Every open connection and the last 1024 closed ones. */
    public Collection<AppConnection> connections() {
        return List.of();
    }

    /** Writes what changed since the last call. */
    public void saveDirty(StateWriter writer) {}

    /** Takes one saved part, in any order; {@link #loaded} follows the last. */
    public void load(byte[] key, byte[] value) {}

    /** All parts are there: goes on as at the last save. */
    public void loaded(long now) {}
}
