package io.rxpath.kit;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many Kafka records were worked off and how many sent since the start, by topic. When all of a topic's readers
 * together have worked off what all its writers have sent, nothing is under way on it. Safe for any thread.
 */
public final class RecordCounts {
    private final Map<String, LongAdder> received = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> sent = new ConcurrentHashMap<>();

    /** So many records of a topic are worked off: what they led to is sent. */
    public void received(String topic, long records) {
        received.computeIfAbsent(topic, t -> new LongAdder()).add(records);
    }

    /** One record is on its way to a topic. */
    public void sent(String topic) {
        sent.computeIfAbsent(topic, t -> new LongAdder()).increment();
    }

    /** Records worked off by topic; a new map. */
    public Map<String, Long> received() {
        return sums(received);
    }

    /** Records sent by topic; a new map. */
    public Map<String, Long> sent() {
        return sums(sent);
    }

    private static Map<String, Long> sums(Map<String, LongAdder> adders) {
        Map<String, Long> sums = new TreeMap<>();
        adders.forEach((topic, adder) -> sums.put(topic, adder.sum()));
        return sums;
    }
}
