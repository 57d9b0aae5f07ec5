package io.rxpath.softirq.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.rxpath.kit.HostFile;
import io.rxpath.kit.KitConfiguration;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.kit.RxpathProperties;
import io.rxpath.kit.ServiceClock;
import io.rxpath.kit.Sysctls;
import io.rxpath.skb.Layer;
import io.rxpath.softirq.core.SoftirqSettings;
import io.rxpath.softirq.http.SoftirqController;
import io.rxpath.softirq.kafka.SoftirqLoop;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ConsumerFactory;

/** Wiring of softirq-service. */
@Configuration(proxyBeanMethods = false)
@Import(KitConfiguration.class)
public class SoftirqConfiguration {
    @Bean
    SoftirqSettings softirqSettings(HostFile host) {
        SoftirqSettings settings = SoftirqSettings.defaults(host.macAddress());
        for (Map.Entry<String, String> sysctl : Sysctls.of(Layer.SOFTIRQ, host).entrySet()) {
            settings = SoftirqConfig.apply(settings, "sysctl/" + sysctl.getKey(), sysctl.getValue());
        }
        return settings;
    }

    @Bean
    SoftirqLoop softirqLoop(
            SoftirqSettings settings,
            HostFile host,
            RxpathProperties properties,
            ConsumerFactory<byte[], byte[]> consumers,
            RecordPublisher publisher,
            ServiceClock clock,
            MeterRegistry registry) {
        return new SoftirqLoop(
                settings,
                host.queues(properties.partitions()),
                host.nic().ring(),
                consumers,
                publisher,
                clock,
                registry);
    }

    @Bean
    SoftirqController softirqController(SoftirqLoop loop) {
        return new SoftirqController(loop);
    }
}
