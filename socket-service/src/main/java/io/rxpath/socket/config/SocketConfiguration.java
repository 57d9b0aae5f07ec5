package io.rxpath.socket.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.rxpath.kit.HostFile;
import io.rxpath.kit.KitConfiguration;
import io.rxpath.kit.LayerMeters;
import io.rxpath.kit.ListenSection;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.kit.RxpathProperties;
import io.rxpath.kit.ServiceClock;
import io.rxpath.kit.streams.CoreStreams;
import io.rxpath.kit.streams.CoreTasks;
import io.rxpath.kit.streams.CoreTopology;
import io.rxpath.skb.Hop;
import io.rxpath.skb.Layer;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.Topic;
import io.rxpath.skb.UdpBind;
import io.rxpath.socket.core.App;
import io.rxpath.socket.core.AppKind;
import io.rxpath.socket.core.SocketSettings;
import io.rxpath.socket.core.UdpApp;
import io.rxpath.socket.http.AppsController;
import io.rxpath.socket.http.PingController;
import io.rxpath.socket.kafka.SocketCore;
import io.rxpath.socket.process.ProcessController;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wiring of socket-service. */
@Configuration(proxyBeanMethods = false)
@Import(KitConfiguration.class)
public class SocketConfiguration {
    private static final int SLOW_BYTES = 1000;

    @Bean
    SocketSettings socketSettings(HostFile host) {
        List<App> apps = new ArrayList<>();
        host.listenTcp().forEach(listener -> apps.add(app(listener)));
        List<UdpApp> udp = new ArrayList<>();
        List<UdpBind> binds = host.udpBinds();
        for (int i = 0; i < binds.size(); i++) {
            udp.add(udpApp(host.listenUdp().get(i), binds.get(i)));
        }
        return new SocketSettings(apps).withUdp(udp);
    }

    static UdpApp udpApp(ListenSection listener, UdpBind bind) {
        AppKind kind = switch (listener.app()) {
            case "slow" -> AppKind.SLOW;
            case "echo" -> AppKind.ECHO;
            case "sink" -> AppKind.SINK;
            default -> throw new IllegalArgumentException("listen: unknown app " + listener.app());
        };
        return new UdpApp(bind, kind, listener.interval().toNanos());
    }

    static App app(ListenSection listener) {
        return switch (listener.app()) {
            case "slow" ->
                App.slow(
                        listener.port(),
                        listener.bytes() == 0 ? SLOW_BYTES : listener.bytes(),
                        listener.interval().toNanos());
            case "echo" -> App.echo(listener.port());
            case "http" -> App.http(listener.port());
            case "sink" -> App.sink(listener.port());
            default -> throw new IllegalArgumentException("listen: unknown app " + listener.app());
        };
    }

    @Bean
    CoreTasks<SocketCore> socketTasks(SocketSettings settings, RxpathProperties properties, MeterRegistry registry) {
        LayerMeters.HopTimer hop = LayerMeters.hop(registry, Hop.TCP, Hop.QUEUED);
        Timer wireToRecv = LayerMeters.wireToRecv(registry);
        return new CoreTasks<>(
                Layer.SOCKET,
                (lists, partition) -> new SocketCore(settings, lists, properties.partitions(), hop, wireToRecv));
    }

    @Bean
    CoreStreams socketStreams(
            CoreTasks<SocketCore> tasks,
            RxpathProperties properties,
            KafkaConnectionDetails kafka,
            ServiceClock clock,
            KitConfiguration.Topics topics) {
        return new CoreStreams(
                Layer.SOCKET,
                CoreTopology.of(
                        tasks,
                        List.of(Topic.SOCKET_RX),
                        Map.of(
                                Topic.SOCKET_CTL, RecordKind.SOCK_COMMAND,
                                Topic.IP_TX, RecordKind.SKB,
                                Topic.SKB_DROP, RecordKind.DROP_EVENT),
                        clock),
                properties,
                String.join(",", kafka.getBootstrapServers()));
    }

    @Bean
    AppsController appsController(CoreTasks<SocketCore> tasks) {
        return new AppsController(tasks);
    }

    @Bean
    ProcessController processController(
            CoreTasks<SocketCore> tasks, RecordPublisher publisher, HostFile host, ServiceClock clock) {
        return new ProcessController(tasks, publisher, host, clock);
    }

    @Bean
    PingController pingController(CoreTasks<SocketCore> tasks, RecordPublisher publisher, ServiceClock clock) {
        return new PingController(tasks, publisher, (int) (clock.getAsLong() >>> 20));
    }
}
