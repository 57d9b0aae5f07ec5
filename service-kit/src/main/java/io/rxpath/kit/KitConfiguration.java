package io.rxpath.kit;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.BatchInterceptor;
import org.springframework.kafka.listener.CommonContainerStoppingErrorHandler;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** The beans every service has. Imported by each service's configuration. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RxpathProperties.class)
@EnableScheduling
public class KitConfiguration {
    /** Proof that the topics are there; whoever uses a topic depends on it. */
    public record Topics(int partitions) {}

    /** The service's time; {@code start}: where a driven clock stands at first, epoch nanoseconds, empty for real time. */
    @Bean
    ServiceClock serviceClock(@Value("${rxpath.driven-clock:}") String start) {
        if (start.isEmpty()) {
            return new ServiceClock();
        }
        if (!start.matches("[0-9]{1,18}|[1-8][0-9]{18}")) {
            throw new IllegalArgumentException(
                    "rxpath.driven-clock: '" + start + "' is not a time in nanoseconds since 1970");
        }
        return ServiceClock.driven(Long.parseLong(start));
    }

    /** The simulated host. */
    @Bean
    HostFile hostFile(RxpathProperties properties) {
        return HostFile.readOrDefaults(properties.hostFile());
    }

    /** Creates the topics. */
    @Bean
    Topics topics(RxpathProperties properties, KafkaProperties kafka) {
        new TopicSetup(properties.partitions()).ensure(kafka.buildAdminProperties());
        return new Topics(properties.partitions());
    }

    /** For services that publish by themselves; Kafka Streams has a producer of its own. */
    @Bean(destroyMethod = "")
    RecordPublisher recordPublisher(ProducerFactory<byte[], byte[]> factory, Topics topics) {
        Producer<byte[], byte[]> producer = factory.createProducer();
        return new RecordPublisher(producer, topics.partitions());
    }

    /**
     * Batch listeners that see a poll's records at once and acknowledge them when what they sent has arrived. A listener
     * that fails stops its container, and readiness says so.
     */
    @Bean
    ConcurrentKafkaListenerContainerFactory<byte[], byte[]> batchListeners(
            ConsumerFactory<byte[], byte[]> consumers, Topics topics, WorkedOff workedOff) {
        ConcurrentKafkaListenerContainerFactory<byte[], byte[]> factory =
                new ConcurrentKafkaListenerContainerFactory<>();
        factory.setConsumerFactory(consumers);
        factory.setBatchListener(true);
        factory.setCommonErrorHandler(new CommonContainerStoppingErrorHandler());
        factory.setBatchInterceptor(workedOff);
        ContainerProperties container = factory.getContainerProperties();
        container.setAckMode(ContainerProperties.AckMode.MANUAL);
        container.setSyncCommits(false);
        container.setPollTimeout(100);
        container.setMissingTopicsFatal(false);
        return factory;
    }

    /** What the batch listeners have worked off. */
    @Bean
    WorkedOff workedOff() {
        return new WorkedOff();
    }

    /** The service's time and work. */
    @Bean
    ClockController clockController(
            ServiceClock clock, LayerView view, RecordPublisher publisher, WorkedOff workedOff) {
        return new ClockController(clock, view, List.of(publisher.counts(), workedOff.counts()));
    }

    /** The layer's pages. */
    @Bean
    LayerController layerController(LayerView view) {
        return new LayerController(view);
    }

    /** What became of the settings of the config topic. */
    @Bean
    ConfigController configController(ObjectProvider<ConfigReader> readers) {
        return new ConfigController(() -> readers.stream().toList());
    }

    /** The layer's meters. */
    @Bean
    LayerMeters layerMeters(MeterRegistry registry, LayerView view) {
        return new LayerMeters(registry, view);
    }

    /** Registers meters of drop reasons as they come up. */
    @Bean
    MeterRefresh meterRefresh(LayerMeters meters) {
        return new MeterRefresh(meters);
    }

    /** Part of readiness: the service has its partitions and works on them. */
    @Bean
    HealthIndicator partitions(Consuming consuming) {
        return () -> consuming.getAsBoolean()
                ? Health.up().build()
                : Health.outOfService().withDetail("waiting for", "partitions").build();
    }

    /** True while the service has its partitions and works on them. */
    @FunctionalInterface
    public interface Consuming extends BooleanSupplier {}

    /** Counts the records of every batch that a listener has done with. */
    public static final class WorkedOff implements BatchInterceptor<byte[], byte[]> {
        private final RecordCounts counts = new RecordCounts();

        /** What was worked off so far. */
        RecordCounts counts() {
            return counts;
        }

        @Override
        public @Nullable ConsumerRecords<byte[], byte[]> intercept(
                ConsumerRecords<byte[], byte[]> records, Consumer<byte[], byte[]> consumer) {
            return records;
        }

        @Override
        public void success(ConsumerRecords<byte[], byte[]> records, Consumer<byte[], byte[]> consumer) {
            records.partitions()
                    .forEach(from ->
                            counts.received(from.topic(), records.records(from).size()));
        }
    }

    /** Calls {@link LayerMeters#refresh} once a second. */
    public static final class MeterRefresh {
        private final LayerMeters meters;

        MeterRefresh(LayerMeters meters) {
            this.meters = meters;
        }

        /** Registers what is new. */
        @Scheduled(fixedDelay = 1000)
        public void refresh() {
            meters.refresh();
        }
    }
}
