package io.rxpath.ip.core.conntrack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All connections of the table by the time they end: a heap that is put right lazily, because most packets only move that
 * time away. The kernel's gc_worker() walks the table now and then instead; both find an expired connection sooner or later,
 * and neither shows one to a packet.
 */
final class ConntrackExpiry {
    private @Nullable NfConn[] heap = new @Nullable NfConn[64];
    private int size;

    int size() {
        return size;
    }

    /** When the next one may end: never later than it does, perhaps earlier. */
    long nextNanos() {
        return size == 0 ? Long.MAX_VALUE : at(0).heapNanos;
    }

    private NfConn at(int i) {
        NfConn conn = heap[i];
        if (conn == null) {
            throw new IllegalStateException("no connection at " + i + " of " + size);
        }
        return conn;
    }

    void add(NfConn conn) {
        if (size == heap.length) {
            heap = java.util.Arrays.copyOf(heap, size * 2);
        }
        conn.heapNanos = conn.timeoutNanos;
        siftUp(size++, conn);
    }

    /** The connection's time has changed. Only an earlier one needs work now. */
    void moved(NfConn conn) {
        if (conn.heapIndex >= 0 && conn.timeoutNanos < conn.heapNanos) {
            conn.heapNanos = conn.timeoutNanos;
            siftUp(conn.heapIndex, conn);
        }
    }

    void remove(NfConn conn) {
        int i = conn.heapIndex;
        if (i < 0) {
            return;
        }
        conn.heapIndex = -1;
        NfConn last = at(--size);
        heap[size] = null;
        if (i == size) {
            return;
        }
        siftUp(i, last);
        siftDown(last.heapIndex, last);
    }

    /** A connection that is over at {@code now}, still in the heap; null if there is none. */
    @Nullable
    NfConn expired(long now) {
        while (size > 0 && at(0).heapNanos <= now) {
            NfConn first = at(0);
            if (first.timeoutNanos <= now) {
                return first;
            }
            first.heapNanos = first.timeoutNanos;
            siftDown(0, first);
        }
        return null;
    }

    /** All of them in the order they came. */
    List<NfConn> all() {
        List<NfConn> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(at(i));
        }
        all.sort(Comparator.comparingLong(conn -> conn.serial));
        return all;
    }

    private void siftUp(int from, NfConn conn) {
        int i = from;
        while (i > 0) {
            int parent = i - 1 >>> 1;
            NfConn above = at(parent);
            if (above.heapNanos <= conn.heapNanos) {
                break;
            }
            place(i, above);
            i = parent;
        }
        place(i, conn);
    }

    private void siftDown(int from, NfConn conn) {
        int i = from;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && at(child + 1).heapNanos < at(child).heapNanos) {
                child++;
            }
            NfConn below = at(child);
            if (conn.heapNanos <= below.heapNanos) {
                break;
            }
            place(i, below);
            i = child;
        }
        place(i, conn);
    }

    private void place(int i, NfConn conn) {
        heap[i] = conn;
        conn.heapIndex = i;
    }
}
