package io.rxpath.ip.core.xtables;

import java.util.HashMap;
import java.util.Map;

/** The buckets of match hashlimit (kernel net/netfilter/xt_hashlimit.c struct xt_hashlimit_htable). */
final class HashlimitTable {
    private final Map<Key, Bucket> buckets = new HashMap<>();

    /** Whom a bucket is for; what the mode does not name is 0. */
    record Key(long srcHi, long srcLo, long dstHi, long dstLo, int sport, int dport) {}

    private static final class Bucket {
        long credit;
        long last;
        long expires;
    }

    /**
     * Takes {@code cost} from the bucket if it is there.
     *
     * @param cap what a bucket can hold, and holds at first
     * @param idle how long an unused bucket is kept, nanoseconds
     */
    boolean take(Key key, long cost, long cap, long idle, long now) {
        Bucket bucket = buckets.get(key);
        if (bucket == null || bucket.expires < now) {
            bucket = new Bucket();
            bucket.credit = cap;
            bucket.last = now;
            buckets.put(key, bucket);
        }
        bucket.credit = Math.min(cap, bucket.credit + now - bucket.last);
        bucket.last = now;
        bucket.expires = now + idle;
        if (bucket.credit < cost) {
            return false;
        }
        bucket.credit -= cost;
        return true;
    }

    /** Forgets buckets that were not used; {@code max} are left at most, 0 for any number. */
    void collect(long now, int max) {
        buckets.values().removeIf(bucket -> bucket.expires < now);
        while (max > 0 && buckets.size() >= max) {
            buckets.remove(buckets.keySet().iterator().next());
        }
    }

    int size() {
        return buckets.size();
    }
}
