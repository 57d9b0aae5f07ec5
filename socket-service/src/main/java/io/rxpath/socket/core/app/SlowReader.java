package io.rxpath.socket.core.app;

import io.rxpath.socket.core.state.PartReader;
import io.rxpath.socket.core.state.PartWriter;

/**
 * Reads {@code bytes} every {@code everyNanos}, beginning at accept(): a process that loops over recv() and a sleep, so
 * that the kernel's receive buffer fills and its window closes (net/ipv4/tcp_output.c __tcp_select_window).
 *
 * <p>Its clock ticks whether there is data or not. Ticks that would find nothing are not asked for: the next one with
 * something to read is computed from the last.
 */
public final class SlowReader implements Application {
    private static final int VERSION = 1;

    private final int bytes;
    private final long everyNanos;
    private long next;
    private boolean armed;

    /**
     * A reader.
     *
     * @param bytes bytes of each read, at least 1
     * @param everyNanos nanoseconds between reads, at least 1
     */
    public SlowReader(int bytes, long everyNanos) {
        this.bytes = bytes;
        this.everyNanos = everyNanos;
    }

    @Override
    public void onAccept(SocketCalls sk, long now) {
        tick(sk, now);
    }

    @Override
    public void onTimer(SocketCalls sk, long now) {
        tick(sk, now);
    }

    @Override
    public void onReadable(SocketCalls sk, long now) {
        awaitTick(sk, now);
    }

    @Override
    public void onEof(SocketCalls sk, long now) {
        awaitTick(sk, now);
    }

    private void awaitTick(SocketCalls sk, long now) {
        if (armed) {
            return;
        }
        if (next < now) {
            long missed = (now - next + everyNanos - 1) / everyNanos;
            next += missed * everyNanos;
        }
        if (next == now) {
            tick(sk, now);
        } else {
            armed = true;
            sk.sleepUntil(next);
        }
    }

    private void tick(SocketCalls sk, long now) {
        armed = false;
        next = now + everyNanos;
        int n = sk.discard(bytes);
        if (n == 0 || n < 0 && n != -SocketCalls.EAGAIN) {
            sk.close();
        } else if (n > 0 && sk.queued() > 0) {
            armed = true;
            sk.sleepUntil(next);
        }
    }

    @Override
    public void save(PartWriter part) {
        part.put8(VERSION).put64(next).put8(armed ? 1 : 0);
    }

    @Override
    public void load(PartReader part) {
        part.version(VERSION, "slow reader");
        next = part.get64();
        armed = part.get8() != 0;
    }
}
