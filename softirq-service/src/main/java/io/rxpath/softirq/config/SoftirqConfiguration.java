package io.rxpath.softirq.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.rxpath.kit.ConfigReader;
import io.rxpath.kit.HostFile;
import io.rxpath.kit.KitConfiguration;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.kit.RxpathProperties;
import io.rxpath.kit.ServiceClock;
import io.rxpath.kit.SettingsInForce;
import io.rxpath.softirq.core.SoftirqSettings;
import io.rxpath.softirq.http.SoftirqController;
import io.rxpath.softirq.http.TapController;
import io.rxpath.softirq.kafka.SoftirqLoop;
import io.rxpath.softirq.kafka.SoftirqMeters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ConsumerFactory;

/** Wiring of softirq-service. */
@Configuration(proxyBeanMethods = false)
@Import(KitConfiguration.class)
public class SoftirqConfiguration {
    private static final int MAX_CPUS = 64;

    @Bean
    SoftirqSettings softirqSettings(HostFile host, RxpathProperties properties) {
        return of(host, host.queues(properties.partitions()));
    }

    /** What the host file says; a CPU for each queue unless it says otherwise. */
    static SoftirqSettings of(HostFile host, int queues) {
        SoftirqSettings settings = SoftirqSettings.defaults(host.macAddress()).with(b -> {
            b.cpus = Math.min(queues, MAX_CPUS);
            b.channels = queues;
            b.ring = host.nic().ring();
            host.interfacesByPort().forEach((port, each) -> b.portMacs.put(port, each.macAddress()));
        });
        return SoftirqConfig.all(settings, host.settings());
    }

    @Bean
    SoftirqLoop softirqLoop(
            SoftirqSettings settings,
            ConsumerFactory<byte[], byte[]> consumers,
            RecordPublisher publisher,
            ServiceClock clock,
            MeterRegistry registry) {
        return new SoftirqLoop(settings, consumers, publisher, clock, registry);
    }

    @Bean
    ConfigReader softirqConfigReader(
            ConsumerFactory<byte[], byte[]> consumers, SoftirqSettings settings, SoftirqLoop loop) {
        return new ConfigReader(
                consumers,
                "",
                new SettingsInForce<>(settings, SoftirqConfig::obeys, SoftirqConfig::all, loop::settings));
    }

    @Bean
    SoftirqMeters softirqMeters(MeterRegistry registry, SoftirqLoop loop) {
        return new SoftirqMeters(registry, loop);
    }

    @Bean
    SoftirqController softirqController(SoftirqLoop loop) {
        return new SoftirqController(loop);
    }

    @Bean
    TapController tapController(SoftirqLoop loop) {
        return new TapController(loop);
    }
}
