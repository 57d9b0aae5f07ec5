package io.rxpath.socket.core.syscall;

import java.util.ArrayList;
import java.util.List;

/**
 * Who waits for a file: non-exclusive ones are all woken, the last to come first; then exclusive ones, the first to come
 * first, until one has taken the event.
 *
 * <p>Kernel: kernel/sched/wait.c add_wait_queue(), add_wait_queue_exclusive(), __wake_up_common().
 */
final class WaitQueue {
    /** A place in the queue. */
    abstract static class Entry {
        final boolean exclusive;
        private final List<WaitQueue> queues = new ArrayList<>(1);

        Entry(boolean exclusive) {
            this.exclusive = exclusive;
        }

        /**
         * The file has news.
         *
         * @param key events they are about, 0 for any
         * @return false if an exclusive waiter has no use for them, so that the next is asked
         */
        abstract boolean woken(int key);

        final void leave() {
            for (WaitQueue queue : queues) {
                queue.entries.remove(this);
            }
            queues.clear();
        }
    }

    private final List<Entry> entries = new ArrayList<>(0);

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void add(Entry entry) {
        entries.add(entry.exclusive ? entries.size() : 0, entry);
        entry.queues.add(this);
    }

    void wake(int key) {
        if (entries.isEmpty()) {
            return;
        }
        for (Entry entry : List.copyOf(entries)) {
            if (entry.woken(key) && entry.exclusive) {
                return;
            }
        }
    }

    /** sk_state_change(): all of them. */
    void wakeAll(int key) {
        for (Entry entry : List.copyOf(entries)) {
            entry.woken(key);
        }
    }
}
