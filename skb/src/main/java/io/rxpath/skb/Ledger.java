package io.rxpath.skb;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One layer's side of the conservation law, counted in wire segments: received = delivered + dropped + consumed + held.
 * One thread writes, any thread may read a {@link #snapshot}.
 */
public final class Ledger {
    private final Layer layer;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final Map<String, AtomicLong> dropped = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> consumed = new ConcurrentHashMap<>();

    /** An empty ledger. */
    public Ledger(Layer layer) {
        this.layer = layer;
    }

    /** The layer it belongs to. */
    public Layer layer() {
        return layer;
    }

    /** Segments came in from the layer below. */
    public void received(int segments) {
        add(received, segments);
    }

    /** Segments were handed to the layer above. */
    public void delivered(int segments) {
        add(delivered, segments);
    }

    /** Segments were lost; {@code reason} is the kernel's drop reason or the counter's name. */
    public void dropped(String reason, int segments) {
        add(dropped.computeIfAbsent(reason, r -> new AtomicLong()), segments);
    }

    /** Segments ended here as they should: an ARP request, a pure ACK, bytes read by the application. */
    public void consumed(String why, int segments) {
        add(consumed.computeIfAbsent(why, r -> new AtomicLong()), segments);
    }

    /** One writer only: a plain read and an ordered write are enough and cheaper than an atomic add. */
    private static void add(AtomicLong cell, long n) {
        cell.lazySet(cell.getPlain() + n);
    }

    /** What was counted so far. {@code held} is what the layer's core says it holds now. */
    public LedgerSnapshot snapshot(long held) {
        return new LedgerSnapshot(layer, received.get(), delivered.get(), copy(dropped), copy(consumed), held);
    }

    /** Sets all counts to those of a snapshot: a layer whose state survived a restart. */
    public void restore(LedgerSnapshot saved) {
        received.set(saved.received());
        delivered.set(saved.delivered());
        dropped.clear();
        consumed.clear();
        saved.dropped().forEach((k, v) -> dropped.put(k, new AtomicLong(v)));
        saved.consumed().forEach((k, v) -> consumed.put(k, new AtomicLong(v)));
    }

    private static Map<String, Long> copy(Map<String, AtomicLong> cells) {
        Map<String, Long> copy = new TreeMap<>();
        cells.forEach((k, v) -> copy.put(k, v.get()));
        return copy;
    }
}
