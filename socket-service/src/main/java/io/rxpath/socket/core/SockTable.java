package io.rxpath.socket.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open sockets by cookie: open addressing, linear probing, no boxing per event. Stands for the file descriptor table
 * (kernel fs/file.c) that leads a process to its socket.
 */
final class SockTable {
    private @Nullable Sock[] slots = new Sock[64];
    private int size;

    int size() {
        return size;
    }

    @Nullable
    Sock get(long cookie) {
        int mask = slots.length - 1;
        for (int i = home(cookie, mask); ; i = i + 1 & mask) {
            Sock sk = slots[i];
            if (sk == null || sk.cookie == cookie) {
                return sk;
            }
        }
    }

    /** Adds a socket whose cookie is not there yet. */
    void add(Sock sk) {
        if (2 * (size + 1) > slots.length) {
            @Nullable Sock[] old = slots;
            slots = new Sock[2 * old.length];
            for (Sock moved : old) {
                if (moved != null) {
                    place(moved);
                }
            }
        }
        place(sk);
        size++;
    }

    private void place(Sock sk) {
        int mask = slots.length - 1;
        int i = home(sk.cookie, mask);
        while (slots[i] != null) {
            i = i + 1 & mask;
        }
        slots[i] = sk;
    }

    /** Removes a socket that is there. */
    void remove(Sock sk) {
        int mask = slots.length - 1;
        int hole = home(sk.cookie, mask);
        while (slots[hole] != sk) {
            if (slots[hole] == null) {
                throw new IllegalStateException("socket " + sk.cookie + " is not in the table");
            }
            hole = hole + 1 & mask;
        }
        size--;
        slots[hole] = null;
        // Whoever was pushed past the hole moves back into it, else get() would stop there.
        for (int i = hole + 1 & mask; ; i = i + 1 & mask) {
            Sock next = slots[i];
            if (next == null) {
                return;
            }
            int distance = i - home(next.cookie, mask) & mask;
            if (distance >= (i - hole & mask)) {
                slots[hole] = next;
                slots[i] = null;
                hole = i;
            }
        }
    }

    /** All sockets, oldest cookie first; a new list. */
    List<Sock> sorted() {
        List<Sock> all = new ArrayList<>(size);
        for (Sock sk : slots) {
            if (sk != null) {
                all.add(sk);
            }
        }
        all.sort(Comparator.comparingLong(sk -> sk.cookie));
        return all;
    }

    private static int home(long cookie, int mask) {
        long h = cookie * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 32) & mask;
    }
}
