package io.rxpath.socket.core;

import io.rxpath.skb.SkBuff;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The skbs of one socket that are not read to their end, in stream order (kernel sk->sk_receive_queue, include/net/sock.h).
 * Each knows the stream offset of its first byte. A ring that grows: queueing allocates nothing as a rule.
 */
public final class SockReceiveQueue {
    private @Nullable SkBuff[] skbs = new SkBuff[8];
    private long[] starts = new long[8];
    private boolean[] stored = new boolean[8];
    private int head;
    private int size;

    /** Keys of parts to delete: skbs that were saved and have left the queue since. */
    private List<Long> unqueuedStored = new ArrayList<>(0);

    /** Number of skbs. */
    public int size() {
        return size;
    }

    /** Adds an skb whose first byte is at stream offset {@code start} (__skb_queue_tail). */
    void add(SkBuff skb, long start, boolean isStored) {
        if (size == skbs.length) {
            grow();
        }
        int at = slot(size);
        skbs[at] = skb;
        starts[at] = start;
        stored[at] = isStored;
        size++;
    }

    /** The {@code i}-th skb from the front. */
    public SkBuff skb(int i) {
        SkBuff skb = i < size ? skbs[slot(i)] : null;
        if (skb == null) {
            throw new IllegalStateException("skb " + i + " of a receive queue of " + size);
        }
        return skb;
    }

    /** Stream offset of the first byte of the {@code i}-th skb. */
    public long start(int i) {
        return starts[slot(i)];
    }

    /** Takes the first skb off (__skb_unlink). */
    public SkBuff remove() {
        SkBuff skb = skb(0);
        if (stored[head]) {
            unqueuedStored.add(starts[head]);
        }
        skbs[head] = null;
        head = slot(1);
        size--;
        return skb;
    }

    /** True if the {@code i}-th skb is in the saved state; it is from now on. */
    boolean markStored(int i) {
        int at = slot(i);
        boolean was = stored[at];
        stored[at] = true;
        return was;
    }

    /** Stream offsets of skbs that were saved and have left since the last call. */
    List<Long> takeUnqueuedStored() {
        if (unqueuedStored.isEmpty()) {
            return List.of();
        }
        List<Long> taken = unqueuedStored;
        unqueuedStored = new ArrayList<>(0);
        return taken;
    }

    private int slot(int i) {
        return head + i & skbs.length - 1;
    }

    private void grow() {
        int n = skbs.length;
        @Nullable SkBuff[] newSkbs = new SkBuff[2 * n];
        long[] newStarts = new long[2 * n];
        boolean[] newStored = new boolean[2 * n];
        for (int i = 0; i < size; i++) {
            int at = slot(i);
            newSkbs[i] = skbs[at];
            newStarts[i] = starts[at];
            newStored[i] = stored[at];
        }
        skbs = newSkbs;
        starts = newStarts;
        stored = newStored;
        head = 0;
    }
}
