package io.rxpath.lab.fuzz;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One random TCP case: a host with random settings, listeners that read at once or not at all, and some connections, one
 * after the other, so that the timers of two never run at once.
 */
final class TcpFuzzCase {
    /** A listener that reads at once and closes at the end of the stream. */
    static final int CLOSES = 8080;

    /** One that reads at once and keeps the connection open. */
    static final int HOLDS = 8081;

    /** One that reads when a step says so. */
    static final int MANUAL = 8082;

    /** Likewise, with a small receive buffer. */
    static final int SMALL = 8083;

    private static final int CONNECTIONS = 12;
    private static final List<String> MINOR =
            List.of("tcp_sack", "tcp_timestamps", "tcp_window_scaling", "tcp_dsack", "tcp_moderate_rcvbuf");

    /** What a multicast listener report changes: the kernel sends them after a random time, or while it is not watched. */
    private static final List<String> REPORTS = List.of(
            "Icmp6OutMLDv2Reports",
            "Icmp6OutMsgs",
            "Icmp6OutType143",
            "Ip6OutMcastOctets",
            "Ip6OutMcastPkts",
            "Ip6OutOctets",
            "Ip6OutRequests",
            "Ip6OutTransmits",
            "dev.orc0.tx_bytes",
            "dev.orc0.tx_packets");

    /** How often the kernel has joined buffers of its retransmission queue, which here has segments. */
    private static final List<String> SHIFTS = List.of("TCPSackShifted", "TCPSackMerged", "TCPSackShiftFallback");

    private final Dice dice;
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    private final boolean wide;

    private TcpFuzzCase(long seed, boolean wide) {
        dice = new Dice(seed);
        this.wide = wide;
    }

    /** The case of that seed, as the oracle reads it. */
    static ObjectNode of(long seed) {
        return of(seed, false);
    }

    /** Another, with connections whose hosts send more than a segment at a time. */
    static ObjectNode wide(long seed) {
        return of(seed, true);
    }

    private static ObjectNode of(long seed, boolean wide) {
        TcpFuzzCase made = new TcpFuzzCase(seed, wide);
        made.fill(seed);
        return made.json;
    }

    private void fill(long seed) {
        json.put("about", (wide ? "wide " : "") + "TCP fuzz, seed " + seed);
        json.put("ae", true);
        if (dice.chance(25)) {
            ObjectNode iface = json.putArray("ifaces").addObject();
            iface.putArray("ip").add("fd00:9::2/64");
            iface.put("peer_ip", "fd00:9::1");
        }
        settings();
        if (json.has("ifaces")) {
            ArrayNode unstable = json.withArray("unstable");
            REPORTS.forEach(counter -> unstable.add("counters." + counter));
            ObjectNode sysctl = json.withObject("sysctl");
            sysctl.put("net.ipv6.conf.default.disable_ipv6", "0");
            sysctl.put("net.ipv6.conf.default.accept_dad", "0");
            sysctl.put("net.ipv6.conf.default.addr_gen_mode", "1");
            sysctl.put("net.ipv6.conf.default.router_solicitations", "0");
        }
        if (wide) {
            ArrayNode unstable = json.withArray("unstable");
            SHIFTS.forEach(counter -> unstable.add("counters.TcpExt." + counter));
        }
        ArrayNode apps = json.putArray("apps");
        boolean six = json.has("ifaces");
        app(apps, CLOSES, six);
        app(apps, HOLDS, six).put("on_eof", "hold");
        app(apps, MANUAL, six).put("mode", "manual").put("on_eof", "hold");
        app(apps, SMALL, six)
                .put("mode", "manual")
                .put("on_eof", "hold")
                .put("rcvbuf", dice.of(1, 2304, 4096, 6000, 10_000, 30_000));
        // What a timer of some microseconds sends belongs to the frame before it.
        json.put("gap_ms", 1);
        json.put("settle_ms", 20);
        TcpScript script = new TcpScript(json);
        if (six) {
            // An address is good a little after it was added.
            script.add().put("wait", 60);
        }
        for (int i = 0; i < CONNECTIONS; i++) {
            new TcpTalk(dice, "c" + i, script, wide).open(40_000 + i);
        }
        script.settle();
    }

    private static ObjectNode app(ArrayNode apps, int port, boolean six) {
        ObjectNode app = apps.addObject().put("port", port);
        return six ? app.put("v6", true) : app;
    }

    private void settings() {
        ObjectNode sysctl = json.putObject("sysctl");
        // The limits of answers are kept by the clock: none, so that an answer does not hang on a millisecond.
        sysctl.put("net.ipv4.tcp_invalid_ratelimit", "0");
        for (String name : MINOR) {
            if (dice.chance(10)) {
                sysctl.put("net.ipv4." + name, "0");
            }
        }
        if (dice.chance(50)) {
            sysctl.put("net.ipv4.tcp_ecn", dice.of("0", "1", "1", "2"));
        }
        if (dice.chance(10)) {
            sysctl.put("net.ipv4.tcp_ecn_option", dice.of("0", "1"));
        }
        if (dice.chance(15)) {
            sysctl.put("net.ipv4.tcp_rmem", dice.of("4096 8192 16384", "4096 30000 60000", "4096 131072 200000"));
        }
        if (dice.chance(8)) {
            sysctl.put("net.ipv4.tcp_comp_sack_nr", "0");
        }
        if (dice.chance(8)) {
            sysctl.put("net.ipv4.tcp_shrink_window", "1");
        }
    }
}
