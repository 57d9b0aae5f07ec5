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
import io.rxpath.softirq.core.xdp.XdpRules;
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
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.ConsumerFactory;

/** The loop with a consumer that is told what to do before each of its polls. */
class SoftirqLoopTest {
    private static final long NOW = 1_700_000_000_000_000_000L;
    private static final int PARTITIONS = 2;
    private static final SoftirqSettings SETTINGS = SoftirqSettings.defaults(0x02_00_00_00_00_02L)
            .withCpus(2)
            .with(b -> {
                b.ring = 256;
                b.channels = 1;
            });

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SoftirqLoop loop =
            new SoftirqLoop(SETTINGS, new Consumers(), new RecordPublisher(producer, PARTITIONS), () -> NOW, registry);
    private final Map<TopicPartition, Long> offsets = new HashMap<>();

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
    private void play(Runnable... steps) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        ArrayDeque<Runnable> todo = new ArrayDeque<>(List.of(steps));
        todo.add(done::countDown);
        todo.forEach(consumer::schedulePollTask);
        if (!loop.isRunning()) {
            loop.start();
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).as("all steps were made").isTrue();
    }

    private void assign() {
        List<TopicPartition> all = Stream.of(Topic.NIC_RX, Topic.NIC_IRQ)
                .flatMap(t -> Stream.of(new TopicPartition(t.topicName(), 0), new TopicPartition(t.topicName(), 1)))
                .toList();
        Map<TopicPartition, Long> beginnings = new HashMap<>();
        all.forEach(p -> beginnings.put(p, 0L));
        consumer.updateBeginningOffsets(beginnings);
        consumer.rebalance(all);
    }

    private void frames(int queue, int first, int count) {
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

    private int sent(Topic topic) {
        List<SkBuff> skbs = new ArrayList<>();
        producer.history().stream()
                .filter(r -> r.topic().equals(topic.topicName()))
                .forEach(r -> skbs.addAll(RecordListReader.skbs(r.value(), 0)));
        return skbs.size();
    }

    private static void nothing() {}

    @Test
    void pausedKeepsTheRingAndResumeEmptiesIt() throws InterruptedException {
        loop.settings(SETTINGS.with(b -> b.paused = true));
        play(this::assign, () -> frames(0, 0, 255), SoftirqLoopTest::nothing);
        assertThat(loop.<Integer>ask(s -> s.ringFilled(0))).isEqualTo(255);
        assertThat(sent(Topic.IP_RX)).isZero();
        assertThat(loop.ledger().held()).isEqualTo(255);
        loop.settings(SETTINGS);
        play(() -> {}, () -> {}, () -> {}, () -> {}, () -> {}, () -> {});
        assertThat(sent(Topic.IP_RX)).isEqualTo(255);
        assertThat(loop.ledger().held()).isZero();
        loop.stop();
    }

    @Test
    void queuesThatComeWithTheChannelsAreServed() throws InterruptedException {
        play(this::assign, () -> frames(1, 0, 5), SoftirqLoopTest::nothing);
        assertThat(loop.ledger().dropped()).isEqualTo(Map.of("DEV_READY", 5L));
        loop.settings(SETTINGS.with(b -> b.channels = 2));
        play(() -> frames(1, 5, 7), SoftirqLoopTest::nothing, SoftirqLoopTest::nothing);
        assertThat(sent(Topic.IP_RX)).isEqualTo(7);
        loop.settings(SETTINGS);
        play(() -> frames(1, 12, 3), SoftirqLoopTest::nothing, SoftirqLoopTest::nothing);
        assertThat(sent(Topic.IP_RX)).as("what was under way is still taken").isEqualTo(10);
        loop.stop();
    }

    @Test
    void whatXdpSendsGoesToTheCardAndTheTapSeesTheRest() throws InterruptedException {
        TapReaders.Reader reader = loop.openTap(100);
        loop.settings(SETTINGS.with(b -> b.xdp = XdpRules.parse("tx arp")));
        play(this::assign, () -> frames(0, 0, 4), SoftirqLoopTest::nothing, SoftirqLoopTest::nothing);
        assertThat(sent(Topic.NIC_TX)).isEqualTo(4);
        assertThat(reader.next(0)).isNull();
        loop.settings(SETTINGS);
        play(() -> frames(0, 4, 1), SoftirqLoopTest::nothing, SoftirqLoopTest::nothing);
        assertThat(reader.next(0)).isNotNull();
        assertThat(reader.next(0)).isNull();
        loop.closeTap(reader);
        loop.stop();
        assertThat(sent(Topic.NIC_TX)).isEqualTo(4);
        assertThat(new SoftirqMeters(registry, loop)).isNotNull();
        assertThat(registry.get("rxpath.xdp.frames")
                        .tag("action", "tx")
                        .functionCounter()
                        .count())
                .isEqualTo(4);
    }
}
