package io.rxpath.ip.core.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One routing table: longest prefix match, among equal prefixes the lowest metric (kernel net/ipv4/fib_trie.c
 * fib_table_lookup()).
 *
 * <p>The kernel's trie is compressed by level and path because it holds a million routes and changes all the time. This one
 * is fixed when it is built, a trie of bytes: a lookup takes four steps at most and allocates nothing.
 */
public final class FibTable {
    private static final int STRIDE = 8;
    private static final int FANOUT = 1 << STRIDE;

    /**
     * A route to a network.
     *
     * @param network its address, host bits 0
     * @param prefix its prefix length, 0..32
     * @param metric the lower is preferred
     * @param dst what a lookup yields
     */
    public record Entry(int network, int prefix, int metric, Dst dst) {
        /** Checks the prefix length and that there are no host bits. */
        public Entry {
            if (prefix < 0 || prefix > 32 || (network & ~mask(prefix)) != 0) {
                throw new IllegalArgumentException(
                        "0x" + Integer.toHexString(network) + "/" + prefix + " is not a network");
            }
        }

        boolean matches(int daddr) {
            return (daddr & mask(prefix)) == network;
        }

        private static int mask(int prefix) {
            return prefix == 0 ? 0 : -1 << (32 - prefix);
        }
    }

    private static final class Node {
        final @Nullable Dst[] best = new @Nullable Dst[FANOUT];
        final @Nullable Node[] child = new @Nullable Node[FANOUT];
    }

    private final Node root = new Node();
    private final List<Entry> entries;
    private @Nullable Dst byDefault;

    /** A table of these routes. Of several with the same network and metric the first is used, as in the kernel. */
    public FibTable(List<Entry> routes) {
        entries = List.copyOf(routes);
        // Short prefixes first and worse metrics first, so that each insertion may overwrite what it finds.
        List<Entry> order = new ArrayList<>(entries);
        Collections.reverse(order);
        order.sort(Comparator.comparingInt(Entry::prefix)
                .thenComparing(Comparator.comparingInt(Entry::metric).reversed()));
        for (Entry entry : order) {
            insert(entry);
        }
    }

    private void insert(Entry entry) {
        if (entry.prefix() == 0) {
            byDefault = entry.dst();
            return;
        }
        Node node = root;
        int shift = 32 - STRIDE;
        int left = entry.prefix();
        while (left > STRIDE) {
            int at = entry.network() >>> shift & FANOUT - 1;
            Node next = node.child[at];
            if (next == null) {
                next = new Node();
                node.child[at] = next;
            }
            node = next;
            shift -= STRIDE;
            left -= STRIDE;
        }
        int first = entry.network() >>> shift & FANOUT - 1;
        int count = 1 << (STRIDE - left);
        for (int i = first; i < first + count; i++) {
            node.best[i] = entry.dst();
        }
    }

    /** The route to {@code daddr}, or null if there is none. */
    public @Nullable Dst lookup(int daddr) {
        Dst best = byDefault;
        Node node = root;
        for (int shift = 32 - STRIDE; node != null; shift -= STRIDE) {
            int at = daddr >>> shift & FANOUT - 1;
            Dst here = node.best[at];
            if (here != null) {
                best = here;
            }
            node = shift == 0 ? null : node.child[at];
        }
        return best;
    }

    /** The routes in the order they were given. */
    public List<Entry> entries() {
        return entries;
    }
}
