package io.rxpath.ip.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.ip.core.IpOutput;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.IpStack;
import io.rxpath.ip.core.Neighbour;
import io.rxpath.ip.core.console.NetfilterConsole;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries of {@code routes:} in the host file, in the words of {@code ip route add}. */
class HostRoutesTest {
    private final NetfilterConsole console = new NetfilterConsole(new IpStack(
            IpSettings.defaults(0x0200_0000_0002L, List.of(Cidr.parse("10.9.0.2/24"), Cidr.parse("fd00:9::2/64"))),
            new Nowhere()));

    private static final class Nowhere implements IpOutput {
        @Override
        public void deliverSocket(SockEvent event) {}

        @Override
        public void deliverTcp(SkBuff skb) {}

        @Override
        public void transmit(SkBuff frame) {}

        @Override
        public void neighbourChanged(Neighbour neighbour) {}

        @Override
        public void drop(DropEvent event) {}
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "default via 10.9.0.1 | default via 10.9.0.1 dev eth0",
                "10.8.0.0/16 | 10.8.0.0/16 dev eth0 scope link",
                "10.8.0.0/16 via 10.9.0.7 metric 5 | 10.8.0.0/16 via 10.9.0.7 dev eth0 metric 5",
                "10.8.0.0/16 via 10.9.0.7 src 10.9.0.2 mtu 1400 | 10.8.0.0/16 via 10.9.0.7 dev eth0 src 10.9.0.2 mtu 1400",
                "unreachable 10.8.0.0/16 | unreachable 10.8.0.0/16",
                "blackhole 10.8.0.0/16 metric 9 | blackhole 10.8.0.0/16 metric 9",
                "fd01::/64 via fd00:9::1 | fd01::/64 via fd00:9::1 dev eth0"
            })
    void areAdded(String route, String line) {
        console.run(IpConfiguration.routeLine(route), 0);
        assertThat(console.run("ip route show", 0) + console.run("ip -6 route show", 0))
                .contains(line);
    }

    @Test
    void areRefusedInTheWordsOfIp() {
        assertThatThrownBy(() -> console.run(IpConfiguration.routeLine("10.8.0.0/16 via 10.7.0.1"), 0))
                .hasMessage("Error: Nexthop has invalid gateway.");
        assertThatThrownBy(() -> console.run(IpConfiguration.routeLine("10.8.0.0/16 nexthop via 10.9.0.1"), 0))
                .hasMessage("Error: argument \"nexthop\" is not supported.");
    }

    @Test
    void mayBeInAnotherTable() {
        console.run(IpConfiguration.routeLine("10.8.0.0/16 via 10.9.0.1 table 7"), 0);
        assertThat(console.run("ip route show table 7", 0)).startsWith("10.8.0.0/16 via 10.9.0.1 dev eth0");
    }
}
