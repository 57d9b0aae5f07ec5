package io.rxpath.ip.core.route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One routing table: for a prefix a chain of routes in the order they are tried (kernel net/ipv4/fib_trie.c struct fib_table;
 * net/ipv6/ip6_fib.c struct fib6_table). What the two families do differently is in the two subclasses.
 */
abstract sealed class FibTable permits Fib4Table, Fib6Table {
    final int id;
    private final LpmTrie<FibRoute> trie = new LpmTrie<>();
    private int size;

    FibTable(int id) {
        this.id = id;
    }

    /** The first route of the chain that takes this flow, or null; a rejecting route takes it too. */
    abstract @Nullable FibRoute select(FibRoute chain, FlowI flow);

    /**
     * Puts the route into the chain.
     *
     * @return the new chain
     * @throws RtnetlinkException if the kernel refuses it
     */
    abstract FibRoute link(@Nullable FibRoute chain, FibRoute route, FibChange change);

    /** The route whose prefix is the longest of those that take this flow, or null. */
    final @Nullable FibRoute lookup(FlowI flow) {
        FibRoute chain = trie.lookup(flow.daddrHi, flow.daddrLo);
        while (chain != null) {
            FibRoute found = select(chain, flow);
            if (found != null) {
                return found;
            }
            chain = trie.lookupShorter(flow.daddrHi, flow.daddrLo, chain.prefix());
        }
        return null;
    }

    /** The chains whose prefixes contain the flow's destination, the longest first. */
    final List<FibRoute> candidates(FlowI flow) {
        List<FibRoute> chains = new ArrayList<>();
        FibRoute chain = trie.lookup(flow.daddrHi, flow.daddrLo);
        while (chain != null) {
            chains.add(chain);
            chain = trie.lookupShorter(flow.daddrHi, flow.daddrLo, chain.prefix());
        }
        return chains;
    }

    /** Adds a route. */
    final void insert(FibRoute route, FibChange change) {
        FibRoute chain = trie.get(route.hi(), route.lo(), route.prefix());
        int before = length(chain);
        FibRoute linked = link(chain, route, change);
        if (linked != chain) {
            trie.put(route.hi(), route.lo(), route.prefix(), linked);
        }
        size += length(linked) - before;
    }

    private static int length(@Nullable FibRoute chain) {
        int length = 0;
        for (FibRoute route = chain; route != null; route = route.next) {
            length++;
        }
        return length;
    }

    /** Removes the first route to this prefix that fits and returns it; null if none does. */
    final @Nullable FibRoute delete(long hi, long lo, int prefix, Predicate<FibRoute> fits) {
        FibRoute chain = trie.get(hi, lo, prefix);
        FibRoute before = null;
        for (FibRoute route = chain; route != null; route = route.next) {
            if (fits.test(route)) {
                unlink(before, route);
                return route;
            }
            before = route;
        }
        return null;
    }

    private void unlink(@Nullable FibRoute before, FibRoute route) {
        FibRoute rest = route.next;
        if (before != null) {
            before.next = rest;
        } else if (rest != null) {
            trie.put(route.hi(), route.lo(), route.prefix(), rest);
        } else {
            trie.remove(route.hi(), route.lo(), route.prefix());
        }
        size--;
    }

    /** Number of routes. */
    final int size() {
        return size;
    }

    /** All routes in the order the kernel lists them. */
    final List<FibRoute> routes() {
        List<FibRoute> chains = new ArrayList<>(trie.size());
        trie.forEach(chains::add);
        chains.sort(this::listed);
        List<FibRoute> all = new ArrayList<>(size);
        for (FibRoute chain : chains) {
            for (FibRoute route = chain; route != null; route = route.next) {
                all.add(route);
            }
        }
        return all;
    }

    /** The order in which two prefixes are listed. */
    abstract int listed(FibRoute a, FibRoute b);
}
