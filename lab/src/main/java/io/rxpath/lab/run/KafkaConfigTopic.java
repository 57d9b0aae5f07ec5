package io.rxpath.lab.run;

import io.rxpath.kit.ConfigReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The config topic of a run's broker. */
public final class KafkaConfigTopic implements ConfigTopic {
    private static final int LIMIT_SECONDS = 10;

    private final String bootstrap;
    private final KafkaProducer<byte[], byte[]> producer;

    /** The topic at the broker {@code bootstrap}. */
    public KafkaConfigTopic(String bootstrap) {
        this.bootstrap = bootstrap;
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public long publish(Change change) {
        try {
            return producer.send(ConfigReader.setting(change.key(), change.value()))
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LabException.failed("interrupted", e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw LabException.failed(change + " cannot be published to the broker " + bootstrap + ": " + e, e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
