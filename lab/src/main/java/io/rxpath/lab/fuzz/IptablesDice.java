package io.rxpath.lab.fuzz;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Random iptables commands from what is supported. */
final class IptablesDice {
    private final Dice dice;
    private final List<String> commands = new ArrayList<>();
    private final boolean six;
    private final @Nullable WideIptables wide;
    private boolean chain;

    /** Of iptables, or if {@code six} of ip6tables. */
    IptablesDice(Dice dice, boolean six, boolean wide) {
        this.dice = dice;
        this.six = six;
        this.wide = wide ? new WideIptables(dice, six) : null;
    }

    List<String> commands() {
        chain = dice.chance(50);
        if (chain) {
            commands.add("-N sub");
            for (int i = dice.between(1, 3); i > 0; i--) {
                String target = dice.of("-j RETURN", "-j DROP", "-j ACCEPT", "-j MARK --set-mark 1", "");
                add("", "sub", "INPUT", target.startsWith("-j MARK") ? "" : target);
            }
        }
        for (int i = dice.between(1, 6); i > 0; i--) {
            String name = dice.of("INPUT", "INPUT", "FORWARD", "FORWARD", "OUTPUT");
            add("", name, name, filterTarget());
        }
        if (dice.chance(20)) {
            commands.add("-P " + dice.of("INPUT", "FORWARD", "OUTPUT") + " DROP");
        }
        if (dice.chance(35)) {
            String name = dice.of("PREROUTING", "OUTPUT");
            add("-t raw ", name, name, dice.of("-j DROP", "-j CT --notrack", "-j ACCEPT"));
        }
        for (int i = dice.below(3); i > 0; i--) {
            String name = dice.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");
            add("-t mangle ", name, name, wide != null && dice.chance(60) ? wide.mangle(name) : mangleTarget());
        }
        if (dice.chance(30)) {
            nat();
        }
        return commands;
    }

    private void add(String table, String name, String hook, String target) {
        StringBuilder command = new StringBuilder(table).append("-A ").append(name);
        String protocol = dice.of("udp", "udp", "tcp", six ? "ipv6-icmp" : "icmp", "", "253");
        if (target.contains("tcp-reset")) {
            protocol = "tcp";
        }
        if (!protocol.isEmpty()) {
            command.append(" -p ").append(protocol);
        }
        if (dice.chance(25)) {
            command.append(dice.chance(25) ? " !" : "")
                    .append(" -s ")
                    .append(
                            six
                                    ? dice.of("fd00:9::1", "fd00:9::/123", "fd00:8::/64")
                                    : dice.of("10.9.0.1", "10.9.0.0/27", "10.9.1.0/24"));
        }
        if (dice.chance(20)) {
            command.append(dice.chance(25) ? " !" : "")
                    .append(" -d ")
                    .append(six ? dice.of("fd00:9::2", "fd00:8::/64") : dice.of("10.9.0.2", "10.9.1.0/24"));
        }
        boolean in = !hook.equals("OUTPUT") && !hook.equals("POSTROUTING");
        if (dice.chance(15)) {
            command.append(in ? " -i " : " -o ").append(dice.of("orc0", "orc1", "orc+"));
        }
        if (wide != null && dice.chance(60)) {
            command.append(' ').append(wide.match(table, name, protocol));
        } else if (dice.chance(60)) {
            command.append(match(protocol));
        }
        if (!target.isEmpty()) {
            command.append(' ').append(target);
        }
        commands.add(command.toString());
    }

    private String match(String protocol) {
        if (dice.chance(60)) {
            switch (protocol) {
                case "udp" -> {
                    return dice.of(
                            " --dport 5000",
                            " ! --dport 5000",
                            " --sport 4000:4010",
                            " -m multiport --dports 53,7001:7002");
                }
                case "tcp" -> {
                    return dice.of(
                            " --syn",
                            " --dport 8081",
                            " --tcp-flags SYN,ACK SYN",
                            " ! --syn",
                            " -m multiport --ports 22,8081");
                }
                case "icmp" -> {
                    return " --icmp-type " + dice.of("echo-request", "8", "3/3", "destination-unreachable");
                }
                case "ipv6-icmp" -> {
                    return " --icmpv6-type " + dice.of("echo-request", "128", "1/3", "destination-unreachable", "135");
                }
                default -> {
                    return six
                            ? dice.of(" -m frag --fragmore", " -m frag --fragfirst", "")
                            : dice.of(" -f", " ! -f", "");
                }
            }
        }
        return switch (dice.below(9)) {
            case 0 -> " -m length --length " + dice.of("0:60", "38", "100:65535");
            case 1 ->
                six
                        ? " -m hl " + dice.of("--hl-lt 10", "--hl-eq 64", "--hl-gt 63")
                        : " -m ttl " + dice.of("--ttl-lt 10", "--ttl-eq 64", "--ttl-gt 63");
            case 2 -> " -m tos --tos " + dice.of("0x10", "0x00");
            case 3 -> " -m mark " + dice.of("--mark 1", "! --mark 0", "--mark 0x10/0xf0");
            case 4 -> " -m conntrack --ctstate " + dice.of("NEW", "ESTABLISHED", "INVALID", "NEW,RELATED", "UNTRACKED");
            case 5 -> " -m statistic --mode nth --every " + dice.of(2, 3) + " --packet 0";
            case 6 -> " -m limit --limit 1/hour --limit-burst " + dice.of(1, 2, 3);
            case 7 -> " -m addrtype --dst-type " + dice.of("LOCAL", "UNICAST");
            default -> " -m dscp --dscp " + dice.of("0x2e", "0x00");
        };
    }

    private String filterTarget() {
        return switch (dice.below(8)) {
            case 0, 1 -> "-j DROP";
            case 2, 3 -> "-j ACCEPT";
            case 4 ->
                "-j REJECT"
                        + (six
                                ? dice.of("", " --reject-with icmp6-adm-prohibited", " --reject-with icmp6-no-route")
                                : dice.of(
                                        "",
                                        " --reject-with icmp-host-prohibited",
                                        " --reject-with icmp-net-unreachable"));
            case 5 -> "-j REJECT --reject-with tcp-reset";
            case 6 -> chain ? dice.of("-j sub", "-g sub") : "";
            default -> "";
        };
    }

    private String mangleTarget() {
        return dice.of(
                "-j MARK --set-mark 1",
                "-j MARK --set-xmark 0x10/0x10",
                "-j TOS --set-tos 0x10",
                "-j DSCP --set-dscp 46",
                six ? "-j HL --hl-set 70" : "-j TTL --ttl-set 70",
                "-j DROP",
                "");
    }

    private void nat() {
        if (dice.chance(60)) {
            commands.add("-t nat -A PREROUTING -p "
                    + dice.of("udp --dport 7001", "udp --dport 7002", "tcp --dport 8081") + " -j "
                    + dice.of(
                            "DNAT --to-destination " + (six ? "[fd00:8::1]:9000" : "10.9.1.1:9000"),
                            "DNAT --to-destination " + (six ? "fd00:8::30" : "10.9.1.30"),
                            "REDIRECT --to-ports 5000"));
        }
        if (dice.chance(60)) {
            commands.add("-t nat -A POSTROUTING -o orc1 -j "
                    + dice.of("MASQUERADE", "SNAT --to-source " + (six ? "fd00:8::2" : "10.9.1.2")));
        }
    }
}
