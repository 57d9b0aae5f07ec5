package io.rxpath.socket.core.app;

import io.rxpath.socket.core.state.PartReader;
import io.rxpath.socket.core.state.PartWriter;

/**
 * Reads one datagram every {@code everyNanos}: a process that loops over recv() and a sleep, so that the receive buffer
 * fills and overflows (kernel net/ipv4/udp.c __udp_enqueue_schedule_skb()).
 */
public final class DatagramSlow implements DatagramApplication {
    private static final int VERSION = 1;

    private final long everyNanos;
    private long next;

    /** A reader; {@code everyNanos} at least 1. */
    public DatagramSlow(long everyNanos) {
        this.everyNanos = everyNanos;
    }

    @Override
    public void onReadable(DatagramCalls sk, long now) {
        if (now < next) {
            sk.sleepUntil(next);
            return;
        }
        next = now + everyNanos;
        if (sk.recv(DatagramSink.MAX, 0).result() != -DatagramCalls.EAGAIN) {
            sk.sleepUntil(next);
        }
    }

    @Override
    public void onTimer(DatagramCalls sk, long now) {
        onReadable(sk, now);
    }

    @Override
    public void save(PartWriter part) {
        part.put8(VERSION).put64(next);
    }

    @Override
    public void load(PartReader part) {
        part.version(VERSION, "slow reader of datagrams");
        next = part.get64();
    }
}
