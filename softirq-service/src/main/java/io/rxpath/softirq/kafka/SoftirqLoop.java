package io.rxpath.softirq.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.rxpath.kit.DeadLetters;
import io.rxpath.kit.KitConfiguration;
import io.rxpath.kit.LayerMeters;
import io.rxpath.kit.LayerView;
import io.rxpath.kit.RecordCounts;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.kit.ServiceClock;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.Hop;
import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.MalformedRecordException;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.Topic;
import io.rxpath.softirq.core.Softirq;
import io.rxpath.softirq.core.SoftirqOutput;
import io.rxpath.softirq.core.SoftirqSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * The softirq's own poll loop: memory writes and interrupts come in by Kafka's consumer, net_rx_action runs while it has
 * something to do, then the loop waits again. What it read is committed only when nothing of it is in ring memory or in
 * GRO any more and all that came of it has arrived.
 */
public final class SoftirqLoop implements SoftirqOutput, LayerView, SmartLifecycle, KitConfiguration.Consuming {
    private static final Logger LOG = LoggerFactory.getLogger(SoftirqLoop.class);
    private static final int MAX_QUEUES = 128;
    private static final long COMMIT_EVERY_NANOS = 200_000_000;
    private static final long MAX_WAIT_NANOS = 100_000_000;

    private final Softirq softirq;
    private final TapReaders taps = new TapReaders();
    private final ConsumerFactory<byte[], byte[]> consumers;
    private final RecordPublisher publisher;
    private final LongSupplier clock;
    private final LayerMeters.HopTimer pollHop;
    private final LayerMeters.HopTimer groHop;
    private final PciOrder order = new PciOrder();
    private final RecordCounts counts = new RecordCounts();
    private final Set<TopicPartition> mine = new HashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    private final AtomicReference<@Nullable Map<TopicPartition, OffsetAndMetadata>> committable =
            new AtomicReference<>();
    private volatile boolean running;
    private volatile boolean assigned;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable Thread thread;
    private long committedAt;

    /** CPUs that serve as many queues as the settings say, as far as this instance gets their partitions. */
    public SoftirqLoop(
            SoftirqSettings settings,
            ConsumerFactory<byte[], byte[]> consumers,
            RecordPublisher publisher,
            LongSupplier clock,
            MeterRegistry registry) {
        this.softirq = new Softirq(settings, settings.ring(), this);
        this.consumers = consumers;
        this.publisher = publisher;
        this.clock = clock;
        this.pollHop = LayerMeters.hop(registry, Hop.DMA, Hop.POLL);
        this.groHop = LayerMeters.hop(registry, Hop.POLL, Hop.GRO);
    }

    @Override
    public void start() {
        running = true;
        Thread starting = new Thread(this::run, "softirq");
        starting.setDaemon(true);
        starting.start();
        thread = starting;
    }

    private void run() {
        try (Consumer<byte[], byte[]> polling = consumers.createConsumer()) {
            consumer = polling;
            polling.subscribe(List.of(Topic.NIC_RX.topicName(), Topic.NIC_IRQ.topicName()), new Queues());
            while (running) {
                ConsumerRecords<byte[], byte[]> records = polling.poll(Duration.ofNanos(waitNanos()));
                publisher.check();
                work(records);
                commit(polling);
            }
            commitLast(polling);
        } catch (WakeupException e) {
            LOG.debug("softirq loop stopped", e);
        } catch (RuntimeException e) {
            LOG.error("the softirq loop has failed; this instance stops, its queues move", e);
        } finally {
            assigned = false;
            running = false;
        }
    }

    private long waitNanos() {
        return ask(s -> {
            long due = s.pending() ? 0 : s.nextTimeoutNanos() - clock.getAsLong();
            return Math.max(0, Math.min(MAX_WAIT_NANOS, ServiceClock.wait(clock, due)));
        });
    }

    private void work(ConsumerRecords<byte[], byte[]> records) {
        lock.lock();
        try {
            for (ConsumerRecord<byte[], byte[]> in : records) {
                read(in);
                positions.put(new TopicPartition(in.topic(), in.partition()), new OffsetAndMetadata(in.offset() + 1));
            }
            long now = clock.getAsLong();
            for (RingIrq irq : order.deliverable()) {
                softirq.interrupt(irq, now);
            }
            if (softirq.nextTimeoutNanos() <= now) {
                softirq.onTimeout(now);
            }
            if (softirq.pending()) {
                softirq.run(now, clock);
            }
            if (softirq.heldSegments() == 0 && !positions.isEmpty()) {
                Map<TopicPartition, OffsetAndMetadata> upTo = new HashMap<>(positions);
                publisher.endBatch(() -> committable.set(upTo));
            } else {
                publisher.flush();
            }
            for (TopicPartition from : records.partitions()) {
                counts.received(from.topic(), records.records(from).size());
            }
        } finally {
            lock.unlock();
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> in) {
        try {
            if (in.topic().equals(Topic.NIC_IRQ.topicName())) {
                RecordListReader.ringIrqs(in.value()).forEach(order::interrupt);
                return;
            }
            for (SkBuff buffer : RecordListReader.skbs(in.value(), 0)) {
                order.visible(buffer.queueMapping, (int) (buffer.descriptor >>> 32), (int) buffer.descriptor);
                if (!softirq.served(buffer.queueMapping)) {
                    // The card has heard of more channels before us.
                    softirq.openQueue(buffer.queueMapping, clock.getAsLong());
                }
                softirq.dma(buffer);
            }
        } catch (MalformedRecordException fault) {
            publisher.send(
                    DeadLetters.of(Layer.SOFTIRQ.label(), in.topic(), in.partition(), in.offset(), in.value(), fault));
        }
    }

    private void commit(Consumer<byte[], byte[]> polling) {
        long now = clock.getAsLong();
        if (now - committedAt < COMMIT_EVERY_NANOS) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = committable.getAndSet(null);
        if (offsets != null) {
            committedAt = now;
            polling.commitAsync(offsets, (done, error) -> {
                if (error != null) {
                    // The next commit covers these offsets too; until then a crash repeats packets, as it may.
                    LOG.debug("offsets not committed: {}", error.toString());
                }
            });
        }
    }

    private void commitLast(Consumer<byte[], byte[]> polling) {
        Map<TopicPartition, OffsetAndMetadata> offsets = committable.getAndSet(null);
        if (offsets != null) {
            polling.commitSync(offsets, Duration.ofSeconds(2));
        }
    }

    /** Queues come and go with their partitions. */
    private final class Queues implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            lock.lock();
            try {
                forEachQueue(
                        partitions,
                        softirq.settings().channels(),
                        queue -> softirq.openQueue(queue, clock.getAsLong()));
                mine.addAll(partitions);
                assigned = assigned || !partitions.isEmpty();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            lock.lock();
            try {
                forEachQueue(partitions, MAX_QUEUES, queue -> {
                    softirq.closeQueue(queue, clock.getAsLong());
                    order.forget(queue);
                });
                publisher.flush();
                mine.removeAll(partitions);
                positions.keySet().removeAll(partitions);
                committable.set(null);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Other settings from now on. Queues that come with them are opened. One that goes stays open as long as its
     * partition is here: what the card has written for it may still be under way, and an idle NAPI costs nothing.
     */
    public void settings(SoftirqSettings next) {
        lock.lock();
        try {
            int before = softirq.settings().channels();
            softirq.settings(next, clock.getAsLong());
            forEachQueue(mine, next.channels(), queue -> {
                if (queue >= before) {
                    softirq.openQueue(queue, clock.getAsLong());
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private void forEachQueue(Collection<TopicPartition> partitions, int queues, IntConsumer action) {
        for (TopicPartition partition : partitions) {
            if (partition.topic().equals(Topic.NIC_RX.topicName())) {
                for (int queue = partition.partition(); queue < queues; queue += publisher.partitions()) {
                    action.accept(queue);
                }
            }
        }
    }

    /** Shows what passes the tap to one more reader, at most {@code snaplen} bytes of each packet. */
    public TapReaders.Reader openTap(int snaplen) {
        return ask(s -> {
            TapReaders.Reader reader = taps.open(snaplen);
            s.tap(taps);
            return reader;
        });
    }

    /** The reader has seen enough. */
    public void closeTap(TapReaders.Reader reader) {
        lock.lock();
        try {
            taps.close(reader);
            if (taps.count() == 0) {
                softirq.tap(null);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Those who look at the tap. */
    public TapReaders taps() {
        return taps;
    }

    @Override
    public void mmio(RingMmio write) {
        publisher
                .list(Topic.NIC_MMIO, Topic.partition(write.queue(), publisher.partitions()))
                .add(write);
    }

    @Override
    public void receive(SkBuff skb) {
        pollHop.record(skb);
        groHop.record(skb);
        publisher
                .list(Topic.IP_RX, Topic.partition(skb.hash, publisher.partitions()))
                .add(skb);
    }

    @Override
    public void transmit(SkBuff frame) {
        publisher
                .list(Topic.NIC_TX, Topic.partition(frame.queueMapping, publisher.partitions()))
                .add(frame);
    }

    @Override
    public void drop(DropEvent event) {
        publisher
                .list(Topic.SKB_DROP, Topic.partition(Layer.SOFTIRQ.ordinal(), publisher.partitions()))
                .add(event);
    }

    /** Asks the core while it stands still. */
    public <T> T ask(Function<Softirq, T> question) {
        lock.lock();
        try {
            return question.apply(softirq);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        running = false;
        Consumer<byte[], byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        Thread stopping = thread;
        if (stopping != null) {
            try {
                stopping.join(3000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean getAsBoolean() {
        return assigned && running;
    }

    @Override
    public Layer layer() {
        return Layer.SOFTIRQ;
    }

    @Override
    public LedgerSnapshot ledger() {
        return ask(s -> s.ledger().snapshot(s.heldSegments()));
    }

    @Override
    public long nextTimeoutNanos() {
        return ask(s -> s.pending() ? Long.MIN_VALUE : s.nextTimeoutNanos());
    }

    @Override
    public RecordCounts records() {
        return counts;
    }

    @Override
    public Map<String, Long> counters() {
        return ask(s -> s.softnet().nonZero());
    }
}
