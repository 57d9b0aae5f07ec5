package io.rxpath.ip.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.Route;
import io.rxpath.ip.http.NeighbourController;
import io.rxpath.ip.kafka.IpLayer;
import io.rxpath.ip.kafka.IpListener;
import io.rxpath.ip.kafka.NeighbourSetting;
import io.rxpath.kit.BatchListening;
import io.rxpath.kit.ConfigReader;
import io.rxpath.kit.CoreTicker;
import io.rxpath.kit.HostFile;
import io.rxpath.kit.InterfaceSection;
import io.rxpath.kit.KitConfiguration;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.kit.ServiceClock;
import io.rxpath.kit.Sysctls;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.ConsumerFactory;

/** Wiring of ip-service. */
@Configuration(proxyBeanMethods = false)
@Import(KitConfiguration.class)
public class IpConfiguration {
    @Bean
    IpSettings ipSettings(HostFile host) {
        List<Route> routes = new ArrayList<>();
        host.routes().forEach(route -> routes.add(Route.parse(route)));
        IpSettings settings = IpSettings.defaults(host.macAddress(), cidrs(host.addresses()))
                .withRoutes(routes)
                .withMtu(host.mtu())
                .withUdp(host.udpBinds())
                .with(b -> b.devices.addAll(furtherDevices(host)));
        for (Map.Entry<String, String> sysctl : Sysctls.of(Layer.IP, host).entrySet()) {
            if (!sysctl.getKey().equals("net.ipv4.ip_default_ttl")) {
                throw new IllegalArgumentException("host file: sysctl: " + sysctl.getKey() + " is not supported");
            }
            settings = settings.withDefaultTtl(Sysctls.number(sysctl.getKey(), sysctl.getValue(), 1, 255));
        }
        return settings;
    }

    /** The devices beside eth0, on wire ports of their own. */
    private static List<NetDevice> furtherDevices(HostFile host) {
        List<NetDevice> devices = new ArrayList<>();
        int ifindex = IpSettings.FIRST_IFINDEX + 1;
        int port = InterfaceSection.FIRST_WIRE_PORT;
        for (InterfaceSection each : host.interfaces()) {
            devices.add(new NetDevice(
                    ifindex++,
                    each.name(),
                    each.macAddress(),
                    each.mtuOr(host.mtu()),
                    port++,
                    cidrs(each.addresses())));
        }
        return devices;
    }

    private static List<Cidr> cidrs(List<String> addresses) {
        return addresses.stream().map(Cidr::parse).toList();
    }

    @Bean
    IpLayer ipLayer(IpSettings settings, RecordPublisher publisher, ServiceClock clock, MeterRegistry registry) {
        return new IpLayer(settings, publisher, clock, registry);
    }

    @Bean
    IpListener ipListener(IpLayer layer) {
        return new IpListener(layer);
    }

    /** Neighbours that other instances have learnt. */
    @Bean
    ConfigReader neighbourReader(ConsumerFactory<byte[], byte[]> consumers, IpLayer layer) {
        return new ConfigReader(consumers, NeighbourSetting.PREFIX, (key, value) -> {
            if (value != null) {
                layer.learn(NeighbourSetting.parse(key, value));
            }
        });
    }

    @Bean
    CoreTicker ipTicker(IpLayer layer, ServiceClock clock) {
        return new CoreTicker("ip-timers", layer, clock);
    }

    @Bean
    NeighbourController neighbourController(IpLayer layer) {
        return new NeighbourController(layer);
    }

    @Bean
    KitConfiguration.Consuming consuming(KafkaListenerEndpointRegistry registry) {
        return new BatchListening(registry);
    }
}
