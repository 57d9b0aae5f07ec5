package io.rxpath.ip.core.xtables;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfHooks;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Random rules in table raw or mangle, and random frames, as a kernel took them: the same packets must be dropped, and every
 * rule must have counted the same.
 *
 * <p>In the recording "R" is a rule of iptables and "R6" one of ip6tables, "F" a frame with its verdict, "C" a rule's counters at the end.
 */
class RecordedPacketsTest {
    private static final String RESOURCE = "/xtables/packets.txt";
    private static final NetDevice DEVICE = new NetDevice(2, "orc0", 0x020000000002L, 1500, 0, List.of());

    @TestFactory
    Stream<DynamicTest> recordings() throws IOException {
        Map<String, List<String>> all = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (String line : text().lines().toList()) {
            if (line.startsWith("=== ")) {
                lines = new ArrayList<>();
                all.put(line.substring(4), lines);
            } else {
                lines.add(line);
            }
        }
        return all.entrySet().stream().map(e -> DynamicTest.dynamicTest(e.getKey(), () -> play(e.getValue())));
    }

    private static String text() throws IOException {
        try (InputStream in = RecordedPacketsTest.class.getResourceAsStream(RESOURCE)) {
            assertThat(in).as(RESOURCE).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void play(List<String> lines) {
        NfHooks hooks = new NfHooks();
        NfFamily family = lines.get(0).startsWith("R6 ") ? NfFamily.IPV6 : NfFamily.IPV4;
        XTables tables = new XTables(family, hooks, new Services(), XtNoServices.NO_NAT);
        List<String> differences = new ArrayList<>();
        List<String> counted = new ArrayList<>();
        long now = 1_000_000_000L;
        for (String line : lines) {
            String rest = line.substring(line.indexOf(' ') + 1);
            switch (line.charAt(0)) {
                case 'R' -> tables.run(XtablesLine.split(rest), now);
                case 'F' -> {
                    now += 1_000_000L;
                    int space = rest.indexOf(' ');
                    NfVerdict verdict = receive(hooks, family, HexFormat.of().parseHex(rest.substring(space + 1)), now);
                    if (verdict != NfVerdict.valueOf(rest.substring(0, space))) {
                        differences.add(verdict + " of " + rest);
                    }
                }
                default -> counted.add(rest);
            }
        }
        List<String> ours =
                tables.save(true).lines().filter(line -> line.startsWith("[")).toList();
        for (int i = 0; i < counted.size(); i++) {
            if (!counted.get(i).equals(ours.get(i))) {
                differences.add("kernel: " + counted.get(i) + "\nours:   " + ours.get(i));
            }
        }
        assertThat(differences).isEmpty();
        assertThat(ours).hasSameSizeAs(counted).isNotEmpty();
    }

    private static NfVerdict receive(NfHooks hooks, NfFamily family, byte[] frame, long now) {
        SkBuff skb = SkBuff.wrap(frame);
        skb.resetMacHeader();
        boolean group = (frame[0] & 1) != 0;
        skb.pktType = !group ? PacketType.HOST : frame[0] == -1 ? PacketType.BROADCAST : PacketType.MULTICAST;
        skb.pull(14);
        skb.resetNetworkHeader();
        Ipv4Header iph = new Ipv4Header(frame, skb.data());
        boolean v6 = family == NfFamily.IPV6;
        skb.trim(v6 ? Ipv6Header.LENGTH + new Ipv6Header(frame, skb.data()).payloadLength() : iph.totalLength());
        NfHookState state = new NfHookState(skb);
        state.family = family;
        state.hook = NfHook.PRE_ROUTING;
        state.in = DEVICE;
        state.now = now;
        NfVerdict verdict = hooks.run(state);
        Ipv4Header sent = new Ipv4Header(state.skb.buf(), state.skb.data());
        assertThat(v6 || sent.checksumValid()).as("checksum of the header").isTrue();
        if (verdict == NfVerdict.DROP) {
            assertThat(state.place).isEqualTo("nft_do_chain");
            assertThat(state.rule).matches("ip6? (raw|mangle) (PREROUTING|c[123]) rule \\d+");
        }
        return verdict;
    }
}
