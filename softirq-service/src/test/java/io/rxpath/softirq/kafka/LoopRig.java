package io.rxpath.softirq.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.Topic;
import io.rxpath.softirq.core.SoftirqSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.ConsumerFactory;

/** A loop whose consumer is told what to do before each of its polls. */
public final class LoopRig {
    /** A poll that brings nothing. */
    public static final Runnable NOTHING = () -> {};

    private static final long NOW = 1_700_000_000_000_000_000L;
    private static final int PARTITIONS = 2;
    public static final SoftirqSettings SETTINGS = SoftirqSettings.defaults(0x02_00_00_00_00_02L)
            .withCpus(2)
            .with(b -> {
                b.ring = 256;
                b.channels = 1;
            });

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    public final SoftirqLoop loop =
            new SoftirqLoop(SETTINGS, new Consumers(), new RecordPublisher(producer, PARTITIONS), () -> NOW, registry);
    private final Map<TopicPartition, Long> offsets = new HashMap<>();

    /** Hands out the one consumer. */
    private final class Consumers implements ConsumerFactory<byte[], byte[]> {
        @Override
        public Consumer<byte[], byte[]> createConsumer(
                @Nullable String groupId, @Nullable String clientIdPrefix, @Nullable String clientIdSuffix) {
            return consumer;
        }

        @Override
        public Consumer<byte[], byte[]> createConsumer(
                @Nullable String groupId,
                @Nullable String clientIdPrefix,
                @Nullable String clientIdSuffix,
                @Nullable Properties properties) {
            return consumer;
        }

        @Override
        public Consumer<byte[], byte[]> createConsumer() {
            return consumer;
        }

        @Override
        public boolean isAutoCommit() {
            return false;
        }
    }

    /** Runs the steps one after the other, each before a poll of the consumer, and waits for the last. */
    public void play(Runnable... steps) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        ArrayDeque<Runnable> todo = new ArrayDeque<>(List.of(steps));
        todo.add(done::countDown);
        todo.forEach(consumer::schedulePollTask);
        if (!loop.isRunning()) {
            loop.start();
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).as("all steps were made").isTrue();
    }

    /** The loop gets all partitions. */
    public void assign() {
        List<TopicPartition> all = Stream.of(Topic.NIC_RX, Topic.NIC_IRQ)
                .flatMap(t -> Stream.of(new TopicPartition(t.topicName(), 0), new TopicPartition(t.topicName(), 1)))
                .toList();
        Map<TopicPartition, Long> beginnings = new HashMap<>();
        all.forEach(p -> beginnings.put(p, 0L));
        consumer.updateBeginningOffsets(beginnings);
        consumer.rebalance(all);
    }

    /** The card has written ARP frames to descriptors {@code first} and following, and raises its interrupt. */
    public void frames(int queue, int first, int count) {
        RecordListWriter list = new RecordListWriter(RecordKind.SKB);
        for (int i = first; i < first + count; i++) {
            byte[] frame = new byte[60];
            frame[0] = 2;
            frame[5] = 2;
            frame[12] = 8;
            frame[13] = 6;
            SkBuff skb = SkBuff.wrap(frame);
            skb.queueMapping = queue;
            skb.descriptor = 1L << 32 | i;
            list.add(skb);
        }
        record(Topic.NIC_RX, queue, list);
        RecordListWriter irq = new RecordListWriter(RecordKind.RING_IRQ);
        irq.add(new RingIrq(queue, 1, first + count));
        record(Topic.NIC_IRQ, queue, irq);
    }

    private void record(Topic topic, int partition, RecordListWriter list) {
        TopicPartition to = new TopicPartition(topic.topicName(), partition);
        long offset = offsets.merge(to, 1L, Long::sum) - 1;
        consumer.addRecord(new ConsumerRecord<>(to.topic(), to.partition(), offset, new byte[0], list.take()));
    }

    /** Packets sent to a topic so far. */
    public int sent(Topic topic) {
        List<SkBuff> skbs = new ArrayList<>();
        producer.history().stream()
                .filter(r -> r.topic().equals(topic.topicName()))
                .forEach(r -> skbs.addAll(RecordListReader.skbs(r.value(), 0)));
        return skbs.size();
    }
}
