package io.rxpath.ip.core.conntrack;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The table of connections: each stands in it twice, under both its tuples (kernel net/netfilter/nf_conntrack_core.c
 * nf_conntrack_hash, ____nf_conntrack_find(), __nf_conntrack_hash_insert(), clean_from_lists()).
 */
final class ConntrackTable {
    /** One direction of a connection in a chain (kernel struct nf_conntrack_tuple_hash). */
    static final class Node {
        final NfConn conn;
        final boolean reply;
        final NfTuple tuple;
        final int bucket;

        @Nullable
        Node next;

        Node(NfConn conn, boolean reply, NfTuple tuple, int bucket) {
            this.conn = conn;
            this.reply = reply;
            this.tuple = tuple;
            this.bucket = bucket;
        }
    }

    private final @Nullable Node[] buckets;
    private final long seed;
    private final SkbTuple scratch = new SkbTuple();

    /**
     * An empty table.
     *
     * @param size number of chains, 1 or more
     * @param seed of the hash
     */
    ConntrackTable(int size, long seed) {
        this.buckets = new @Nullable Node[size];
        this.seed = seed;
    }

    int buckets() {
        return buckets.length;
    }

    int bucket(SkbTuple tuple) {
        return (int) ((tuple.hash(seed) & 0xffff_ffffL) * buckets.length >>> 32);
    }

    int bucket(NfTuple tuple) {
        return bucket(scratch.set(tuple));
    }

    /** First of a chain. */
    @Nullable
    Node chain(int bucket) {
        return buckets[bucket];
    }

    /** The direction that has this tuple, whether its time is over or not. */
    @Nullable
    Node find(SkbTuple tuple) {
        for (Node node = buckets[bucket(tuple)]; node != null; node = node.next) {
            if (tuple.matches(node.tuple)) {
                return node;
            }
        }
        return null;
    }

    /** As {@link #find(SkbTuple)}, passing over those {@code skip} says yes to. */
    @Nullable
    Node find(NfTuple tuple, Predicate<NfConn> skip) {
        scratch.set(tuple);
        for (Node node = buckets[bucket(scratch)]; node != null; node = node.next) {
            if (scratch.matches(node.tuple) && !skip.test(node.conn)) {
                return node;
            }
        }
        return null;
    }

    /** Number of entries of a chain. */
    int length(int bucket) {
        int n = 0;
        for (Node node = buckets[bucket]; node != null; node = node.next) {
            n++;
        }
        return n;
    }

    /** Puts both directions at the head of their chains. */
    void insert(NfConn conn) {
        insertOriginal(conn);
        insertReply(conn);
    }

    private void insertOriginal(NfConn conn) {
        add(new Node(conn, false, conn.original, bucket(conn.original)));
    }

    /** Puts the reply direction alone into the table (kernel nf_ct_resolve_clash_harder()). */
    void insertReply(NfConn conn) {
        add(new Node(conn, true, conn.reply, bucket(conn.reply)));
    }

    private void add(Node node) {
        node.next = buckets[node.bucket];
        buckets[node.bucket] = node;
    }

    /** Takes both directions out. */
    void remove(NfConn conn) {
        removeFrom(bucket(conn.original), conn);
        removeFrom(bucket(conn.reply), conn);
    }

    private void removeFrom(int bucket, NfConn conn) {
        Node before = null;
        Node node = buckets[bucket];
        while (node != null) {
            Node next = node.next;
            if (node.conn != conn) {
                before = node;
            } else if (before == null) {
                buckets[bucket] = next;
            } else {
                before.next = next;
            }
            node = next;
        }
    }
}
