package io.rxpath.ip.core.xtables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.conntrack.NfConn;
import io.rxpath.ip.core.conntrack.NfTuple;
import io.rxpath.ip.core.nat.NatChains;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookFn;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfHooks;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules do beyond matching: targets, policies, states, limits, and what a drop says of itself. */
class XTablesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final NetDevice ETH0 = new NetDevice(2, "eth0", 0x020000000002L, 1500, 0, List.of());

    private final NfHooks hooks = new NfHooks();
    private final Services services = new Services();
    private final List<String> natChains = new ArrayList<>();
    private final List<NfHookFn> natFns = new ArrayList<>();
    private final XTables tables = new XTables(NfFamily.IPV4, hooks, services, new NatChains() {
        @Override
        public void register(NfFamily family, NfHook hook, int priority, NfHookFn chain) {
            natChains.add(hook + " " + priority);
            natFns.add(chain);
        }

        @Override
        public void unregister(NfFamily family, NfHook hook, NfHookFn chain) {
            throw new AssertionError("table nat stays");
        }
    });
    private long now = SECOND;

    private void iptables(String line) {
        tables.run(XtablesLine.split(line), now);
    }

    /** From 10.9.0.1 to 10.9.0.2; a TCP segment with the MSS 1460 or a UDP datagram, ports 4000 and 80. */
    private static SkBuff packet(boolean tcp) {
        String transport = tcp ? "0fa000500000000100000000600203e800000000020405b4" : "0fa00050000c000061626364";
        byte[] payload = HexFormat.of().parseHex(transport);
        byte[] buf = new byte[64 + 20 + payload.length];
        SkBuff skb = SkBuff.wrap(buf, 64, buf.length);
        skb.resetNetworkHeader();
        Ipv4Header iph = new Ipv4Header(buf, 64)
                .version(4)
                .ihl(5)
                .totalLength(20 + payload.length)
                .ttl(64)
                .protocol(tcp ? 6 : 17)
                .saddr(IpAddress.parse("10.9.0.1").v4())
                .daddr(IpAddress.parse("10.9.0.2").v4());
        iph.checksum(iph.computeChecksum());
        System.arraycopy(payload, 0, buf, 84, payload.length);
        if (tcp) {
            int sum = InternetChecksum.finish(InternetChecksum.partial(buf, 84, payload.length, pseudo(skb)));
            buf[100] = (byte) (sum >>> 8);
            buf[101] = (byte) sum;
        }
        return skb;
    }

    private static long pseudo(SkBuff skb) {
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        return InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), iph.protocol(), skb.len() - 20);
    }

    private NfHookState state(NfHook hook, SkBuff skb) {
        NfHookState state = new NfHookState(skb);
        state.hook = hook;
        state.in = hook == NfHook.LOCAL_OUT ? null : ETH0;
        state.out = hook == NfHook.LOCAL_OUT || hook == NfHook.FORWARD ? ETH0 : null;
        state.now = now;
        return state;
    }

    private NfVerdict input(SkBuff skb) {
        return hooks.run(state(NfHook.LOCAL_IN, skb));
    }

    @ParameterizedTest
    @CsvSource({
        "-j REJECT, unreach 3/3",
        "-j REJECT --reject-with icmp-net-unreachable, unreach 3/0",
        "-j REJECT --reject-with icmp-host-unreachable, unreach 3/1",
        "-j REJECT --reject-with icmp-proto-unreachable, unreach 3/2",
        "-j REJECT --reject-with icmp-net-prohibited, unreach 3/9",
        "-j REJECT --reject-with icmp-host-prohibited, unreach 3/10",
        "-j REJECT --reject-with icmp-admin-prohibited, unreach 3/13",
        "-p tcp -j REJECT --reject-with tcp-reset, reset"
    })
    void rejectAnswersAndDrops(String rule, String call) {
        iptables("-A INPUT " + rule);
        NfHookState state = state(NfHook.LOCAL_IN, packet(true));
        assertThat(hooks.run(state)).isEqualTo(NfVerdict.DROP);
        assertThat(services.calls).containsExactly(call);
        assertThat(state.place).isEqualTo("nft_do_chain");
        assertThat(state.rule).isEqualTo("ip filter INPUT rule 1");
    }

    @Test
    void aDropNamesTheRuleOrThePolicy() {
        iptables("-N inner");
        iptables("-A inner -p udp");
        iptables("-A inner -p udp -j DROP");
        iptables("-A INPUT -j inner");
        iptables("-P INPUT DROP");
        NfHookState byRule = state(NfHook.LOCAL_IN, packet(false));
        assertThat(hooks.run(byRule)).isEqualTo(NfVerdict.DROP);
        assertThat(byRule.rule).isEqualTo("ip filter inner rule 2");
        NfHookState byPolicy = state(NfHook.LOCAL_IN, packet(true));
        assertThat(hooks.run(byPolicy)).isEqualTo(NfVerdict.DROP);
        assertThat(byPolicy.rule).isEqualTo("ip filter INPUT policy");
        assertThat(tables.save(true)).contains(":INPUT DROP [1:44]").contains("[1:32] -A inner -p udp -j DROP");
    }

    @Test
    void aPolicyCountsOnceItWasSet() {
        iptables("-A INPUT -p icmp -j ACCEPT");
        input(packet(true));
        assertThat(tables.save(true)).contains(":INPUT ACCEPT [0:0]");
        iptables("-P INPUT ACCEPT");
        input(packet(true));
        assertThat(tables.save(true)).contains(":INPUT ACCEPT [1:44]");
    }

    @Test
    void aRefusedCommandChangesNothing() {
        iptables("-A INPUT -p tcp -j ACCEPT");
        input(packet(true));
        String before = tables.save(true);
        assertThatThrownBy(() -> iptables("-t nat -A POSTROUTING -j DNAT --to-destination 1.2.3.4"))
                .isInstanceOf(XtablesException.class)
                .hasMessageContaining("target DNAT is for PREROUTING and OUTPUT");
        assertThatThrownBy(() -> tables.restore("*filter\n:INPUT DROP [0:0]\n-A INPUT -j NOWHERE\nCOMMIT\n", now))
                .hasMessage("iptables-restore: line 3: Chain 'NOWHERE' does not exist");
        assertThat(tables.save(true)).isEqualTo(before);
        assertThat(natChains).isEmpty();
        assertThat(input(packet(true))).isEqualTo(NfVerdict.ACCEPT);
    }

    @Test
    void natChainsSeeNoHooks() {
        iptables("-t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.9.0.5-10.9.0.6:8080 --random");
        assertThat(natChains).containsExactly("PRE_ROUTING -100", "LOCAL_IN 100", "LOCAL_OUT -100", "POST_ROUTING 100");
        assertThat(hooks.isEmpty(NfFamily.IPV4, NfHook.PRE_ROUTING)).isTrue();
        natFns.get(0).hook(state(NfHook.PRE_ROUTING, packet(true)));
        assertThat(services.calls).containsExactly("track IPV4", "nat DST 10.9.0.5-10.9.0.6:8080-8080 random");
    }

    @ParameterizedTest
    @CsvSource({
        "-t nat -A POSTROUTING -j MASQUERADE, 3, masquerade ",
        "-t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 5-6, 3, masquerade :5-6",
        "-t nat -A OUTPUT -p tcp -j REDIRECT --to-ports 8080, 2, redirect :8080-8080",
        "-t nat -A INPUT -j SNAT --to-source 1.2.3.4 --persistent, 1, nat SRC 1.2.3.4-1.2.3.4 persistent",
        "-t nat -A PREROUTING -j NETMAP --to 10.5.0.0/16, 0, nat DST 10.5.0.2-10.5.0.2"
    })
    void natTargets(String rule, int chain, String call) {
        iptables(rule);
        NfHook hook = List.of(NfHook.PRE_ROUTING, NfHook.LOCAL_IN, NfHook.LOCAL_OUT, NfHook.POST_ROUTING)
                .get(chain);
        assertThat(natFns.get(chain).hook(state(hook, packet(true)))).isEqualTo(NfVerdict.ACCEPT);
        assertThat(services.calls.get(1).strip()).isEqualTo(call.strip());
    }

    @ParameterizedTest
    @CsvSource({
        "--ctstate NEW, NEW, true",
        "--ctstate ESTABLISHED, ESTABLISHED_REPLY, true",
        "--ctstate RELATED, NEW, false",
        "! --ctstate NEW, NEW, false",
        "--ctstate DNAT, NEW, true",
        "--ctstate SNAT, NEW, false",
        "--ctproto tcp, NEW, true",
        "--ctorigsrc 10.9.0.0/24, NEW, true",
        "! --ctorigdst 10.9.0.2, NEW, false",
        "--ctreplsrc 10.9.0.5, NEW, true",
        "--ctrepldstport 4000, NEW, true",
        "--ctstatus ASSURED, NEW, false",
        "--ctstatus DNAT, NEW, refused",
        "--ctexpire 30, NEW, true",
        "--ctexpire 31:40, NEW, false",
        "--ctdir REPLY, ESTABLISHED_REPLY, true",
        "--ctdir ORIGINAL, ESTABLISHED_REPLY, false"
    })
    void conntrackMatches(String options, CtInfo info, String expected) {
        if (expected.equals("refused")) {
            assertThatThrownBy(() -> iptables("-A INPUT -m conntrack " + options))
                    .hasMessageContaining("DNAT");
            return;
        }
        iptables("-A INPUT -m conntrack " + options + " -j DROP");
        assertThat(services.calls).containsExactly("track IPV4");
        IpAddress peer = IpAddress.parse("10.9.0.1");
        NfConn ct = new NfConn(
                new NfTuple(peer, IpAddress.parse("10.9.0.2"), 6, 4000, 80),
                new NfTuple(IpAddress.parse("10.9.0.5"), peer, 6, 80, 4000));
        ct.status = NfConn.IPS_DST_NAT;
        ct.timeoutNanos = now + 30 * SECOND;
        SkBuff skb = packet(true);
        skb.nfct = ct;
        skb.ctInfo = info;
        assertThat(input(skb) == NfVerdict.DROP).isEqualTo(Boolean.parseBoolean(expected));
    }

    @Test
    void withoutAConnectionThePacketIsInvalid() {
        iptables("-A INPUT -m state --state INVALID -j DROP");
        assertThat(input(packet(true))).isEqualTo(NfVerdict.DROP);
        iptables("-t raw -A PREROUTING -j CT --notrack");
        SkBuff skb = packet(true);
        hooks.run(state(NfHook.PRE_ROUTING, skb));
        assertThat(skb.ctInfo).isEqualTo(CtInfo.UNTRACKED);
        assertThat(input(skb)).isEqualTo(NfVerdict.ACCEPT);
    }

    @Test
    void marksGoToTheConnectionAndBack() {
        iptables("-A INPUT -j MARK --set-mark 0x12");
        iptables("-A INPUT -j CONNMARK --save-mark --nfmask 0xf --ctmask 0xff");
        iptables("-A INPUT -j MARK --set-mark 0");
        iptables("-A INPUT -m connmark --mark 2 -j CONNMARK --restore-mark");
        SkBuff skb = packet(true);
        IpAddress peer = IpAddress.parse("10.9.0.1");
        NfConn ct = new NfConn(new NfTuple(peer, peer, 6, 1, 2), new NfTuple(peer, peer, 6, 2, 1));
        skb.nfct = ct;
        skb.ctInfo = CtInfo.NEW;
        assertThat(input(skb)).isEqualTo(NfVerdict.ACCEPT);
        assertThat(ct.mark).isEqualTo(2);
        assertThat(skb.mark).isEqualTo(2);
    }

    @Test
    void aLimitFillsUpAgain() {
        iptables("-A INPUT -m limit --limit 2/s --limit-burst 3 -j ACCEPT");
        iptables("-A INPUT -j DROP");
        StringBuilder verdicts = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            verdicts.append(input(packet(true)) == NfVerdict.ACCEPT ? 'A' : 'D');
            now += SECOND / 4;
        }
        // The three that are there and what flows in meanwhile; then every second one, as a token takes half a second.
        assertThat(verdicts).hasToString("AAAAADADADAD");
    }

    @Test
    void mangleAtOutputAsksForAnotherRoute() {
        iptables("-t mangle -A OUTPUT -p tcp -j MARK --set-mark 7");
        iptables("-t mangle -A OUTPUT -p udp -j TTL --ttl-set 3");
        NfHookState marked = state(NfHook.LOCAL_OUT, packet(true));
        hooks.run(marked);
        assertThat(marked.reroute).isTrue();
        NfHookState other = state(NfHook.LOCAL_OUT, packet(false));
        hooks.run(other);
        assertThat(other.reroute).isFalse();
        assertThat(new Ipv4Header(other.skb.buf(), other.skb.data()).ttl()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"--set-mss 500, 500", "--set-mss 1460, 1460", "--set-mss 2000, 1460", "--clamp-mss-to-pmtu, 1460"})
    void theMssIsLoweredWithTheChecksum(String option, int mss) {
        iptables("-t mangle -A FORWARD -p tcp --syn -j TCPMSS " + option);
        SkBuff skb = packet(true);
        hooks.run(state(NfHook.FORWARD, skb));
        int at = skb.data() + 42;
        assertThat((skb.buf()[at] & 0xff) << 8 | skb.buf()[at + 1] & 0xff).isEqualTo(mss);
        assertThat(InternetChecksum.finish(
                        InternetChecksum.partial(skb.buf(), skb.data() + 20, skb.len() - 20, pseudo(skb))))
                .isZero();
    }

    @Test
    void anMssIsAddedWhereThereIsNone() {
        iptables("-t mangle -A FORWARD -p tcp --syn -j TCPMSS --set-mss 1000");
        SkBuff skb = packet(true);
        // Without its option.
        skb.buf()[skb.data() + 32] = 0x50;
        skb.trim(40);
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data()).totalLength(40);
        iph.checksum(iph.computeChecksum());
        skb.buf()[skb.data() + 36] = 0;
        skb.buf()[skb.data() + 37] = 0;
        int sum = InternetChecksum.finish(InternetChecksum.partial(skb.buf(), skb.data() + 20, 20, pseudo(skb)));
        skb.buf()[skb.data() + 36] = (byte) (sum >>> 8);
        skb.buf()[skb.data() + 37] = (byte) sum;
        NfHookState state = state(NfHook.FORWARD, skb);
        hooks.run(state);
        SkBuff longer = state.skb;
        assertThat(longer.len()).isEqualTo(44);
        Ipv4Header after = new Ipv4Header(longer.buf(), longer.data());
        assertThat(after.totalLength()).isEqualTo(44);
        assertThat(after.checksumValid()).isTrue();
        byte[] bytes = longer.toByteArray();
        assertThat(HexFormat.of().formatHex(bytes, 40, 44)).isEqualTo("02040218");
        assertThat(InternetChecksum.finish(InternetChecksum.partial(bytes, 20, 24, pseudo(longer))))
                .isZero();
    }

    @Test
    void logAndQueue() {
        iptables("-A INPUT -j LOG --log-prefix \"in: \" --log-level 6");
        iptables("-A INPUT -p udp -j NFQUEUE --queue-num 3");
        iptables("-A INPUT -p tcp -j NFQUEUE --queue-bypass");
        iptables("-A INPUT -j DROP");
        assertThat(input(packet(false))).isEqualTo(NfVerdict.QUEUE);
        assertThat(input(packet(true))).isEqualTo(NfVerdict.ACCEPT);
        assertThat(services.calls).containsExactly("log 6 'in: '", "log 6 'in: '");
    }

    @Test
    void aTargetMaySendThroughTheSameTable() {
        iptables("-A INPUT -p tcp -j REJECT");
        iptables("-A OUTPUT -p udp -j DROP");
        services.onReject = () ->
                assertThat(hooks.run(state(NfHook.LOCAL_OUT, packet(false)))).isEqualTo(NfVerdict.DROP);
        NfHookState state = state(NfHook.LOCAL_IN, packet(true));
        assertThat(hooks.run(state)).isEqualTo(NfVerdict.DROP);
        assertThat(state.rule).isEqualTo("ip filter INPUT rule 1");
        assertThat(services.calls).containsExactly("unreach 3/3");
    }

    @Test
    void recentForgetsWhatIsOld() {
        iptables("-A INPUT -m recent --name r --rcheck --seconds 10 --hitcount 2 -j DROP");
        iptables("-A INPUT -m recent --name r --set");
        StringBuilder verdicts = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            verdicts.append(input(packet(true)) == NfVerdict.ACCEPT ? 'A' : 'D');
            now += SECOND;
        }
        now += 20 * SECOND;
        verdicts.append(input(packet(true)) == NfVerdict.ACCEPT ? 'A' : 'D');
        assertThat(verdicts).hasToString("AADA");
    }

    @Test
    void hashlimitKeepsABucketForEach() {
        iptables("-A INPUT -m hashlimit --hashlimit-above 1/s --hashlimit-burst 1 --hashlimit-mode srcip"
                + " --hashlimit-name h -j DROP");
        SkBuff other = packet(true);
        new Ipv4Header(other.buf(), other.data())
                .saddr(IpAddress.parse("10.9.0.7").v4());
        assertThat(input(packet(true))).isEqualTo(NfVerdict.ACCEPT);
        assertThat(input(packet(true))).isEqualTo(NfVerdict.DROP);
        assertThat(input(other)).isEqualTo(NfVerdict.ACCEPT);
        now += SECOND;
        assertThat(input(packet(true))).isEqualTo(NfVerdict.ACCEPT);
    }

    @Test
    void randomStatisticTakesTheStacksNumbers() {
        iptables("-A INPUT -m statistic --mode random --probability 0.5 -j DROP");
        services.next = 0x3fff_ffff;
        assertThat(input(packet(true))).isEqualTo(NfVerdict.DROP);
        services.next = 0x4000_0000;
        assertThat(input(packet(true))).isEqualTo(NfVerdict.ACCEPT);
    }

    @ParameterizedTest
    @CsvSource({
        "'-A INPUT -j TRACE', TRACE",
        "'-A INPUT -m owner --uid-owner 0', owner",
        "'-A INPUT -m set --match-set x src', set",
        "'-t raw -A PREROUTING -j CT --zone 3', --zone",
        "'-t nat -A PREROUTING -p tcp -j DNAT --to 1.2.3.4:1-2/3', 1-2/3",
        "'-A INPUT --dport 80', --dport",
        "'-A INPUT -j ACCEPT word', word"
    })
    void whatIsNotSupportedIsRefusedByName(String line, String token) {
        List<String> args = XtablesLine.split(line);
        assertThatThrownBy(() -> XTables.check(NfFamily.IPV4, args))
                .isInstanceOf(XtablesException.class)
                .hasMessageStartingWith("iptables: ")
                .hasMessageContaining(token);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a  b|[a, b]", "'\"a b\" c'|[a b, c]", "'\"\" x'|[, x]", "a\\ b|[a b]", "'\"it''s\"'|[it's]"})
    void linesAreSplitAsAShellDoes(String line, String words) {
        assertThat(XtablesLine.split(line)).hasToString(words);
    }

    @Test
    void aQuoteMustBeClosed() {
        assertThatThrownBy(() -> XtablesLine.split("-j LOG --log-prefix \"x")).hasMessageContaining("is not closed");
    }
}
