package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests answered for hosts behind another device wait a while; the recorded cases arp-proxy have those that do not. */
class ArpProxyTest {
    private static final String ASKER = "02:00:00:00:00:0a";
    private static final String EVERYBODY = "ff:ff:ff:ff:ff:ff";

    private static Host router(int qlen) {
        return new Host(IpSettings.defaults(Host.MAC, List.of()).with(b -> {
            b.devices.clear();
            b.devices.add(new NetDevice(2, "eth0", Host.MAC, 1500, Host.PORT, List.of(Cidr.parse("10.9.0.2/24"))));
            b.devices.add(new NetDevice(3, "eth1", Host.MAC, 1500, 9, List.of(Cidr.parse("10.9.1.2/24"))));
            b.forward(1);
            b.conf("eth0", InetDevconf.PROXY_ARP, 1);
            b.neigh = b.neigh.with(n -> n.proxyQlen = qlen);
        }));
    }

    private static byte[] ask(String target) {
        return Packets.to(Packets.arp(ArpHeader.REQUEST, ASKER, "10.9.0.10", "00:00:00:00:00:00", target), EVERYBODY);
    }

    @Test
    void aBroadcastRequestIsAnsweredWithinTheDelay() {
        Host host = router(64);
        assertThat(host.receive(ask("10.9.1.77"))).isEqualTo("held");
        assertThat(host.out.frames).as("the host itself has the first word").isEmpty();
        assertThat(host.stack.nextTimeoutNanos()).isBetween(host.now, host.now + 800 * Host.MILLI);
        host.advance(800 * Host.MILLI);
        assertThat(host.out.frames).hasSize(1);
        assertThat(host.out.arp(0).operation()).isEqualTo(ArpHeader.REPLY);
        assertThat(host.out.arp(0).senderIp()).isEqualTo(Host.ip("10.9.1.77"));
        assertThat(host.out.arp(0).targetIp()).isEqualTo(Host.ip("10.9.0.10"));
        host.balanced();
        assertThat(host.stack.heldSegments()).isZero();
    }

    @Test
    void oneMoreThanTheQueueHoldsIsLost() {
        Host host = router(2);
        for (int i = 0; i < 3; i++) {
            assertThat(host.receive(ask("10.9.1.7" + i))).isEqualTo("held");
        }
        assertThat(host.receive(ask("10.9.1.79"))).isEqualTo("dropped NOT_SPECIFIED");
        host.advance(800 * Host.MILLI);
        assertThat(host.out.frames).hasSize(3);
    }

    @Test
    void arpNotifyAnnouncesEveryAddressWhenTheDeviceComesUp() {
        Host host =
                new Host(IpSettings.defaults(Host.MAC, List.of(Cidr.parse("10.9.0.2/24"), Cidr.parse("10.8.0.2/24")))
                        .with(b -> b.conf("eth0", InetDevconf.ARP_NOTIFY, 1)));
        host.stack.announce();
        assertThat(host.out.frames).hasSize(2);
        assertThat(host.out.arp(0).operation()).isEqualTo(ArpHeader.REQUEST);
        assertThat(host.out.arp(0).senderIp()).isEqualTo(Host.ADDRESS);
        assertThat(host.out.arp(0).targetIp()).isEqualTo(Host.ADDRESS);
        assertThat(host.out.arp(1).senderIp()).isEqualTo(Host.ip("10.8.0.2"));
        Host quiet = new Host(Host.NO_NEIGHBOURS);
        quiet.stack.announce();
        assertThat(quiet.out.frames).isEmpty();
    }
}
