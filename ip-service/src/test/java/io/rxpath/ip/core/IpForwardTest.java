package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookOps;
import io.rxpath.ip.core.netfilter.NfPriority;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.Gso;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IcmpMib;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A router between 10.9.0.0/24 on eth0 and 10.9.1.0/24, whose link takes 1000 bytes, on eth1. */
class IpForwardTest {
    private static final int FAR = Host.ip("10.9.1.1");
    private static final int OUT_PORT = 9;

    private static IpSettings router() {
        return Host.NO_NEIGHBOURS.with(b -> {
            b.devices.add(new NetDevice(3, "eth1", Host.MAC, 1000, OUT_PORT, List.of(Cidr.parse("10.9.1.2/24"))));
            b.neighbours = List.of(
                    new Neighbour(2, IpAddress.v4(Host.PEER), Host.PEER_MAC, Host.PORT, true),
                    new Neighbour(3, IpAddress.v4(FAR), Host.PEER_MAC, OUT_PORT, true));
            b.forward(1);
        });
    }

    private static byte[] udp(int payload, int ttl, boolean df) {
        return Packets.udp(payload, iph -> iph.daddr(FAR).ttl(ttl).dontFragment(df));
    }

    @Test
    void sendsOnWithOneHopLess() {
        Host host = new Host(router());
        assertThat(host.receive(udp(100, 17, true))).isEqualTo("consumed forward");
        assertThat(host.out.frames).hasSize(1).allMatch(f -> f.port == OUT_PORT);
        assertThat(host.out.iph(0).ttl()).isEqualTo(16);
        assertThat(host.counters())
                .containsEntry("Ip.ForwDatagrams", 1L)
                .containsEntry("Ip.OutTransmits", 1L)
                .doesNotContainKey("Ip.OutRequests");
    }

    @Test
    void tellsTheSenderOfTheLinkThatIsTooSmall() {
        Host host = new Host(router());
        assertThat(host.receive(udp(1200, 64, true))).isEqualTo("dropped PKT_TOO_BIG");
        IcmpHeader icmph = new IcmpHeader(host.out.payload(0), 0);
        assertThat(icmph.type()).isEqualTo(IcmpHeader.DEST_UNREACH);
        assertThat(icmph.code()).isEqualTo(IcmpHeader.FRAG_NEEDED);
        assertThat(icmph.restOfHeader()).isEqualTo(1000);
        assertThat(host.out.frames.get(0).port).isEqualTo(Host.PORT);
    }

    @Test
    void aLinkMayGetAnotherMtu() {
        Host host = new Host(router());
        List<NetDevice> devices = router().devices();
        host.stack.settings(router().with(b -> b.devices.set(1, devices.get(1).withMtu(1300))));
        assertThat(host.receive(udp(1200, 64, true))).isEqualTo("consumed forward");
        assertThat(host.receive(udp(1300, 64, true))).isEqualTo("dropped PKT_TOO_BIG");
        assertThat(new IcmpHeader(host.out.payload(1), 0).restOfHeader()).isEqualTo(1300);
        assertThatThrownBy(() -> host.stack.settings(router().with(b -> b.devices.remove(1))))
                .hasMessage("devices cannot change while the IP layer runs, but for their MTU");
    }

    @Test
    void fragmentsWhatMayBe() {
        Host host = new Host(router());
        assertThat(host.receive(udp(1200, 64, false))).isEqualTo("consumed forward");
        assertThat(host.out.frames).hasSize(2);
        assertThat(host.out.iph(0).totalLength()).isEqualTo(20 + 976);
        assertThat(host.out.iph(1).fragmentOffset()).isEqualTo(976);
        assertThat(host.counters()).containsEntry("Ip.FragOKs", 1L).containsEntry("Ip.FragCreates", 2L);
    }

    private static SkBuff superPacket(int gsoSize) {
        byte[] segment = new byte[TcpHeader.LENGTH + 4000];
        new TcpHeader(segment, 0).doffAndFlags(5, TcpHeader.ACK);
        byte[] frame =
                Packets.ip(IpProtocol.TCP, segment, "", iph -> iph.daddr(FAR).fragOff16(Ipv4Header.DF));
        SkBuff skb = Host.ethTypeTrans(frame);
        skb.gsoSize = gsoSize;
        skb.gsoSegs = 5;
        skb.gsoType = Gso.TCPV4;
        return skb;
    }

    @Test
    void letsASuperPacketPassWhoseSegmentsFit() {
        Host host = new Host(router());
        assertThat(host.receive(superPacket(960))).isEqualTo("consumed forward 5");
        assertThat(host.out.frames).hasSize(1).allMatch(f -> f.gsoSize == 960);
        assertThat(host.receive(superPacket(961))).isEqualTo("dropped PKT_TOO_BIG 5");
    }

    @Test
    void aRuleThatDropsIsNamed() {
        Host host = new Host(router());
        List<String> seen = new ArrayList<>();
        host.stack.hooks().register(new NfHookOps(NfFamily.IPV4, NfHook.FORWARD, NfPriority.FILTER, state -> {
            seen.add(name(state.in) + " to " + name(state.out));
            state.place = "nft_do_chain";
            state.rule = "ip filter forward handle 4";
            return NfVerdict.DROP;
        }));
        assertThat(host.receive(udp(10, 64, true))).isEqualTo("dropped NETFILTER_DROP");
        assertThat(seen).containsExactly("eth0 to eth1");
        DropEvent event = host.out.drops.get(0);
        assertThat(event.place()).isEqualTo("nft_do_chain");
        assertThat(event.rule()).isEqualTo("ip filter forward handle 4");
    }

    private static String name(@Nullable NetDevice dev) {
        return dev == null ? "" : dev.name();
    }

    @Test
    void everyHookIsCalledInTheOrderOfTheKernel() {
        Host host = new Host(router());
        List<String> seen = new ArrayList<>();
        for (NfHook hook : NfHook.values()) {
            host.stack.hooks().register(new NfHookOps(NfFamily.IPV4, hook, NfPriority.FILTER, state -> {
                seen.add(state.hook.name());
                return NfVerdict.ACCEPT;
            }));
        }
        host.receive(udp(10, 64, true));
        host.receive(Packets.icmp("0800000012340001"));
        assertThat(seen)
                .containsExactly(
                        "PRE_ROUTING",
                        "FORWARD",
                        "POST_ROUTING",
                        "PRE_ROUTING",
                        "LOCAL_IN",
                        "LOCAL_OUT",
                        "POST_ROUTING");
    }

    @Test
    void aRuleRefusesWithAnErrorOrAReset() {
        Host host = new Host(router());
        host.stack.hooks().register(new NfHookOps(NfFamily.IPV4, NfHook.LOCAL_IN, NfPriority.FILTER, state -> {
            boolean tcp = new Ipv4Header(state.skb.buf(), state.skb.data()).protocol() == IpProtocol.TCP;
            if (tcp) {
                host.stack.services().rejectReset(state);
            } else {
                host.stack.services().rejectUnreach(state, IcmpHeader.DEST_UNREACH, IcmpHeader.PKT_FILTERED);
            }
            return NfVerdict.DROP;
        }));
        host.receive(Packets.udp(10));
        assertThat(host.out.payload(0)).startsWith(3, 13);
        byte[] broken = Packets.udp(10);
        broken[broken.length - 1] ^= 1;
        host.receive(broken);
        assertThat(host.out.frames)
                .as("a packet that is broken is not answered")
                .hasSize(1);

        byte[] syn = new byte[TcpHeader.LENGTH];
        new TcpHeader(syn, 0).source(4000).dest(80).seq(1000).doffAndFlags(5, TcpHeader.SYN);
        SkBuff skb = Host.ethTypeTrans(Packets.ip(IpProtocol.TCP, syn));
        skb.ipSummed = IpSummed.UNNECESSARY;
        host.receive(skb);
        TcpHeader rst = new TcpHeader(host.out.payload(1), 0);
        assertThat(rst.flags()).isEqualTo(TcpHeader.RST | TcpHeader.ACK);
        assertThat(rst.ackSeq()).isEqualTo(1001);
        assertThat(rst.seq()).isZero();
        assertThat(host.out.iph(1).dontFragment()).isTrue();
    }

    @Test
    void logsAsTheKernelDoes() {
        Host host = new Host(router());
        host.stack.hooks().register(new NfHookOps(NfFamily.IPV4, NfHook.FORWARD, NfPriority.FILTER, state -> {
            host.stack.services().log(state, "fw: ", 4);
            return NfVerdict.ACCEPT;
        }));
        host.receive(udp(10, 64, true));
        assertThat(host.out.log)
                .containsExactly("4 fw: IN=eth0 OUT=eth1 MAC=02:00:00:00:00:02:02:00:00:00:00:01:08:00 SRC=10.9.0.1 "
                        + "DST=10.9.1.1 LEN=38 TOS=0x00 PREC=0x00 TTL=63 ID=7 DF PROTO=UDP SPT=4000 DPT=5001 LEN=18 ");
    }

    @Test
    void obeysSettingsThatChangeWhileItRuns() {
        Host host = new Host(router());
        host.stack.settings(router().with(b -> b.forward(0)));
        assertThat(host.receive(udp(10, 64, true))).isEqualTo("dropped IP_INADDRERRORS");
        host.stack.settings(router());
        assertThat(host.receive(udp(10, 64, true))).isEqualTo("consumed forward");
        assertThatThrownBy(() -> host.stack.settings(Host.SETTINGS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot change while the IP layer runs");
    }

    /** ip_rt_redirect_number 9, each twice as long after the one before, and the count begins anew after 20.48 s. */
    @Test
    void sendsRedirectsLessAndLessOften() {
        int other = Host.ip("10.9.0.50");
        Host host = new Host(router().with(b -> {
            b.neighbours = new ArrayList<>(b.neighbours);
            b.neighbours.add(new Neighbour(2, IpAddress.v4(other), Host.PEER_MAC, Host.PORT, true));
        }));
        byte[] frame = Packets.udp(10, iph -> iph.daddr(other));
        for (int i = 0; i < 600; i++) {
            host.receive(frame.clone());
            host.advance(50 * Host.MILLI);
        }
        assertThat(host.stack.icmp().get(IcmpMib.OUT_REDIRECTS)).isEqualTo(9);
        host.advance(21 * Host.SECOND);
        host.receive(frame.clone());
        assertThat(host.stack.icmp().get(IcmpMib.OUT_REDIRECTS)).isEqualTo(10);
    }
}
