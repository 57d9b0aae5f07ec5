package io.rxpath.kit;

import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import java.util.Map;

/** What a service shows of its layer; safe to call from any thread. */
public interface LayerView {
    /** The layer. */
    Layer layer();

    /** The conservation terms, summed over everything this instance owns. */
    LedgerSnapshot ledger();

    /** The kernel's counters by their full names, e.g. {@code Tcp.InSegs}; only those that are not 0. */
    Map<String, Long> counters();

    /** When the layer's next timer is due, epoch nanoseconds; in the past while it has work; Long.MAX_VALUE for never. */
    long nextTimeoutNanos();

    /** Kafka records worked off and sent, by topic, as far as no listener and no {@link RecordPublisher} counts them. */
    default RecordCounts records() {
        return new RecordCounts();
    }
}
