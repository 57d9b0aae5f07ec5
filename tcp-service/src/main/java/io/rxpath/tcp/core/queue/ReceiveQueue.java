package io.rxpath.tcp.core.queue;

import io.rxpath.skb.Seq;
import java.util.Arrays;

/**
 * Bookkeeping of the socket's receive queue: for each skb in it where it ends, what memory it is charged with and how
 * many fragments it has. The bytes are with the socket.
 *
 * <p>Joining an skb to the tail is charged as the kernel does. What fits into the free bytes behind a linear tail is
 * copied there and costs nothing; otherwise its data become fragments, the freed struct sk_buff (256 bytes) is taken
 * off, and a queue entry holds 17 fragments at most. An skb is taken as linear data plus one fragment per further wire
 * segment, which is what drivers with linear buffers and GRO make.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_try_coalesce(), net/core/skbuff.c skb_try_coalesce().
 */
public final class ReceiveQueue {
    /** SKB_DATA_ALIGN(sizeof(struct sk_buff)). */
    public static final int SKB_STRUCT = 256;

    /** MAX_SKB_FRAGS. */
    public static final int MAX_FRAGS = 17;

    private static final int FIELDS = 5;

    /** Ring of (seq, end, truesize, frags, tailroom). */
    private int[] ring = new int[16 * FIELDS];

    private int head;
    private int size;

    /** Number of skbs (skb_queue_len). */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** First sequence number of entry {@code i}. */
    public int seq(int i) {
        return ring[slot(i)];
    }

    /** Sequence number behind entry {@code i}. */
    public int end(int i) {
        return ring[slot(i) + 1];
    }

    /** Memory entry {@code i} is charged with, bytes. */
    public int truesize(int i) {
        return ring[slot(i) + 2];
    }

    /** Fragments of entry {@code i}. */
    public int frags(int i) {
        return ring[slot(i) + 3];
    }

    /** Free bytes behind the data of entry {@code i}. */
    public int tailroom(int i) {
        return ring[slot(i) + 4];
    }

    /** Adds an skb of its own. */
    public void add(int seq, int end, int truesize, int frags, int tailroom) {
        if (size * FIELDS == ring.length) {
            int[] bigger = Arrays.copyOf(ring, ring.length * 2);
            // Unroll: what wrapped around goes behind the old end.
            System.arraycopy(ring, 0, bigger, ring.length, head * FIELDS);
            Arrays.fill(bigger, 0, head * FIELDS, 0);
            ring = bigger;
        }
        int at = slot(size);
        ring[at] = seq;
        ring[at + 1] = end;
        ring[at + 2] = truesize;
        ring[at + 3] = frags;
        ring[at + 4] = tailroom;
        size++;
    }

    /**
     * tcp_try_coalesce() with the tail. Returns the memory charged for it, or -1 if it cannot be joined and needs an
     * entry of its own.
     */
    public int tryCoalesce(int seq, int end, int len, int truesize, int frags) {
        if (size == 0) {
            return -1;
        }
        int at = slot(size - 1);
        int delta = coalesceDelta(ring[at + 1], ring[at + 3], ring[at + 4], seq, len, truesize, frags);
        if (delta >= 0) {
            ring[at + 1] = end;
            ring[at + 2] += delta;
            if (delta == 0) {
                ring[at + 4] -= len;
            } else {
                ring[at + 3] += frags + 1;
                ring[at + 4] = 0;
            }
        }
        return delta;
    }

    /** Memory that joining an skb to one ending at {@code tailEnd} costs, -1 if it cannot be joined. */
    static int coalesceDelta(int tailEnd, int tailFrags, int tailroom, int seq, int len, int truesize, int frags) {
        if (seq != tailEnd) {
            return -1;
        }
        if (len <= tailroom) {
            return 0;
        }
        return tailFrags + frags >= MAX_FRAGS ? -1 : truesize - SKB_STRUCT;
    }

    /** Frees what ends at or before {@code copiedSeq}; returns the memory given back, bytes. */
    public int copied(int copiedSeq) {
        int freed = 0;
        while (size > 0 && !Seq.after(end(0), copiedSeq)) {
            freed += truesize(0);
            removeFirst();
        }
        return freed;
    }

    private void removeFirst() {
        head = (head + 1) % (ring.length / FIELDS);
        size--;
    }

    /** Forgets all but the first {@code n} entries. */
    void truncate(int n) {
        size = Math.min(size, n);
    }

    /** Forgets all. */
    public void clear() {
        size = 0;
        head = 0;
    }

    private int slot(int i) {
        return (head + i) % (ring.length / FIELDS) * FIELDS;
    }
}
