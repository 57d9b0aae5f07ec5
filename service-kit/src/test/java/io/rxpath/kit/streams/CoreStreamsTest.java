package io.rxpath.kit.streams;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.rxpath.kit.RxpathProperties;
import io.rxpath.skb.Layer;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What Streams makes of the settings: what a killed instance's successor relies on. */
class CoreStreamsTest {
    @SuppressWarnings("NullAway.Init")
    private StreamsConfig config;

    @BeforeEach
    void read() {
        ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.WARN);
        config = new StreamsConfig(
                CoreStreams.settings(Layer.TCP, new RxpathProperties(null, 4, "b", 25), "localhost:1"));
    }

    @Test
    void shouldBeExactlyOnceWithTheCommitIntervalAskedFor() {
        assertThat(config.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))
                .isEqualTo(StreamsConfig.EXACTLY_ONCE_V2);
        assertThat(config.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).isEqualTo(25);
        assertThat(config.getLong(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG))
                .as("no waiting for other topics")
                .isEqualTo(-1);
        assertThat(config.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG)).isEqualTo(1);
    }

    @Test
    void shouldNameTheGroupByLayerAndTheMemberByInstance() {
        Map<String, Object> consumer = config.getMainConsumerConfigs("rxpath-tcp", "tcp-b", 0);

        assertThat(config.getString(StreamsConfig.APPLICATION_ID_CONFIG)).isEqualTo("rxpath-tcp");
        assertThat(config.getString(StreamsConfig.CLIENT_ID_CONFIG)).isEqualTo("tcp-b");
        assertThat(consumer.get(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG))
                .asString()
                .startsWith("tcp-b");
        assertThat(consumer).containsEntry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        assertThat(config.getString(StreamsConfig.STATE_DIR_CONFIG)).endsWith("rxpath-tcp-b");
    }

    @Test
    void shouldHideADeadInstancesRecordsForFiveSecondsAtMost() {
        assertThat(config.getProducerConfigs("tcp-b-producer"))
                .containsEntry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 5000)
                .containsEntry(ProducerConfig.LINGER_MS_CONFIG, 0)
                .containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    }
}
