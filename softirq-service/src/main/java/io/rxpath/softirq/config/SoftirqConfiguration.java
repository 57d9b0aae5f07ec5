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
            settings = with(settings, sysctl.getKey(), sysctl.getValue());
        }
        return settings;
    }

    static SoftirqSettings with(SoftirqSettings s, String name, String value) {
        boolean budget = name.equals("net.core.netdev_budget");
        boolean usecs = name.equals("net.core.netdev_budget_usecs");
        boolean weight = name.equals("net.core.dev_weight");
        int n = Sysctls.number(name, value, 1, 1 << 30);
        return new SoftirqSettings(
                weight ? n : s.weight(),
                budget ? n : s.netdevBudget(),
                usecs ? n * 1000L : s.netdevBudgetNanos(),
                s.napiDeferHardIrqs(),
                s.groFlushTimeoutNanos(),
                s.gro(),
                budget || usecs || weight ? s.groNormalBatch() : n,
                s.hz(),
                s.mac(),
                s.truesize());
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
