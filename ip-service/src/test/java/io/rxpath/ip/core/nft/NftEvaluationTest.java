package io.rxpath.ip.core.nft;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.ip.core.conntrack.NfConn;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What rules do to packets. */
class NftEvaluationTest {
    private static final Map<String, SkBuff> PACKETS = Map.of(
            "udp", NftPackets.udp("10.0.0.1", 4000, "10.9.0.2", 53, 10),
            "syn", NftPackets.tcp("10.0.0.1", 4000, "10.9.0.2", 80, 0x02, (byte) 2, (byte) 4, (byte) 5, (byte) 0xb4),
            "synack", NftPackets.tcp("10.0.0.1", 80, "10.9.0.2", 4000, 0x12),
            "ping", NftPackets.icmp("10.0.0.1", "10.9.0.2", 8, 0),
            "unreach", NftPackets.icmp("10.0.0.1", "10.9.0.2", 3, 1),
            "udp6", NftPackets.udp("fe80::1", 4000, "fe80::2", 53, 10),
            "syn6", NftPackets.tcp("fe80::1", 4000, "fe80::2", 80, 0x02),
            "ping6", NftPackets.icmp("fe80::1", "fe80::2", 128, 0));

    /** rule: packets it matches, of those above. */
    private static final String[][] MATCHES = {
        {"tcp dport 80", "syn syn6"},
        {"tcp dport 80-90", "syn syn6"},
        {"tcp dport != 80", "synack"},
        {"tcp dport { 80, 81 }", "syn syn6"},
        {"tcp dport != { 80, 81 }", "synack"},
        {"tcp dport { 1-79, 81-90 }", ""},
        {"udp sport 4000", "udp udp6"},
        {"th dport 53", "udp udp6"},
        {"th sport >= 4000", "ping6 syn syn6 udp udp6"},
        {"meta l4proto { tcp, icmp }", "ping syn syn6 synack unreach"},
        {"meta nfproto ipv6", "ping6 syn6 udp6"},
        {"meta protocol ip", "ping syn synack udp unreach"},
        {"ip saddr 10.0.0.0/8", "ping syn synack udp unreach"},
        {"ip saddr 10.0.0.2-10.0.0.9", ""},
        {"ip saddr != 10.0.0.1", ""},
        {"ip daddr & 255.255.0.0 == 10.9.0.0", "ping syn synack udp unreach"},
        {"ip6 saddr fe80::/10", "ping6 syn6 udp6"},
        {"ip6 daddr { fe80::2, ::1 }", "ping6 syn6 udp6"},
        {"ip protocol tcp", "syn synack"},
        {"ip6 nexthdr icmpv6", "ping6"},
        {"ip ttl 64", "ping syn synack udp unreach"},
        {"ip ttl < 64", ""},
        {"ip length 38", "udp"},
        {"ip id 0x1234", "ping syn synack udp unreach"},
        {"ip frag-off & 0x4000 != 0", "ping syn synack udp unreach"},
        {"ip version 4 ip hdrlength 5", "ping syn synack udp unreach"},
        {"ip6 hoplimit 64 ip6 version 6", "ping6 syn6 udp6"},
        {"ip dscp cs0 ip ecn not-ect", "ping syn synack udp unreach"},
        {"meta length 58", "udp6"},
        {"icmp type echo-request", "ping"},
        {"icmp type echo-request icmp id 7 icmp sequence 9", "ping"},
        {"icmp id 7", "ping"},
        {"icmp code 1", "unreach"},
        {"icmp type destination-unreachable", "unreach"},
        {"icmpv6 type echo-request", "ping6"},
        {"tcp flags syn", "syn syn6 synack"},
        {"tcp flags == syn", "syn syn6"},
        {"tcp flags & (syn|ack) == syn", "syn syn6"},
        {"tcp flags syn,ack / syn,ack", "synack"},
        {"tcp flags ! ack", "syn syn6"},
        {"tcp flags { syn, ack }", "syn syn6"},
        {"tcp sequence 1000 tcp ackseq 2000 tcp window 8192 tcp doff 6", "syn"},
        {"tcp option maxseg size 1460", "syn"},
        {"tcp option maxseg size < 1460", ""},
        {"tcp option maxseg exists", "syn"},
        {"tcp option timestamp missing", "ping ping6 syn syn6 synack udp udp6 unreach"},
        {"iifname eth0", "ping ping6 syn syn6 synack udp udp6 unreach"},
        {"iifname \"eth*\" udp dport 53", "udp udp6"},
        {"iifname \"e*\" iif eth0 udp dport 53", "udp udp6"},
        {"iifname \"eth1\"", ""},
        {"iifname { \"lo\", \"eth*\" } tcp dport 80", "syn syn6"},
        {"oifname \"\\*\"", ""},
        {"meta oif 0 udp dport 53", "udp udp6"},
        {"iiftype ether udp dport 53", "udp udp6"},
        {"pkttype host udp dport 53", "udp udp6"},
        {"ip saddr . tcp dport { 10.0.0.1 . 80, 10.0.0.1 . 81 }", "syn"},
        {"ip saddr . th dport { 10.0.0.0/24 . 50-60 }", "udp"},
        {"meta l4proto . th dport { udp . 53, tcp . 80 }", "syn syn6 udp udp6"},
        {"meta mark 0 udp dport 53", "udp udp6"},
        {"meta mark set 0x12 meta mark & 0xf0 == 0x10 udp dport 53", "udp udp6"},
        {"meta mark set 0x12 meta mark set meta mark & 0xf0 | 0x3 meta mark 0x13 udp dport 53", "udp udp6"},
        {"meta mark set tcp dport map { 80 : 7 } meta mark 7", "syn syn6"},
        {"meta mark set 5 meta mark set meta mark << 4 meta mark 0x50 udp dport 53", "udp udp6"},
        {"ct state invalid udp dport 53", "udp udp6"},
        {"ct mark 0", ""},
        {"limit rate over 1/second burst 1 packets", ""},
        {"quota over 1 bytes udp dport 53", "udp udp6"},
        {"quota 10 bytes", ""},
        {"exthdr frag exists", ""},
        {"exthdr frag missing", "ping6 syn6 udp6"},
    };

    private static SkBuff packet(String name) {
        SkBuff original = PACKETS.getOrDefault(name, SkBuff.alloc(0));
        SkBuff copy = SkBuff.wrap(original.toByteArray());
        copy.protocol = original.protocol;
        copy.resetNetworkHeader();
        return copy;
    }

    @Test
    void rulesMatchThePacketsTheyAreFor() {
        List<String> wrong = new ArrayList<>();
        for (String[] row : MATCHES) {
            List<String> matched = new ArrayList<>();
            for (String name : PACKETS.keySet().stream().sorted().toList()) {
                NftRig rig = new NftRig();
                rig.tables.run(
                        "table inet t {\n chain c {\n type filter hook prerouting priority 0\n " + row[0]
                                + " counter\n }\n}",
                        rig.now);
                rig.pass(NfHook.PRE_ROUTING, packet(name));
                if (rig.tables.listRuleset(false, rig.now).contains("counter packets 1 ")) {
                    matched.add(name);
                }
            }
            if (!String.join(" ", matched).equals(sorted(row[1]))) {
                wrong.add(row[0] + ": expected " + sorted(row[1]) + ", matched " + matched);
            }
        }
        assertThat(String.join("\n", wrong)).isEmpty();
    }

    private static String sorted(String names) {
        return String.join(
                " ", java.util.Arrays.stream(names.split(" ", -1)).sorted().toList());
    }

    /** rule in a filter chain: verdict, what the stack was asked, with the packet udp. */
    private static final String[][] VERDICTS = {
        {"accept", "ACCEPT", ""},
        {"drop", "DROP", ""},
        {"continue", "ACCEPT", ""},
        {"reject", "DROP", "unreach 3 3"},
        {"reject with icmpx no-route", "DROP", "unreach 3 0"},
        {"reject with icmpx admin-prohibited", "DROP", "unreach 3 13"},
        {"reject with icmp host-unreachable", "DROP", "unreach 3 1"},
        {"reject with icmpv6 no-route", "ACCEPT", ""},
        {"reject with tcp reset", "ACCEPT", ""},
        {"queue", "QUEUE", ""},
        {"queue flags bypass to 1", "ACCEPT", ""},
        {"notrack", "ACCEPT", "notrack"},
        {"notrack ct state untracked drop", "DROP", "notrack"},
        {"log prefix \"x \" level info drop", "DROP", "log 'x ' 6"},
        {"log", "ACCEPT", "log '' 4"},
        {"udp dport vmap { 53 : drop, 54 : accept }", "DROP", ""},
        {"udp dport vmap { 54 : drop }", "ACCEPT", ""},
        {"jump sub", "DROP", ""},
        {"goto sub", "DROP", ""},
        {"udp dport vmap { 53 : jump sub }", "DROP", ""},
        {"jump back", "ACCEPT", ""},
        {"jump back drop", "", ""},
        {"fib daddr type local drop", "DROP", "fib 10.9.0.2 0 0"},
        {"fib daddr . iif type broadcast drop", "ACCEPT", "fib 10.9.0.2 2 0"},
        {"fib saddr . iif oif missing drop", "DROP", "fib 10.0.0.1 0 0"},
        {"fib daddr oif exists drop", "ACCEPT", "fib 10.9.0.2 0 0"},
        {"fib daddr oifname \"lo\" drop", "ACCEPT", "fib 10.9.0.2 0 0"},
        {"fib daddr oif missing drop", "DROP", "fib 10.9.0.2 0 0"},
    };

    @Test
    void verdictsAndWhatTheStackIsAskedFor() {
        List<String> wrong = new ArrayList<>();
        for (String[] row : VERDICTS) {
            NftRig rig = new NftRig();
            rig.routes.put("10.9.0.2", new NfServices.FibResult("local", 1, "lo"));
            String got;
            try {
                rig.tables.run(
                        "table inet t {\n chain sub {\n drop\n }\n chain back {\n return\n drop\n }\n"
                                + " chain c {\n type filter hook prerouting priority 0\n " + row[0] + "\n }\n}",
                        rig.now);
                got = rig.pass(NfHook.PRE_ROUTING, packet("udp")) + " " + String.join(",", rig.asked);
            } catch (NftException e) {
                got = " ";
            }
            if (!got.equals(row[1] + " " + row[2])) {
                wrong.add(row[0] + ": " + got);
            }
        }
        assertThat(String.join("\n", wrong)).isEmpty();
    }

    @Test
    void aDropIsNamedByItsRuleOrPolicy() {
        NftRig rig = new NftRig();
        rig.tables.run("""
                table ip filter {
                  chain input { type filter hook input priority 0; policy drop; udp dport 53 drop; tcp dport 80 accept; }
                }
                """, rig.now);
        assertThat(rig.pass(NfHook.LOCAL_IN, packet("udp"))).isEqualTo(NfVerdict.DROP);
        assertThat(rig.state.place).isEqualTo("nft_do_chain");
        assertThat(rig.state.rule).isEqualTo("ip filter input handle 2");
        assertThat(rig.pass(NfHook.LOCAL_IN, packet("ping"))).isEqualTo(NfVerdict.DROP);
        assertThat(rig.state.rule).isEqualTo("ip filter input policy");
        assertThat(rig.pass(NfHook.LOCAL_IN, packet("syn"))).isEqualTo(NfVerdict.ACCEPT);
        assertThat(rig.pass(NfHook.LOCAL_IN, packet("udp6"))).isEqualTo(NfVerdict.ACCEPT);
    }

    @Test
    void jumpsReturnBehindTheirRuleAndGotoDoesNot() {
        NftRig rig = new NftRig();
        rig.tables.run("""
                table ip t {
                  chain c { type filter hook prerouting priority 0
                    counter name a jump one
                    counter name b goto two
                    counter name c drop }
                  chain one { goto two; }
                  chain two { counter name two; }
                  counter a { }
                  counter b { }
                  counter c { }
                  counter two { }
                }
                """, rig.now);
        assertThat(rig.pass(NfHook.PRE_ROUTING, packet("udp"))).isEqualTo(NfVerdict.ACCEPT);
        assertThat(rig.tables.run("list counters", rig.now).replaceAll("\\s+", " "))
                .contains("counter a { packets 1 bytes 38 }", "counter b { packets 1 bytes 38 }")
                .contains("counter c { packets 0 bytes 0 }", "counter two { packets 2 bytes 76 }");
    }

    @Test
    void natChainsAreAskedThroughNatAndHandOverTheirRanges() {
        Map<String, String> rules = new java.util.LinkedHashMap<>();
        rules.put("udp dport 53 dnat to 1.2.3.4:54", "DST 1.2.3.4-1.2.3.4:54-54");
        rules.put("dnat to 1.2.3.4-1.2.3.9 random", "DST 1.2.3.4-1.2.3.9 random");
        rules.put("dnat to 1.2.3.0/24 persistent", "DST 1.2.3.0-1.2.3.255 persistent");
        rules.put("udp dport 53 dnat to :54-60", "DST null-null:54-60");
        rules.put("udp dport 53 redirect to :54", "redirect null-null:54-54");
        rules.put("dnat to udp dport map { 53 : 1.2.3.4 }", "DST 1.2.3.4-1.2.3.4");
        rules.put("dnat to udp dport map { 53 : 1.2.3.4 . 99 }", "DST 1.2.3.4-1.2.3.4:99-99");
        rules.put("udp dport 53 redirect to :udp dport map { 53 : 99 }", "redirect null-null:99-99");
        rules.forEach((rule, asked) -> {
            NftRig rig = new NftRig();
            rig.tables.run(
                    "table ip n {\n chain p {\n type nat hook prerouting priority dstnat\n" + rule + "\n}\n}", 0);
            assertThat(rig.pass(NfHook.PRE_ROUTING, packet("udp"))).as(rule).isEqualTo(NfVerdict.ACCEPT);
            assertThat(rig.asked).as(rule).containsExactly("nat IPV4 PRE_ROUTING -100", asked);
            assertThat(rig.tracked).containsExactly(NfFamily.IPV4);
            rig.tables.run("delete table ip n", 0);
            assertThat(rig.asked).last().isEqualTo("no nat IPV4 PRE_ROUTING");
        });
    }

    @Test
    void connectionsAreLookedAt() {
        String[][] rows = {
            {"ct state new", "NEW"},
            {"ct state established", "ESTABLISHED ESTABLISHED_REPLY"},
            {"ct state related,new", "NEW RELATED RELATED_REPLY"},
            {"ct state invalid", "NONE"},
            {"ct state untracked", "UNTRACKED"},
            {"ct state != established", "NEW NONE RELATED RELATED_REPLY UNTRACKED"},
            {"ct direction reply", "ESTABLISHED_REPLY RELATED_REPLY"},
            {"ct mark 7 ct direction original", "ESTABLISHED NEW RELATED"},
            {"ct status seen-reply ct direction reply", "ESTABLISHED_REPLY RELATED_REPLY"},
            {"ct original ip saddr 10.0.0.1 ct state new", "NEW"},
            {"ct reply ip saddr 10.9.0.2 ct state new", "NEW"},
            {"udp dport 53 ct original proto-dst 53 ct state new", "NEW"},
            {"ct l3proto ipv4 ct protocol udp ct state new", "NEW"},
            {"ct expiration 30s ct state new", "NEW"},
            {"ct packets 3 ct reply bytes 20 ct avgpkt 10 ct state new", "NEW"},
        };
        List<String> wrong = new ArrayList<>();
        for (String[] row : rows) {
            List<String> matched = new ArrayList<>();
            for (CtInfo info : CtInfo.values()) {
                NftRig rig = new NftRig();
                rig.tables.run(
                        "table inet t {\nchain c {\ntype filter hook input priority 0\n" + row[0] + " drop\n}\n}", 0);
                SkBuff skb = packet("udp");
                skb.ctInfo = info;
                if (info != CtInfo.NONE && info != CtInfo.UNTRACKED) {
                    NfConn ct =
                            NftRig.connection(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.9.0.2"), 17, 4000, 53);
                    ct.mark = 7;
                    ct.status = NfConn.IPS_SEEN_REPLY;
                    ct.timeoutNanos = rig.now + 30_000_000_000L;
                    ct.packets[0] = 1;
                    ct.packets[1] = 2;
                    ct.bytes[0] = 10;
                    ct.bytes[1] = 20;
                    skb.nfct = ct;
                }
                if (rig.pass(NfHook.LOCAL_IN, skb) == NfVerdict.DROP) {
                    matched.add(info.name());
                }
                assertThat(rig.tracked).containsExactlyInAnyOrder(NfFamily.IPV4, NfFamily.IPV6);
            }
            if (!String.join(" ", matched.stream().sorted().toList()).equals(row[1])) {
                wrong.add(row[0] + ": " + matched);
            }
        }
        assertThat(String.join("\n", wrong)).isEmpty();
    }

    @Test
    void fieldsAreWrittenAndChecksumsRepaired() {
        Map<String, String> rules = new java.util.LinkedHashMap<>();
        rules.put("ip ttl set 9", "udp syn ping");
        rules.put("ip saddr set 192.168.77.1", "udp syn ping");
        rules.put("ip daddr set ip saddr", "udp syn ping");
        rules.put("ip dscp set ef ip ecn set ce", "udp syn ping");
        rules.put("ip id set 0xffff", "udp syn ping");
        rules.put("udp dport set 5353", "udp udp6");
        rules.put("tcp sport set 1", "syn syn6");
        rules.put("tcp flags set ack", "syn syn6");
        rules.put("tcp option maxseg size set 1000", "syn");
        rules.put("tcp option maxseg size set 9000", "syn");
        rules.put("icmp type set echo-reply", "ping");
        rules.put("ip6 hoplimit set 3", "udp6 syn6 ping6");
        rules.put("ip6 saddr set 2001:db8::77", "udp6 syn6 ping6");
        rules.put("ip6 dscp set cs3", "udp6");
        rules.forEach((rule, names) -> {
            for (String name : names.split(" ", -1)) {
                NftRig rig = new NftRig();
                rig.tables.run(
                        "table inet t {\nchain c {\ntype filter hook prerouting priority 0\n" + rule + "\n}\n}", 0);
                SkBuff skb = packet(name);
                byte[] before = skb.toByteArray();
                assertThat(rig.pass(NfHook.PRE_ROUTING, skb)).isEqualTo(NfVerdict.ACCEPT);
                assertThat(NftPackets.checksumsHold(skb)).as(rule + " " + name).isTrue();
                boolean larger = rule.endsWith("9000");
                assertThat(java.util.Arrays.equals(before, skb.toByteArray()))
                        .as(rule + " " + name)
                        .isEqualTo(larger);
            }
        });
    }

    @Test
    void limitsCountTimeAndNumbersGoRound() {
        NftRig rig = new NftRig();
        rig.tables.run("""
                table ip t {
                  chain c { type filter hook prerouting priority 0
                    limit rate 2/second burst 3 packets counter name within
                    numgen inc mod 3 1 counter name third }
                  counter within { }
                  counter third { }
                }
                """, rig.now);
        for (int i = 0; i < 9; i++) {
            rig.pass(NfHook.PRE_ROUTING, packet("udp"));
        }
        assertThat(count(rig, "within")).isEqualTo(3);
        rig.now += 1_000_000_000L;
        for (int i = 0; i < 9; i++) {
            rig.pass(NfHook.PRE_ROUTING, packet("udp"));
        }
        assertThat(count(rig, "within")).isEqualTo(5);
    }

    private static long count(NftRig rig, String counter) {
        String text = rig.tables.run("list counter ip t " + counter, rig.now);
        return Long.parseLong(text.replaceAll("(?s).*packets ([0-9]+).*", "$1"));
    }

    @Test
    void setsAreFilledByRulesAndForgetInTime() {
        NftRig rig = new NftRig();
        rig.tables.run("""
                table ip t {
                  set seen { type ipv4_addr; size 2; flags dynamic,timeout; timeout 10s; }
                  chain c { type filter hook prerouting priority 0
                    ip saddr @seen drop
                    add @seen { ip saddr } accept }
                }
                """, rig.now);
        assertThat(rig.pass(NfHook.PRE_ROUTING, packet("udp"))).isEqualTo(NfVerdict.ACCEPT);
        assertThat(rig.pass(NfHook.PRE_ROUTING, packet("udp"))).isEqualTo(NfVerdict.DROP);
        rig.now += 4_000_000_000L;
        assertThat(rig.tables.run("list set ip t seen", rig.now)).contains("elements = { 10.0.0.1 expires 6s }");
        rig.now += 6_000_000_000L;
        assertThat(rig.tables.run("list set ip t seen", rig.now)).doesNotContain("elements");
        assertThat(rig.pass(NfHook.PRE_ROUTING, packet("udp"))).isEqualTo(NfVerdict.ACCEPT);
    }

    @Test
    void routeChainsAskForAnotherRouteWhenThePacketChanged() {
        NftRig rig = new NftRig();
        rig.tables.run(
                "table ip t {\nchain o {\ntype route hook output priority 0\nudp dport 53 meta mark set 1\n}\n}", 0);
        rig.pass(NfHook.LOCAL_OUT, packet("udp"));
        assertThat(rig.state.reroute).isTrue();
        rig.pass(NfHook.LOCAL_OUT, packet("syn"));
        assertThat(rig.state.reroute).isFalse();
    }

    @Test
    void thePacketTypeMayBeChanged() {
        NftRig rig = new NftRig();
        rig.tables.run(
                "table ip t {\nchain o {\ntype filter hook prerouting priority 0\nmeta pkttype set other\n}\n}", 0);
        SkBuff skb = packet("udp");
        rig.pass(NfHook.PRE_ROUTING, skb);
        assertThat(skb.pktType).isEqualTo(PacketType.OTHERHOST);
    }
}
