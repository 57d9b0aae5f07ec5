package io.rxpath.kit;

import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Packs what a layer sends into one Kafka record per topic and partition, and knows when everything sent for a batch of
 * input has arrived: only then may the input's offsets be committed (at least once).
 *
 * <p>One thread at a time calls {@link #list}, {@link #flush} and {@link #endBatch}; the producer's thread completes.
 */
public final class RecordPublisher {
    /** A list this long is sent before the batch ends, to stay well below the largest record Kafka takes. */
    static final int MAX_LIST_BYTES = 256 * 1024;

    private static final class Slot {
        final Topic topic;
        final int partition;
        final RecordListWriter writer;

        Slot(Topic topic, int partition, RecordKind kind) {
            this.topic = topic;
            this.partition = partition;
            this.writer = new RecordListWriter(kind);
        }
    }

    /** Everything sent for one batch of input. */
    private static final class Batch {
        int pending;
        boolean ended;

        @Nullable
        Runnable whenArrived;
    }

    private final Producer<byte[], byte[]> producer;
    private final int partitions;
    private final Map<Topic, Slot[]> slots = new EnumMap<>(Topic.class);
    private final List<Slot> begun = new ArrayList<>();
    private final Deque<Batch> batches = new ArrayDeque<>();
    private Batch current = new Batch();
    private final RecordCounts counts = new RecordCounts();
    private volatile @Nullable Exception failure;

    /** Publishes with {@code producer} to topics of {@code partitions} partitions. */
    public RecordPublisher(Producer<byte[], byte[]> producer, int partitions) {
        this.producer = producer;
        this.partitions = partitions;
        batches.add(current);
    }

    /** What was sent so far. */
    public RecordCounts counts() {
        return counts;
    }

    /** Number of partitions of the data topics. */
    public int partitions() {
        return partitions;
    }

    /** The list being built for a topic's partition; add to it and go on. */
    public RecordListWriter list(Topic topic, int partition) {
        Slot[] ofTopic = slots.computeIfAbsent(topic, t -> new Slot[t.singlePartition() ? 1 : partitions]);
        Slot slot = ofTopic[partition];
        if (slot == null) {
            slot = new Slot(topic, partition, kindOf(topic));
            ofTopic[partition] = slot;
        }
        if (slot.writer.isEmpty()) {
            begun.add(slot);
        } else if (slot.writer.size() > MAX_LIST_BYTES) {
            send(slot);
            begun.add(slot);
        }
        return slot.writer;
    }

    private static RecordKind kindOf(Topic topic) {
        return switch (topic) {
            case WIRE_RX, WIRE_TX -> RecordKind.WIRE_FRAME;
            case NIC_IRQ -> RecordKind.RING_IRQ;
            case NIC_MMIO -> RecordKind.RING_MMIO;
            case SOCKET_RX -> RecordKind.SOCK_EVENT;
            case SOCKET_CTL -> RecordKind.SOCK_COMMAND;
            case SKB_DROP -> RecordKind.DROP_EVENT;
            case CONFIG, IP_CONNTRACK, DEAD_LETTER -> throw new IllegalArgumentException(topic + " carries no lists");
            case NIC_RX, IP_RX, TCP_RX, IP_TX, NIC_TX -> RecordKind.SKB;
        };
    }

    /** Sends every list begun. */
    public void flush() {
        for (int i = 0; i < begun.size(); i++) {
            Slot slot = begun.get(i);
            if (!slot.writer.isEmpty()) {
                sendNow(slot);
            }
        }
        begun.clear();
    }

    private void send(Slot slot) {
        sendNow(slot);
        begun.remove(slot);
    }

    private void sendNow(Slot slot) {
        send(new ProducerRecord<>(slot.topic.topicName(), slot.partition, null, slot.writer.take()));
    }

    /** Sends a single record as part of the current batch. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of success and failure
    public void send(ProducerRecord<byte[], byte[]> producerRecord) {
        Batch batch;
        synchronized (batches) {
            batch = current;
            batch.pending++;
        }
        counts.sent(producerRecord.topic());
        try {
            producer.send(producerRecord, (metadata, error) -> arrived(batch, error));
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    /**
     * Sends every list begun and ends the batch: {@code whenArrived} runs once the broker has everything of this batch
     * and of all before it, on whichever thread learns of it. It never runs if a send failed.
     */
    public void endBatch(Runnable whenArrived) {
        flush();
        synchronized (batches) {
            current.ended = true;
            current.whenArrived = whenArrived;
            current = new Batch();
            batches.add(current);
            completeArrived();
        }
    }

    private void arrived(Batch batch, @Nullable Exception error) {
        if (error != null) {
            failure = error;
            return;
        }
        synchronized (batches) {
            batch.pending--;
            completeArrived();
        }
    }

    private void completeArrived() {
        while (failure == null) {
            Batch head = batches.getFirst();
            if (!head.ended || head.pending > 0) {
                return;
            }
            batches.removeFirst();
            if (head.whenArrived != null) {
                head.whenArrived.run();
            }
        }
    }

    /**
     * Stops the caller if a send has failed for good: going on would lose packets without a counter.
     *
     * @throws IllegalStateException with the producer's error as its cause
     */
    public void check() {
        Exception error = failure;
        if (error != null) {
            throw new IllegalStateException("a record could not be sent: " + error.getMessage(), error);
        }
    }
}
