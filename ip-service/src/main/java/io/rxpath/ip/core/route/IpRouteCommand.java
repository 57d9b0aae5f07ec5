package io.rxpath.ip.core.route;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code ip route} (iproute2 ip/iproute.c): changes the tables and lists them in iproute2's words. What is known there and not
 * here is refused by its name.
 */
final class IpRouteCommand {
    static final String[] VERBS = {
        "list", "show", "get", "explain", "add", "change", "chg", "replace", "prepend", "append", "test", "delete",
        "flush"
    };

    private final FibFrontend frontend;
    private final IpRouteGet get;

    IpRouteCommand(FibFrontend frontend, IpRouteGet get) {
        this.frontend = frontend;
        this.get = get;
    }

    /** Runs the words behind {@code ip route} and returns what is printed, lines ended by newlines. */
    String run(List<String> words, IpWords.Family family) {
        if (words.isEmpty()) {
            return show(new IpWords(words, family));
        }
        IpWords rest = new IpWords(words.subList(1, words.size()), family);
        switch (IpWords.verb(words.get(0), VERBS)) {
            case "list", "show" -> {
                return show(rest);
            }
            case "get" -> {
                return get.get(rest);
            }
            case "explain" -> {
                return get.explain(rest);
            }
            case "add" -> modify(rest, FibChange.ADD);
            case "change", "chg" -> modify(rest, FibChange.CHANGE);
            case "replace" -> modify(rest, FibChange.REPLACE);
            case "prepend" -> modify(rest, FibChange.PREPEND);
            case "append" -> modify(rest, FibChange.APPEND);
            case "delete" -> delete(rest);
            case "flush" -> flush(rest);
            case "test" -> throw IpTextException.unsupported("test");
            default -> throw new IpTextException("Command \"" + words.get(0) + "\" is unknown, try \"ip route help\".");
        }
        return "";
    }

    private Fib fib(IpWords.Family family) {
        return family == IpWords.Family.INET6 ? frontend.v6() : frontend.v4();
    }

    private String show(IpWords words) {
        boolean open = words.family() == IpWords.Family.ANY;
        RouteFilter filter = RouteFilter.parse(words, frontend.v4());
        StringBuilder text = new StringBuilder();
        if (filter.table == 0 && open) {
            list(frontend.v4(), filter, text);
            list(frontend.v6(), filter, text);
        } else {
            // As iproute2 does, the family of a prefix does not choose the table: without -6 it is IPv4's.
            list(open ? frontend.v4() : fib(words.family()), filter, text);
        }
        return text.toString();
    }

    private static void list(Fib fib, RouteFilter filter, StringBuilder text) {
        for (FibRoute route : chosen(fib, filter)) {
            text.append(RouteText.line(fib, route, filter)).append('\n');
        }
    }

    private static List<FibRoute> chosen(Fib fib, RouteFilter filter) {
        if (filter.table != 0 && !fib.tableIds().contains(filter.table)) {
            throw new IpTextException(
                    "Error: " + (fib.isV4() ? "ipv4" : "ipv6") + ": FIB table does not exist.\nDump terminated");
        }
        List<FibRoute> chosen = new ArrayList<>();
        for (int id : filter.table != 0 ? List.of(filter.table) : fib.tableIds()) {
            for (FibRoute route : fib.routes(id)) {
                if (filter.lets(route)) {
                    chosen.add(route);
                }
            }
        }
        return chosen;
    }

    private void flush(IpWords words) {
        if (!words.more()) {
            throw new IpTextException("\"ip route flush\" requires arguments.");
        }
        boolean open = words.family() == IpWords.Family.ANY;
        RouteFilter filter = RouteFilter.parse(words, frontend.v4());
        List<Fib> fibs = open && filter.table == 0
                ? List.of(frontend.v4(), frontend.v6())
                : List.of(open ? frontend.v4() : fib(words.family()));
        for (Fib fib : fibs) {
            if (filter.table == 0 || fib.tableIds().contains(filter.table)) {
                chosen(fib, filter).forEach(fib::delete);
            }
        }
    }

    private void modify(IpWords words, FibChange change) {
        FibConfig cfg = new RouteRequest(words, frontend.v4(), false).read();
        fib(words.family()).add(cfg, change);
    }

    private void delete(IpWords words) {
        FibConfig cfg = new RouteRequest(words, frontend.v4(), true).read();
        fib(words.family()).delete(cfg);
    }
}
