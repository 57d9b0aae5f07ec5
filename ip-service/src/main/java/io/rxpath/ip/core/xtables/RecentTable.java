package io.rxpath.ip.core.xtables;

import io.rxpath.skb.IpAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list of addresses and when they were seen (kernel net/netfilter/xt_recent.c struct recent_table). */
final class RecentTable {
    /** Module parameter ip_list_tot. */
    private static final int MAX_ENTRIES = 100;

    /** Oldest use first. */
    private final Map<IpAddress, Entry> entries = new LinkedHashMap<>();

    private int stamps = 1;

    /** An address with its times, a ring. */
    static final class Entry {
        final IpAddress address;
        int ttl;
        final long[] stamps;
        int index;
        int count;

        Entry(IpAddress address, int ttl, int size) {
            this.address = address;
            this.ttl = ttl;
            stamps = new long[size];
        }

        void stamp(long now) {
            index %= stamps.length;
            stamps[index++] = now;
            count = Math.max(count, index);
        }
    }

    /** A rule wants so many times kept, a power of two; what is too short is forgotten. */
    void keep(int wanted) {
        if (wanted > stamps) {
            entries.clear();
            stamps = wanted;
        }
    }

    /** The entry; one that was seen with another TTL does not count unless {@code ttl} is 0. */
    @Nullable
    Entry lookup(IpAddress address, int ttl) {
        Entry entry = entries.get(address);
        return entry != null && (ttl == 0 || entry.ttl == 0 || entry.ttl == ttl) ? entry : null;
    }

    Entry add(IpAddress address, int ttl, long now) {
        if (entries.size() >= MAX_ENTRIES) {
            Iterator<IpAddress> oldest = entries.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        Entry entry = new Entry(address, ttl, stamps);
        entry.stamp(now);
        entries.put(address, entry);
        return entry;
    }

    void remove(Entry entry) {
        entries.remove(entry.address);
    }

    void update(Entry entry, long now) {
        entries.remove(entry.address);
        entry.stamp(now);
        entries.put(entry.address, entry);
    }

    /** Removes the address not seen for the longest time if that was before {@code time}. */
    void reap(long time, Entry working, boolean update) {
        Iterator<Entry> oldest = entries.values().iterator();
        if (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (!(update && entry == working) && time > entry.stamps[entry.index - 1]) {
                oldest.remove();
            }
        }
    }
}
