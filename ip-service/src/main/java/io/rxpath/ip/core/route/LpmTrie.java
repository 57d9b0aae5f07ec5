package io.rxpath.ip.core.route;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Longest prefix match over keys of up to 128 bits that changes at run time. A key is two longs with its first bit on the
 * left; an IPv4 address stands in the upper half of the first.
 *
 * <p>The kernel has two structures for this: a level-compressed trie (net/ipv4/fib_trie.c) and a binary tree
 * (net/ipv6/ip6_fib.c). Both only matter by what they find, so one does here: a multibit trie of six bits a level whose nodes
 * are three longs in an array. One says which prefixes end in the node, one which children there are, and the third where
 * both lie; children and values of a node are neighbours, found by counting bits (the tree bitmap of Eatherton, Varghese and
 * Dittia, 2004). So there is no object per node, a change touches one node, and an IPv4 lookup reads six nodes at most.
 *
 * @param <V> what is kept for a prefix
 */
final class LpmTrie<V> {
    private static final int STRIDE = 6;
    private static final int NODE_LONGS = 3;
    private static final int PAGE_SHIFT = 10;
    private static final int PAGE_SLOTS = 1 << PAGE_SHIFT;
    private static final int PAGE_MASK = PAGE_SLOTS - 1;
    private static final int MAX_DEPTH = 128 / STRIDE + 1;

    /** For each value of six bits the prefixes of 0 to 5 bits that contain it, a longer one further left. */
    private static final long[] MATCH = new long[1 << STRIDE];

    static {
        for (int bits = 0; bits < MATCH.length; bits++) {
            for (int length = 0; length < STRIDE; length++) {
                MATCH[bits] |= 1L << position(bits, length);
            }
        }
    }

    private final BlockSpace nodeSpace = new BlockSpace(PAGE_SLOTS);
    private final BlockSpace valueSpace = new BlockSpace(PAGE_SLOTS);
    private final int[] path = new int[MAX_DEPTH];
    private long[][] nodes = new long[1][];
    private @Nullable Object[][] values = new @Nullable Object[1][];
    private int size;

    LpmTrie() {
        newNodes(1);
    }

    /** Number of prefixes. */
    int size() {
        return size;
    }

    /** The value of the longest prefix that contains the key, or null. */
    @Nullable
    V lookup(long hi, long lo) {
        int node = 0;
        int best = -1;
        for (int depth = 0; ; depth++) {
            long[] page = nodes[node >>> PAGE_SHIFT];
            int at = (node & PAGE_MASK) * NODE_LONGS;
            int bits = bits(hi, lo, depth);
            long inside = page[at];
            long match = inside & MATCH[bits];
            long where = page[at + 2];
            if (match != 0) {
                best = (int) (where >>> 32) + Long.bitCount(inside & Long.highestOneBit(match) - 1);
            }
            long children = page[at + 1];
            long child = 1L << bits;
            if ((children & child) == 0) {
                return best < 0 ? null : value(best);
            }
            node = (int) where + Long.bitCount(children & child - 1);
        }
    }

    /** The value of the longest prefix of less than {@code length} bits that contains the key, or null. */
    @Nullable
    V lookupShorter(long hi, long lo, int length) {
        int node = 0;
        int best = -1;
        for (int depth = 0; depth * STRIDE < length; depth++) {
            int bits = bits(hi, lo, depth);
            long match = internal(node) & MATCH[bits];
            int left = length - depth * STRIDE;
            if (left < STRIDE) {
                // Positions below the first of that length are the shorter ones.
                match &= (1L << position(0, left)) - 1;
            }
            if (match != 0) {
                best = valueIndex(node, Long.highestOneBit(match));
            }
            long child = 1L << bits;
            if ((external(node) & child) == 0) {
                break;
            }
            node = childIndex(node, child);
        }
        return best < 0 ? null : value(best);
    }

    /** The value of exactly this prefix, or null. */
    @Nullable
    V get(long hi, long lo, int length) {
        int depth = length / STRIDE;
        int node = walk(hi, lo, depth);
        if (node < 0) {
            return null;
        }
        long bit = 1L << position(bits(hi, lo, depth), length - depth * STRIDE);
        return (internal(node) & bit) == 0 ? null : value(valueIndex(node, bit));
    }

    /** Sets the value of this prefix; bits of the key behind it are ignored. */
    void put(long hi, long lo, int length, V value) {
        int node = 0;
        int depth = 0;
        for (; length - depth * STRIDE >= STRIDE; depth++) {
            long child = 1L << bits(hi, lo, depth);
            if ((external(node) & child) == 0) {
                addChild(node, child);
            }
            node = childIndex(node, child);
        }
        long bit = 1L << position(bits(hi, lo, depth), length - depth * STRIDE);
        if ((internal(node) & bit) == 0) {
            resizeValues(node, bit);
            size++;
        }
        int index = valueIndex(node, bit);
        values[index >>> PAGE_SHIFT][index & PAGE_MASK] = value;
    }

    /** Removes this prefix. False if it was not there. */
    boolean remove(long hi, long lo, int length) {
        int depth = length / STRIDE;
        int node = walk(hi, lo, depth);
        long bit = 1L << position(bits(hi, lo, depth), length - depth * STRIDE);
        if (node < 0 || (internal(node) & bit) == 0) {
            return false;
        }
        resizeValues(node, bit);
        size--;
        while (depth > 0 && internal(node) == 0 && external(node) == 0) {
            depth--;
            node = path[depth];
            removeChild(node, 1L << bits(hi, lo, depth));
        }
        return true;
    }

    /** All values, in no order that means anything. */
    void forEach(Consumer<V> action) {
        visit(0, action);
    }

    private void visit(int node, Consumer<V> action) {
        int count = Long.bitCount(internal(node));
        for (int i = 0; i < count; i++) {
            action.accept(value(valueBase(node) + i));
        }
        count = Long.bitCount(external(node));
        for (int i = 0; i < count; i++) {
            visit(childBase(node) + i, action);
        }
    }

    /** The node at {@code depth} on the way to the key, its ancestors in {@link #path}; -1 if there is none. */
    private int walk(long hi, long lo, int depth) {
        int node = 0;
        for (int d = 0; d < depth; d++) {
            path[d] = node;
            long child = 1L << bits(hi, lo, d);
            if ((external(node) & child) == 0) {
                return -1;
            }
            node = childIndex(node, child);
        }
        return node;
    }

    private void addChild(int node, long child) {
        long before = external(node);
        long after = before | child;
        int count = Long.bitCount(before);
        int at = Long.bitCount(before & child - 1);
        int from = childBase(node);
        int to = from;
        if (BlockSpace.capacity(count) < count + 1) {
            to = newNodes(count + 1);
            moveNodes(from, to, at);
        }
        moveNodes(from + at, to + at + 1, count - at);
        int fresh = offset(to + at);
        Arrays.fill(page(to + at), fresh, fresh + NODE_LONGS, 0);
        if (to != from && count > 0) {
            nodeSpace.give(from, count);
        }
        page(node)[offset(node) + 1] = after;
        setBases(node, valueBase(node), to);
    }

    private void removeChild(int node, long child) {
        long before = external(node);
        int count = Long.bitCount(before);
        int at = Long.bitCount(before & child - 1);
        int from = childBase(node);
        int to = from;
        if (BlockSpace.capacity(count - 1) < BlockSpace.capacity(count)) {
            to = count == 1 ? 0 : newNodes(count - 1);
            moveNodes(from, to, at);
        }
        moveNodes(from + at + 1, to + at, count - at - 1);
        if (to != from || count == 1) {
            nodeSpace.give(from, count);
        }
        page(node)[offset(node) + 1] = before & ~child;
        setBases(node, valueBase(node), to);
    }

    /** Makes room for the value {@code bit} if it has none, else takes its room away. */
    private void resizeValues(int node, long bit) {
        long before = internal(node);
        long after = before ^ bit;
        int count = Long.bitCount(before);
        int newCount = Long.bitCount(after);
        int at = Long.bitCount(before & bit - 1);
        int from = valueBase(node);
        int to = from;
        if (BlockSpace.capacity(count) != BlockSpace.capacity(newCount)) {
            to = newCount == 0 ? 0 : newValues(newCount);
            moveValues(from, to, at);
        }
        int skip = newCount > count ? 0 : 1;
        moveValues(from + at + skip, to + at + 1 - skip, count - at - skip);
        if (to != from || newCount == 0) {
            clearValues(from, count);
            if (count > 0) {
                valueSpace.give(from, count);
            }
        } else if (newCount < count) {
            clearValues(to + newCount, 1);
        }
        page(node)[offset(node)] = after;
        setBases(node, to, childBase(node));
    }

    private void moveNodes(int from, int to, int count) {
        if (count > 0) {
            System.arraycopy(page(from), offset(from), page(to), offset(to), count * NODE_LONGS);
        }
    }

    private void moveValues(int from, int to, int count) {
        if (count > 0) {
            System.arraycopy(
                    values[from >>> PAGE_SHIFT], from & PAGE_MASK, values[to >>> PAGE_SHIFT], to & PAGE_MASK, count);
        }
    }

    private void clearValues(int from, int count) {
        if (count > 0) {
            int start = from & PAGE_MASK;
            Arrays.fill(values[from >>> PAGE_SHIFT], start, start + count, null);
        }
    }

    private int newNodes(int count) {
        int base = nodeSpace.take(count);
        int pages = (nodeSpace.top() + PAGE_MASK) >>> PAGE_SHIFT;
        if (pages > nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * pages);
        }
        if (nodes[base >>> PAGE_SHIFT] == null) {
            nodes[base >>> PAGE_SHIFT] = new long[PAGE_SLOTS * NODE_LONGS];
        }
        return base;
    }

    private int newValues(int count) {
        int base = valueSpace.take(count);
        int pages = (valueSpace.top() + PAGE_MASK) >>> PAGE_SHIFT;
        if (pages > values.length) {
            values = Arrays.copyOf(values, 2 * pages);
        }
        if (values[base >>> PAGE_SHIFT] == null) {
            values[base >>> PAGE_SHIFT] = new @Nullable Object[PAGE_SLOTS];
        }
        return base;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only slots that put() has filled are asked for
    private V value(int index) {
        return (V) values[index >>> PAGE_SHIFT][index & PAGE_MASK];
    }

    private long[] page(int node) {
        return nodes[node >>> PAGE_SHIFT];
    }

    private static int offset(int node) {
        return (node & PAGE_MASK) * NODE_LONGS;
    }

    private long internal(int node) {
        return page(node)[offset(node)];
    }

    private long external(int node) {
        return page(node)[offset(node) + 1];
    }

    private int childBase(int node) {
        return (int) page(node)[offset(node) + 2];
    }

    private int valueBase(int node) {
        return (int) (page(node)[offset(node) + 2] >>> 32);
    }

    private void setBases(int node, int valueBase, int childBase) {
        page(node)[offset(node) + 2] = (long) valueBase << 32 | childBase & 0xffff_ffffL;
    }

    private int childIndex(int node, long child) {
        return childBase(node) + Long.bitCount(external(node) & child - 1);
    }

    private int valueIndex(int node, long bit) {
        return valueBase(node) + Long.bitCount(internal(node) & bit - 1);
    }

    /** Bit of the prefix that is the first {@code length} of six bits: shorter ones first, then by value. */
    private static int position(int bits, int length) {
        return (1 << length) - 1 + (bits >>> STRIDE - length);
    }

    /** The six bits of the key at {@code depth}, with zeros behind its end. */
    private static int bits(long hi, long lo, int depth) {
        int start = depth * STRIDE;
        if (start <= 64 - STRIDE) {
            return (int) (hi >>> 64 - STRIDE - start) & 63;
        }
        if (start < 64) {
            return (int) (hi << start + STRIDE - 64 | lo >>> 128 - STRIDE - start) & 63;
        }
        return (int) (start <= 128 - STRIDE ? lo >>> 128 - STRIDE - start : lo << start + STRIDE - 128) & 63;
    }
}
