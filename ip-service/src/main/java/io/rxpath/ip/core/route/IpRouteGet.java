package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * {@code ip route get}: the way of one packet, in iproute2's words (kernel net/ipv4/route.c inet_rtm_getroute(), rt_fill_info();
 * net/ipv6/route.c inet6_rtm_getroute()); and {@code ip route explain}, which says how it came about.
 */
final class IpRouteGet {
    private static final String CACHE = "\n    cache ";

    /** iproute2 takes the kernel's mark of a group (RTCF_MULTICAST) for one about hardware. */
    private static final String GROUP_MARK = "rt_offload_failed ";

    private final FibFrontend frontend;
    private final RouteInput input;
    private final Fib4Output output;

    IpRouteGet(FibFrontend frontend, RouteInput input, Fib4Output.Groups groups) {
        this.frontend = frontend;
        this.input = input;
        output = new Fib4Output(frontend.v4(), groups);
    }

    /** The packet that is asked about. */
    static final class Query {
        IpAddress to = IpAddress.ANY_V4;

        @Nullable
        IpAddress from;

        int tos;
        int mark;
        int iif;
        int oif;
        int protocol;
        int sport;
        int dport;
        boolean fibMatch;
        private @Nullable String note;

        boolean v4() {
            return to.isV4();
        }

        FlowI flow() {
            IpAddress source = from != null ? from : v4() ? IpAddress.ANY_V4 : new IpAddress(0, 0);
            FlowI flow =
                    new FlowI().between(to, source).tos(tos).mark(mark).oif(oif).ports(protocol, sport, dport);
            if (iif != 0) {
                flow.iif(iif).prefer(iif);
            }
            long top = to.hi() >>> 48;
            boolean narrow = !v4() && (top >>> 8 == 0xff || (top & 0xffc0) == 0xfe80);
            boolean strict = narrow || (oif != 0 && from == null && iif == 0);
            return flow.strictOif(strict && flow.prefer != 0);
        }
    }

    private Query parse(IpWords words) {
        Query query = new Query();
        boolean said = false;
        while (words.more()) {
            String word = words.next();
            switch (word) {
                case "from" -> query.from = words.prefix().address();
                case "iif" -> query.iif = words.device(frontend.v4());
                case "oif", "dev" -> query.oif = words.device(frontend.v4());
                case "tos", "dsfield" -> query.tos = RouteFilter.tos(words.next());
                case "mark" -> query.mark = words.number(0xffff_ffffL, "mark value is invalid");
                case "ipproto" -> query.protocol = IpRuleRequest.protocol(words.next());
                case "sport" -> query.sport = words.number(0xffff, "invalid sport");
                case "dport" -> query.dport = words.number(0xffff, "invalid dport");
                case "fibmatch" -> query.fibMatch = true;
                case "notify", "connected", "uid", "vrf", "as" -> throw IpTextException.unsupported(word);
                default -> {
                    if (!word.equals("to")) {
                        words.back();
                    }
                    destination(query, words.prefix());
                    said = true;
                }
            }
        }
        if (!said) {
            throw new IpTextException("need at least a destination address");
        }
        return query;
    }

    private static void destination(Query query, Cidr prefix) {
        query.to = prefix.address();
        int full = prefix.address().isV4() ? 32 : 128;
        query.note = prefix.prefix() == full
                ? null
                : "Warning: /" + prefix.prefix() + " as prefix is invalid, only /" + full
                        + " (or none) is supported.\n";
    }

    /** Runs the words behind {@code ip route get}. */
    String get(IpWords words) {
        Query query = parse(words);
        String note = query.note == null ? "" : query.note;
        return note + answer(query);
    }

    /** Runs the words behind {@code ip route explain}: the answer of get, and below it the reasons. */
    String explain(IpWords words) {
        Query query = parse(words);
        String answer;
        try {
            answer = answer(query);
        } catch (RtnetlinkException e) {
            answer = e.getMessage() + "\n";
        }
        return answer + RouteExplanation.of(query.v4() ? frontend.v4() : frontend.v6(), query.flow());
    }

    private String answer(Query query) {
        if (query.fibMatch) {
            Fib fib = query.v4() ? frontend.v4() : frontend.v6();
            FibRoute route = checked(fib.lookup(query.flow()));
            return RouteText.line(fib, route, RouteFilter.all()) + "\n";
        }
        if (!query.v4()) {
            return v6(query);
        }
        return query.iif != 0 ? v4Input(query) : v4Output(query);
    }

    private static FibRoute checked(FibRoute route) {
        if (!route.found()) {
            throw new RtnetlinkException(route.error());
        }
        return route;
    }

    private String v4Output(Query query) {
        int from = query.from == null ? 0 : query.from.v4();
        Errno error = output.route(query.to.v4(), from, query.tos, query.mark, query.oif);
        if (error != Errno.NONE) {
            throw new RtnetlinkException(error);
        }
        StringBuilder text = head(query, output.type());
        int gateway = output.gateway();
        RouteText.nexthop(
                text,
                gateway == 0 ? null : IpAddress.v4(gateway),
                true,
                RouteText.name(frontend.v4(), output.ifindex()));
        table(text, output.table(), query);
        if (output.saddr() != from) {
            text.append("src ").append(IpAddress.format(output.saddr())).append(' ');
        }
        boolean toGroup = output.type() == RouteType.MULTICAST;
        if (toGroup) {
            text.append(GROUP_MARK);
        }
        mark(text, query.mark);
        text.append("uid 0 ");
        String kind = output.type() == RouteType.BROADCAST ? "brd" : toGroup ? "mc" : "";
        text.append(CACHE).append(flags(output.local(), kind, false));
        FibRoute route = output.route();
        if (route != null) {
            RouteText.metrics(text, route.info().metrics());
        }
        return text.append('\n').toString();
    }

    private String v4Input(Query query) {
        int from = query.from == null ? 0 : query.from.v4();
        RouteInput.Answer answer = input.input(query.to.v4(), from, query.tos, query.mark, query.iif);
        if (answer.error() != Errno.NONE) {
            throw new RtnetlinkException(answer.error());
        }
        RouteType type = answer.type();
        FibRoute route = answer.route();
        boolean here = type == RouteType.LOCAL || type == RouteType.BROADCAST || type == RouteType.MULTICAST;
        StringBuilder text = head(query, type);
        int gateway = route == null || here ? 0 : route.gatewayV4();
        int device = here || route == null ? FlowI.LOOPBACK_IFINDEX : route.ifindex();
        RouteText.nexthop(
                text, gateway == 0 ? null : IpAddress.v4(gateway), true, RouteText.name(frontend.v4(), device));
        table(text, route == null ? 0 : route.table(), query);
        if (type == RouteType.MULTICAST) {
            text.append(GROUP_MARK);
        }
        mark(text, query.mark);
        String kind = type == RouteType.BROADCAST ? "brd" : type == RouteType.MULTICAST ? "mc" : "";
        text.append(CACHE).append(flags(here, kind, answer.redirect()));
        if (route != null && !here) {
            RouteText.metrics(text, route.info().metrics());
        }
        text.append("iif ").append(RouteText.name(frontend.v4(), query.iif)).append(' ');
        return text.append('\n').toString();
    }

    private static StringBuilder head(Query query, RouteType type) {
        StringBuilder text = new StringBuilder();
        if (type != RouteType.UNICAST) {
            text.append(type.word()).append(' ');
        }
        text.append(query.to).append(' ');
        if (query.from != null) {
            text.append("from ").append(query.from).append(' ');
        }
        int tos = query.tos & 0x1c;
        if (tos != 0) {
            text.append("tos ").append(RouteText.dsfield(tos)).append(' ');
        }
        return text;
    }

    /** As long as IPv4's local and main are one trie, the kernel calls it main. */
    private void table(StringBuilder text, int table, Query query) {
        boolean merged = query.v4() && !frontend.v4().customRules() && table == RouteWords.TABLE_LOCAL;
        if (table != 0 && table != RouteWords.TABLE_MAIN && !merged) {
            text.append("table ").append(RouteWords.table(table)).append(' ');
        }
    }

    private static void mark(StringBuilder text, int mark) {
        if (mark != 0) {
            boolean small = mark > 0 && mark < 16;
            text.append("mark ")
                    .append(small ? "" : "0x")
                    .append(Integer.toHexString(mark))
                    .append(' ');
        }
    }

    private static String flags(boolean local, String kind, boolean redirect) {
        StringBuilder flags = new StringBuilder();
        flags.append(local ? "local," : "");
        flags.append(redirect ? "redirect," : "");
        flags.append(kind.isEmpty() ? "" : kind + ",");
        if (flags.isEmpty()) {
            return "";
        }
        flags.setLength(flags.length() - 1);
        return "<" + flags + "> ";
    }

    private String v6(Query query) {
        Fib fib = frontend.v6();
        FibRoute route = checked(fib.lookup(query.flow()));
        FibInfo info = route.info();
        boolean local = route.type() == RouteType.LOCAL;
        StringBuilder text = new StringBuilder();
        if (route.type() != RouteType.UNICAST) {
            text.append(route.type().word()).append(' ');
        }
        text.append(query.to)
                .append(" from ")
                .append(query.from == null ? "::" : query.from)
                .append(' ');
        RouteText.nexthop(
                text, route.gateway(), true, RouteText.name(fib, local ? FlowI.LOOPBACK_IFINDEX : route.ifindex()));
        table(text, route == null ? 0 : route.table(), query);
        if (info.protocol() != RouteWords.PROTO_BOOT) {
            text.append("proto ").append(RouteWords.protocol(info.protocol())).append(' ');
        }
        IpAddress source = info.prefSrc() != null
                ? info.prefSrc()
                : Fib6Source.select(fib, local ? FlowI.LOOPBACK_IFINDEX : route.ifindex(), query.to);
        if (query.iif == 0 && source != null) {
            text.append("src ").append(source).append(' ');
        }
        text.append("metric ")
                .append(Integer.toUnsignedString(route.priority()))
                .append(' ');
        text.append(info.onlink() ? "onlink " : "");
        mark(text, query.mark);
        RouteText.metrics(text, info.metrics());
        if (query.iif != 0) {
            text.append("iif ").append(RouteText.name(fib, query.iif)).append(' ');
        }
        return text.append("pref medium\n").toString();
    }
}
