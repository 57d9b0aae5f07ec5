package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A set or a map (kernel struct nft_set; net/netfilter/nft_set_hash.c, nft_set_rbtree.c, nft_set_pipapo.c). */
final class NftSet {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final NftElement[] NONE = {};

    /** What a map's elements lead to. */
    enum Leads {
        /** It is a set. */
        NOWHERE,
        /** To values. */
        DATA,
        /** To verdicts. */
        VERDICT,
        /** To named counters, quotas or limits. */
        OBJECT
    }

    /** Empty for a set written in a rule. */
    final String name;

    final long handle;
    final List<NftType> keyTypes;
    final Leads leads;

    /** Types of a map's values; empty for others. */
    final List<NftType> dataTypes;

    /** Kind of a map's objects. */
    NftObject.@Nullable Kind objectKind;

    /** The text behind {@code typeof}, empty if {@code type} was used. */
    String typeof = "";

    boolean interval;

    /** Made in the transaction that is running: a rule that adds to it makes it dynamic. */
    boolean fresh = true;

    /** Only one element was written. */
    boolean single;

    boolean constant;
    boolean dynamic;
    boolean timeouts;

    /** The flag timeout was said, not only a timeout. */
    boolean explicitTimeouts;

    boolean autoMerge;
    long timeoutMillis;
    long gcMillis;
    int size;
    String policy = "";
    String comment = "";

    /** Statements each new element gets. */
    final List<NftStmt> statements = new ArrayList<>();

    private Map<NftKey, NftElement> elements = new LinkedHashMap<>();

    /** Of a set of ranges with one field: its elements in order. */
    private NftElement[] sorted = NONE;

    NftSet(String name, long handle, List<NftType> keyTypes, Leads leads, List<NftType> dataTypes) {
        this.name = name;
        this.handle = handle;
        this.keyTypes = List.copyOf(keyTypes);
        this.leads = leads;
        this.dataTypes = List.copyOf(dataTypes);
    }

    boolean isMap() {
        return leads != Leads.NOWHERE;
    }

    Collection<NftElement> elements() {
        return elements.values();
    }

    int count() {
        return elements.size();
    }

    /** The content, to be put back by {@link #restore}. */
    Map<NftKey, NftElement> content() {
        return new LinkedHashMap<>(elements);
    }

    void restore(Map<NftKey, NftElement> content) {
        elements = new LinkedHashMap<>(content);
        sort();
    }

    void clear() {
        elements.clear();
        sort();
    }

    /** The element that has this key, null for none. */
    @Nullable
    NftElement lookup(NftKey key, long now) {
        NftElement found = find(key);
        return found == null || found.expired(now) ? null : found;
    }

    private @Nullable NftElement find(NftKey key) {
        if (!interval) {
            return elements.get(key);
        }
        if (keyTypes.size() > 1) {
            for (NftElement element : sorted) {
                if (element.covers(key)) {
                    return element;
                }
            }
            return null;
        }
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            if (sorted[middle].first.compareFirst(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high >= 0 && sorted[high].covers(key) ? sorted[high] : null;
    }

    /**
     * The first element that is in the way of this range, null for none. With one field each that overlaps is; of several fields
     * the kernel asks for the first and the last key only (nft_set_pipapo.c nft_pipapo_insert()).
     */
    @Nullable
    NftElement overlap(NftElement range) {
        if (!interval) {
            return elements.get(range.first);
        }
        boolean corners = keyTypes.size() > 1;
        for (NftElement element : sorted) {
            if (corners ? element.covers(range.first) || element.covers(range.last) : element.overlaps(range)) {
                return element;
            }
        }
        return null;
    }

    /** The element of exactly this range, null for none. */
    @Nullable
    NftElement same(NftElement range) {
        NftElement found = elements.get(range.first);
        return found != null && found.sameRange(range) ? found : null;
    }

    /** Adds elements; the caller has checked that they do not overlap. */
    void addAll(List<NftElement> more) {
        for (NftElement element : more) {
            elements.put(element.first, element);
        }
        sort();
    }

    /** Flips these bits of every key, of both ends of a range. */
    void flip(NftValue bits) {
        List<NftElement> flipped =
                elements.values().stream().map(element -> element.flipped(bits)).toList();
        elements.clear();
        addAll(flipped);
    }

    void remove(NftElement element) {
        elements.remove(element.first);
        sort();
    }

    private void sort() {
        if (interval) {
            sorted = elements.values().toArray(NONE);
            if (keyTypes.size() == 1) {
                java.util.Arrays.sort(sorted, (a, b) -> a.first.compareFirst(b.first));
            }
        }
    }

    /** Joins ranges that touch (auto-merge, and sets written in a rule). */
    static List<NftElement> merge(List<NftElement> parts) {
        List<NftElement> in = new ArrayList<>(parts);
        in.sort((a, b) -> a.first.compareFirst(b.first));
        List<NftElement> out = new ArrayList<>();
        for (NftElement next : in) {
            NftElement previous = out.isEmpty() ? null : out.get(out.size() - 1);
            if (previous != null && touches(previous, next)) {
                if (next.last.compareFirst(previous.last) > 0) {
                    NftElement joined = new NftElement(previous.first, next.last);
                    joined.comment = previous.comment;
                    joined.timeoutMillis = previous.timeoutMillis;
                    joined.expires = previous.expires;
                    joined.statements = previous.statements;
                    out.set(out.size() - 1, joined);
                }
            } else {
                out.add(next);
            }
        }
        return out;
    }

    private static boolean touches(NftElement previous, NftElement next) {
        NftValue end = previous.last.value(0);
        return end.compareTo(next.first.value(0)) >= 0
                || !end.next().isZero() && end.next().compareTo(next.first.value(0)) >= 0;
    }

    /** Forgets elements whose time is over. */
    void collect(long now) {
        if (elements.values().removeIf(element -> element.expired(now))) {
            sort();
        }
    }

    /** When an element that is added now goes away. */
    long expiry(long ownTimeoutMillis, long now) {
        long millis = ownTimeoutMillis != 0 ? ownTimeoutMillis : timeoutMillis;
        return millis == 0 ? NftElement.FOREVER : now + millis * NANOS_PER_MILLI;
    }

    boolean full() {
        return size > 0 && elements.size() >= size;
    }
}
