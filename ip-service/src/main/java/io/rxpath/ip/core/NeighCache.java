package io.rxpath.ip.core;

import io.rxpath.skb.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a neighbour table and what makes room in it (kernel net/core/neighbour.c neigh_alloc(),
 * neigh_forced_gc(), neigh_periodic_work()).
 *
 * <p>Entries set by hand are neither counted nor thrown out.
 */
final class NeighCache {
    private static final int BUCKETS = 256;
    private static final long SECOND = 1_000_000_000L;
    /** An entry that changed within this time is not thrown out for another. */
    private static final long GC_KEEP = 5 * SECOND;

    private final @Nullable NeighEntry[] buckets = new @Nullable NeighEntry[BUCKETS];
    /** All entries in the order they were made (kernel gc_list). */
    private final List<NeighEntry> entries = new ArrayList<>();

    private int gcEntries;
    private long lastFlush = Long.MIN_VALUE / 2;

    private static int bucket(int ifindex, long hi, long lo) {
        long h = (hi * 31 + lo) * 31 + ifindex;
        return (int) (h * 0x9E3779B97F4A7C15L >>> 56);
    }

    /** The entry of an address on a device, or null. */
    @Nullable
    NeighEntry lookup(int ifindex, IpAddress address) {
        NeighEntry entry = buckets[bucket(ifindex, address.hi(), address.lo())];
        while (entry != null && !is(entry, ifindex, address)) {
            entry = entry.next;
        }
        return entry;
    }

    private static boolean is(NeighEntry entry, int ifindex, IpAddress address) {
        return entry.address.lo() == address.lo()
                && entry.address.hi() == address.hi()
                && entry.dev.ifindex() == ifindex;
    }

    /** Makes an entry; null if the table is full of entries that are in use. */
    @Nullable
    NeighEntry create(NetDevice dev, IpAddress address, NeighSettings settings, boolean permanent, long now) {
        if (!permanent) {
            boolean crowded = gcEntries >= settings.gcThresh2() && now - lastFlush > GC_KEEP;
            if (gcEntries >= settings.gcThresh3() || crowded) {
                boolean shrunk = forcedGc(settings, now);
                if (!shrunk && gcEntries >= settings.gcThresh3()) {
                    return null;
                }
            }
            gcEntries++;
        }
        NeighEntry entry = new NeighEntry(dev, address);
        int at = bucket(dev.ifindex(), address.hi(), address.lo());
        entry.next = buckets[at];
        buckets[at] = entry;
        entries.add(entry);
        entry.updated = now;
        entry.used = now;
        return entry;
    }

    /** An entry was set by hand, or is no longer. */
    void permanent(boolean now) {
        gcEntries += now ? -1 : 1;
    }

    /** Makes room down to gc_thresh2, oldest entries first; false if all are needed. */
    private boolean forcedGc(NeighSettings settings, long now) {
        int most = Math.max(1, gcEntries - settings.gcThresh2());
        int shrunk = 0;
        lastFlush = now;
        for (int i = 0; i < entries.size() && shrunk < most; ) {
            NeighEntry e = entries.get(i);
            boolean old = !e.state.inTimer() && e.state != NudState.PERMANENT && now - e.updated >= GC_KEEP;
            if (e.state == NudState.FAILED || old) {
                remove(e);
                shrunk++;
            } else {
                i++;
            }
        }
        return shrunk > 0;
    }

    /** True if there are so many entries that old ones are to go from time to time. */
    boolean crowded(NeighSettings settings) {
        return gcEntries >= settings.gcThresh1();
    }

    /** Throws out what has failed and what was not used for gc_stale_time. */
    void periodicWork(NeighSettings settings, long now) {
        for (int i = 0; i < entries.size(); ) {
            NeighEntry e = entries.get(i);
            if (e.state.inTimer() || e.state == NudState.PERMANENT) {
                i++;
                continue;
            }
            e.used = Math.max(e.used, e.confirmed);
            if (e.state == NudState.FAILED || now - e.used >= settings.gcStaleNanos()) {
                remove(e);
            } else {
                i++;
            }
        }
    }

    /** Takes an entry out. */
    void remove(NeighEntry gone) {
        int at = bucket(gone.dev.ifindex(), gone.address.hi(), gone.address.lo());
        NeighEntry before = buckets[at];
        if (before == gone) {
            buckets[at] = gone.next;
        } else {
            while (before != null && before.next != gone) {
                before = before.next;
            }
            if (before != null) {
                before.next = gone.next;
            }
        }
        entries.remove(gone);
        if (gone.state != NudState.PERMANENT) {
            gcEntries--;
        }
    }

    /** All entries, oldest first. Not to be changed. */
    List<NeighEntry> entries() {
        return entries;
    }
}
