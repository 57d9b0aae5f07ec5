package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** {@code ip route get ... iif} and {@code explain} on a router, against what a 6.18 kernel's printed. */
class IpRouteInputTest {
    private static final IpOutput NOWHERE = new IpOutput() {
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
    };

    private static IpStack router() {
        IpSettings settings = IpSettings.defaults(0x02_0000_0009_02L, List.of(Cidr.parse("10.9.0.1/24")))
                .with(b -> {
                    b.devices.add(new NetDevice(
                            5, "eth1", 0x02_0000_0009_03L, 1500, 1, List.of(Cidr.parse("192.168.1.1/24"))));
                    b.forward(1);
                });
        return new IpStack(settings, NOWHERE);
    }

    private static String run(IpStack stack, String line) {
        try {
            return stack.ip(Arrays.asList(line.split(" ", -1)), 0);
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void answersAsTheRealOne() throws IOException {
        IpStack stack = router();
        List<String> there;
        try (InputStream in = Objects.requireNonNull(
                IpRouteInputTest.class.getResourceAsStream("/ip-command-router/input.txt"), "input.txt")) {
            there = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        List<String> here = new ArrayList<>();
        for (String line : there) {
            if (line.startsWith("$ ")) {
                here.add(line);
                // The addresses are in the settings.
                if (!line.startsWith("$ ip addr")) {
                    run(stack, line.substring("$ ip ".length())).lines().forEach(here::add);
                }
            }
        }
        assertThat(here).isEqualTo(there);
    }

    @Test
    void explainsEachRuleAndWhyRoutesLost() {
        IpStack stack = router();
        run(stack, "route add default via 10.9.0.254");
        run(stack, "route add 20.0.0.0/8 via 192.168.1.2");
        run(stack, "route add 20.1.0.0/16 via 192.168.1.3 tos 0x10");
        run(stack, "rule add pref 50 fwmark 7 lookup 100");
        assertThat(run(stack, "route explain 20.1.1.1")).isEqualTo("""
                        20.1.1.1 via 192.168.1.2 dev eth1 src 192.168.1.1 uid 0\s
                            cache\s
                          rule 0: from all lookup local
                            table local: no prefix contains the destination
                          rule 50: from all fwmark 0x7 lookup 100: does not match
                          rule 32766: from all lookup main
                            table main: 20.1.0.0/16 tos 0x10 via 192.168.1.3 dev eth1: it is for another TOS
                            table main: 20.0.0.0/8 via 192.168.1.2 dev eth1: taken
                            table main: default via 10.9.0.254 dev eth0: shorter than /8
                          so: unicast by table main, prefix 20.0.0.0/8
                        """);
    }

    @Test
    void explainsWhyThereIsNoWay() {
        assertThat(run(router(), "route explain 8.8.8.8")).isEqualTo("""
                        RTNETLINK answers: Network is unreachable
                          the rules are as they came: tables local and main are searched as one, the longer prefix wins
                          rule 0: from all lookup local
                            table local: no prefix contains the destination
                            table main: no prefix contains the destination
                          rule 32766: from all lookup main
                          rule 32767: from all lookup default
                            table default: no prefix contains the destination
                          so: Network is unreachable
                        """);
    }
}
