package io.rxpath.lab.report;

import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Arithmetic on the layers' conservation terms. */
public final class Ledgers {
    private Ledgers() {}

    /** What one layer did between two moments; {@code held} is that of the later one, less what was there before. */
    public static LedgerSnapshot between(LedgerSnapshot before, LedgerSnapshot after) {
        return new LedgerSnapshot(
                after.layer(),
                after.received() - before.received(),
                after.delivered() - before.delivered(),
                between(before.dropped(), after.dropped()),
                between(before.consumed(), after.consumed()),
                after.held() - before.held());
    }

    private static Map<String, Long> between(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> difference = new TreeMap<>();
        after.forEach((key, value) -> {
            long d = value - before.getOrDefault(key, 0L);
            if (d != 0) {
                difference.put(key, d);
            }
        });
        return difference;
    }

    /** What the layers did between two moments, layer by layer in the order of the lists. */
    public static List<LedgerSnapshot> between(List<LedgerSnapshot> before, List<LedgerSnapshot> after) {
        List<LedgerSnapshot> differences = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            differences.add(between(before.get(i), after.get(i)));
        }
        return differences;
    }

    /**
     * The hand-overs from the wire to the top layer: what the one below has delivered against what the one above has
     * received.
     *
     * @param sent segments put on the wire
     * @param layers all layers, lowest first
     */
    public static List<HandOver> handOvers(long sent, List<LedgerSnapshot> layers) {
        List<HandOver> all = new ArrayList<>();
        String from = "wire";
        long delivered = sent;
        long past = 0;
        for (LedgerSnapshot layer : layers) {
            // Datagrams go from IP to the sockets past TCP.
            delivered += layer.layer() == Layer.SOCKET ? past : 0;
            past += layer.toSocket();
            all.add(new HandOver(from, layer.layer().label(), delivered, layer.received()));
            from = layer.layer().label();
            delivered = layer.delivered();
        }
        return all;
    }

    /** True if no layer and no hand-over has lost track of a segment. */
    public static boolean balanced(long sent, List<LedgerSnapshot> layers) {
        for (LedgerSnapshot layer : layers) {
            if (layer.imbalance() != 0) {
                return false;
            }
        }
        for (HandOver handOver : handOvers(sent, layers)) {
            if (handOver.difference() != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * From one layer to the next.
     *
     * @param from the giver
     * @param to the taker
     * @param delivered segments given
     * @param received segments taken
     */
    public record HandOver(String from, String to, long delivered, long received) {
        /** Given, but not taken; below zero: taken more than once. */
        public long difference() {
            return delivered - received;
        }
    }
}
