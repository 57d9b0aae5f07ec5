package io.rxpath.socket.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.UdpMib;
import io.rxpath.socket.core.state.PartReader;
import io.rxpath.socket.core.state.PartWriter;
import java.util.Map;
import java.util.TreeMap;

/** The saved form of {@link SocketBooks}. No kernel counterpart, see {@link SocketState}. */
final class BooksPart {
    private static final int VERSION = 1;
    private static final SocketStat[] STATS = SocketStat.values();

    private BooksPart() {}

    static byte[] encode(SocketBooks books, long closedCount) {
        LedgerSnapshot ledger = books.ledger.snapshot(0);
        PartWriter part = new PartWriter().put8(VERSION).put64(closedCount);
        part.put64(ledger.received()).put64(ledger.delivered());
        put(part, ledger.dropped());
        put(part, ledger.consumed());
        part.put16(STATS.length);
        for (SocketStat stat : STATS) {
            part.putString(stat.kernelName()).put64(books.stats.get(stat));
        }
        put(part, books.udp);
        put(part, books.udp6);
        return part.toByteArray();
    }

    private static void put(PartWriter part, Counters<UdpMib> counters) {
        UdpMib[] all = UdpMib.values();
        part.put16(all.length);
        for (UdpMib counter : all) {
            part.putString(counter.kernelName()).put64(counters.get(counter));
        }
    }

    private static void put(PartWriter part, Map<String, Long> counts) {
        part.put16(counts.size());
        counts.forEach((why, n) -> part.putString(why).put64(n));
    }

    /** Restores the books; returns the number of connections ever closed. */
    static long decode(byte[] value, SocketBooks books) {
        PartReader part = new PartReader(value);
        part.version(VERSION, "socket ledger");
        long closedCount = part.get64();
        long received = part.get64();
        long delivered = part.get64();
        Map<String, Long> dropped = get(part);
        Map<String, Long> consumed = get(part);
        books.ledger.restore(new LedgerSnapshot(Layer.SOCKET, received, delivered, dropped, consumed, 0));
        // By name: a counter that a later version no longer has is skipped, a new one begins at 0.
        Map<String, Long> stats = get(part);
        for (SocketStat stat : STATS) {
            books.stats.set(stat, stats.getOrDefault(stat.kernelName(), 0L));
        }
        if (!part.atEnd()) {
            restore(get(part), books.udp);
            restore(get(part), books.udp6);
        }
        return closedCount;
    }

    private static void restore(Map<String, Long> saved, Counters<UdpMib> counters) {
        for (UdpMib counter : UdpMib.values()) {
            counters.set(counter, saved.getOrDefault(counter.kernelName(), 0L));
        }
    }

    private static Map<String, Long> get(PartReader part) {
        Map<String, Long> counts = new TreeMap<>();
        int n = part.get16();
        for (int i = 0; i < n; i++) {
            counts.put(part.getString(), part.get64());
        }
        return counts;
    }
}
