package io.rxpath.lab.oracle;

import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.IpStack;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.conntrack.ConntrackText;
import io.rxpath.ip.core.conntrack.NfConn;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.nft.NftDevices;
import io.rxpath.ip.core.nft.NftTables;
import io.rxpath.ip.core.route.Errno;
import io.rxpath.ip.core.route.IpCommandLine;
import io.rxpath.ip.core.route.RouteInput;
import io.rxpath.ip.core.xtables.XTables;
import io.rxpath.ip.core.xtables.XtablesLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The rules of a case, what they have counted, and the connections. */
final class CaseRules {
    private static final Pattern SAVED = Pattern.compile("\\[(\\d+):(\\d+)] (.*)");
    private static final Pattern LISTED = Pattern.compile("counter packets (\\d+) bytes (\\d+)");
    private static final Pattern COMMENT = Pattern.compile("comment \"([^\"]*)\"");

    /** What of ip(8) a case may say. */
    private static final Set<String> ROUTING = Set.of("route", "rule");

    private final CaseFile theCase;
    private final IpStack ip;
    private final XTables iptables;
    private final XTables ip6tables;
    private final NftTables nft;
    private final IpCommandLine routes;

    private final class Devices implements NftDevices {
        @Override
        public int ifindex(String name) {
            return name.equals("lo") ? NetDevice.LOOPBACK_IFINDEX : port(theCase.port(name));
        }

        private int port(int port) {
            return port < 0 ? 0 : IpSettings.FIRST_IFINDEX + port;
        }

        @Override
        public String name(int ifindex) {
            int port = ifindex - IpSettings.FIRST_IFINDEX;
            if (ifindex == NetDevice.LOOPBACK_IFINDEX) {
                return "lo";
            }
            return port < 0 || port >= theCase.ifaces().size()
                    ? ""
                    : theCase.ifaces().get(port).name();
        }
    }

    CaseRules(CaseFile theCase, IpStack ip) {
        this.theCase = theCase;
        this.ip = ip;
        iptables = new XTables(NfFamily.IPV4, ip.hooks(), ip.services(), ip.nat());
        ip6tables = new XTables(NfFamily.IPV6, ip.hooks(), ip.services(), ip.nat());
        nft = new NftTables(ip.hooks(), ip.nat(), ip.services(), new Devices());
        // Cases add routes and rules; they do not ask for them.
        routes = new IpCommandLine(
                ip.fib(),
                (daddr, saddr, tos, mark, iif) -> RouteInput.Answer.refused(Errno.ENETUNREACH),
                (ifindex, group) -> false);
    }

    /** Runs the case's own command lines, then its rules; what cannot be done is added to {@code unsupported}. */
    void load(List<String> unsupported, long now) {
        for (String line : theCase.routes()) {
            routes.run(XtablesLine.split("route add " + line), now);
        }
        for (String line : theCase.setup()) {
            List<String> words = XtablesLine.split(line);
            List<String> rest = words.subList(1, words.size());
            switch (words.get(0)) {
                case "iptables" -> iptables.run(rest, now);
                case "ip6tables" -> ip6tables.run(rest, now);
                case "ip" -> {
                    if (rest.stream().anyMatch(ROUTING::contains)) {
                        routes.run(rest, now);
                    } else {
                        unsupported.add("setup: " + line);
                    }
                }
                default -> unsupported.add("setup: " + line);
            }
        }
        if (!theCase.nft().isEmpty()) {
            nft.run(String.join("\n", theCase.nft()), now);
        }
        for (String line : theCase.iptables()) {
            iptables.run(XtablesLine.split(line), now);
        }
    }

    /** What each rule with a counter has counted, in the order in which they are listed. */
    List<ObjectNode> counters(long now) {
        List<ObjectNode> counters = new ArrayList<>();
        if (!theCase.nft().isEmpty()) {
            counters.addAll(listed(nft.listRuleset(false, now)));
        }
        if (!theCase.iptables().isEmpty()) {
            for (String line : iptables.save(true).lines().toList()) {
                Matcher m = SAVED.matcher(line);
                if (m.matches()) {
                    counters.add(counter(m.group(3), m.group(1), m.group(2)));
                }
            }
        }
        return counters;
    }

    /** Rules of a listing: by their comments, or else by chain and number. */
    static List<ObjectNode> listed(String listing) {
        List<ObjectNode> counters = new ArrayList<>();
        String table = "";
        String chain = "";
        int number = 0;
        for (String line : listing.lines().toList()) {
            String text = line.strip();
            if (text.startsWith("table ")) {
                table = text.substring("table ".length(), text.length() - 2);
            } else if (text.startsWith("chain ")) {
                chain = text.substring("chain ".length(), text.length() - 2);
                number = 0;
            } else if (line.startsWith("\t\t") && !chain.isEmpty() && !text.startsWith("type ")) {
                Matcher m = LISTED.matcher(text);
                Matcher comment = COMMENT.matcher(text);
                String name = comment.find() ? comment.group(1) : table + " " + chain + " #" + number;
                while (m.find()) {
                    counters.add(counter(name, m.group(1), m.group(2)));
                }
                number++;
            } else if (text.equals("}")) {
                chain = "";
            }
        }
        return counters;
    }

    private static ObjectNode counter(String rule, String packets, String bytes) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("rule", rule)
                .put("packets", Long.parseLong(packets))
                .put("bytes", Long.parseLong(bytes));
    }

    /** The connections, sorted, without timeouts, marks and use counts. */
    List<String> connections(long now) {
        List<String> lines = new ArrayList<>();
        for (NfConn ct : ip.conntrack().list(now)) {
            lines.add(ConntrackText.caseLine(ct));
        }
        lines.sort(Comparator.naturalOrder());
        return lines;
    }
}
