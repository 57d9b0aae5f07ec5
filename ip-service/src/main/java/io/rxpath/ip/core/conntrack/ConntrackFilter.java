package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Options of {@code conntrack} that choose connections (conntrack-tools src/conntrack.c). All of them must hold. */
final class ConntrackFilter {
    private static final int NONE = -1;

    private final List<Predicate<NfConn>> conditions = new ArrayList<>();
    private int protocol = NONE;

    /** True if the connection is meant. */
    boolean matches(NfConn ct) {
        for (Predicate<NfConn> condition : conditions) {
            if (!condition.test(ct)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Takes the option and its value.
     *
     * @param option as it was written
     * @param rest what stands behind it
     * @return false if it is no option that chooses connections
     */
    boolean option(String option, Deque<String> rest) {
        switch (option) {
            case "-s", "--src", "--orig-src" -> address(value(option, rest), ct -> ct.original.src());
            case "-d", "--dst", "--orig-dst" -> address(value(option, rest), ct -> ct.original.dst());
            case "-r", "--reply-src" -> address(value(option, rest), ct -> ct.reply.src());
            case "-q", "--reply-dst" -> address(value(option, rest), ct -> ct.reply.dst());
            case "-p", "--protonum" -> protocol(value(option, rest));
            case "-f", "--family" -> family(value(option, rest));
            case "-m", "--mark" -> mark(value(option, rest));
            case "-u", "--status" -> status(value(option, rest));
            case "-n", "--src-nat" -> nat(NfConn.IPS_SRC_NAT, optional(rest));
            case "-g", "--dst-nat" -> nat(NfConn.IPS_DST_NAT, optional(rest));
            case "-j", "--any-nat" -> nat(NfConn.IPS_NAT_MASK, optional(rest));
            default -> {
                return protocolOption(option, rest);
            }
        }
        return true;
    }

    /** Options that a protocol brings, known behind -p only. */
    private boolean protocolOption(String option, Deque<String> rest) {
        boolean ports = protocol == IpProtocol.TCP
                || protocol == IpProtocol.UDP
                || protocol == SkbTuple.SCTP
                || protocol == SkbTuple.UDPLITE;
        boolean icmp = protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6;
        String prefix = protocol == IpProtocol.ICMP ? "--icmp-" : "--icmpv6-";
        if (ports) {
            switch (option) {
                case "--sport", "--orig-port-src" -> number(option, rest, 0xffff, ct -> ct.original.srcPort());
                case "--dport", "--orig-port-dst" -> number(option, rest, 0xffff, ct -> ct.original.dstPort());
                case "--reply-port-src" -> number(option, rest, 0xffff, ct -> ct.reply.srcPort());
                case "--reply-port-dst" -> number(option, rest, 0xffff, ct -> ct.reply.dstPort());
                case "--state" -> {
                    return protocol == IpProtocol.TCP && state(value(option, rest));
                }
                default -> {
                    return false;
                }
            }
            return true;
        }
        if (icmp && option.startsWith(prefix)) {
            switch (option.substring(prefix.length())) {
                case "type" -> number(option, rest, 255, ct -> ct.original.icmpType());
                case "code" -> number(option, rest, 255, ct -> ct.original.icmpCode());
                case "id" -> number(option, rest, 0xffff, ct -> ct.original.srcPort());
                default -> {
                    return false;
                }
            }
            return true;
        }
        return false;
    }

    static String value(String option, Deque<String> rest) {
        String value = rest.poll();
        if (value == null) {
            throw new ConntrackException("option `" + option + "' requires an argument");
        }
        return value;
    }

    private static @Nullable String optional(Deque<String> rest) {
        String next = rest.peek();
        return next == null || next.startsWith("-") ? null : rest.poll();
    }

    private interface End {
        IpAddress of(NfConn ct);
    }

    private void address(String text, End end) {
        int slash = text.indexOf('/');
        IpAddress want = parse(slash < 0 ? text : text.substring(0, slash));
        int all = want.isV4() ? 32 : 128;
        int bits = slash < 0 ? all : parseNumber(text, text.substring(slash + 1), all);
        conditions.add(ct -> {
            IpAddress have = end.of(ct);
            return have.isV4() == want.isV4() && samePrefix(have, want, bits + 128 - all);
        });
    }

    /** The first {@code bits} of 128 are the same; those of IPv4 addresses are the last 32. */
    private static boolean samePrefix(IpAddress a, IpAddress b, int bits) {
        long hi = a.hi() ^ b.hi();
        long lo = a.lo() ^ b.lo();
        if (bits <= 64) {
            return bits == 0 || hi >>> 64 - bits == 0;
        }
        return hi == 0 && lo >>> 128 - bits == 0;
    }

    private static IpAddress parse(String text) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConntrackException("Invalid IP address `" + text + "'");
        }
    }

    private static int parseNumber(String text, String digits, int max) {
        try {
            int number = Integer.parseInt(digits);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new ConntrackException("Bad parameter `" + text + "'");
    }

    private void protocol(String text) {
        protocol = switch (text.toLowerCase(Locale.ROOT)) {
            case "icmp" -> IpProtocol.ICMP;
            case "tcp" -> IpProtocol.TCP;
            case "udp" -> IpProtocol.UDP;
            case "gre" -> SkbTuple.GRE;
            case "icmpv6" -> IpProtocol.ICMPV6;
            case "sctp" -> SkbTuple.SCTP;
            case "udplite" -> SkbTuple.UDPLITE;
            default -> {
                try {
                    yield parseNumber(text, text, 255);
                } catch (ConntrackException e) {
                    throw new ConntrackException("`" + text + "' unsupported protocol");
                }
            }
        };
        int wanted = protocol;
        conditions.add(ct -> ct.original.protocol() == wanted);
    }

    private void family(String text) {
        NfFamily family = switch (text) {
            case "ipv4" -> NfFamily.IPV4;
            case "ipv6" -> NfFamily.IPV6;
            default -> throw new ConntrackException("`" + text + "' unsupported protocol");
        };
        conditions.add(ct -> ct.original.family() == family);
    }

    private void mark(String text) {
        int slash = text.indexOf('/');
        int value = parseMark(text, slash < 0 ? text : text.substring(0, slash));
        int mask = slash < 0 ? -1 : parseMark(text, text.substring(slash + 1));
        conditions.add(ct -> (ct.mark & mask) == value);
    }

    private static int parseMark(String text, String number) {
        try {
            return number.startsWith("0x")
                    ? Integer.parseUnsignedInt(number.substring(2), 16)
                    : Integer.parseUnsignedInt(number);
        } catch (NumberFormatException e) {
            throw new ConntrackException("Bad parameter `" + text + "'");
        }
    }

    private void status(String text) {
        for (String word : text.split(",", -1)) {
            switch (word) {
                case "ASSURED" -> conditions.add(ct -> ct.has(NfConn.IPS_ASSURED));
                case "SEEN_REPLY" -> conditions.add(ct -> ct.has(NfConn.IPS_SEEN_REPLY));
                case "UNREPLIED" -> conditions.add(ct -> !ct.has(NfConn.IPS_SEEN_REPLY));
                case "FIXED_TIMEOUT" -> conditions.add(ct -> ct.has(NfConn.IPS_FIXED_TIMEOUT));
                case "EXPECTED" -> conditions.add(ct -> ct.has(NfConn.IPS_EXPECTED));
                default -> throw new ConntrackException("Bad parameter `" + word + "'");
            }
        }
    }

    private void nat(int bits, @Nullable String text) {
        IpAddress to = text == null ? null : parse(text);
        conditions.add(ct -> {
            boolean src = (bits & ct.status & NfConn.IPS_SRC_NAT) != 0;
            boolean dst = (bits & ct.status & NfConn.IPS_DST_NAT) != 0;
            return to == null
                    ? src || dst
                    : src && ct.reply.dst().equals(to) || dst && ct.reply.src().equals(to);
        });
    }

    private boolean state(String text) {
        for (TcpConntrack state : TcpConntrack.values()) {
            if (state.name().equals(text)) {
                conditions.add(ct -> ct.tcp != null && ct.tcp.state == state);
                return true;
            }
        }
        throw new ConntrackException("unknown state `" + text + "'");
    }

    private void number(String option, Deque<String> rest, int max, ToIntFunction<NfConn> field) {
        String text = value(option, rest);
        int want = parseNumber(text, text, max);
        conditions.add(ct -> field.applyAsInt(ct) == want);
    }

    /** A copy of the arguments that options can be taken from. */
    static Deque<String> arguments(List<String> args) {
        return new ArrayDeque<>(args);
    }
}
