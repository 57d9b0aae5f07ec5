package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.Ipv4Header;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What log_martians writes. */
class IpMartianTest {
    private static Host host(int on) {
        return new Host(Host.SETTINGS.with(b -> b.conf("eth0", InetDevconf.LOG_MARTIANS, on)));
    }

    private static void receive(Host host, Consumer<Ipv4Header> change) {
        host.receive(Packets.udp(10, change));
    }

    @Test
    void namesAddressesAndDevice() {
        Host host = host(1);
        receive(host, iph -> iph.saddr(Host.ip("127.0.0.5")));
        receive(host, iph -> iph.saddr(Host.ADDRESS));
        receive(host, iph -> iph.daddr(0));
        receive(host, iph -> iph.daddr(Host.ip("127.0.0.1")));
        String header = "4 ll header: 00000000: 02 00 00 00 00 02 02 00 00 00 00 01 08 00";
        assertThat(host.out.log)
                .containsExactly(
                        "4 IPv4: martian source 10.9.0.2 from 127.0.0.5, on dev eth0",
                        header,
                        "4 IPv4: martian source 10.9.0.2 from 10.9.0.2, on dev eth0",
                        header,
                        "4 IPv4: martian destination 0.0.0.0 from 10.9.0.1, dev eth0",
                        "4 IPv4: martian destination 127.0.0.1 from 10.9.0.1, dev eth0");
    }

    @Test
    void isQuietUnlessAsked() {
        Host host = host(0);
        receive(host, iph -> iph.saddr(Host.ip("127.0.0.5")));
        assertThat(host.out.log).isEmpty();
    }

    @Test
    void tenPacketsInFiveSeconds() {
        Host host = host(1);
        for (int i = 0; i < 20; i++) {
            receive(host, iph -> iph.daddr(0));
        }
        assertThat(host.out.log).hasSize(10);
        host.advance(6 * Host.SECOND);
        receive(host, iph -> iph.daddr(0));
        assertThat(host.out.log).hasSize(11);
    }
}
