package io.rxpath.conformance.system;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the losses that services tell of from now on. */
final class DropReader implements AutoCloseable {
    private final TopicTail tail;

    DropReader(String bootstrap, int partitions) {
        tail = new TopicTail(bootstrap, Topic.SKB_DROP, partitions);
    }

    /** The events until {@code segments} segments are lost, or what there was at the deadline. */
    List<DropEvent> read(long segments, Duration limit) {
        List<DropEvent> events = new ArrayList<>();
        long deadline = System.nanoTime() + limit.toNanos();
        long lost = 0;
        while (lost < segments && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> one : tail.poll(Duration.ofMillis(200))) {
                for (DropEvent event : RecordListReader.dropEvents(one.value())) {
                    events.add(event);
                    lost += event.segments();
                }
            }
        }
        return events;
    }

    @Override
    public void close() {
        tail.close();
    }
}
