package io.rxpath.lab.fuzz;

import java.util.List;

/** What {@link NftDice} leaves out: sets, maps, rates, routes, raw bytes, options, and statements that change packets. */
final class WideNft {
    /** Lines of a table that the rules refer to. */
    private static final List<String> SETS = List.of(
            " set hosts { type ipv4_addr; flags interval; elements = { 10.9.0.1, 10.9.1.0/28 }; }",
            " set hosts6 { type ipv6_addr; flags interval; elements = { fd00:9::1, fd00:8::/124 }; }",
            " set seen { type ipv4_addr; flags dynamic; size 16; }",
            " set seen6 { type ipv6_addr; flags dynamic; size 16; }");

    private static final String[] ANY = {
        "numgen inc mod 2 0",
        "limit rate 1/hour burst 2 packets",
        "limit rate over 1/hour burst 3 packets",
        "limit rate 10 bytes/hour burst 100 bytes",
        "quota 200 bytes",
        "quota over 300 bytes",
        "fib daddr type local",
        "fib daddr type { local, unicast }",
        "fib daddr type != unicast",
        "ct status assured",
        "ct status dnat",
        "ct status confirmed",
        "ct status seen-reply",
        "ct packets > 2",
        "ct bytes > 100",
        "ct expiration > 10s",
        "meta mark & 0xf0 == 0x10",
        "meta protocol ip",
        "meta protocol ip6",
        "meta l4proto . th dport { tcp . 22, udp . 53, udp . 7001-7003 }"
    };

    private static final String[] RECEIVED = {
        "fib saddr . iif oif missing",
        "fib saddr . iif oif exists",
        "fib daddr . iif type local",
        "meta iiftype ether",
        "iifname { \"orc0\", \"lo\" }"
    };

    private static final String[] TRANSPORT = {
        "udp length 8-40",
        "udp checksum 0",
        "udp dport . udp sport { 5000 . 4001, 7001 . 4030 }",
        "tcp option maxseg exists",
        "tcp option maxseg size 1000-1460",
        "tcp sequence 0-100",
        "tcp window > 100",
        "tcp doff 5",
        "tcp ackseq 0"
    };

    private static final String[] TRANSPORT_V4 = {"icmp code 0", "icmp id 4001", "icmp sequence 1-2", "icmp mtu > 600"};

    private static final String[] TRANSPORT_V6 = {"icmpv6 code 0", "icmpv6 id 4001", "icmpv6 mtu 1280"};

    private static final String[] V4 = {
        "ip saddr @hosts",
        "ip daddr != @hosts",
        "ip saddr @seen",
        "ip checksum 0",
        "ip hdrlength 5",
        "ip frag-off & 0x1fff == 0",
        "ip saddr . ip daddr { 10.9.0.1 . 10.9.0.2, 10.9.0.30 . 10.9.1.1 }"
    };

    private static final String[] V6 = {
        "ip6 saddr @hosts6",
        "ip6 daddr != @hosts6",
        "ip6 saddr @seen6",
        "ip6 flowlabel 0",
        "exthdr rt exists",
        "dst nexthdr udp",
        "hbh hdrlength 0",
        "frag frag-off 0",
        "frag nexthdr udp",
        "rt seg-left 0",
        "rt type 2"
    };

    private static final String[] STATEMENTS = {
        "meta length vmap { 0-60 : continue, 61-65535 : accept }",
        "ct state vmap { new : continue, invalid : drop, established : accept }",
        "meta mark set meta mark | 0x4",
        "meta mark set ct mark",
        "ct mark set meta mark",
        "ct mark set ct mark ^ 0x3",
        "log prefix \"x\""
    };

    private static final String[] STATEMENTS_V4 = {
        "ip protocol vmap { icmp : continue, udp : return }",
        "meta mark set ip dscp map { cs0 : 0x1, ef : 0x10 }",
        "ip dscp set 4",
        "ip ecn set ce",
        "add @seen { ip saddr }",
        "update @seen { ip daddr }"
    };

    private static final String[] STATEMENTS_V6 = {
        "ip6 nexthdr vmap { ipv6-icmp : continue, udp : return }",
        "meta mark set ip6 dscp map { cs0 : 0x1, ef : 0x10 }",
        "ip6 dscp set 4",
        "ip6 ecn set ce",
        "add @seen6 { ip6 saddr }"
    };

    private static final String[] STATEMENTS_UDP = {
        "udp dport vmap { 53 : drop, 7001 : accept }", "meta mark set udp dport map { 5000 : 0x1, 7001 : 7 }"
    };

    private final Dice dice;

    WideNft(Dice dice) {
        this.dice = dice;
    }

    List<String> sets() {
        return SETS;
    }

    /** A match that needs no transport protocol, or if {@code transport} one that does. */
    String match(String hook, boolean six, boolean transport) {
        if (transport) {
            return dice.chance(70) ? dice.of(TRANSPORT) : dice.of(six ? TRANSPORT_V6 : TRANSPORT_V4);
        }
        boolean received = hook.equals("prerouting") || hook.equals("input") || hook.equals("forward");
        if (received && dice.chance(25)) {
            return dice.of(RECEIVED);
        }
        return dice.chance(50) ? dice.of(ANY) : dice.of(six ? V6 : V4);
    }

    /**
     * A statement.
     *
     * @param transport whether the rule speaks of a transport protocol already
     */
    String statement(String hook, boolean six, boolean transport) {
        int kind = dice.below(10);
        if (kind < 2 && !transport) {
            return dice.of(STATEMENTS_UDP) + " ";
        }
        if (kind == 2 && hook.equals("prerouting")) {
            return dice.of("notrack ", "reject ");
        }
        return (kind < 6 ? dice.of(STATEMENTS) : dice.of(six ? STATEMENTS_V6 : STATEMENTS_V4)) + " ";
    }
}
