package io.rxpath.ip.core.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.ip.core.IpOutput;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.IpStack;
import io.rxpath.ip.core.Neighbour;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes and rules by the same way as netfilter's programs. */
class IpOnConsoleTest {
    private static final long NOW = 1_700_000_000_000_000_000L;

    private final NetfilterConsole console = new NetfilterConsole(new IpStack(
            IpSettings.defaults(0x02_0000_0000_02L, List.of(Cidr.parse("10.9.0.2/24"), Cidr.parse("fd00::2/64"))),
            new IpOutput() {
                @Override
                public void deliverSocket(SockEvent event) {
                    throw new AssertionError(event.toString());
                }

                @Override
                public void deliverTcp(SkBuff skb) {
                    throw new AssertionError(skb.toString());
                }

                @Override
                public void transmit(SkBuff frame) {
                    throw new AssertionError(frame.toString());
                }

                @Override
                public void neighbourChanged(Neighbour neighbour) {
                    throw new AssertionError(neighbour.toString());
                }

                @Override
                public void drop(DropEvent event) {
                    throw new AssertionError(event.toString());
                }
            }));

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "ip route, true",
        "ip -6 r, true",
        "ip r get 10.9.0.1, true",
        "ip route explain 10.9.0.1, true",
        "ip rule list, true",
        "ip route add 10.0.0.0/8 via 10.9.0.1, false",
        "ip r del default, false",
        "ip rule add lookup 5, false",
        "ip -6 route flush table 7, false"
    })
    void knowsWhatOnlyAsks(String line, boolean asks) {
        assertThat(NetfilterConsole.asks(line)).isEqualTo(asks);
    }

    @Test
    void changesTheTablesPacketsAreRoutedBy() {
        assertThat(console.run("ip route add default via 10.9.0.1 table 7", NOW))
                .isEmpty();
        assertThat(console.run("ip rule add fwmark 1 lookup 7", NOW)).isEmpty();
        assertThat(console.run("ip route get 8.8.8.8 mark 1", NOW))
                .isEqualTo("8.8.8.8 via 10.9.0.1 dev eth0 table 7 src 10.9.0.2 mark 1 uid 0 \n    cache \n");
        assertThat(console.run("ip -6 route add 2001:db8::/32 via fd00::1", NOW))
                .isEmpty();
        assertThat(console.run("ip -6 route show 2001:db8::/32", NOW))
                .isEqualTo("2001:db8::/32 via fd00::1 dev eth0 metric 1024 pref medium\n");
    }

    @Test
    void refusesInTheKernelsWords() {
        assertThatThrownBy(() -> console.run("ip route get 8.8.8.8", NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("RTNETLINK answers: Network is unreachable");
        assertThatThrownBy(() -> console.run("ip route add 10.0.0.0/8 via 11.1.1.1", NOW))
                .hasMessage("Error: Nexthop has invalid gateway.");
        assertThatThrownBy(() -> console.run("ip route add 10.0.0.0/8 dev eth0 realm 5", NOW))
                .hasMessage("Error: argument \"realm\" is not supported.");
    }
}
