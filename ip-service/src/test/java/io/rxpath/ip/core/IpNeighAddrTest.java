package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.ip.core.route.IpCommandLine;
import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.IpAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ip neigh} and {@code ip addr} while the host runs; what is printed was seen of iproute2 6.1 on a 6.18 kernel. */
class IpNeighAddrTest {
    private final Host host = new Host(Host.NO_NEIGHBOURS);

    private String ip(String line) {
        try {
            return host.stack.ip(Arrays.asList(line.split(" +", -1)), host.now);
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void listsNeighboursInTheirStates() {
        ip("neigh add 10.9.0.9 lladdr 02:00:00:00:00:09 dev eth0");
        ip("neigh add 10.9.0.8 lladdr 02:00:00:00:00:08 dev eth0 nud reachable");
        ip("neigh add 10.9.0.7 lladdr 02:00:00:00:00:07 dev eth0 nud stale");
        ip("neigh add 10.9.0.5 dev eth0 nud failed");
        ip("neigh add fd00::9 lladdr 02:00:00:00:00:09 dev eth0 router");
        assertThat(ip("neigh show")).isEqualTo("""
                        10.9.0.9 dev eth0 lladdr 02:00:00:00:00:09 PERMANENT\s
                        10.9.0.8 dev eth0 lladdr 02:00:00:00:00:08 REACHABLE\s
                        10.9.0.7 dev eth0 lladdr 02:00:00:00:00:07 STALE\s
                        10.9.0.5 dev eth0 FAILED\s
                        fd00::9 dev eth0 lladdr 02:00:00:00:00:09 router PERMANENT\s
                        """);
        assertThat(ip("neigh show dev eth0 nud stale")).isEqualTo("10.9.0.7 lladdr 02:00:00:00:00:07 STALE \n");
        assertThat(ip("-6 neigh")).startsWith("fd00::9 dev eth0");
        assertThat(ip("neigh get 10.9.0.8 dev eth0")).contains("REACHABLE");
        ip("neigh flush dev eth0");
        assertThat(ip("-4 neigh")).isEqualTo("10.9.0.9 dev eth0 lladdr 02:00:00:00:00:09 PERMANENT \n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "neigh add 10.9.0.9 dev eth0 | Error: No link layer address given.",
                "neigh change 10.9.0.4 lladdr 02:00:00:00:00:04 dev eth0 | RTNETLINK answers: No such file or directory",
                "neigh del 10.9.0.4 dev eth0 | RTNETLINK answers: No such file or directory",
                "neigh del 10.9.0.4 | Device and destination are required arguments.",
                "neigh add 10.9.0.4 lladdr 02:00:00:00:00:04 dev eth0 nud x | Error: argument \"x\" is wrong: nud state is bad",
                "neigh add 10.9.0.4 lladdr zz dev eth0 | \"zz\" is invalid lladdr.",
                "neigh add 10.9.0.4 lladdr 02:00:00:00:00:04 dev v9 | Cannot find device \"v9\"",
                "neigh get 10.9.0.99 dev eth0 | Error: Neighbour entry not found.",
                "neigh frob | Command \"frob\" is unknown, try \"ip neigh help\".",
                "neigh add 10.9.0.300 dev eth0 | Error: any valid address is expected rather than \"10.9.0.300\".",
                "neigh flush | Flush requires arguments.",
                "neigh add proxy 10.9.0.4 dev eth0 | Error: argument \"proxy\" is not supported.",
                "addr add 10.9.0.2/24 dev eth0 | Error: ipv4: Address already assigned.",
                "addr del 10.9.0.3/24 dev eth0 | Error: ipv4: Address not found.",
                "addr add 10.9.0.3/24 | Not enough information: \"dev\" argument is required.",
                "addr add 10.9.0.3/24 brd + dev eth0 | Error: argument \"brd\" is not supported.",
                "addr del fd00::3/64 dev eth0 | Error: ipv6: address not found."
            })
    void refusesAsTheKernelDoes(String line, String message) {
        assertThat(ip(line)).isEqualTo(message);
    }

    @Test
    void aNeighbourSetTwiceIsThereAlready() {
        assertThat(ip("neigh add 10.9.0.9 lladdr 02:00:00:00:00:09 dev eth0")).isEmpty();
        assertThat(ip("neigh add 10.9.0.9 lladdr 02:00:00:00:00:08 dev eth0"))
                .isEqualTo("RTNETLINK answers: File exists");
        assertThat(ip("neigh replace 10.9.0.9 lladdr 02:00:00:00:00:08 dev eth0"))
                .isEmpty();
        assertThat(ip("neigh show")).contains("00:08 PERMANENT");
        assertThat(ip("neigh del 10.9.0.9 dev eth0")).isEmpty();
        assertThat(ip("neigh show")).isEmpty();
    }

    private boolean answers(String address) {
        host.out.frames.clear();
        host.receive(Packets.arp(ArpHeader.REQUEST, "02:00:00:00:00:0a", "10.9.0.10", "00:00:00:00:00:00", address));
        return !host.out.frames.isEmpty();
    }

    @Test
    void anAddressIsOursAsLongAsTheDeviceHasIt() {
        assertThat(answers("10.9.0.3")).isFalse();
        assertThat(ip("addr add 10.9.0.3/24 dev eth0")).isEmpty();
        assertThat(ip("addr add 10.7.0.3/24 dev eth0")).isEmpty();
        assertThat(answers("10.9.0.3")).isTrue();
        assertThat(ip("-4 addr show dev eth0")).isEqualTo("""
                        2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP
                            inet 10.9.0.2/24 scope global eth0
                               valid_lft forever preferred_lft forever
                            inet 10.7.0.3/24 scope global eth0
                               valid_lft forever preferred_lft forever
                            inet 10.9.0.3/24 scope global secondary eth0
                               valid_lft forever preferred_lft forever
                        """);
        assertThat(ip("route show")).contains("10.7.0.0/24 dev eth0 proto kernel scope link src 10.7.0.3");
        assertThat(host.stack.devices().all().get(1).dev().addresses()).hasSize(3);
        assertThat(ip("addr del 10.9.0.2/24 dev eth0"))
                .as("and with it its secondary one")
                .isEmpty();
        assertThat(answers("10.9.0.3")).isFalse();
        assertThat(answers("10.7.0.3")).isTrue();
    }

    @Test
    void settingsMayChangeWhenAddressesHave() {
        ip("addr add 10.7.0.3/24 dev eth0");
        host.stack.settings(Host.NO_NEIGHBOURS.withDefaultTtl(9));
        assertThat(host.stack.settings().defaultTtl()).isEqualTo(9);
        assertThat(answers("10.7.0.3")).isTrue();
    }

    @Test
    void anIpv6AddressIsOursAtOnceIfItIsNotTried() {
        IpSettings settings = host.stack.settings();
        host.stack.settings(
                settings.with(b -> b.ipv6 = b.ipv6.with(v6 -> v6.set("net.ipv6.conf.eth0.accept_dad", "0"))));
        assertThat(ip("addr add fd00:9::2/64 dev eth0")).isEmpty();
        assertThat(ip("addr add fd00:9::2/64 dev eth0")).isEqualTo("Error: ipv6: address already assigned.");
        assertThat(host.stack.routeConnect().isLocal(IpAddress.parse("fd00:9::2")))
                .isTrue();
        assertThat(ip("-6 addr show dev eth0")).contains("inet6 fd00:9::2/64 scope global");
        assertThat(ip("addr del fd00:9::2/64 dev eth0")).isEmpty();
        assertThat(ip("-6 addr show dev eth0")).doesNotContain("fd00:9::2");
    }

    @Test
    void asksOnlyWhenItAsks() {
        assertThat(IpCommandLine.asks(List.of("neigh"))).isTrue();
        assertThat(IpCommandLine.asks(List.of("addr", "show"))).isTrue();
        assertThat(IpCommandLine.asks(List.of("neigh", "add"))).isFalse();
        assertThat(IpCommandLine.asks(List.of("addr", "del"))).isFalse();
    }
}
