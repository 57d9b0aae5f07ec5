package io.rxpath.lab.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    private static final byte[] PAYLOAD = "a record goes round".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path logs;

    @Test
    void carriesARecordAndLeavesNothingBehind() throws IOException, ExecutionException, InterruptedException {
        Path directory;
        EmbeddedBroker broker = EmbeddedBroker.launch(0, logs.resolve("broker.log"));
        try (broker) {
            directory = broker.directory();
            assertThat(directory).isDirectory();
            broker.awaitReady();
            assertThat(broker.process().alive()).isTrue();
            assertThat(roundTrip(broker.bootstrap())).isEqualTo(PAYLOAD);
        }
        assertThat(broker.process().alive()).isFalse();
        assertThat(directory).doesNotExist();
    }

    private static byte[] roundTrip(String bootstrap) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap);
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("t", PAYLOAD)).get();
        }
        TopicPartition partition = new TopicPartition("t", 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<ConsumerRecord<byte[], byte[]>> records =
                    consumer.poll(Duration.ofSeconds(30)).records(partition);
            assertThat(records).hasSize(1);
            return records.get(0).value();
        }
    }

    @Test
    void aBusyPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedBroker.launch(taken.getLocalPort(), logs.resolve("broker.log")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("port " + taken.getLocalPort()
                            + " for the Kafka broker: Address already in use; expected a free port");
        }
    }

    @Test
    void aBrokerThatCannotStartSaysWhyAndLeavesNothingBehind() throws IOException {
        // The port is taken between launch and bind, as a race would do it.
        EmbeddedBroker broker = EmbeddedBroker.launch(0, logs.resolve("broker.log"));
        String port = broker.bootstrap().substring(broker.bootstrap().indexOf(':') + 1);
        try (ServerSocket taken = new ServerSocket(Integer.parseInt(port), 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(broker::awaitReady)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the Kafka broker on 127.0.0.1:" + port + " did not start")
                    .hasMessageContaining("Address already in use");
        }
        assertThat(broker.directory()).doesNotExist();
        assertThat(broker.process().alive()).isFalse();
    }
}
