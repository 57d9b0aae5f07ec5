package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which routes {@code ip route show} and {@code flush} are about (iproute2 ip/iproute.c struct filter). What is asked for is not
 * printed again.
 */
final class RouteFilter {
    /** The table, 0 for all. */
    int table = RouteWords.TABLE_MAIN;

    int tos = -1;
    int protocol = -1;
    int scope = -1;
    long metric = -1;

    @Nullable
    RouteType type;

    int ifindex;

    @Nullable
    IpAddress via;

    @Nullable
    IpAddress prefSrc;

    /** Routes within this network. */
    @Nullable
    Cidr root;

    /** Routes that contain this network. */
    @Nullable
    Cidr match;

    /** A filter that lets everything of every table through. */
    static RouteFilter all() {
        RouteFilter filter = new RouteFilter();
        filter.table = 0;
        return filter;
    }

    /** A filter that lets everything of this table through. */
    static RouteFilter ofTable(int id) {
        RouteFilter filter = new RouteFilter();
        filter.table = id;
        return filter;
    }

    /**
     * Reads the words behind {@code ip route show}.
     *
     * @throws IpTextException naming the word that is not understood
     */
    static RouteFilter parse(IpWords words, Fib names) {
        RouteFilter filter = new RouteFilter();
        while (words.more()) {
            String word = words.next();
            switch (word) {
                case "table" -> filter.table(words.next());
                case "tos", "dsfield" -> filter.tos = tos(words.next());
                case "proto", "protocol" -> filter.protocol = protocol(words.next());
                case "scope" -> filter.scope = scope(words.next());
                case "metric", "priority", "preference" ->
                    filter.metric = Integer.toUnsignedLong(words.number(0xffff_ffffL, "\"metric\" value is invalid"));
                case "type" -> filter.type = type(words.next());
                case "dev", "oif" -> filter.ifindex = words.device(names);
                case "via" -> filter.via = words.address();
                case "src" -> filter.prefSrc = words.address();
                case "root" -> filter.root = words.prefix();
                case "match" -> filter.match = words.prefix();
                case "exact", "to" -> filter.exact(words.prefix());
                case "cache", "cached", "iif", "from", "mark", "realms", "realm", "vrf", "nhid" ->
                    throw IpTextException.unsupported(word);
                default -> {
                    words.back();
                    filter.exact(words.prefix());
                }
            }
        }
        return filter;
    }

    private void exact(Cidr prefix) {
        root = prefix;
        match = prefix;
    }

    private void table(String word) {
        table = word.equals("all") ? 0 : RouteWords.tableOf(word);
        if (table < 0) {
            throw IpTextException.wrong(word, "table id value is invalid");
        }
    }

    static int tos(String word) {
        int tos = RouteText.dsfieldOf(word);
        if (tos < 0) {
            throw IpTextException.wrong(word, "\"tos\" value is invalid");
        }
        return tos;
    }

    static int protocol(String word) {
        int protocol = RouteWords.protocolOf(word);
        if (protocol < 0) {
            throw IpTextException.wrong(word, "\"protocol\" value is invalid");
        }
        return protocol;
    }

    static int scope(String word) {
        int scope = RouteScope.ofWord(word);
        if (scope < 0) {
            throw IpTextException.wrong(word, "invalid \"scope\" value");
        }
        return scope;
    }

    private static RouteType type(String word) {
        RouteType type = RouteType.ofWord(word);
        if (type == null) {
            throw IpTextException.wrong(word, "node type value is invalid");
        }
        return type;
    }

    /** True if the route is one that is asked for; its table was looked at already. */
    boolean lets(FibRoute route) {
        FibInfo info = route.info();
        return (tos < 0 || tos == route.tos())
                && (protocol < 0 || protocol == info.protocol())
                && (scope < 0 || scope == route.scope())
                && (metric < 0 || metric == Integer.toUnsignedLong(route.priority()))
                && (type == null || type == route.type())
                && (ifindex == 0 || ifindex == route.ifindex())
                && (via == null || via.equals(route.gateway()))
                && (prefSrc == null || prefSrc.equals(info.prefSrc()))
                && (root == null || within(root, route.destination()))
                && (match == null || within(route.destination(), match));
    }

    private static boolean within(Cidr outer, Cidr inner) {
        return outer.prefix() <= inner.prefix() && (outer.prefix() == 0 || outer.contains(inner.address()));
    }
}
