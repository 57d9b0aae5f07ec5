package io.rxpath.nic.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.rxpath.kit.BatchListening;
import io.rxpath.kit.CoreTicker;
import io.rxpath.kit.HostFile;
import io.rxpath.kit.KitConfiguration;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.kit.RxpathProperties;
import io.rxpath.kit.ServiceClock;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.nic.http.RingController;
import io.rxpath.nic.kafka.NicDevice;
import io.rxpath.nic.kafka.NicListener;
import io.rxpath.nic.kafka.VxlanReceiver;
import io.rxpath.nic.metrics.RingMeters;
import io.rxpath.nic.wire.VxlanPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/** Wiring of nic-service. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NicProperties.class)
@Import(KitConfiguration.class)
public class NicConfiguration {
    @Bean
    NicSettings nicSettings(HostFile host, RxpathProperties properties) {
        return NicSettings.defaults(host.macAddress())
                .withQueues(host.queues(properties.partitions()))
                .withRing(host.nic().ring())
                .withMtu(host.mtu());
    }

    @Bean
    @ConditionalOnProperty("rxpath.nic.vxlan-listen")
    VxlanPort vxlanPort(NicProperties properties, NicSettings settings) throws IOException {
        InetSocketAddress listen = address(properties.vxlanListen());
        return VxlanPort.open(
                listen,
                properties.vni(),
                properties.vxlanRemotePort() == 0 ? listen.getPort() : properties.vxlanRemotePort(),
                settings.mtu(),
                NicDevice.VXLAN_WIRE_PORT);
    }

    static InetSocketAddress address(@Nullable String text) {
        int colon = text == null ? -1 : text.lastIndexOf(':');
        if (text == null || colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw fault(text, "is not ADDRESS:PORT, such as 127.0.0.1:4789");
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port > 65535) {
            throw fault(text, "has a port that is not between 0 and 65535");
        }
        InetSocketAddress address = new InetSocketAddress(text.substring(0, colon), port);
        if (address.isUnresolved()) {
            throw fault(text, "has an address nobody knows");
        }
        return address;
    }

    private static IllegalArgumentException fault(@Nullable String text, String fault) {
        return new IllegalArgumentException("rxpath.nic.vxlan-listen: '" + text + "' " + fault);
    }

    @Bean
    NicDevice nicDevice(
            NicSettings settings,
            RecordPublisher publisher,
            ObjectProvider<VxlanPort> vxlan,
            ServiceClock clock,
            MeterRegistry registry) {
        return new NicDevice(settings, publisher, vxlan.getIfAvailable(), clock, registry);
    }

    @Bean
    NicListener nicListener(NicDevice device) {
        return new NicListener(device);
    }

    @Bean
    @ConditionalOnProperty("rxpath.nic.vxlan-listen")
    VxlanReceiver vxlanReceiver(VxlanPort port, NicDevice device, ServiceClock clock) {
        return new VxlanReceiver(port, device, clock);
    }

    @Bean
    CoreTicker nicTicker(NicDevice device, ServiceClock clock) {
        return new CoreTicker("nic-timers", device, clock);
    }

    @Bean
    RingMeters ringMeters(MeterRegistry registry, NicDevice device) {
        return new RingMeters(registry, device);
    }

    @Bean
    RingController ringController(NicDevice device) {
        return new RingController(device);
    }

    @Bean
    KitConfiguration.Consuming consuming(KafkaListenerEndpointRegistry registry) {
        return new BatchListening(registry);
    }
}
