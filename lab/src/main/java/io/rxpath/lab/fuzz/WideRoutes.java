package io.rxpath.lab.fuzz;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@link FuzzCase} leaves out of routes and settings: rules, tables, metrics, MTUs, and how ARP and tracking behave. */
final class WideRoutes {
    /** Routes first: a gateway must be reachable, by the rules there are. */
    private static final List<String> COMMANDS = List.of(
            "ip route add 10.4.0.0/16 via 10.9.1.1 table 100",
            "ip route add default via 10.9.1.30 table 100",
            "ip route add 10.9.1.0/24 dev orc1 table 100",
            "ip route add 10.3.0.0/17 via 10.9.0.30 metric 5",
            "ip route add 10.3.0.0/17 via 10.9.1.30 metric 4",
            "ip route add default via 10.9.1.1 metric 9",
            "ip route add 10.4.7.0/24 via 10.9.1.1 mtu 700",
            "ip route add 10.4.7.7/32 dev orc1",
            "ip route add 192.0.2.0/24 via 10.9.0.30 src 10.9.1.2",
            "ip rule add from 10.9.0.30 table 100 pref 100",
            "ip rule add fwmark 1 table 100 pref 101",
            "ip rule add tos 0x10 table 100 pref 102",
            "ip rule add iif orc1 table 100 pref 103",
            "ip rule add to 10.3.0.0/16 prohibit pref 104",
            "ip rule add to 10.4.0.0/16 unreachable pref 105",
            "ip rule add not from 10.9.0.0/16 blackhole pref 106");

    private static final List<String> COMMANDS6 = List.of(
            "ip -6 route add fd00:4::/64 via fd00:8::1 table 100",
            "ip -6 route add default via fd00:8::30 table 100",
            "ip -6 route add fd00:3::/72 via fd00:9::30 metric 5",
            "ip -6 route add fd00:3::/72 via fd00:8::30 metric 4",
            "ip -6 route add default via fd00:8::1 metric 9",
            "ip -6 route add fd00:4::7/128 via fd00:8::1 mtu 1300",
            "ip -6 route add 2001:db8::/32 via fd00:9::30 src fd00:8::2",
            "ip -6 rule add from fd00:9::30 table 100 pref 100",
            "ip -6 rule add fwmark 1 table 100 pref 101",
            "ip -6 rule add iif orc1 table 100 pref 103",
            "ip -6 rule add to fd00:3::/64 prohibit pref 104",
            "ip -6 rule add to fd00:4::/64 unreachable pref 105");

    private final Dice dice;

    WideRoutes(Dice dice) {
        this.dice = dice;
    }

    void settings(ObjectNode sysctl) {
        maybe(sysctl, "net.ipv4.conf.all.arp_ignore", dice.of("1", "2", "3", "8"));
        maybe(sysctl, "net.ipv4.conf.all.arp_announce", dice.of("1", "2"));
        maybe(sysctl, "net.ipv4.conf.all.arp_filter", "1");
        maybe(sysctl, "net.ipv4.conf.all.arp_accept", "1");
        maybe(sysctl, "net.ipv4.conf.all.drop_gratuitous_arp", "1");
        maybe(sysctl, "net.ipv4.conf.all.src_valid_mark", "1");
        maybe(sysctl, "net.ipv4.conf.all.bc_forwarding", "1");
        maybe(sysctl, "net.ipv4.conf.default.accept_redirects", "0");
        maybe(sysctl, "net.ipv4.conf.all.shared_media", "0");
        maybe(sysctl, "net.ipv4.fwmark_reflect", "1");
        maybe(sysctl, "net.netfilter.nf_conntrack_checksum", "0");
        maybe(sysctl, "net.netfilter.nf_conntrack_tcp_be_liberal", "1");
        maybe(sysctl, "net.netfilter.nf_conntrack_tcp_loose", "0");
        maybe(sysctl, "net.netfilter.nf_conntrack_tcp_ignore_invalid_rst", "1");
    }

    private void maybe(ObjectNode sysctl, String name, String value) {
        if (dice.chance(15)) {
            sysctl.put(name, value);
        }
    }

    /** Appends some of the commands, in their order. */
    void commands(ArrayNode setup, boolean dual) {
        for (String command : dual && dice.chance(70) ? COMMANDS6 : COMMANDS) {
            if (dice.chance(35)) {
                setup.add(command);
            }
        }
    }
}
