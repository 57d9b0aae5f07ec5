package io.rxpath.lab.bench;

import io.rxpath.lab.run.LabException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * What the pipeline would be if it did nothing: as many Kafka hops, clients that batch as its services' do, one record
 * per packet, each stage copying records from one topic to the next.
 */
final class IdentityPipeline implements AutoCloseable {
    /** wire.rx, nic.rx, ip.rx, tcp.rx, socket.rx. */
    static final int HOPS = 5;

    private final String bootstrap;
    private final int partitions;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong arrived = new AtomicLong();
    private final KafkaProducer<byte[], byte[]> source;
    private volatile boolean running = true;
    private volatile @Nullable Throwable failure;
    private long sent;

    IdentityPipeline(String bootstrap, int partitions) {
        this.bootstrap = bootstrap;
        this.partitions = partitions;
        createTopics();
        for (int hop = 1; hop < HOPS; hop++) {
            int from = hop;
            start("copy-" + from, () -> copy(topic(from), topic(from + 1)));
        }
        start("sink", () -> sink(topic(HOPS)));
        source = producer();
    }

    private static String topic(int hop) {
        return "identity." + hop;
    }

    private void createTopics() {
        List<NewTopic> topics = new ArrayList<>();
        for (int hop = 1; hop <= HOPS; hop++) {
            topics.add(new NewTopic(topic(hop), partitions, (short) 1));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(topics).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LabException.failed("interrupted", e);
        } catch (ExecutionException e) {
            throw LabException.failed("the identity pipeline's topics: " + e.getMessage(), e);
        }
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        failure = e;
                    }
                },
                "identity-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<byte[], byte[]> consumer(String topic) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2000);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            all.add(new TopicPartition(topic, p));
        }
        consumer.assign(all);
        return consumer;
    }

    private void copy(String from, String to) {
        try (KafkaConsumer<byte[], byte[]> in = consumer(from);
                KafkaProducer<byte[], byte[]> out = producer()) {
            while (running) {
                for (ConsumerRecord<byte[], byte[]> one : in.poll(Duration.ofMillis(100))) {
                    send(out, to, one.partition(), one.value());
                }
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of failures
    private void send(KafkaProducer<byte[], byte[]> out, String topic, int partition, byte[] value) {
        out.send(new ProducerRecord<>(topic, partition, null, value), (metadata, error) -> {
            if (error != null) {
                failure = error;
            }
        });
    }

    private void sink(String from) {
        try (KafkaConsumer<byte[], byte[]> in = consumer(from)) {
            while (running) {
                ConsumerRecords<byte[], byte[]> records = in.poll(Duration.ofMillis(100));
                arrived.addAndGet(records.count());
            }
        }
    }

    /** Packets that have come out at the end. */
    long arrived() {
        return arrived.get();
    }

    /** Sends while fewer than {@code flight} packets are under way, for at most a few milliseconds. */
    void turn(byte[] record, int flight) {
        Throwable error = failure;
        if (error != null) {
            throw LabException.failed("the identity pipeline: " + error, error);
        }
        long room = Math.min(1024, flight - (sent - arrived.get()));
        for (long i = 0; i < room; i++) {
            send(source, topic(1), (int) (sent++ % partitions), record);
        }
        if (room <= 0) {
            LockSupport.parkNanos(100_000);
        }
    }

    /** Packets under way. */
    long inFlight() {
        return sent - arrived.get();
    }

    @Override
    public void close() {
        running = false;
        source.close(Duration.ofSeconds(2));
        for (Thread thread : threads) {
            try {
                thread.join(3000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
