package io.rxpath.nic.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.rxpath.kit.BatchListening;
import io.rxpath.kit.ConfigReader;
import io.rxpath.kit.CoreTicker;
import io.rxpath.kit.HostFile;
import io.rxpath.kit.InterfaceSection;
import io.rxpath.kit.KitConfiguration;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.kit.RxpathProperties;
import io.rxpath.kit.ServiceClock;
import io.rxpath.kit.SettingsInForce;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.nic.core.RxMode;
import io.rxpath.nic.http.EthtoolController;
import io.rxpath.nic.http.RingController;
import io.rxpath.nic.kafka.NicDevice;
import io.rxpath.nic.kafka.NicListener;
import io.rxpath.nic.kafka.VxlanReceiver;
import io.rxpath.nic.kafka.WireValve;
import io.rxpath.nic.metrics.RingMeters;
import io.rxpath.nic.wire.VxlanPort;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.ConsumerFactory;

/** Wiring of nic-service. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NicProperties.class)
@Import(KitConfiguration.class)
public class NicConfiguration {
    /** 224.0.0.1 as a MAC address: the one group every IPv4 host is in (RFC 1112). */
    private static final long ALL_HOSTS = 0x01005e000001L;

    /** ff02::1 as a MAC address (RFC 2464 section 7). */
    private static final long ALL_NODES = 0x333300000001L;

    /** ff02::1:ff00:0 as a MAC address; the low 24 bits of the address sought are added. */
    private static final long SOLICITED_NODE = 0x3333ff000000L;

    private static final long LOW_24 = 0xff_ffff;

    @Bean
    NicSettings nicSettings(HostFile host, RxpathProperties properties) {
        NicSettings base = NicSettings.defaults(host.macAddress())
                .withQueues(host.queues(properties.partitions()))
                .withMtu(host.interfaces().stream()
                        .mapToInt(each -> each.mtuOr(host.mtu()))
                        .reduce(host.mtu(), Math::max))
                .withRxMode(groups(host));
        for (Map.Entry<Integer, InterfaceSection> each : host.interfacesByPort().entrySet()) {
            base = base.withPortMac(each.getKey(), each.getValue().macAddress());
        }
        try {
            return NicConfig.all(base, host.settings());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("host file: " + e.getMessage(), e);
        }
    }

    /** The groups every IPv4 and every IPv6 host is in, and those of its neighbours' solicitations (RFC 4291 2.8). */
    static RxMode groups(HostFile host) {
        RxMode mode = RxMode.DEFAULT.withAddress(ALL_HOSTS).withAddress(ALL_NODES);
        mode = solicited(mode, host.macAddress(), host.addresses());
        for (InterfaceSection each : host.interfaces()) {
            mode = solicited(mode, each.macAddress(), each.addresses());
        }
        return mode;
    }

    /** Of the link-local address, which ends as the MAC address does, and of the others. */
    private static RxMode solicited(RxMode base, long mac, List<String> addresses) {
        RxMode mode = base.withAddress(SOLICITED_NODE | mac & LOW_24);
        for (String text : addresses) {
            IpAddress address = Cidr.parse(text).address();
            if (!address.isV4()) {
                mode = mode.withAddress(SOLICITED_NODE | address.lo() & LOW_24);
            }
        }
        return mode;
    }

    @Bean
    @ConditionalOnProperty("rxpath.nic.vxlan-listen")
    VxlanPort vxlanPort(NicProperties properties, NicSettings settings, HostFile host) throws IOException {
        InetSocketAddress listen = address(properties.vxlanListen());
        int remotePort = properties.vxlanRemotePort() == 0 ? listen.getPort() : properties.vxlanRemotePort();
        return VxlanPort.open(listen, remotePort, networks(properties.vni(), settings.mtu(), host));
    }

    /** eth0's network and those of the host's further devices. */
    static List<VxlanPort.Network> networks(int vni, int mtu, HostFile host) {
        List<VxlanPort.Network> networks = new ArrayList<>();
        networks.add(new VxlanPort.Network(vni, mtu, NicDevice.VXLAN_WIRE_PORT));
        host.interfacesByPort().forEach((port, each) -> {
            if (each.vni() != null) {
                if (each.vni() == vni) {
                    throw new IllegalArgumentException("host file: interfaces: " + each.name() + ": vni " + vni
                            + " is eth0's network; expected another");
                }
                networks.add(new VxlanPort.Network(each.vni(), each.mtuOr(host.mtu()), port));
            }
        });
        return networks;
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
    ConfigReader settingsReader(
            ConsumerFactory<byte[], byte[]> consumers, NicSettings settings, NicDevice device, RingMeters meters) {
        return new ConfigReader(consumers, "", inForce(settings, device, meters));
    }

    /** What the topic says over what the host file says; other rings have other meters. */
    static SettingsInForce<NicSettings> inForce(NicSettings hostFile, NicDevice device, RingMeters meters) {
        return new SettingsInForce<>(hostFile, NicConfig::obeys, NicConfig::all, next -> {
            device.settings(next);
            meters.refresh();
        });
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
    EthtoolController ethtoolController(NicDevice device) {
        return new EthtoolController(device);
    }

    @Bean
    WireValve wireValve(KafkaListenerEndpointRegistry registry, NicDevice device) {
        WireValve valve = new WireValve(registry);
        device.valve(valve);
        return valve;
    }

    @Bean
    KitConfiguration.Consuming consuming(KafkaListenerEndpointRegistry registry) {
        return new BatchListening(registry);
    }
}
