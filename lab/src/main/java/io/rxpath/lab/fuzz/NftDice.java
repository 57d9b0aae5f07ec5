package io.rxpath.lab.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Random nft rulesets from what is supported; every rule counts and has a name. */
final class NftDice {
    private static final Map<String, List<Integer>> HOOKS = Map.of(
            "prerouting", List.of(-300, -150, -10),
            "input", List.of(-5, 0, 10),
            "forward", List.of(-5, 0, 10),
            "output", List.of(-5, 0, 10),
            "postrouting", List.of(-5, 0, 150));

    /** The kinds of {@link #match} that want a protocol. */
    private static final Set<Integer> TRANSPORT = Set.of(0, 1, 2, 3, 6, 7, 8, 9, 10, 24);

    private static final String SUB = "";

    private static final List<String> NAMES = List.of("prerouting", "input", "forward", "output", "postrouting");

    private final Dice dice;
    private final List<String> lines = new ArrayList<>();
    private final boolean dual;
    private final @Nullable WideNft wide;
    private String family = "ip";
    private int rules;
    private boolean transport;
    /** The rule is about IPv6. */
    private boolean six;

    /** For a host that speaks IPv4, or both if {@code dual}. */
    NftDice(Dice dice, boolean dual, boolean wide) {
        this.dice = dice;
        this.dual = dual;
        this.wide = wide ? new WideNft(dice) : null;
    }

    List<String> ruleset() {
        family = dice.chance(60) ? dual ? "ip6" : "ip" : "inet";
        lines.add("table " + family + " t {");
        if (wide != null) {
            lines.addAll(wide.sets());
        }
        List<String> subs = new ArrayList<>();
        for (int i = dice.below(3); i > 0; i--) {
            String name = "sub" + i;
            chain(name, "", SUB, subs);
            subs.add(name);
        }
        for (String hook : NAMES) {
            if (dice.chance(45)) {
                String policy = dice.chance(15) ? "drop" : "accept";
                int priority = dice.of(HOOKS.getOrDefault(hook, List.of(0)));
                String head = "type filter hook " + hook + " priority " + priority + "; policy " + policy + ";";
                chain(hook, head, hook, subs);
            }
        }
        lines.add("}");
        if (dice.chance(35)) {
            nat(dual);
        }
        return lines;
    }

    private void chain(String name, String head, String hook, List<String> subs) {
        lines.add(" chain " + name + " {" + (head.isEmpty() ? "" : " " + head));
        for (int i = dice.between(1, 5); i > 0; i--) {
            lines.add("  " + rule(hook, subs));
        }
        lines.add(" }");
    }

    private String rule(String hook, List<String> subs) {
        StringBuilder rule = new StringBuilder();
        transport = false;
        six = dual && (family.equals("ip6") || dice.chance(60));
        for (int i = dice.of(0, 1, 1, 1, 2); i > 0; i--) {
            rule.append(match(hook)).append(' ');
        }
        rule.append("counter ");
        rule.append(statement(hook, subs));
        return rule.append("comment \"r").append(++rules).append('"').toString();
    }

    private String statement(String hook, List<String> subs) {
        if (wide != null && dice.chance(40)) {
            return wide.statement(hook, six, transport);
        }
        return switch (dice.below(14)) {
            case 0, 1 -> "drop ";
            case 2, 3 -> "accept ";
            case 4 -> "return ";
            case 5 -> subs.isEmpty() ? "" : "jump " + dice.of(subs) + " ";
            case 6 -> subs.isEmpty() ? "" : "goto " + dice.of(subs) + " ";
            case 7 -> List.of("input", "forward", "output").contains(hook) ? reject() : "";
            case 8 -> "meta mark set " + dice.of("0x1", "0x10", "7") + " ";
            case 9 -> "ct mark set " + dice.of("0x1", "0x20") + " ";
            case 10 -> hook.equals("forward") ? (six ? "ip6 hoplimit set " : "ip ttl set ") + dice.of(5, 77) + " " : "";
            default -> "";
        };
    }

    private String reject() {
        if (six) {
            return switch (dice.below(5)) {
                case 0 -> "reject ";
                case 1 -> "reject with icmpv6 type " + dice.of("no-route", "admin-prohibited", "policy-fail") + " ";
                case 2 ->
                    "reject with icmpv6 type " + dice.of("addr-unreachable", "port-unreachable", "reject-route") + " ";
                case 3 ->
                    family.equals("inet")
                            ? "reject with icmpx type " + dice.of("no-route", "host-unreachable", "admin-prohibited")
                                    + " "
                            : "reject ";
                default -> transport ? "reject " : "meta l4proto tcp reject with tcp reset ";
            };
        }
        return switch (dice.below(5)) {
            case 0 -> "reject ";
            case 1 -> "reject with icmp type host-unreachable ";
            case 2 -> "reject with icmp type admin-prohibited ";
            case 3 -> "reject with icmp type net-unreachable ";
            default -> transport ? "reject " : "meta l4proto tcp reject with tcp reset ";
        };
    }

    private String match(String hook) {
        if (wide != null && dice.chance(55)) {
            boolean needs = !transport && dice.chance(25);
            transport |= needs;
            return wide.match(hook, six, needs);
        }
        int kind = dice.below(26);
        if (TRANSPORT.contains(kind)) {
            // Two that need different protocols are refused.
            if (transport) {
                return "meta length > 30";
            }
            transport = true;
        }
        boolean in = !hook.equals("output") && !hook.equals("postrouting");
        boolean out = !hook.equals("input") && !hook.equals("prerouting");
        String not = dice.chance(20) ? "!= " : "";
        if (six) {
            String match = match6(kind, not, in && !hook.equals(SUB));
            if (!match.isEmpty()) {
                return match;
            }
        }
        return switch (kind) {
            case 0, 1 -> "udp dport " + not + dice.of(FuzzWorld.UDP_PORTS);
            case 2 -> "udp dport " + not + "{ 5000, 7001-7002 }";
            case 3 -> "udp sport " + not + "4000-4010";
            case 4 -> "ip saddr " + not + dice.of("10.9.0.1", "10.9.0.0/27", "10.9.1.0/24", "10.9.0.1-10.9.0.9");
            case 5 -> "ip daddr " + not + dice.of("10.9.0.2", "10.9.1.1", "10.9.1.0/24", "10.0.0.0/8");
            case 6 -> "ip protocol " + not + dice.of("udp", "tcp", "icmp", "{ icmp, tcp }");
            case 7 -> "meta l4proto " + not + dice.of("udp", "tcp", "icmp", "253");
            case 8 ->
                "icmp type " + not
                        + dice.of("echo-request", "echo-reply", "destination-unreachable", "{ echo-request, 13 }");
            case 9 -> "tcp flags " + dice.of("syn", "& (syn|ack) == syn", "& rst == rst", "!= syn");
            case 10 -> "tcp dport " + not + dice.of(FuzzWorld.TCP_PORTS);
            case 11 -> "ip ttl " + dice.of("1", "< 10", "64", "> 63", "!= 63");
            case 12 -> "ip length " + dice.of("< 60", "> 100", "28-48");
            case 13 -> "ip dscp " + not + dice.of("cs0", "ef", "4");
            case 14 -> "ip ecn " + dice.of("not-ect", "ce", "ect1");
            case 15 -> "ip frag-off & 0x3fff " + dice.of("!= 0", "== 0");
            case 16 -> in ? "iifname " + not + dice.of("\"orc0\"", "\"orc*\"", "\"orc1\"") : "oifname \"orc0\"";
            case 17 -> out ? "oifname " + not + dice.of("\"orc0\"", "\"orc1\"", "\"lo\"") : "iif \"orc0\"";
            case 18 -> "meta mark " + not + dice.of("0x1", "7", "0x0");
            case 19 -> "meta length " + dice.of("< 60", "> 84", "{ 38, 40-48 }");
            case 20 ->
                "ct state " + dice.of("new", "established", "invalid", "related", "new,established", "untracked");
            case 21 -> "ct direction " + dice.of("original", "reply");
            case 22 -> "ct mark " + not + dice.of("0x1", "0x0");
            // The host's own packets have ids that nobody can foresee.
            case 23 -> in && !hook.equals(SUB) ? "ip id " + dice.of("< 6", "3", "& 1 == 1") : "ip version 4";
            case 24 -> "th dport " + not + dice.of("5000", "53", "1000-6000");
            default -> in ? "meta pkttype " + dice.of("host", "broadcast", "!= host") : "ct status snat";
        };
    }

    /** The kinds of {@link #match} that are about a family, for IPv6; empty for the others. */
    private String match6(int kind, String not, boolean peers) {
        return switch (kind) {
            case 4 -> "ip6 saddr " + not + dice.of("fd00:9::1", "fd00:9::/123", "fd00:8::/64", "fd00:9::1-fd00:9::9");
            case 5 -> "ip6 daddr " + not + dice.of("fd00:9::2", "fd00:8::1", "fd00:8::/64", "fd00::/16", "ff00::/8");
            case 6 -> "ip6 nexthdr " + not + dice.of("udp", "tcp", "ipv6-icmp", "{ tcp, ipv6-icmp }", "0", "60");
            case 7 -> "meta l4proto " + not + dice.of("udp", "tcp", "ipv6-icmp", "253");
            case 8 ->
                "icmpv6 type " + not
                        + dice.of(
                                "echo-request",
                                "echo-reply",
                                "packet-too-big",
                                "{ echo-request, 1 }",
                                "nd-neighbor-solicit",
                                "nd-neighbor-advert");
            case 11 -> "ip6 hoplimit " + dice.of("1", "< 10", "64", "> 63", "!= 63");
            case 12 -> "ip6 length " + dice.of("< 40", "> 80", "8-28");
            case 13 -> "ip6 dscp " + not + dice.of("cs0", "ef", "4");
            case 14 -> "ip6 ecn " + dice.of("not-ect", "ce", "ect1");
            case 15 ->
                dice.of(
                        "exthdr frag exists",
                        "exthdr frag missing",
                        "exthdr hbh exists",
                        "exthdr dst exists",
                        "rt type 0");
            case 23 -> peers ? "frag more-fragments " + dice.of("0", "1") : "ip6 version 6";
            default -> "";
        };
    }

    private void nat(boolean v6) {
        if (v6) {
            nat6();
            return;
        }
        lines.add("table ip nat {");
        if (dice.chance(60)) {
            lines.add(" chain pre { type nat hook prerouting priority dstnat; policy accept;");
            for (int i = dice.between(1, 3); i > 0; i--) {
                lines.add("  " + natMatch() + " counter " + dnat() + " comment \"n" + ++rules + '"');
            }
            lines.add(" }");
        }
        if (dice.chance(60)) {
            lines.add(" chain post { type nat hook postrouting priority srcnat; policy accept;");
            String how = dice.of("masquerade", "snat to 10.9.1.2");
            lines.add("  oifname \"orc1\" counter " + how + " comment \"n" + ++rules + '"');
            lines.add(" }");
        }
        lines.add("}");
    }

    private String natMatch() {
        return dice.of(
                "udp dport 7001",
                "udp dport { 53, 7002 }",
                "udp dport 7003",
                "tcp dport 8081",
                "tcp dport 22",
                "meta l4proto udp",
                "meta l4proto tcp");
    }

    private String dnat() {
        return dice.of("dnat to 10.9.1.1:9000", "dnat to 10.9.1.30", "redirect to :5000", "accept", "dnat to 10.9.1.1");
    }

    private void nat6() {
        lines.add("table ip6 nat {");
        if (dice.chance(60)) {
            lines.add(" chain pre { type nat hook prerouting priority dstnat; policy accept;");
            for (int i = dice.between(1, 3); i > 0; i--) {
                String how = dice.of(
                        "dnat to [fd00:8::1]:9000",
                        "dnat to fd00:8::30",
                        "redirect to :5000",
                        "accept",
                        "dnat to fd00:8::1");
                lines.add("  " + natMatch() + " counter " + how + " comment \"n" + ++rules + '"');
            }
            lines.add(" }");
        }
        if (dice.chance(60)) {
            lines.add(" chain post { type nat hook postrouting priority srcnat; policy accept;");
            String how = dice.of("masquerade", "snat to fd00:8::2");
            lines.add("  oifname \"orc1\" counter " + how + " comment \"n" + ++rules + '"');
            lines.add(" }");
        }
        lines.add("}");
    }
}
