package io.rxpath.kit.streams;

import io.rxpath.skb.RecordKind;
import io.rxpath.skb.Topic;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** The topology of an exactly-once layer: its input topics, one processor with its store, its output topics. */
public final class CoreTopology {
    /** Small segments, so that compaction keeps a restart's restore short. */
    private static final Map<String, String> CHANGELOG =
            Map.of("segment.bytes", "16777216", "min.cleanable.dirty.ratio", "0.1", "cleanup.policy", "compact");

    private CoreTopology() {}

    /** Input topic i's partition p and output topic o's partition p are one task: a flow has one home. */
    public static <C extends StatefulCore> Topology of(
            CoreTasks<C> tasks, List<Topic> inputs, Map<Topic, RecordKind> outputs, LongSupplier clock) {
        String name = tasks.layer().label();
        String storeName = name + "-state";
        Topology topology = new Topology();
        String[] sources = new String[inputs.size()];
        for (int i = 0; i < sources.length; i++) {
            String topic = inputs.get(i).topicName();
            sources[i] = "from-" + topic;
            topology.addSource(sources[i], new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic);
        }
        CommitPace pace = new CommitPace();
        topology.addProcessor(name, () -> new CoreProcessor<>(tasks, storeName, outputs, clock, pace), sources);
        topology.addStateStore(WriteBehindStore.builder(storeName, CHANGELOG), name);
        for (Topic output : outputs.keySet()) {
            addSink(topology, output, name);
        }
        addSink(topology, Topic.DEAD_LETTER, name);
        return topology;
    }

    private static void addSink(Topology topology, Topic topic, String processor) {
        StreamPartitioner<byte[], byte[]> partitioner = new KeyedPartitioner();
        topology.addSink(
                topic.topicName(),
                topic.topicName(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                partitioner,
                processor);
    }

    /** The record's key is the number of the partition, or a flow hash. */
    static final class KeyedPartitioner implements StreamPartitioner<byte[], byte[]> {
        @Override
        public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int partitions) {
            return Optional.of(Set.of(Topic.partition(ByteBuffer.wrap(key).getInt(), partitions)));
        }
    }
}
