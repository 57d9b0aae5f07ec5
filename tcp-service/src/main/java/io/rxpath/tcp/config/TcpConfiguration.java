package io.rxpath.tcp.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.rxpath.kit.ConfigReader;
import io.rxpath.kit.HostFile;
import io.rxpath.kit.KitConfiguration;
import io.rxpath.kit.LayerMeters;
import io.rxpath.kit.ListenSection;
import io.rxpath.kit.RxpathProperties;
import io.rxpath.kit.ServiceClock;
import io.rxpath.kit.SettingsInForce;
import io.rxpath.kit.Sysctls;
import io.rxpath.kit.streams.CoreStreams;
import io.rxpath.kit.streams.CoreTasks;
import io.rxpath.kit.streams.CoreTopology;
import io.rxpath.skb.Hop;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Layer;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.Topic;
import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.http.SocketsController;
import io.rxpath.tcp.kafka.TcpCore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ConsumerFactory;

/** Wiring of tcp-service. */
@Configuration(proxyBeanMethods = false)
@Import(KitConfiguration.class)
public class TcpConfiguration {
    @Bean
    TcpSettings tcpSettings(HostFile host) {
        byte[] secret = new byte[TcpSettings.SECRET_LENGTH];
        new SecureRandom().nextBytes(secret);
        List<Listener> listeners = new ArrayList<>();
        host.listenTcp().forEach(section -> listeners.add(listener(section, host)));
        TcpSettings settings = TcpSettings.defaults()
                .withSecret(secret)
                .withMtu(host.mtu())
                .withListeners(listeners)
                .withDevices(host.ifindexes());
        for (Map.Entry<String, String> sysctl : Sysctls.of(Layer.TCP, host).entrySet()) {
            settings = settings.withSysctl(sysctl.getKey(), sysctl.getValue());
        }
        return settings;
    }

    private static Listener listener(ListenSection section, HostFile host) {
        IpAddress address = section.address() == null ? null : IpAddress.parse(section.address());
        int device = section.device() == null ? 0 : host.ifindexes().getOrDefault(section.device(), 0);
        return new Listener(address, section.port(), Listener.BACKLOG, section.rcvbuf(), device);
    }

    /** The settings that hold now: a partition that comes later begins with them. */
    static final class Current {
        private volatile TcpSettings settings;

        Current(TcpSettings settings) {
            this.settings = settings;
        }
    }

    @Bean
    Current currentTcpSettings(TcpSettings settings) {
        return new Current(settings);
    }

    @Bean
    CoreTasks<TcpCore> tcpTasks(Current current, MeterRegistry registry) {
        LayerMeters.HopTimer hop = LayerMeters.hop(registry, Hop.IP, Hop.TCP);
        return new CoreTasks<>(Layer.TCP, (lists, partition) -> new TcpCore(current.settings, lists, hop));
    }

    /** Settings that change while the service runs. */
    @Bean
    ConfigReader tcpConfigReader(
            ConsumerFactory<byte[], byte[]> consumers,
            TcpSettings settings,
            Current current,
            CoreTasks<TcpCore> tasks) {
        return new ConfigReader(
                consumers, TcpConfig.SYSCTL, new SettingsInForce<>(settings, TcpConfig::obeys, TcpConfig::all, next -> {
                    current.settings = next;
                    tasks.each(core -> core.settings(next));
                }));
    }

    @Bean
    CoreStreams tcpStreams(
            CoreTasks<TcpCore> tasks,
            RxpathProperties properties,
            KafkaConnectionDetails kafka,
            ServiceClock clock,
            KitConfiguration.Topics topics) {
        return new CoreStreams(
                Layer.TCP,
                CoreTopology.of(
                        tasks,
                        List.of(Topic.TCP_RX, Topic.SOCKET_CTL),
                        Map.of(
                                Topic.SOCKET_RX, RecordKind.SOCK_EVENT,
                                Topic.IP_TX, RecordKind.SKB,
                                Topic.SKB_DROP, RecordKind.DROP_EVENT),
                        clock),
                properties,
                String.join(",", kafka.getBootstrapServers()));
    }

    @Bean
    SocketsController socketsController(CoreTasks<TcpCore> tasks, ServiceClock clock) {
        return new SocketsController(tasks, clock);
    }
}
