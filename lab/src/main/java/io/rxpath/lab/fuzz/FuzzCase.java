package io.rxpath.lab.fuzz;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One random case: a host or router with random settings, routes and rules, and a short sequence of frames. */
final class FuzzCase {
    private static final List<String> ROUTES = List.of(
            "10.3.0.0/16 via 10.9.1.1",
            "10.3.0.2/32 via 10.9.0.30",
            "10.4.0.0/16 via 10.9.0.30",
            "blackhole 10.5.0.0/16",
            "unreachable 10.6.0.0/16",
            "prohibit 10.7.0.0/16",
            "throw 10.8.0.0/16");

    private final Dice dice;
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    private FuzzCase(long seed) {
        dice = new Dice(seed);
    }

    /** The case of that seed, as the oracle reads it. */
    static ObjectNode of(long seed) {
        FuzzCase made = new FuzzCase(seed);
        made.fill(seed);
        return made.json;
    }

    private void fill(long seed) {
        boolean router = dice.chance(70);
        json.put("about", "fuzz, seed " + seed);
        settings(router);
        ifaces(router);
        ObjectNode flows = json.putObject("conns");
        flows.putObject("c0");
        flows.putObject("c1").put("sport", 40_001).put("dport", dice.of(8081, 22));
        if (router) {
            flows.putObject("c2")
                    .put("sport", 40_002)
                    .put("dst", "10.9.1.1")
                    .put("dport", dice.of(FuzzWorld.TCP_PORTS));
            for (String route : ROUTES) {
                if (dice.chance(70)) {
                    json.withArray("routes").add(route);
                }
            }
        }
        ArrayNode apps = json.putArray("apps");
        apps.addObject().put("port", 8080);
        apps.addObject().put("port", 5000).put("proto", "udp");
        apps.addObject().put("port", 5001).put("proto", "udp");
        rules(router);
        FrameDice frames = new FrameDice(dice, router);
        ArrayNode steps = json.putArray("steps");
        for (int i = dice.between(10, 30); i > 0; i--) {
            steps.add(frames.step());
            if (dice.chance(4)) {
                steps.addObject().put("wait", dice.between(5, 30));
            }
        }
        steps.addObject().put("wait", 10);
        json.put("settle_ms", 20);
    }

    private void rules(boolean router) {
        List<String> lines = List.of();
        int kind = dice.below(100);
        if (kind < 38) {
            lines = new NftDice(dice).ruleset();
            lines.forEach(json.withArray("nft")::add);
        } else if (kind < 70) {
            lines = new IptablesDice(dice).commands();
            lines.forEach(json.withArray("iptables")::add);
        }
        // The module is loaded once for all hosts of a machine: only these rules show that somebody asked for it.
        String text = String.join("\n", lines);
        boolean tracks = text.contains("ct ") || text.contains("conntrack") || text.contains("nat");
        if (tracks && router) {
            json.put("conntrack", true);
        }
        if (text.contains("dnat to")
                || text.contains("DNAT")
                || text.contains("redirect")
                || text.contains("REDIRECT")) {
            // Two connections may be sent to one place; the second gets a port by chance.
            json.putArray("unstable").add("conntrack").add("out.sport").add("counters.ct.found");
        }
    }

    private void settings(boolean router) {
        ObjectNode sysctl = json.putObject("sysctl");
        // Limits depend on when a jiffy ends.
        sysctl.put("net.ipv4.icmp_ratemask", "0");
        if (router) {
            sysctl.put("net.ipv4.ip_forward", "1");
        }
        if (dice.chance(35)) {
            String mode = dice.of("1", "2");
            sysctl.put("net.ipv4.conf.all.rp_filter", mode);
        }
        maybe(sysctl, "net.ipv4.conf.all.accept_local", "1");
        maybe(sysctl, "net.ipv4.conf.default.route_localnet", "1");
        maybe(sysctl, "net.ipv4.conf.all.accept_source_route", "1");
        maybe(sysctl, "net.ipv4.conf.default.accept_source_route", "1");
        maybe(sysctl, "net.ipv4.conf.all.drop_unicast_in_l2_multicast", "1");
        maybe(sysctl, "net.ipv4.icmp_echo_ignore_all", "1");
        maybe(sysctl, "net.ipv4.icmp_echo_ignore_broadcasts", "0");
        maybe(sysctl, "net.ipv4.ip_default_ttl", "40");
        maybe(sysctl, "net.ipv4.icmp_errors_use_inbound_ifaddr", "1");
        maybe(sysctl, "net.ipv4.ipfrag_max_dist", "2");
        maybe(sysctl, "net.ipv4.conf.default.send_redirects", "0");
        maybe(sysctl, "net.ipv4.conf.all.send_redirects", "0");
    }

    private void maybe(ObjectNode sysctl, String name, String value) {
        if (dice.chance(12)) {
            sysctl.put(name, value);
        }
    }

    private void ifaces(boolean router) {
        ArrayNode ifaces = json.putArray("ifaces");
        ifaces.addObject();
        ArrayNode neigh = json.putArray("neigh");
        neigh.addArray().add("10.9.0.30").add("02:00:00:00:00:30").add(FuzzWorld.NEAR);
        if (!router) {
            return;
        }
        ObjectNode far = ifaces.addObject().put("name", FuzzWorld.FAR).put("mac", "02:00:00:00:01:02");
        far.putArray("ip").add("10.9.1.2/24");
        far.put("peer_ip", "10.9.1.1").put("peer_mac", "02:00:00:00:01:01");
        if (dice.chance(40)) {
            far.put("mtu", dice.of(576, 600, 1000));
        }
        neigh.addArray().add("10.9.1.30").add("02:00:00:00:01:30").add(FuzzWorld.FAR);
    }
}
