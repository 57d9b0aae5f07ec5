package io.rxpath.ip.core.xtables;

import java.util.List;
import java.util.Locale;

/** Matches icmp and icmp6 (kernel net/netfilter/xt_tcpudp.c icmp_match(), icmp6_match()). */
final class XtIcmp extends XtMatch {
    private static final int HEADER = 8;
    private static final int ANY = 255;

    /** A name, its type and codes; names in the order in which iptables knows them. */
    private record Name(String text, int type, int min, int max) {}

    private static final List<Name> V4 = List.of(
            new Name("any", ANY, 0, 255),
            new Name("echo-reply", 0, 0, 255),
            new Name("pong", 0, 0, 255),
            new Name("destination-unreachable", 3, 0, 255),
            new Name("network-unreachable", 3, 0, 0),
            new Name("host-unreachable", 3, 1, 1),
            new Name("protocol-unreachable", 3, 2, 2),
            new Name("port-unreachable", 3, 3, 3),
            new Name("fragmentation-needed", 3, 4, 4),
            new Name("source-route-failed", 3, 5, 5),
            new Name("network-unknown", 3, 6, 6),
            new Name("host-unknown", 3, 7, 7),
            new Name("network-prohibited", 3, 9, 9),
            new Name("host-prohibited", 3, 10, 10),
            new Name("TOS-network-unreachable", 3, 11, 11),
            new Name("TOS-host-unreachable", 3, 12, 12),
            new Name("communication-prohibited", 3, 13, 13),
            new Name("host-precedence-violation", 3, 14, 14),
            new Name("precedence-cutoff", 3, 15, 15),
            new Name("source-quench", 4, 0, 255),
            new Name("redirect", 5, 0, 255),
            new Name("network-redirect", 5, 0, 0),
            new Name("host-redirect", 5, 1, 1),
            new Name("TOS-network-redirect", 5, 2, 2),
            new Name("TOS-host-redirect", 5, 3, 3),
            new Name("echo-request", 8, 0, 255),
            new Name("ping", 8, 0, 255),
            new Name("router-advertisement", 9, 0, 255),
            new Name("router-solicitation", 10, 0, 255),
            new Name("time-exceeded", 11, 0, 255),
            new Name("ttl-exceeded", 11, 0, 255),
            new Name("ttl-zero-during-transit", 11, 0, 0),
            new Name("ttl-zero-during-reassembly", 11, 1, 1),
            new Name("parameter-problem", 12, 0, 255),
            new Name("ip-header-bad", 12, 0, 0),
            new Name("required-option-missing", 12, 1, 1),
            new Name("timestamp-request", 13, 0, 255),
            new Name("timestamp-reply", 14, 0, 255),
            new Name("address-mask-request", 17, 0, 255),
            new Name("address-mask-reply", 18, 0, 255));

    private static final List<Name> V6 = List.of(
            new Name("destination-unreachable", 1, 0, 255),
            new Name("no-route", 1, 0, 0),
            new Name("communication-prohibited", 1, 1, 1),
            new Name("beyond-scope", 1, 2, 2),
            new Name("address-unreachable", 1, 3, 3),
            new Name("port-unreachable", 1, 4, 4),
            new Name("failed-policy", 1, 5, 5),
            new Name("reject-route", 1, 6, 6),
            new Name("packet-too-big", 2, 0, 255),
            new Name("time-exceeded", 3, 0, 255),
            new Name("ttl-exceeded", 3, 0, 255),
            new Name("ttl-zero-during-transit", 3, 0, 0),
            new Name("ttl-zero-during-reassembly", 3, 1, 1),
            new Name("parameter-problem", 4, 0, 255),
            new Name("bad-header", 4, 0, 0),
            new Name("unknown-header-type", 4, 1, 1),
            new Name("unknown-option", 4, 2, 2),
            new Name("echo-request", 128, 0, 255),
            new Name("ping", 128, 0, 255),
            new Name("echo-reply", 129, 0, 255),
            new Name("pong", 129, 0, 255),
            new Name("router-solicitation", 133, 0, 255),
            new Name("router-advertisement", 134, 0, 255),
            new Name("neighbour-solicitation", 135, 0, 255),
            new Name("neighbor-solicitation", 135, 0, 255),
            new Name("neighbour-advertisement", 136, 0, 255),
            new Name("neighbor-advertisement", 136, 0, 255),
            new Name("redirect", 137, 0, 255));

    private final boolean v6;
    private int type;
    private int min;
    private int max = 255;
    private boolean invert;

    XtIcmp(boolean v6) {
        super(
                v6 ? "icmp6" : "icmp",
                List.of(XtOpt.arg(v6 ? "icmpv6-type" : "icmp-type").inv().must()));
        this.v6 = v6;
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        invert = inverted;
        Name found = named(arg);
        if (found != null) {
            type = found.type;
            min = found.min;
            max = found.max;
            return;
        }
        int slash = arg.indexOf('/');
        long number = XtValues.number(slash < 0 ? arg : arg.substring(0, slash), 255);
        if (number < 0) {
            throw new XtProblem(
                    "Unknown " + protocol() + " type `" + (slash < 0 ? arg : arg.substring(0, slash)) + "'");
        }
        type = (int) number;
        if (slash >= 0) {
            long code = XtValues.number(arg.substring(slash + 1), 255);
            if (code < 0) {
                throw new XtProblem("Unknown " + protocol() + " code `" + arg + "'");
            }
            min = (int) code;
            max = (int) code;
        }
    }

    private String protocol() {
        return v6 ? "ICMPv6" : "ICMP";
    }

    private @org.jspecify.annotations.Nullable Name named(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        Name found = null;
        for (Name name : v6 ? V6 : V4) {
            if (name.text.toLowerCase(Locale.ROOT).startsWith(lower)) {
                if (name.text.length() == text.length()) {
                    return name;
                }
                if (found != null) {
                    throw new XtProblem("Ambiguous " + protocol() + " type `" + text + "': `" + found.text + "' or `"
                            + name.text + "'?");
                }
                found = name;
            }
        }
        return found;
    }

    @Override
    String refusal(XtContext context) {
        int protocol = v6 ? XtProtocols.ICMPV6 : XtProtocols.ICMP;
        return context.only(protocol) ? "" : "match " + name() + " requires -p " + XtProtocols.name(protocol);
    }

    @Override
    boolean match(XtPacket p) {
        if (p.fragOff != 0) {
            return false;
        }
        if (!p.has(p.thoff, HEADER)) {
            p.hotdrop = true;
            return false;
        }
        int code = p.u8(p.thoff + 1);
        boolean meant = type == p.u8(p.thoff) && code >= min && code <= max;
        return (!v6 && type == ANY || meant) != invert;
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(v6 ? " --icmpv6-type " : " --icmp-type ");
        if (!v6 && type == ANY) {
            out.append("any");
            return;
        }
        out.append(type);
        if (min != 0 || max != 255) {
            out.append('/').append(min);
        }
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        String text = v6 ? "ipv6-icmp" : "icmp";
        if (!numeric) {
            for (Name name : v6 ? V6 : V4) {
                if (name.type == type && name.min == min && name.max == max) {
                    out.append(' ').append(text).append(invert ? " !" : " ").append(name.text);
                    return;
                }
            }
        }
        out.append(' ').append(text).append(invert ? " !type " : "type ").append(type);
        if (min != 0 || max != 255) {
            out.append(min == max ? " code " + min : " codes " + min + "-" + max);
        }
    }
}
