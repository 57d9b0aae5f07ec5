package io.rxpath.skb;

import java.util.Map;
import java.util.TreeMap;

/**
 * The terms of one layer's conservation law at one moment, in wire segments.
 *
 * @param layer the layer
 * @param received segments that came in
 * @param delivered segments handed on
 * @param dropped segments lost, by reason
 * @param consumed segments that ended here, by why
 * @param held segments inside now
 */
public record LedgerSnapshot(
        Layer layer, long received, long delivered, Map<String, Long> dropped, Map<String, Long> consumed, long held) {
    /** Why IP consumes datagrams: they go to a UDP or ping socket, past TCP. */
    public static final String TO_SOCKET = "udp_queue_rcv";

    /** Segments that IP handed to the socket layer, past TCP. */
    public long toSocket() {
        return consumed.getOrDefault(TO_SOCKET, 0L);
    }

    /** received - (delivered + dropped + consumed + held): zero when nothing was lost track of. */
    public long imbalance() {
        return received - delivered - total(dropped) - total(consumed) - held;
    }

    /** Sum of all drop reasons. */
    public long totalDropped() {
        return total(dropped);
    }

    /** Sum of all that was consumed. */
    public long totalConsumed() {
        return total(consumed);
    }

    private static long total(Map<String, Long> by) {
        long sum = 0;
        for (long n : by.values()) {
            sum += n;
        }
        return sum;
    }

    /** The sum of two instances or partitions of the same layer. */
    public LedgerSnapshot plus(LedgerSnapshot other) {
        if (other.layer != layer) {
            throw new IllegalArgumentException("cannot add " + other.layer + " to " + layer);
        }
        return new LedgerSnapshot(
                layer,
                received + other.received,
                delivered + other.delivered,
                sum(dropped, other.dropped),
                sum(consumed, other.consumed),
                held + other.held);
    }

    private static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
        Map<String, Long> sum = new TreeMap<>(a);
        b.forEach((k, v) -> sum.merge(k, v, Long::sum));
        return sum;
    }
}
