package io.rxpath.kit.streams;

import io.rxpath.kit.DeadLetters;
import io.rxpath.kit.ServiceClock;
import io.rxpath.skb.MalformedRecordException;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * One task: feeds a core with the records of its partition, sends what the core put into its lists, calls it when its
 * timers are due, and writes its state behind at every commit.
 *
 * @param <C> the layer's core
 */
final class CoreProcessor<C extends StatefulCore> implements Processor<byte[], byte[], byte[], byte[]>, TaskLists {
    private static final Map<String, Topic> TOPICS = new HashMap<>();

    static {
        for (Topic topic : Topic.values()) {
            TOPICS.put(topic.topicName(), topic);
        }
    }

    /** Streams checks its timers no more often than it polls. */
    private static final long TIMER_GRAIN_NANOS = 1_000_000;

    private final CoreTasks<C> tasks;
    private final String storeName;
    private final Map<Topic, RecordKind> outputs;
    private final LongSupplier clock;
    private final CommitPace pace;
    private final Map<Topic, RecordListWriter> lists = new EnumMap<>(Topic.class);
    /** Keys of topics whose lists go by a hash of their own and not to the task's partition. */
    private final Map<Topic, byte[]> elsewhere = new EnumMap<>(Topic.class);

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable C core;
    private @Nullable WriteBehindStore store;
    private @Nullable Cancellable timer;
    private @Nullable Cancellable commitTimer;
    private long timerAt = Long.MAX_VALUE;
    private byte[] key = new byte[0];
    private int partition;

    CoreProcessor(
            CoreTasks<C> tasks, String storeName, Map<Topic, RecordKind> outputs, LongSupplier clock, CommitPace pace) {
        this.tasks = tasks;
        this.storeName = storeName;
        this.outputs = outputs;
        this.clock = clock;
        this.pace = pace;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        timer = null;
        commitTimer = null;
        timerAt = Long.MAX_VALUE;
        partition = newContext.taskId().partition();
        key = ByteBuffer.allocate(4).putInt(partition).array();
        outputs.forEach((topic, kind) -> lists.put(topic, new RecordListWriter(kind)));
        C loading = tasks.create(this);
        WriteBehindStore behind = newContext.getStateStore(storeName);
        behind.forEach(loading::load);
        loading.loaded(clock.getAsLong());
        behind.beforeCommit(() -> {
            lock.lock();
            try {
                loading.saveDirty(behind.writer());
            } finally {
                lock.unlock();
            }
            pace.committed();
        });
        store = behind;
        core = loading;
        armTimer();
        tasks.started(partition, this);
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
        C running = running();
        RecordMetadata from = context().recordMetadata().orElseThrow();
        Topic topic = TOPICS.get(from.topic());
        if (topic == null) {
            throw new IllegalStateException("a record of topic " + from.topic() + ", which is none of ours");
        }
        lock.lock();
        try {
            running.receive(topic, in.value(), clock.getAsLong());
        } catch (MalformedRecordException fault) {
            Headers headers = new RecordHeaders();
            DeadLetters.addHeaders(
                    headers, tasks.layer().label(), from.topic(), from.partition(), from.offset(), fault);
            byte[] anyPartition = ByteBuffer.allocate(4).putInt(0).array();
            context()
                    .forward(
                            new Record<>(anyPartition, in.value(), in.timestamp(), headers),
                            Topic.DEAD_LETTER.topicName());
        } finally {
            lock.unlock();
        }
        send(in.timestamp());
        armTimer();
        tasks.records().received(from.topic(), 1);
        if (pace.received(in.value() == null ? 0 : in.value().length)) {
            watchPace();
        }
    }

    private void watchPace() {
        if (commitTimer != null) {
            commitTimer.cancel();
        }
        commitTimer = context()
                .schedule(
                        Duration.ofMillis(CommitPace.PAUSE_MILLIS),
                        PunctuationType.WALL_CLOCK_TIME,
                        wallMillis -> commitIfPaused());
    }

    /** One-shot as the core's timers, and for the same reason. */
    private void commitIfPaused() {
        if (commitTimer != null) {
            commitTimer.cancel();
            commitTimer = null;
        }
        if (!pace.watched()) {
            return;
        }
        if (pace.paused()) {
            context().commit();
        } else {
            watchPace();
        }
    }

    private void send(long timestamp) {
        for (Map.Entry<Topic, RecordListWriter> output : lists.entrySet()) {
            if (!output.getValue().isEmpty()) {
                forward(output.getKey(), output.getValue(), timestamp);
            }
        }
    }

    private void forward(Topic topic, RecordListWriter list, long timestamp) {
        byte[] to = elsewhere.getOrDefault(topic, key);
        tasks.records().sent(topic.topicName());
        context().forward(new Record<>(to, list.take(), timestamp), topic.topicName());
    }

    /**
     * Timers are one-shot and exist only while the core has one pending: a punctuation makes Streams commit, and an idle
     * pipeline should not. One that is armed too early finds nothing due and is armed anew.
     */
    private void armTimer() {
        long next = running().nextTimeoutNanos();
        if (next >= timerAt) {
            return;
        }
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        timerAt = next;
        if (next != Long.MAX_VALUE) {
            long delay = Math.max(TIMER_GRAIN_NANOS, ServiceClock.wait(clock, next - clock.getAsLong()));
            timer = context()
                    .schedule(
                            Duration.ofMillis((delay + 999_999) / 1_000_000),
                            PunctuationType.WALL_CLOCK_TIME,
                            this::punctuate);
        }
    }

    private void punctuate(long wallMillis) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        timerAt = Long.MAX_VALUE;
        lock.lock();
        try {
            running().onTimeout(clock.getAsLong());
            // Within the lock: whoever asks for the next timer may trust that what the last one led to is sent.
            send(wallMillis);
        } finally {
            lock.unlock();
        }
        armTimer();
    }

    @Override
    public RecordListWriter list(Topic topic) {
        RecordListWriter list = lists.get(topic);
        if (list == null) {
            throw new IllegalArgumentException(tasks.layer() + " has no output " + topic);
        }
        if (list.size() > MAX_LIST_BYTES) {
            forward(topic, list, clock.getAsLong() / 1_000_000);
        }
        return list;
    }

    /** One list per topic is built at a time: one for another hash is sent first, so the order stays. */
    @Override
    public RecordListWriter list(Topic topic, int hash) {
        byte[] before = elsewhere.get(topic);
        byte[] to = ByteBuffer.allocate(4).putInt(hash).array();
        RecordListWriter list = list(topic);
        if (before != null && !Arrays.equals(before, to) && !list.isEmpty()) {
            forward(topic, list, clock.getAsLong() / 1_000_000);
        }
        elsewhere.put(topic, to);
        return list;
    }

    /** As in the other layers: a list this long is sent at once, far below the largest record Kafka takes. */
    private static final int MAX_LIST_BYTES = 256 * 1024;

    @Override
    public int partition() {
        return partition;
    }

    <T> @Nullable T ask(Function<C, T> question) {
        lock.lock();
        try {
            return core == null ? null : question.apply(core);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            tasks.stopped(partition, this);
            if (store != null) {
                store.beforeCommit(null);
            }
            if (commitTimer != null) {
                commitTimer.cancel();
                commitTimer = null;
                pace.committed();
            }
            // Streams may use this object again with another init(): nothing of this life may be left.
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
            core = null;
        } finally {
            lock.unlock();
        }
    }

    private C running() {
        C running = core;
        if (running == null) {
            throw new IllegalStateException("the task is not initialised");
        }
        return running;
    }

    private ProcessorContext<byte[], byte[]> context() {
        ProcessorContext<byte[], byte[]> now = context;
        if (now == null) {
            throw new IllegalStateException("the task is not initialised");
        }
        return now;
    }
}
