package io.rxpath.tcp.core.timer;

import io.rxpath.tcp.core.sock.SockCommon;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All sockets that wait for something, the earliest first; equal times in the order of their ids, so that a stack that
 * was stored and loaded fires in the same order. Kernel: the timer wheel (kernel/time/timer.c), which rounds.
 */
public final class TimerHeap {
    private @Nullable SockCommon[] heap = new SockCommon[64];
    private int size;

    /** When the first timer is due, epoch ns; Long.MAX_VALUE for never. */
    public long next() {
        SockCommon first = heap[0];
        return first == null ? SockCommon.NEVER : first.timerAt;
    }

    /** The socket whose timer is first, null for none. */
    public @Nullable SockCommon first() {
        return heap[0];
    }

    /** Takes over the socket's present deadline. */
    public void update(SockCommon sk) {
        long at = sk.deadline();
        if (at == SockCommon.NEVER) {
            remove(sk);
            return;
        }
        if (sk.heapIndex < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            sk.timerAt = at;
            place(size++, sk);
            up(sk.heapIndex);
        } else if (at != sk.timerAt) {
            sk.timerAt = at;
            up(sk.heapIndex);
            down(sk.heapIndex);
        }
    }

    /** Forgets the socket. */
    public void remove(SockCommon sk) {
        int at = sk.heapIndex;
        if (at < 0) {
            return;
        }
        sk.heapIndex = -1;
        sk.timerAt = SockCommon.NEVER;
        SockCommon last = at(--size);
        heap[size] = null;
        if (last != sk) {
            place(at, last);
            up(at);
            down(last.heapIndex);
        }
    }

    private void up(int from) {
        int i = from;
        SockCommon sk = at(i);
        while (i > 0) {
            SockCommon parent = at((i - 1) / 2);
            if (!earlier(sk, parent)) {
                break;
            }
            place(i, parent);
            i = (i - 1) / 2;
        }
        place(i, sk);
    }

    private void down(int from) {
        int i = from;
        SockCommon sk = at(i);
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && earlier(at(child + 1), at(child))) {
                child++;
            }
            if (!earlier(at(child), sk)) {
                break;
            }
            place(i, at(child));
            i = child;
        }
        place(i, sk);
    }

    private void place(int i, SockCommon sk) {
        heap[i] = sk;
        sk.heapIndex = i;
    }

    private SockCommon at(int i) {
        SockCommon sk = heap[i];
        if (sk == null) {
            throw new IllegalStateException("hole in the timer heap at " + i);
        }
        return sk;
    }

    private static boolean earlier(SockCommon a, SockCommon b) {
        return a.timerAt < b.timerAt || a.timerAt == b.timerAt && a.id < b.id;
    }
}
