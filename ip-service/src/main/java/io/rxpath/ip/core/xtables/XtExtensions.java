package io.rxpath.ip.core.xtables;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The matches and targets there are, by name. */
final class XtExtensions {
    private static final Map<String, Supplier<XtMatch>> MATCHES = new HashMap<>();
    private static final Map<String, Supplier<XtTarget>> TARGETS = new HashMap<>();
    private static final Set<String> ONLY_V4 = Set.of("icmp", "ttl", "TTL");
    private static final Set<String> ONLY_V6 = Set.of("icmp6", "hl", "HL", "frag");

    /** Targets of iptables that need what this stack does not have; a chain cannot have their names. */
    private static final Set<String> ABSENT = Set.of(
            "AUDIT",
            "CHECKSUM",
            "CLASSIFY",
            "CLUSTERIP",
            "CONNSECMARK",
            "DNPT",
            "ECN",
            "HMARK",
            "IDLETIMER",
            "LED",
            "NFLOG",
            "RATEEST",
            "SECMARK",
            "SET",
            "SNPT",
            "SYNPROXY",
            "TCPOPTSTRIP",
            "TEE",
            "TPROXY",
            "TRACE",
            "ULOG");

    static {
        MATCHES.put("tcp", XtTcp::new);
        MATCHES.put("udp", XtUdp::new);
        MATCHES.put("icmp", () -> new XtIcmp(false));
        MATCHES.put("icmp6", () -> new XtIcmp(true));
        MATCHES.put("multiport", XtMultiport::new);
        MATCHES.put("conntrack", XtConntrack::new);
        MATCHES.put("state", XtState::new);
        MATCHES.put("limit", XtLimit::new);
        MATCHES.put("mark", XtMark::new);
        MATCHES.put("connmark", XtConnmark::new);
        MATCHES.put("comment", XtComment::new);
        MATCHES.put("connbytes", XtConnbytes::new);
        MATCHES.put("length", XtLength::new);
        MATCHES.put("ttl", () -> new XtTtl(false));
        MATCHES.put("hl", () -> new XtTtl(true));
        MATCHES.put("tos", XtTos::new);
        MATCHES.put("dscp", XtDscp::new);
        MATCHES.put("mac", XtMac::new);
        MATCHES.put("pkttype", XtPkttype::new);
        MATCHES.put("addrtype", XtAddrtype::new);
        MATCHES.put("iprange", XtIprange::new);
        MATCHES.put("statistic", XtStatistic::new);
        MATCHES.put("string", XtString::new);
        MATCHES.put("tcpmss", XtTcpmss::new);
        MATCHES.put("ecn", XtEcn::new);
        MATCHES.put("rpfilter", XtRpfilter::new);
        MATCHES.put("recent", XtRecent::new);
        MATCHES.put("hashlimit", XtHashlimit::new);
        MATCHES.put("u32", XtU32::new);
        MATCHES.put("frag", XtFrag::new);
        TARGETS.put("ACCEPT", () -> new XtVerdict("ACCEPT", XtTarget.ACCEPT));
        TARGETS.put("DROP", () -> new XtVerdict("DROP", XtTarget.DROP));
        TARGETS.put("QUEUE", () -> new XtVerdict("QUEUE", XtTarget.QUEUE));
        TARGETS.put("RETURN", () -> new XtVerdict("RETURN", XtTarget.RETURN));
        TARGETS.put("DNAT", () -> new XtNat("DNAT"));
        TARGETS.put("SNAT", () -> new XtNat("SNAT"));
        TARGETS.put("MASQUERADE", XtMasquerade::new);
        TARGETS.put("REDIRECT", XtRedirect::new);
        TARGETS.put("NETMAP", XtNetmap::new);
        TARGETS.put("LOG", XtLog::new);
        TARGETS.put("MARK", XtMarkTarget::new);
        TARGETS.put("CONNMARK", XtConnmarkTarget::new);
        TARGETS.put("CT", () -> new XtCt("CT"));
        TARGETS.put("NOTRACK", () -> new XtCt("NOTRACK"));
        TARGETS.put("TOS", XtTosTarget::new);
        TARGETS.put("DSCP", XtDscpTarget::new);
        TARGETS.put("TTL", () -> new XtTtlTarget(false));
        TARGETS.put("HL", () -> new XtTtlTarget(true));
        TARGETS.put("TCPMSS", XtTcpmssTarget::new);
        TARGETS.put("NFQUEUE", XtNfqueue::new);
    }

    private XtExtensions() {}

    private static boolean hasFamily(String name, boolean v6) {
        return !(v6 ? ONLY_V4 : ONLY_V6).contains(name);
    }

    /** A new match. */
    static XtMatch match(String name, boolean v6) {
        Supplier<XtMatch> match = MATCHES.get(name.equals("icmpv6") ? "icmp6" : name);
        if (match == null || !hasFamily(name, v6)) {
            throw new XtProblem("Couldn't load match `" + name + "':No such file or directory");
        }
        return match.get();
    }

    /** A new target; null if the name can only be a chain's. */
    static @Nullable XtTarget target(String name, boolean v6) {
        if (name.equals("REJECT")) {
            return new XtReject(v6);
        }
        if (ABSENT.contains(name)) {
            throw new XtProblem("Couldn't load target `" + name + "':No such file or directory");
        }
        Supplier<XtTarget> target = TARGETS.get(name);
        return target == null || !hasFamily(name, v6) ? null : target.get();
    }

    /** True if a chain must not have this name. */
    static boolean isTarget(String name) {
        return name.equals("REJECT") || ABSENT.contains(name) || TARGETS.containsKey(name);
    }

    /** The match that options of this protocol belong to; null if it has none. */
    static @Nullable XtMatch ofProtocol(int protocol, boolean v6) {
        return switch (protocol) {
            case XtProtocols.TCP -> new XtTcp();
            case XtProtocols.UDP -> new XtUdp();
            case XtProtocols.ICMP -> v6 ? null : new XtIcmp(false);
            case XtProtocols.ICMPV6 -> v6 ? new XtIcmp(true) : null;
            default -> null;
        };
    }
}
