package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.nft.NftDevices;
import io.rxpath.ip.core.nft.NftTables;
import io.rxpath.ip.core.xtables.XTables;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The two rule languages are models of each other: the same rules, written in both by seed, do the same to the same
 * packets, and each rule's counters agree. The code that reads and runs them has nothing in common but the hooks.
 */
class NftAgainstIptablesTest {
    private static final int RULES = 40;
    private static final int PACKETS = 400;
    private static final List<String> CHAINS = List.of("INPUT", "one", "two", "three");
    private static final List<String> SOURCES =
            List.of("10.9.0.1", "10.9.0.77", "10.9.5.5", "192.0.2.9", "198.51.100.4");

    /** One rule in both languages, without its number. */
    private static final class Rule {
        final StringBuilder nft = new StringBuilder();
        final List<String> iptables = new ArrayList<>();

        void match(String inNft, String... inIptables) {
            nft.append(inNft).append(' ');
            iptables.addAll(Arrays.asList(inIptables));
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bothLanguagesDoTheSame(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Host withNft = new Host();
        Host withIptables = new Host();
        NftTables nft = new NftTables(
                withNft.stack.hooks(),
                withNft.stack.nat(),
                withNft.stack.services(),
                NftDevices.of(() -> withNft.stack.settings().devices()));
        XTables iptables = new XTables(
                NfFamily.IPV4, withIptables.stack.hooks(), withIptables.stack.services(), withIptables.stack.nat());
        load(random, nft, iptables, withNft.now);
        Map<String, Integer> fates = new TreeMap<>();
        for (int i = 0; i < PACKETS; i++) {
            byte[] frame = packet(random);
            String expected = withIptables.receive(frame);
            assertThat(withNft.receive(frame))
                    .as("packet %d:%n%s", i, nft.listRuleset(false, withNft.now))
                    .isEqualTo(expected);
            fates.merge(expected, 1, Integer::sum);
            withNft.advance(Host.MILLI);
            withIptables.advance(Host.MILLI);
        }
        assertThat(withNft.out.frames).hasSameSizeAs(withIptables.out.frames);
        assertThat(counters(nft.listRuleset(false, withNft.now), NFT))
                .as("counters of each rule; fates %s", fates)
                .hasSize(RULES)
                .isEqualTo(counters(iptables.save(true), IPTABLES));
    }

    private static final Pattern NFT =
            Pattern.compile("counter packets (?<p>\\d+) bytes (?<b>\\d+).*comment \"(?<name>r\\d+)\"");
    private static final Pattern IPTABLES =
            Pattern.compile("\\[(?<p>\\d+):(?<b>\\d+)] -A .*--comment \"?(?<name>r\\d+)\"?( |$)");

    /** What each rule has counted, by its comment. */
    private static Map<String, String> counters(String listing, Pattern rule) {
        Map<String, String> found = new TreeMap<>();
        listing.lines().forEach(line -> {
            Matcher matcher = rule.matcher(line);
            if (matcher.find()) {
                found.put(matcher.group("name"), matcher.group("p") + " packets, " + matcher.group("b") + " bytes");
            }
        });
        return found;
    }

    private static void load(SplittableRandom random, NftTables nft, XTables iptables, long now) {
        StringBuilder ruleset = new StringBuilder("table ip t {\n");
        Map<String, StringBuilder> chains = new TreeMap<>();
        boolean drop = random.nextInt(4) == 0;
        for (String chain : CHAINS) {
            if (!chain.equals("INPUT")) {
                ruleset.append("chain ").append(chain).append(" { }\n");
                iptables.run(List.of("-t", "mangle", "-N", chain), now);
            }
        }
        iptables.run(List.of("-t", "mangle", "-P", "INPUT", drop ? "DROP" : "ACCEPT"), now);
        chains.computeIfAbsent("INPUT", c -> new StringBuilder())
                .append("type filter hook input priority mangle; policy ")
                .append(drop ? "drop" : "accept")
                .append(";\n");
        for (int i = 0; i < RULES; i++) {
            int in = random.nextInt(CHAINS.size());
            Rule rule = rule(random, in);
            StringBuilder text = chains.computeIfAbsent(CHAINS.get(in), c -> new StringBuilder());
            String verdict = target(random, in, rule);
            text.append(rule.nft)
                    .append("counter ")
                    .append(verdict)
                    .append("comment \"r")
                    .append(i)
                    .append("\"\n");
            List<String> args = new ArrayList<>(List.of("-t", "mangle", "-A", CHAINS.get(in)));
            args.addAll(rule.iptables);
            args.addAll(List.of("-m", "comment", "--comment", "r" + i));
            iptables.run(args, now);
        }
        chains.forEach((name, rules) -> ruleset.append("chain ")
                .append(name)
                .append(" {\n")
                .append(rules)
                .append("}\n"));
        nft.run(ruleset + "}\n", now);
    }

    /** What follows the matches; jumps lead to later chains only, so that there is no loop. */
    private static String target(SplittableRandom random, int chain, Rule rule) {
        int choice = random.nextInt(10);
        if (choice < 3 && chain + 1 < CHAINS.size()) {
            String to = CHAINS.get(chain + 1 + random.nextInt(CHAINS.size() - chain - 1));
            boolean jump = random.nextInt(3) > 0;
            rule.iptables.addAll(List.of(jump ? "-j" : "-g", to));
            return (jump ? "jump " : "goto ") + to + " ";
        }
        return switch (choice) {
            case 3 -> verdict(rule, "accept ", "ACCEPT");
            case 4 -> verdict(rule, "drop ", "DROP");
            case 5 -> verdict(rule, "return ", "RETURN");
            case 6, 7 -> {
                int mark = random.nextInt(8);
                rule.iptables.addAll(List.of("-j", "MARK", "--set-mark", "" + mark));
                yield "meta mark set " + mark + " ";
            }
            default -> "";
        };
    }

    private static String verdict(Rule rule, String inNft, String inIptables) {
        rule.iptables.addAll(List.of("-j", inIptables));
        return inNft;
    }

    private static Rule rule(SplittableRandom random, int chain) {
        Rule rule = new Rule();
        protocol(random, rule);
        if (random.nextInt(3) == 0) {
            String net = SOURCES.get(random.nextInt(SOURCES.size())) + "/"
                    + (random.nextBoolean() ? 32 : 8 * (1 + random.nextInt(3)));
            String masked = Cidr.parse(net).toString();
            if (random.nextInt(3) == 0) {
                rule.match("ip saddr != " + masked, "!", "-s", net);
            } else {
                rule.match("ip saddr " + masked, "-s", net);
            }
        }
        switch (random.nextInt(12)) {
            case 0 -> {
                int low = 28 + random.nextInt(40);
                rule.match("ip length " + low + "-" + (low + 30), "-m", "length", "--length", low + ":" + (low + 30));
            }
            case 1 -> rule.match("ip ttl < 40", "-m", "ttl", "--ttl-lt", "40");
            case 2 -> rule.match("ip ttl 64", "-m", "ttl", "--ttl-eq", "64");
            case 3 -> rule.match("meta mark & 0x3 == 0x1", "-m", "mark", "--mark", "0x1/0x3");
            case 4 -> rule.match("meta mark != 0x2", "-m", "mark", "!", "--mark", "0x2");
            case 5 -> rule.match("ct state new", "-m", "conntrack", "--ctstate", "NEW");
            case 6 -> rule.match("ct state invalid,established", "-m", "conntrack", "--ctstate", "INVALID,ESTABLISHED");
            case 7 -> rule.match("ip dscp cs1", "-m", "dscp", "--dscp", "8");
            case 8 ->
                rule.match(
                        "numgen inc mod 3 == 0", "-m", "statistic", "--mode", "nth", "--every", "3", "--packet", "0");
            case 9 -> {
                if (chain == 0) {
                    rule.match("iifname \"eth0\"", "-i", "eth0");
                }
            }
            default -> {
                // Nothing more.
            }
        }
        return rule;
    }

    private static void protocol(SplittableRandom random, Rule rule) {
        int low = 1 + random.nextInt(6);
        int high = low + random.nextInt(3);
        switch (random.nextInt(9)) {
            case 0 -> rule.match("tcp dport " + low, "-p", "tcp", "--dport", "" + low);
            case 1 -> rule.match("udp dport " + low + "-" + (high + 1), "-p", "udp", "--dport", low + ":" + (high + 1));
            case 2 -> rule.match("tcp sport != " + low, "-p", "tcp", "!", "--sport", "" + low);
            case 3 -> rule.match("ip protocol tcp", "-p", "tcp");
            case 4 ->
                rule.match("tcp flags & (syn | ack | rst) == syn", "-p", "tcp", "--tcp-flags", "SYN,ACK,RST", "SYN");
            case 5 -> rule.match("icmp type echo-request", "-p", "icmp", "--icmp-type", "echo-request");
            case 6 ->
                rule.match(
                        "udp dport { " + low + ", " + (high + 2) + "-" + (high + 4) + " }",
                        "-p",
                        "udp",
                        "-m",
                        "multiport",
                        "--dports",
                        low + "," + (high + 2) + ":" + (high + 4));
            case 7 -> rule.match("ip protocol != udp", "!", "-p", "udp");
            default -> {
                // Any protocol.
            }
        }
    }

    /** TCP, UDP, ICMP or something else to this host, few values of each field, some of them wrong. */
    private static byte[] packet(SplittableRandom random) {
        int source = Host.ip(SOURCES.get(random.nextInt(SOURCES.size())));
        int ttl = random.nextBoolean() ? 64 : 1 + random.nextInt(80);
        int tos = random.nextInt(3) == 0 ? 0x20 : 0;
        byte[] payload = Packets.bytes(random.nextInt(40));
        int sport = 1 + random.nextInt(8);
        int dport = 1 + random.nextInt(8);
        int protocol;
        switch (random.nextInt(7)) {
            case 0, 1, 2 -> {
                protocol = IpProtocol.TCP;
                byte[] segment = new byte[TcpHeader.LENGTH + payload.length];
                int[] flags = {TcpHeader.SYN, TcpHeader.ACK, TcpHeader.SYN | TcpHeader.ACK, TcpHeader.RST, 0};
                new TcpHeader(segment, 0)
                        .source(sport)
                        .dest(dport)
                        .seq(random.nextInt(3) * 1000)
                        .window(1000)
                        .doffAndFlags(5, flags[random.nextInt(flags.length)]);
                payload = segment;
            }
            case 3, 4 -> {
                protocol = IpProtocol.UDP;
                byte[] datagram = new byte[8 + payload.length];
                new UdpHeader(datagram, 0).source(sport).dest(dport).length(datagram.length);
                payload = datagram;
            }
            case 5 -> {
                protocol = IpProtocol.ICMP;
                byte[] message = new byte[8 + payload.length];
                message[0] = (byte) (random.nextBoolean() ? 8 : 13);
                payload = message;
            }
            default -> protocol = 47;
        }
        return Packets.ip(
                protocol,
                payload,
                "",
                (Ipv4Header iph) -> iph.saddr(source).ttl(ttl).tos(tos));
    }
}
