package io.rxpath.ip.core.nft;

import java.util.Arrays;
import java.util.List;

/** The fields of a set's key or of a map's value, two longs each. Mutable, so that a lookup needs no new object. */
final class NftKey {
    final long[] words;

    NftKey(int fields) {
        words = new long[2 * fields];
    }

    static NftKey of(List<NftValue> values) {
        NftKey key = new NftKey(values.size());
        for (int i = 0; i < values.size(); i++) {
            key.set(i, values.get(i).hi(), values.get(i).lo());
        }
        return key;
    }

    int fields() {
        return words.length / 2;
    }

    void set(int field, long hi, long lo) {
        words[2 * field] = hi;
        words[2 * field + 1] = lo;
    }

    NftValue value(int field) {
        return new NftValue(words[2 * field], words[2 * field + 1]);
    }

    long hi(int field) {
        return words[2 * field];
    }

    long lo(int field) {
        return words[2 * field + 1];
    }

    NftKey copy() {
        NftKey copy = new NftKey(fields());
        System.arraycopy(words, 0, copy.words, 0, words.length);
        return copy;
    }

    /** Order of the first field. */
    int compareFirst(NftKey other) {
        return NftValue.compare(words[0], words[1], other.words[0], other.words[1]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NftKey key && Arrays.equals(words, key.words);
    }

    @Override
    public int hashCode() {
        long hash = 0;
        for (long word : words) {
            hash = (hash ^ word) * 0x9e37_79b9_7f4a_7c15L;
            hash ^= hash >>> 32;
        }
        return (int) hash;
    }
}
