package io.rxpath.kit.streams;

import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.StateWriter;
import io.rxpath.skb.Topic;
import java.util.Map;

/** A layer's core as a task sees it: one instance per partition, called by one thread at a time. */
public interface StatefulCore {
    /**
     * A Kafka record came in. Decodes the whole list first, so that a malformed one changes nothing.
     *
     * @throws io.rxpath.skb.MalformedRecordException if the value is not what the topic carries
     */
    void receive(Topic topic, byte[] value, long now);

    /** When {@link #onTimeout} wants to be called next, or Long.MAX_VALUE. */
    long nextTimeoutNanos();

    /** Time has passed. */
    void onTimeout(long now);

    /** Writes what changed since the last call. */
    void saveDirty(StateWriter writer);

    /** One stored part; all of them come before {@link #loaded}. */
    void load(byte[] key, byte[] value);

    /** All parts are there. */
    void loaded(long now);

    /** The layer's conservation terms in this partition. */
    LedgerSnapshot ledger();

    /** Counters of this partition that are not 0. */
    Map<String, Long> counters();
}
