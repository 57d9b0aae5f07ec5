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

    /** More of the settings, routes, rules and frames there are is used. */
    private final boolean wide;

    private FuzzCase(long seed, boolean wide) {
        dice = new Dice(seed);
        this.wide = wide;
    }

    /** The case of that seed, as the oracle reads it. */
    static ObjectNode of(long seed) {
        return of(seed, false);
    }

    /** The same with all that there is; {@code seed} gives another case than without. */
    static ObjectNode wide(long seed) {
        return of(seed, true);
    }

    private static ObjectNode of(long seed, boolean wide) {
        FuzzCase made = new FuzzCase(seed, wide);
        made.fill(seed);
        return made.json;
    }

    private void fill(long seed) {
        boolean router = dice.chance(70);
        boolean dual = seed % 2 == 0;
        json.put("about", "fuzz, seed " + seed + (wide ? ", wide" : "") + (dual ? ", IPv6" : ""));
        settings(router);
        if (dual) {
            settings6(router);
        }
        ifaces(router, dual);
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
        if (dual) {
            flows6(flows, router);
        }
        ArrayNode apps = json.putArray("apps");
        apps.addObject().put("port", 8080);
        apps.addObject().put("port", 5000).put("proto", "udp");
        ObjectNode second = apps.addObject().put("port", 5001).put("proto", "udp");
        if (dual) {
            second.put("v6", true);
            apps.addObject().put("port", 8086).put("v6", true);
        }
        WideRoutes routes = new WideRoutes(dice);
        if (wide) {
            routes.settings(json.withObject("sysctl"));
        }
        if (wide && router && dice.chance(60)) {
            routes.commands(json.withArray("setup"), dual);
        }
        rules(router, dual);
        WideFrames wideFrames = new WideFrames(dice, router);
        FrameDice frames = new FrameDice(dice, router);
        Frame6Dice frames6 = new Frame6Dice(dice, router);
        ArrayNode steps = json.putArray("steps");
        for (int i = dice.between(10, 30); i > 0; i--) {
            if (wide && dice.chance(dual ? 12 : 25)) {
                steps.add(wideFrames.step());
            } else if (dual && dice.chance(80)) {
                frames6.steps(steps);
            } else {
                steps.add(frames.step());
            }
            if (dice.chance(4)) {
                steps.addObject().put("wait", dice.between(5, 30));
            }
        }
        steps.addObject().put("wait", 10);
        json.put("settle_ms", 20);
    }

    private void flows6(ObjectNode flows, boolean router) {
        flow6(flows, "d0", 40_010, FuzzWorld6.HOST, 8086);
        flow6(flows, "d1", 40_011, FuzzWorld6.HOST, dice.of(8081, 22));
        if (router) {
            flow6(flows, "d2", 40_012, "fd00:8::1", dice.of(FuzzWorld.TCP_PORTS));
            for (String route : FuzzWorld6.ROUTES) {
                if (dice.chance(70)) {
                    json.withArray("setup").add("ip -6 route add " + route);
                }
            }
        }
    }

    private static void flow6(ObjectNode flows, String name, int sport, String target, int dport) {
        ObjectNode flow = flows.putObject(name).put("src", "fd00:9::1").put("sport", sport);
        flow.put("dst", target).put("dport", dport);
    }

    private void rules(boolean router, boolean dual) {
        List<String> lines = List.of();
        int kind = dice.below(100);
        if (kind < 38) {
            lines = new NftDice(dice, dual, wide).ruleset();
            lines.forEach(json.withArray("nft")::add);
        } else if (kind < 70) {
            lines = new IptablesDice(dice, dual, wide).commands();
            if (dual) {
                lines.forEach(line -> json.withArray("setup").add("ip6tables " + line));
            } else {
                lines.forEach(json.withArray("iptables")::add);
            }
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

    private void settings6(boolean router) {
        ObjectNode sysctl = json.withObject("sysctl");
        sysctl.put("net.ipv6.conf.all.disable_ipv6", "0");
        sysctl.put("net.ipv6.conf.default.disable_ipv6", "0");
        sysctl.put("net.ipv6.conf.default.accept_dad", "0");
        sysctl.put("net.ipv6.conf.default.router_solicitations", "0");
        sysctl.put("net.ipv6.conf.default.addr_gen_mode", "1");
        sysctl.put("net.ipv6.conf.default.accept_ra", "0");
        // Listener reports are over before the first frame.
        sysctl.put("net.ipv6.conf.default.mldv2_unsolicited_report_interval", "1");
        sysctl.put("net.ipv6.icmp.ratelimit", "0");
        if (router) {
            sysctl.put("net.ipv6.conf.all.forwarding", "1");
        }
        maybe(sysctl, "net.ipv6.icmp.echo_ignore_all", "1");
        maybe(sysctl, "net.ipv6.icmp.echo_ignore_multicast", "1");
        maybe(sysctl, "net.ipv6.icmp.echo_ignore_anycast", "1");
        maybe(sysctl, "net.ipv6.conf.default.hop_limit", "40");
        maybe(sysctl, "net.ipv6.conf.all.drop_unicast_in_l2_multicast", "1");
        maybe(sysctl, "net.ipv6.conf.default.accept_source_route", "1");
        maybe(sysctl, "net.ipv6.conf.all.accept_source_route", "1");
        maybe(sysctl, "net.ipv6.max_dst_opts_number", "1");
        maybe(sysctl, "net.ipv6.max_hbh_opts_number", "-1");
        maybe(sysctl, "net.ipv6.max_hbh_length", "8");
        maybe(sysctl, "net.ipv6.conf.default.suppress_frag_ndisc", "0");
        maybe(sysctl, "net.ipv6.conf.default.drop_unsolicited_na", "1");
    }

    private void maybe(ObjectNode sysctl, String name, String value) {
        if (dice.chance(12)) {
            sysctl.put(name, value);
        }
    }

    private void ifaces(boolean router, boolean dual) {
        ArrayNode ifaces = json.putArray("ifaces");
        ObjectNode near = ifaces.addObject();
        ArrayNode neigh = json.putArray("neigh");
        if (dual) {
            ArrayNode addresses =
                    near.putArray("ip").add(FuzzWorld.HOST + "/24").add(FuzzWorld6.HOST + "/64");
            if (dice.chance(40)) {
                addresses.add(FuzzWorld6.HOST_LINK + "/64");
            }
            for (String station : FuzzWorld6.NEAR_STATIONS) {
                neigh.addArray().add(station).add("02:00:00:00:00:01").add(FuzzWorld.NEAR);
            }
        }
        neigh.addArray().add("10.9.0.30").add("02:00:00:00:00:30").add(FuzzWorld.NEAR);
        if (!router) {
            return;
        }
        ObjectNode far = ifaces.addObject().put("name", FuzzWorld.FAR).put("mac", "02:00:00:00:01:02");
        ArrayNode addresses = far.putArray("ip").add("10.9.1.2/24");
        if (dual) {
            addresses.add(FuzzWorld6.HOST_FAR + "/64");
            for (String station : FuzzWorld6.FAR_STATIONS) {
                neigh.addArray().add(station).add("02:00:00:00:01:01").add(FuzzWorld.FAR);
            }
        }
        far.put("peer_ip", "10.9.1.1").put("peer_mac", "02:00:00:00:01:01");
        if (dice.chance(40)) {
            far.put("mtu", dual ? dice.of(1280, 1300, 1400) : dice.of(576, 600, 1000));
        }
        neigh.addArray().add("10.9.1.30").add("02:00:00:00:01:30").add(FuzzWorld.FAR);
    }
}
