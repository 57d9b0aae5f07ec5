package io.rxpath.ip.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.ip.http.NeighbourController;
import io.rxpath.ip.http.NetfilterController;
import io.rxpath.ip.kafka.IpLayer;
import io.rxpath.ip.kafka.IpListener;
import io.rxpath.ip.kafka.NeighbourSetting;
import io.rxpath.kit.BatchListening;
import io.rxpath.kit.CompactedTopic;
import io.rxpath.kit.ConfigReader;
import io.rxpath.kit.CoreTicker;
import io.rxpath.kit.HostFile;
import io.rxpath.kit.KitConfiguration;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.kit.ServiceClock;
import io.rxpath.kit.SettingsInForce;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.ConsumerFactory;

/** Wiring of ip-service. */
@Configuration(proxyBeanMethods = false)
@Import(KitConfiguration.class)
public class IpConfiguration {
    private static final Set<String> LEADS = Set.of("via", "dev", "oif");

    @Bean
    IpSettings ipSettings(HostFile host) {
        IpSettings settings = IpSettings.defaults(host.macAddress(), cidrs(host.addresses()))
                .withMtu(host.mtu())
                .withUdp(host.udpBinds())
                .with(b -> b.devices.addAll(furtherDevices(host)));
        try {
            return IpConfig.all(settings, host.settings());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("host file: " + e.getMessage(), e);
        }
    }

    /** The devices beside eth0, on wire ports of their own. */
    private static List<NetDevice> furtherDevices(HostFile host) {
        List<NetDevice> devices = new ArrayList<>();
        host.interfacesByPort()
                .forEach((port, each) -> devices.add(new NetDevice(
                        IpSettings.FIRST_IFINDEX + 1 + devices.size(),
                        each.name(),
                        each.macAddress(),
                        each.mtuOr(host.mtu()),
                        port,
                        cidrs(each.addresses()))));
        return devices;
    }

    private static List<Cidr> cidrs(List<String> addresses) {
        return addresses.stream().map(Cidr::parse).toList();
    }

    @Bean
    IpLayer ipLayer(
            IpSettings settings,
            HostFile host,
            RecordPublisher publisher,
            ConsumerFactory<byte[], byte[]> consumers,
            ServiceClock clock,
            MeterRegistry registry) {
        IpLayer layer = new IpLayer(settings, publisher, clock, registry);
        layer.restore(reader -> CompactedTopic.replay(consumers, Topic.IP_CONNTRACK, reader));
        hostFileRules(host, layer);
        return layer;
    }

    /** The rules of the host file; those of the config topic come after them. */
    static void hostFileRules(HostFile host, IpLayer layer) {
        host.routes().forEach(route -> rule(layer, "routes", routeLine(route)));
        for (String rule : host.rules()) {
            boolean v6 = rule.startsWith("-6 ");
            rule(layer, "rules", v6 ? "ip -6 rule add " + rule.substring("-6 ".length()) : "ip rule add " + rule);
        }
        if (host.nft() != null) {
            rule(layer, "nft", "nft\n" + host.nft());
        }
        host.iptables().forEach(rule -> rule(layer, "iptables", "iptables " + rule));
        host.ip6tables().forEach(rule -> rule(layer, "ip6tables", "ip6tables " + rule));
    }

    /** As {@code ip route add} takes it; a network on the link is eth0's unless the route says more. */
    static String routeLine(String route) {
        List<String> words = List.of(route.strip().split("\\s+", -1));
        boolean v6 = words.stream().anyMatch(word -> word.contains(":"));
        boolean alone = words.stream().noneMatch(LEADS::contains) && RouteType.ofWord(words.get(0)) == null;
        return (v6 ? "ip -6 route add " : "ip route add ") + route.strip() + (alone ? " dev eth0" : "");
    }

    private static void rule(IpLayer layer, String key, String line) {
        try {
            layer.netfilter(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("host file: " + key + ": " + e.getMessage(), e);
        }
    }

    /** The host's addresses are tried and announced once there is a wire to do it on. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> devicesUp(IpLayer layer) {
        return ready -> layer.up();
    }

    @Bean
    IpListener ipListener(IpLayer layer) {
        return new IpListener(layer);
    }

    /** Neighbours that other instances have learnt, netfilter's commands in their order, and settings. */
    @Bean
    ConfigReader ipConfigReader(ConsumerFactory<byte[], byte[]> consumers, IpSettings settings, IpLayer layer) {
        SettingsInForce<IpSettings> inForce =
                new SettingsInForce<>(settings, IpConfig::obeys, IpConfig::all, layer::settings);
        return new ConfigReader(consumers, "", (key, value) -> {
            if (key.startsWith(NeighbourSetting.PREFIX)) {
                if (value != null) {
                    layer.learn(NeighbourSetting.parse(key, value));
                }
            } else if (key.startsWith("netfilter/")) {
                // One that was refused is taken back, and there is nothing to undo.
                if (value != null) {
                    layer.netfilter(value);
                }
            } else {
                inForce.accept(key, value);
            }
        });
    }

    @Bean
    NetfilterController netfilterController(IpLayer layer) {
        return new NetfilterController(layer);
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
