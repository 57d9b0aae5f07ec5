package io.rxpath.kit;

import io.rxpath.skb.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * Reads the compacted config topic from its beginning and goes on: every instance of every layer sees every setting. It
 * starts before the service consumes anything, and what is on the topic by then is obeyed before the first packet.
 * Keys are paths such as {@code neigh/10.9.0.1}; a null value takes the setting back.
 */
public final class ConfigReader implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigReader.class);

    private static final int CATCH_UP_SECONDS = 60;

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final String prefix;
    private final BiConsumer<String, @Nullable String> handler;
    private final ConfigOutcomes outcomes = new ConfigOutcomes();
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private volatile boolean running;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /**
     * Hands settings whose key begins with {@code prefix} to {@code handler}, on a thread of its own. The handler refuses
     * one by an exception, whose message the page /config shows; the next are handed over all the same.
     */
    public ConfigReader(
            ConsumerFactory<byte[], byte[]> consumers, String prefix, BiConsumer<String, @Nullable String> handler) {
        this.consumers = consumers;
        this.prefix = prefix;
        this.handler = handler;
    }

    /** The record that makes a setting; without a value, the one that takes it back. */
    public static ProducerRecord<byte[], byte[]> setting(String key, @Nullable String value) {
        return new ProducerRecord<>(
                Topic.CONFIG.topicName(),
                0,
                key.getBytes(StandardCharsets.UTF_8),
                value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void start() {
        running = true;
        Thread thread = new Thread(this::run, "config-" + prefix);
        thread.setDaemon(true);
        thread.start();
        try {
            if (!caughtUp.await(CATCH_UP_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the settings on topic " + Topic.CONFIG.topicName()
                        + " could not be read within " + CATCH_UP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the settings were read", e);
        }
    }

    /** Before the listeners, which have Spring Kafka's phase. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void run() {
        try (Consumer<byte[], byte[]> reading = CompactedTopic.fromBeginning(consumers, Topic.CONFIG)) {
            consumer = reading;
            long end = CompactedTopic.end(reading, Topic.CONFIG);
            while (running) {
                if (CompactedTopic.read(reading, Topic.CONFIG, end)) {
                    caughtUp.countDown();
                }
                for (ConsumerRecord<byte[], byte[]> setting : reading.poll(Duration.ofSeconds(1))) {
                    handle(setting);
                }
            }
        } catch (WakeupException e) {
            LOG.debug("config reader stopped", e);
        }
    }

    private void handle(ConsumerRecord<byte[], byte[]> setting) {
        if (setting.key() == null) {
            return;
        }
        String key = new String(setting.key(), StandardCharsets.UTF_8);
        if (key.startsWith(prefix)) {
            String value = setting.value() == null ? null : new String(setting.value(), StandardCharsets.UTF_8);
            outcomes.hand(key, value, setting.offset(), handler);
        }
    }

    /** What became of the settings handed over so far, by key. */
    public Map<String, ConfigOutcomes.Outcome> outcomes() {
        return outcomes.all();
    }

    @Override
    public void stop() {
        running = false;
        Consumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
