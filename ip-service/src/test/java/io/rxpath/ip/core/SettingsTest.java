package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong settings are refused with what is wrong and what was expected. */
class SettingsTest {
    private static Arguments row(String name, ThrowingCallable call, String message) {
        return Arguments.of(name, call, message);
    }

    static Stream<Arguments> wrong() {
        IpSettings s = Host.SETTINGS;
        List<Cidr> none = List.of();
        IpAddress ten = IpAddress.parse("10.9.0.10");
        return Stream.of(
                row("mtu too small", () -> s.withMtu(67), "mtu of eth0 is 67, expected 68 to 65535"),
                row("mtu too big", () -> s.withMtu(65536), "mtu of eth0 is 65536, expected 68 to 65535"),
                row("ttl 0", () -> s.withDefaultTtl(0), "ip_default_ttl is 0, expected 1 to 255"),
                row("ttl 256", () -> s.withDefaultTtl(256), "ip_default_ttl is 256, expected 1 to 255"),
                row(
                        "group MAC",
                        () -> IpSettings.defaults(MacAddress.parse("01:00:5e:00:00:01"), none),
                        "mac of eth0 is 01:00:5e:00:00:01, expected the address of one station"),
                row(
                        "multicast as own address",
                        () -> IpSettings.defaults(Host.MAC, List.of(Cidr.parse("224.0.0.1/24"))),
                        "address 224.0.0.1/24 cannot be a host's own address"),
                row("forwarding", () -> s.with(b -> b.forward(2)), "forwarding is 2, expected 0 to 1"),
                row(
                        "another device",
                        () -> s.with(b -> b.conf("eth7", InetDevconf.RP_FILTER, 1)),
                        "there is no device 'eth7'"),
                row("no device", () -> s.with(b -> b.devices.clear()), "there is no device, expected one at least"),
                row(
                        "two devices of one port",
                        () -> s.with(
                                b -> b.devices.add(new NetDevice(3, "eth1", Host.MAC, 1500, NetDevice.ANY_PORT, none))),
                        "device eth1 has the number, name or wire port of another one, expected each once"),
                row("ratelimit", () -> s.icmp().withRates(-1, 1, 1), "icmp_ratelimit is -1, expected 0 or more"),
                row("burst", () -> s.icmp().withRates(1, 1, -5), "icmp_msgs_burst is -5, expected 0 or more"),
                row("frag memory", () -> new FragSettings(-1, 1), "ipfrag_high_thresh is -1, expected 0 or more"),
                row("frag time", () -> new FragSettings(1, 0), "ipfrag_time is 0 ns, expected more than 0"),
                row(
                        "solicitations",
                        () -> s.neigh().with(n -> n.mcastSolicit = -1),
                        "mcast_solicit is -1, expected 0 or more"),
                row(
                        "neighbour without MAC",
                        () -> new Neighbour(ten, 0, 0, true),
                        "neighbour 10.9.0.10 has the MAC address 0x0, expected 48 bits and, of a permanent one, not 0"),
                row(
                        "neighbour's port",
                        () -> new Neighbour(ten, 1, 0x10000, false),
                        "neighbour 10.9.0.10 has the port 65536, expected 0 to 65535"),
                row(
                        "route with host bits",
                        () -> Route.parse("10.0.0.1/8"),
                        "route destination 10.0.0.1/8 has bits set behind its prefix, expected a network address"),
                row(
                        "route without gateway address",
                        () -> Route.parse("default via"),
                        "route 'default via' has nothing behind 'via'"),
                row(
                        "route with another word",
                        () -> Route.parse("default dev eth0"),
                        "route 'default dev eth0' has the word 'dev', expected via or metric"),
                row(
                        "route metric",
                        () -> Route.parse("default via 10.9.0.1 metric x"),
                        "route 'default via 10.9.0.1 metric x' has the metric 'x', expected a whole number"),
                row(
                        "route family",
                        () -> Route.parse("default via fd00::1"),
                        "route 0.0.0.0/0 has the gateway fd00::1 of another address family, expected one of its own"),
                row(
                        "negative metric",
                        () -> Route.parse("default metric -1"),
                        "route 0.0.0.0/0 has metric -1, expected 0 or more"),
                row(
                        "gateway on no network",
                        () -> new Host(s.withRoutes(List.of(Route.parse("default via 10.8.0.1")))),
                        "route 'default via 10.8.0.1': Error: Nexthop has invalid gateway."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void refusesWithAReason(String name, ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "default via 10.9.0.1",
                "10.0.0.0/8 via 10.9.0.7 metric 5",
                "192.0.2.0/24",
                "fd00::/8 via fd00::1"
            })
    void readsTheRouteItPrints(String text) {
        assertThat(Route.parse(text)).hasToString(text);
    }
}
