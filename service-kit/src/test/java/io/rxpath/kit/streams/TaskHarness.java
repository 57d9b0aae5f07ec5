package io.rxpath.kit.streams;

import io.rxpath.skb.Layer;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.Topic;
import java.io.File;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;

/** One task with its store, called step by step: what the driver of a whole topology does all at once. */
final class TaskHarness {
    private static final String STORE = "tcp-state";

    final List<CountingCore> cores = new ArrayList<>();
    final CoreTasks<CountingCore> tasks;
    final CoreProcessor<CountingCore> processor;
    final WriteBehindStore store;
    final CommitPace pace = new CommitPace();
    long now;
    private final int partition;
    private MockProcessorContext<byte[], byte[]> context;

    TaskHarness(int partition, long now) {
        this.partition = partition;
        this.now = now;
        tasks = new CoreTasks<>(Layer.TCP, (lists, p) -> {
            CountingCore core = new CountingCore(lists);
            cores.add(core);
            return core;
        });
        processor = new CoreProcessor<>(
                tasks,
                STORE,
                Map.of(Topic.SOCKET_RX, RecordKind.SOCK_EVENT, Topic.IP_TX, RecordKind.SKB),
                () -> this.now,
                pace);
        store = new WriteBehindStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.ByteArray(), Serdes.ByteArray())
                        .withLoggingDisabled()
                        .build());
        context = context();
        store.init(context.getStateStoreContext(), store);
    }

    private MockProcessorContext<byte[], byte[]> context() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
        return new MockProcessorContext<>(settings, new TaskId(0, partition), new File("unused"));
    }

    /** What a changelog holds before the task starts. */
    void stored(byte[] key, byte[] value) {
        if (value == null) {
            store.writer().delete(key);
        } else {
            store.writer().put(key, value);
        }
    }

    /** A task's life begins; may be called again after {@code processor.close()}, as Streams may. */
    void init() {
        context = context();
        context.addStateStore(store);
        processor.init(context);
    }

    CountingCore core() {
        return cores.get(cores.size() - 1);
    }

    void process(Topic topic, SockCommand... commands) {
        RecordListWriter list = new RecordListWriter(RecordKind.SOCK_COMMAND);
        for (SockCommand command : commands) {
            list.add(command);
        }
        context.setRecordMetadata(topic.topicName(), partition, 0);
        processor.process(new Record<>(new byte[0], list.take(), 5000));
    }

    /** What was sent since the last call. */
    List<SockEvent> events() {
        List<SockEvent> events = new ArrayList<>();
        for (CapturedForward<? extends byte[], ? extends byte[]> forward : context.forwarded("socket.rx")) {
            events.addAll(RecordListReader.sockEvents(forward.record().value()));
        }
        context.resetForwards();
        return events;
    }

    List<Integer> keys() {
        List<Integer> keys = new ArrayList<>();
        context.forwarded()
                .forEach(f -> keys.add(ByteBuffer.wrap(f.record().key()).getInt()));
        return keys;
    }

    /** The core's timers that are scheduled now. */
    List<CapturedPunctuator> timers() {
        return scheduled(false);
    }

    /** The looks at the pace of the input that are scheduled now. */
    List<CapturedPunctuator> looks() {
        return scheduled(true);
    }

    private List<CapturedPunctuator> scheduled(boolean looks) {
        return context.scheduledPunctuators().stream()
                .filter(t -> !t.cancelled())
                .filter(t -> looks == (t.getInterval().toMillis() == CommitPace.PAUSE_MILLIS))
                .toList();
    }

    /** True if the task has asked for a commit. */
    boolean committing() {
        return context.committed();
    }
}
