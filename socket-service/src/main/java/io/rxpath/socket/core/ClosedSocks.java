package io.rxpath.socket.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last {@link #MAX} connections that their applications have closed. The kernel forgets a socket at close()
 * (net/ipv4/af_inet.c inet_release); here they are kept to be looked at, and to tell late data from data for nobody.
 */
final class ClosedSocks {
    static final int MAX = 1024;

    private final @Nullable AppConnection[] ring = new AppConnection[MAX];
    private long count;
    private long savedCount;

    /** Adds one, in place of the oldest when there are {@link #MAX}. */
    void add(AppConnection connection) {
        ring[slot(count)] = connection;
        count++;
    }

    boolean contains(long cookie) {
        for (AppConnection connection : ring) {
            if (connection != null && connection.cookie() == cookie) {
                return true;
            }
        }
        return false;
    }

    /** Oldest first, into {@code list}. */
    void addTo(List<AppConnection> list) {
        for (long i = Math.max(0, count - MAX); i < count; i++) {
            AppConnection connection = ring[slot(i)];
            if (connection != null) {
                list.add(connection);
            }
        }
    }

    /** How many there ever were. */
    long count() {
        return count;
    }

    /** Numbers of those that were added since the last call and are still here. */
    List<Long> takeUnsaved() {
        List<Long> unsaved = new ArrayList<>();
        for (long i = Math.max(savedCount, count - MAX); i < count; i++) {
            unsaved.add(i);
        }
        savedCount = count;
        return unsaved;
    }

    /** Where number {@code i} stands. */
    static int slot(long i) {
        return (int) (i % MAX);
    }

    AppConnection at(int slot) {
        AppConnection connection = ring[slot];
        if (connection == null) {
            throw new IllegalStateException("no closed connection in slot " + slot);
        }
        return connection;
    }

    /** Puts back a saved one. */
    void restore(int slot, AppConnection connection) {
        ring[slot] = connection;
    }

    /** Sets the saved number of all that ever were. */
    void restoreCount(long savedTotal) {
        count = savedTotal;
        savedCount = savedTotal;
    }
}
