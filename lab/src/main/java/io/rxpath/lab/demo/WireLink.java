package io.rxpath.lab.demo;

import io.rxpath.lab.run.LabException;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.Topic;
import io.rxpath.skb.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** One wire port's end of the topics wire.rx and wire.tx. Single-threaded, as its consumer is. */
public final class WireLink implements AutoCloseable {
    /** Frames travel in lists of at most so many bytes. */
    private static final int LIST_BYTES = 128 * 1024;

    /** A frame of this port leaves by every port, because it is not known where the neighbour is. */
    private static final int ALL_PORTS = 0xffff;

    private final int port;
    private final TopicPartition out;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordListWriter list = new RecordListWriter(RecordKind.WIRE_FRAME);
    private long sent;
    private long sentLists;
    private long receivedLists;
    private volatile @Nullable Exception failure;

    /** The end of {@code port} on the topics of {@code bootstrap}; frames the host sends from now on are heard. */
    public WireLink(String bootstrap, int partitions, int port) {
        this.port = port;
        int partition = Topic.partition(port, partitions);
        out = new TopicPartition(Topic.WIRE_RX.topicName(), partition);
        Map<String, Object> toHost = new HashMap<>();
        toHost.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        toHost.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        toHost.put(ProducerConfig.BATCH_SIZE_CONFIG, LIST_BYTES);
        toHost.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 * 1024 * 1024);
        producer = new KafkaProducer<>(toHost, new ByteArraySerializer(), new ByteArraySerializer());
        Map<String, Object> fromHost = new HashMap<>();
        fromHost.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        fromHost.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        fromHost.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        consumer = new KafkaConsumer<>(fromHost, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Set<TopicPartition> in = new HashSet<>();
        in.add(new TopicPartition(Topic.WIRE_TX.topicName(), partition));
        in.add(new TopicPartition(Topic.WIRE_TX.topicName(), Topic.partition(ALL_PORTS, partitions)));
        consumer.assign(in);
        consumer.seekToEnd(in);
        // Forces the seek now: later it would be behind the first answers.
        in.forEach(from -> receivedLists += consumer.position(from));
    }

    /** Puts frames on the wire; {@link #flush} makes sure that they are there. */
    public void send(List<WireFrame> frames) {
        check();
        for (WireFrame frame : frames) {
            list.add(frame);
            if (list.size() >= LIST_BYTES) {
                sendList();
            }
        }
        if (!list.isEmpty()) {
            sendList();
        }
        sent += frames.size();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of failures
    private void sendList() {
        sentLists++;
        producer.send(new ProducerRecord<>(out.topic(), out.partition(), null, list.take()), (metadata, error) -> {
            if (error != null) {
                failure = error;
            }
        });
    }

    private void check() {
        Exception error = failure;
        if (error != null) {
            throw LabException.failed("frames cannot be put on " + out.topic() + ": " + error.getMessage(), error);
        }
    }

    /** Waits until the broker has everything sent. */
    public void flush() {
        producer.flush();
        check();
    }

    /** Frames the host has sent out of this port; waits at most {@code wait} for the first. */
    public List<WireFrame> receive(Duration wait) {
        List<WireFrame> frames = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> one : consumer.poll(wait)) {
                receivedLists++;
                for (WireFrame frame : RecordListReader.wireFrames(one.value())) {
                    if (frame.port() == port || frame.port() == ALL_PORTS) {
                        frames.add(frame);
                    }
                }
            }
        } catch (KafkaException e) {
            throw LabException.failed("frames cannot be read from " + Topic.WIRE_TX.topicName() + ": " + e, e);
        }
        return frames;
    }

    /** Kafka records put on wire.rx so far. */
    public long sentRecords() {
        return sentLists;
    }

    /** Kafka records of wire.tx that were taken so far, or were there before this end. */
    public long receivedRecords() {
        return receivedLists;
    }

    /** Frames put on the wire so far. */
    public long sent() {
        return sent;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        consumer.close();
    }
}
