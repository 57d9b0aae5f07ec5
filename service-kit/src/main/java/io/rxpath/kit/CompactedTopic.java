package io.rxpath.kit;

import io.rxpath.skb.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.ConsumerFactory;

/** A compacted topic of one partition as a table: what a layer wrote in an earlier life, read before the next begins. */
public final class CompactedTopic {
    private static final int SILENT_SECONDS = 60;

    private CompactedTopic() {}

    private static TopicPartition partition(Topic topic) {
        return new TopicPartition(topic.topicName(), 0);
    }

    /** A consumer of its own, in no group, that begins with the oldest record; the caller closes it. */
    static Consumer<byte[], byte[]> fromBeginning(ConsumerFactory<byte[], byte[]> consumers, Topic topic) {
        Map<String, Object> settings = new HashMap<>(consumers.getConfigurationProperties());
        settings.remove("group.id");
        settings.remove("group.instance.id");
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings);
        consumer.assign(List.of(partition(topic)));
        consumer.seekToBeginning(List.of(partition(topic)));
        return consumer;
    }

    /** Where the topic ends now. */
    static long end(Consumer<byte[], byte[]> consumer, Topic topic) {
        return consumer.endOffsets(List.of(partition(topic))).getOrDefault(partition(topic), 0L);
    }

    /** True once everything before {@code end} was read. */
    static boolean read(Consumer<byte[], byte[]> consumer, Topic topic, long end) {
        return consumer.position(partition(topic)) >= end;
    }

    /**
     * Hands every record that is on the topic now to {@code reader}, oldest first; a null value deletes the key.
     *
     * @throws IllegalStateException if the broker gives nothing for a minute
     */
    public static void replay(
            ConsumerFactory<byte[], byte[]> consumers, Topic topic, BiConsumer<byte[], byte @Nullable []> reader) {
        TopicPartition partition = partition(topic);
        try (Consumer<byte[], byte[]> consumer = fromBeginning(consumers, topic)) {
            long end = end(consumer, topic);
            int silent = 0;
            long before = consumer.position(partition);
            while (before < end) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofSeconds(1))) {
                    if (each.key() != null) {
                        reader.accept(each.key(), each.value());
                    }
                }
                long now = consumer.position(partition);
                silent = now == before ? silent + 1 : 0;
                if (silent > SILENT_SECONDS) {
                    throw new IllegalStateException("topic " + topic.topicName() + " could not be read to its end: "
                            + now + " of " + end + " records");
                }
                before = now;
            }
        }
    }
}
