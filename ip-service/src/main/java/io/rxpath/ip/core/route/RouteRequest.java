package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/** The words behind {@code ip route add} and its like (iproute2 ip/iproute.c iproute_modify()). */
final class RouteRequest {
    private final IpWords words;
    private final Fib names;
    private final boolean delete;
    private final FibConfig cfg;
    private @Nullable Cidr destination;
    private boolean tableSaid;
    private boolean scopeSaid;
    private int mtu;
    private boolean mtuLocked;
    private int advmss;
    private int hopLimit;
    private int window;
    private int initCwnd;
    private int initRwnd;

    RouteRequest(IpWords words, Fib names, boolean delete) {
        this.words = words;
        this.names = names;
        this.delete = delete;
        Cidr nowhere = new Cidr(IpAddress.ANY_V4, 0);
        cfg = delete ? FibConfig.delete(nowhere) : new FibConfig(nowhere);
    }

    FibConfig read() {
        while (words.more()) {
            word(words.next());
        }
        if (destination == null) {
            throw new IpTextException("need a destination: ip route { add | del | change | append | replace } ROUTE");
        }
        cfg.destination = destination;
        cfg.metrics = new RouteMetrics(mtu, mtuLocked, advmss, hopLimit, window, initCwnd, initRwnd);
        RouteType type = cfg.type;
        if (!tableSaid && (type == RouteType.LOCAL || type == RouteType.BROADCAST || type == RouteType.ANYCAST)) {
            cfg.table = RouteWords.TABLE_LOCAL;
        }
        if (!scopeSaid && words.family() != IpWords.Family.INET6) {
            cfg.scope = scope(type);
        }
        return cfg;
    }

    private int scope(@Nullable RouteType type) {
        if (type == RouteType.LOCAL) {
            return RouteScope.HOST;
        }
        if (type == RouteType.BROADCAST || type == RouteType.MULTICAST || type == RouteType.ANYCAST) {
            return RouteScope.LINK;
        }
        if (type == null || type == RouteType.UNICAST) {
            return delete ? RouteScope.NOWHERE : cfg.gateway == null ? RouteScope.LINK : RouteScope.UNIVERSE;
        }
        return RouteScope.UNIVERSE;
    }

    private void word(String word) {
        switch (word) {
            case "src" -> cfg.prefSrc = words.address();
            case "via" -> via();
            case "tos", "dsfield" -> cfg.tos = RouteFilter.tos(words.next());
            case "metric", "priority", "preference" ->
                cfg.priority = words.number(0xffff_ffffL, "\"metric\" value is invalid");
            case "scope" -> {
                cfg.scope = RouteFilter.scope(words.next());
                scopeSaid = true;
            }
            case "proto", "protocol" -> cfg.protocol = RouteFilter.protocol(words.next());
            case "table" -> table(words.next());
            case "dev", "oif" -> cfg.ifindex = words.device(names);
            case "onlink" -> cfg.onlink = true;
            case "mtu", "advmss", "hoplimit", "ttl", "window", "initcwnd", "initrwnd" -> metric(word);
            case "pref" -> pref(words.next());
            case "nexthop",
                    "nhid",
                    "realm",
                    "realms",
                    "rtt",
                    "rttvar",
                    "reordering",
                    "cwnd",
                    "ssthresh",
                    "rto_min",
                    "features",
                    "quickack",
                    "congctl",
                    "expires",
                    "encap",
                    "ttl-propagate",
                    "fastopen_no_cookie",
                    "vrf",
                    "as",
                    "pervasive",
                    "from",
                    "equalize",
                    "weight",
                    "protoinfo",
                    "nat" -> throw IpTextException.unsupported(word);
            default -> destination(word);
        }
    }

    private void via() {
        String word = words.peek();
        if (cfg.gateway != null) {
            throw IpTextException.wrong("via", "use nexthop syntax to specify multiple via");
        }
        if (word.equals("inet6") && words.family() != IpWords.Family.INET6) {
            throw IpTextException.unsupported(word);
        }
        if (word.equals("inet") || word.equals("inet6")) {
            words.next();
        }
        cfg.gateway = words.address();
    }

    private void table(String word) {
        int table = RouteWords.tableOf(word);
        if (table < 0) {
            throw IpTextException.wrong(word, "\"table\" value is invalid");
        }
        cfg.table = table == 0 ? RouteWords.TABLE_MAIN : table;
        tableSaid = true;
    }

    /** Beyond what the kernel keeps a value is cut down (kernel net/ipv4/metrics.c ip_metrics_convert()). */
    private void metric(String word) {
        boolean lock = words.more() && words.peek().equals("lock");
        if (lock) {
            words.next();
            if (!word.equals("mtu")) {
                throw IpTextException.unsupported(word + " lock");
            }
        }
        int value = words.number(0xffff_ffffL, "\"" + word + "\" value is invalid");
        switch (word) {
            case "mtu" -> {
                mtu = cut(value, 65520);
                mtuLocked = lock;
            }
            case "advmss" -> advmss = cut(value, 65495);
            case "hoplimit", "ttl" -> hopLimit = cut(value, 255);
            case "window" -> window = value;
            case "initcwnd" -> initCwnd = value;
            default -> initRwnd = value;
        }
    }

    private static int cut(int value, int max) {
        return Integer.compareUnsigned(value, max) > 0 ? max : value;
    }

    private static void pref(String word) {
        if (!word.equals("medium")) {
            throw IpTextException.unsupported("pref " + word);
        }
    }

    private void destination(String word) {
        RouteType type = destination == null ? RouteType.ofWord(word) : null;
        if (word.equals("to")) {
            words.peek();
        } else if (type != null) {
            cfg.type = type;
        } else {
            words.back();
        }
        if (destination != null) {
            throw new IpTextException("Error: either \"to\" is duplicate, or \"" + word + "\" is a garbage.");
        }
        destination = words.prefix();
    }
}
