package io.rxpath.kit.streams;

import io.rxpath.kit.KitConfiguration;
import io.rxpath.kit.RxpathProperties;
import io.rxpath.skb.Layer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Runs an exactly-once layer's topology for as long as the service runs. */
public final class CoreStreams implements SmartLifecycle, KitConfiguration.Consuming {
    private static final Logger LOG = LoggerFactory.getLogger(CoreStreams.class);

    private final Topology topology;
    private final Map<String, Object> settings;
    private @Nullable KafkaStreams streams;

    /** A layer's topology with these Kafka settings. */
    public CoreStreams(Layer layer, Topology topology, RxpathProperties properties, String bootstrapServers) {
        this.topology = topology;
        this.settings = settings(layer, properties, bootstrapServers);
    }

    static Map<String, Object> settings(Layer layer, RxpathProperties properties, String bootstrapServers) {
        Map<String, Object> s = new HashMap<>();
        s.put(StreamsConfig.APPLICATION_ID_CONFIG, "rxpath-" + layer.label());
        s.put(StreamsConfig.CLIENT_ID_CONFIG, layer.label() + "-" + properties.instance());
        s.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        s.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        s.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, properties.commitIntervalMs());
        s.put(StreamsConfig.POLL_MS_CONFIG, 2);
        s.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        s.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        // Nothing here goes by the records' own times; a producer that sets none must not stop a partition.
        s.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, WallclockTimestampExtractor.class);
        // Packets of different topics are not ordered by time: none waits for another.
        s.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        s.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Path.of(System.getProperty("java.io.tmpdir"), "rxpath-" + layer.label() + "-" + properties.instance())
                        .toString());
        s.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                layer.label() + "-" + properties.instance());
        s.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 15_000);
        s.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3000);
        s.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // A killed instance's open transaction hides what others sent behind it until the broker aborts it.
        s.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 5000);
        s.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
        s.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        // A transaction that begins before the last one's markers are written is told to try again; not in 100 ms.
        s.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 2);
        s.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG), 50);
        return s;
    }

    @Override
    public synchronized void start() {
        KafkaStreams starting = new KafkaStreams(topology, new StreamsConfig(settings));
        starting.setUncaughtExceptionHandler(error -> {
            LOG.error("the stream thread has failed; this instance stops, its partitions move", error);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        starting.start();
        streams = starting;
    }

    @Override
    public synchronized void stop() {
        KafkaStreams stopping = streams;
        streams = null;
        if (stopping != null) {
            stopping.close(Duration.ofSeconds(10));
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return streams != null;
    }

    @Override
    public synchronized boolean getAsBoolean() {
        return streams != null
                && streams.state() == KafkaStreams.State.RUNNING
                && streams.metadataForLocalThreads().stream()
                        .anyMatch(thread -> !thread.activeTasks().isEmpty());
    }
}
