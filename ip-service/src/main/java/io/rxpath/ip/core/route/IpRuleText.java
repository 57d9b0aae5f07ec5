package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rules as {@code ip rule show} prints them (iproute2 ip/iprule.c print_rule()). */
final class IpRuleText {
    private static final String[] PROTOCOLS = {
        "1:icmp",
        "2:igmp",
        "4:ipencap",
        "6:tcp",
        "17:udp",
        "33:dccp",
        "41:ipv6",
        "46:rsvp",
        "47:gre",
        "50:esp",
        "51:ah",
        "58:ipv6-icmp",
        "89:ospf",
        "103:pim",
        "112:vrrp",
        "132:sctp",
        "136:udplite"
    };

    private IpRuleText() {}

    /** One rule, without a newline. */
    static String line(Fib fib, FibRule rule) {
        StringBuilder text = new StringBuilder(Integer.toUnsignedString(rule.priority())).append(":\t");
        text.append(rule.invert() ? "not " : "").append("from ").append(network(rule.from()));
        if (rule.to() != null) {
            text.append(" to ").append(network(rule.to()));
        }
        if (rule.tos() != 0) {
            text.append(" tos ").append(RouteText.dsfield(rule.tos()));
        }
        if (rule.mark() != 0 || rule.markMask() != 0) {
            text.append(" fwmark ").append(hex(rule.mark()));
            text.append(rule.markMask() == -1 ? "" : "/" + hex(rule.markMask()));
        }
        device(text, " iif ", rule.iif(), fib);
        device(text, " oif ", rule.oif(), fib);
        if (rule.ipproto() != 0) {
            text.append(" ipproto ").append(protocolName(rule.ipproto()));
        }
        ports(text, " sport ", rule.sport());
        ports(text, " dport ", rule.dport());
        action(text, rule, fib);
        if (rule.protocol() != RouteWords.PROTO_KERNEL && rule.protocol() != RouteWords.PROTO_BOOT) {
            text.append(" proto ").append(RouteWords.protocol(rule.protocol()));
        }
        return text.toString();
    }

    private static void action(StringBuilder text, FibRule rule, Fib fib) {
        switch (rule.action()) {
            case TO_TABLE -> text.append(" lookup ").append(RouteWords.table(rule.table()));
            case GOTO -> text.append(" goto ").append(Integer.toUnsignedString(rule.target()));
            default -> text.append(' ').append(rule.action().name().toLowerCase(Locale.ROOT));
        }
        if (rule.suppressPrefix() >= 0) {
            text.append(" suppress_prefixlength ").append(rule.suppressPrefix());
        }
        if (rule.action() == FibRuleAction.GOTO
                && fib.rules().stream().noneMatch(other -> other.priority() == rule.target())) {
            text.append(" [unresolved]");
        }
    }

    private static String network(@Nullable Cidr network) {
        if (network == null) {
            return "all";
        }
        return network.prefix() == (network.address().isV4() ? 32 : 128)
                ? network.address().toString()
                : network.toString();
    }

    private static String hex(int value) {
        return value == 0 ? "0" : "0x" + Integer.toHexString(value);
    }

    private static void device(StringBuilder text, String word, @Nullable String name, Fib fib) {
        if (name != null) {
            text.append(word).append(name).append(fib.ifindexOf(name) < 0 ? " [detached]" : "");
        }
    }

    private static void ports(StringBuilder text, String word, int range) {
        if (range != 0) {
            int low = range >>> 16;
            int high = range & 0xffff;
            text.append(word).append(low).append(low == high ? "" : "-" + high);
        }
    }

    private static String protocolName(int number) {
        for (String entry : PROTOCOLS) {
            int colon = entry.indexOf(':');
            if (Integer.parseInt(entry, 0, colon, 10) == number) {
                return entry.substring(colon + 1);
            }
        }
        return "ipproto-" + number;
    }

    /** The protocol of that name or number, -1 if there is none. */
    static int protocolOf(String word) {
        for (String entry : PROTOCOLS) {
            int colon = entry.indexOf(':');
            if (entry.substring(colon + 1).equals(word)) {
                return Integer.parseInt(entry, 0, colon, 10);
            }
        }
        return word.equals("icmpv6") ? 58 : RouteWords.number(word, 255);
    }
}
