package io.rxpath.ip.core.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.ip.core.conntrack.CtPackets;
import io.rxpath.ip.core.conntrack.CtRig;
import io.rxpath.ip.core.conntrack.NfTuple;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.SkBuff;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random connections of many clients through one address. The model is two maps: what a client sent, and what left for it. Every
 * answer must reach the client that asked, from the address it asked, its data unchanged and its checksums right; and no two
 * connections may look alike outside.
 */
class NatModelTest {
    private record Sent(NfTuple asked, NfTuple outside) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyAnswerReachesTheOneWhoAsked(long seed) {
        Random random = new Random(seed);
        boolean v4 = seed % 2 == 0;
        CtRig rig = new CtRig();
        NfFamily family = v4 ? NfFamily.IPV4 : NfFamily.IPV6;
        String outside = v4 ? "10.9.1.2" : "fd00:1::2";
        IpAddress own = IpAddress.parse(outside);
        IpAddress virtual = IpAddress.parse(v4 ? "10.9.0.9" : "fd00::9");
        IpAddress server = IpAddress.parse(v4 ? "10.9.1.1" : "fd00:1::1");
        NfNatRange toServer = new NfNatRange(server, server, 0, 0, false, false, false);
        rig.nat.register(
                family,
                NfHook.PRE_ROUTING,
                -100,
                state -> rig.nat.setup(
                        state,
                        CtRig.tuple(state.skb).dst().equals(virtual) ? toServer : NfNatRange.ANY,
                        NfNatManip.DST));
        rig.nat.register(family, NfHook.POST_ROUTING, 100, state -> rig.nat.masquerade(state, NfNatRange.ANY, own));
        Map<NfTuple, NfTuple> byOutside = new HashMap<>();
        Map<NfTuple, Sent> bySender = new HashMap<>();
        for (int i = 0; i < 3000; i++) {
            int protocol = random.nextBoolean() ? IpProtocol.UDP : v4 ? IpProtocol.ICMP : IpProtocol.ICMPV6;
            String client = (v4 ? "10.9.0." : "fd00::") + (20 + random.nextInt(20));
            String target = random.nextBoolean() ? virtual.toString() : server.toString();
            int port = random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 1020 + random.nextInt(40);
            byte[] payload = transport(protocol, port, 53, random.nextInt(40), false);
            SkBuff skb = CtPackets.ip(client, target, protocol, payload);
            NfTuple asked = CtRig.tuple(skb);
            if (rig.forward(skb) == NfVerdict.DROP) {
                continue; // every identifier that was tried is taken
            }
            NfTuple out = CtRig.tuple(rig.last);
            NatTest.assertSound(rig.last);
            assertSameData(rig.last, payload, v4);
            assertThat(out.src()).isEqualTo(own);
            assertThat(out.dst()).isEqualTo(server);
            assertThat(byOutside.getOrDefault(out, asked))
                    .as("one outside, one sender")
                    .isEqualTo(asked);
            Sent before = bySender.get(asked);
            assertThat(before == null ? out : before.outside())
                    .as("a connection keeps its tuple")
                    .isEqualTo(out);
            byOutside.put(out, asked);
            bySender.put(asked, new Sent(asked, out));

            byte[] answer = transport(protocol, 53, out.srcPort(), random.nextInt(40), true);
            assertThat(rig.forward(CtPackets.ip(server.toString(), outside, protocol, answer)))
                    .isEqualTo(NfVerdict.ACCEPT);
            assertThat(CtRig.tuple(rig.last)).isEqualTo(asked.answer());
            NatTest.assertSound(rig.last);
            assertSameData(rig.last, answer, v4);
        }
        assertThat(byOutside).hasSizeGreaterThan(500);
    }

    private static byte[] transport(int protocol, int sport, int dport, int data, boolean answer) {
        if (protocol == IpProtocol.UDP) {
            return CtPackets.udp(sport, dport, data);
        }
        int echo = protocol == IpProtocol.ICMP ? 8 : 128;
        int reply = protocol == IpProtocol.ICMP ? 0 : 129;
        return CtPackets.icmp(answer ? reply : echo, 0, answer ? dport : sport, data);
    }

    private static void assertSameData(SkBuff skb, byte[] transport, boolean v4) {
        byte[] a = skb.toByteArray();
        int header = v4 ? 20 : 40;
        assertThat(Arrays.copyOfRange(a, header + 8, a.length))
                .isEqualTo(Arrays.copyOfRange(transport, 8, transport.length));
    }
}
