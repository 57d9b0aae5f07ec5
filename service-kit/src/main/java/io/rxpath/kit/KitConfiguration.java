package io.rxpath.kit;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.ProducerFactory;
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

    /** The service's time. */
    @Bean
    ServiceClock serviceClock() {
        return new ServiceClock();
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
            ConsumerFactory<byte[], byte[]> consumers, Topics topics) {
        ConcurrentKafkaListenerContainerFactory<byte[], byte[]> factory =
                new ConcurrentKafkaListenerContainerFactory<>();
        factory.setConsumerFactory(consumers);
        factory.setBatchListener(true);
        factory.setCommonErrorHandler(new CommonContainerStoppingErrorHandler());
        ContainerProperties container = factory.getContainerProperties();
        container.setAckMode(ContainerProperties.AckMode.MANUAL);
        container.setSyncCommits(false);
        container.setPollTimeout(100);
        container.setMissingTopicsFatal(false);
        return factory;
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
