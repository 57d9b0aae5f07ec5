package io.rxpath.kit.streams;

import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.StateWriter;
import io.rxpath.skb.Topic;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A task's lists without a task, for the tests of the layers' cores. */
public final class CollectedLists implements TaskLists {
    private final Map<Topic, RecordListWriter> lists = new EnumMap<>(Topic.class);
    private final int partition;

    /** Lists of these kinds, in this partition. */
    public CollectedLists(int partition, Map<Topic, RecordKind> outputs) {
        this.partition = partition;
        outputs.forEach((topic, kind) -> lists.put(topic, new RecordListWriter(kind)));
    }

    @Override
    public RecordListWriter list(Topic topic) {
        RecordListWriter list = lists.get(topic);
        if (list == null) {
            throw new IllegalArgumentException("no output " + topic);
        }
        return list;
    }

    /** The same list whatever the hash. */
    @Override
    public RecordListWriter list(Topic topic, int hash) {
        return list(topic);
    }

    @Override
    public int partition() {
        return partition;
    }

    /** The topics something was written to since it was taken last. */
    public List<Topic> topics() {
        return lists.entrySet().stream()
                .filter(list -> !list.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Takes what was written to a topic. */
    public byte[] take(Topic topic) {
        return list(topic).take();
    }

    /** Stores state parts in a map, keys in hexadecimal. */
    public record Parts(Map<String, byte[]> parts) implements StateWriter {
        @Override
        public void put(byte[] key, byte[] value) {
            parts.put(HexFormat.of().formatHex(key), value);
        }

        @Override
        public void delete(byte[] key) {
            parts.remove(HexFormat.of().formatHex(key));
        }

        /** The key's bytes. */
        public static byte[] key(String hex) {
            return HexFormat.of().parseHex(hex);
        }
    }
}
