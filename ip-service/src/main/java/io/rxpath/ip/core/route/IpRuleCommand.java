package io.rxpath.ip.core.route;

import java.util.List;

/** {@code ip rule} (iproute2 ip/iprule.c): changes the rules and lists them. */
final class IpRuleCommand {
    private static final String[] VERBS = {"list", "lst", "show", "add", "delete", "flush"};

    private final FibFrontend frontend;

    IpRuleCommand(FibFrontend frontend) {
        this.frontend = frontend;
    }

    /** Runs the words behind {@code ip rule} and returns what is printed. */
    String run(List<String> words, IpWords.Family family) {
        Fib fib = family == IpWords.Family.INET6 ? frontend.v6() : frontend.v4();
        IpWords rest = new IpWords(words.isEmpty() ? words : words.subList(1, words.size()), family);
        switch (words.isEmpty() ? "list" : IpWords.verb(words.get(0), VERBS)) {
            case "list", "lst", "show" -> {
                return show(fib, rest);
            }
            case "add" -> {
                IpRuleRequest request = new IpRuleRequest(rest, false);
                fib.addRule(request.rule(fib.freePriority(), freeTable(fib)));
            }
            case "delete" -> delete(fib, new IpRuleRequest(rest, true));
            case "flush" -> {
                if (rest.more()) {
                    throw IpTextException.unsupported(rest.next());
                }
                flush(fib);
            }
            default -> throw new IpTextException("Command \"" + words.get(0) + "\" is unknown, try \"ip rule help\".");
        }
        return "";
    }

    /** Rule {@code lookup 0} gets an unused table (kernel fib_empty_table()). */
    private static int freeTable(Fib fib) {
        int id = 1;
        while (fib.tableIds().contains(id)) {
            id++;
        }
        return id;
    }

    private static String show(Fib fib, IpWords words) {
        IpRuleRequest filter = words.more() ? new IpRuleRequest(words, false) : null;
        StringBuilder text = new StringBuilder();
        for (FibRule rule : fib.rules()) {
            if (filter == null || filter.fits(rule)) {
                text.append(IpRuleText.line(fib, rule)).append('\n');
            }
        }
        return text.toString();
    }

    private static void delete(Fib fib, IpRuleRequest request) {
        List<FibRule> rules = fib.rules();
        for (int i = 0; i < rules.size(); i++) {
            if (request.fits(rules.get(i))) {
                fib.removeRule(i);
                return;
            }
        }
        throw new RtnetlinkException(Errno.ENOENT);
    }

    /** All but those with number 0, of which the first leads to table local. */
    private static void flush(Fib fib) {
        for (int i = fib.rules().size() - 1; i >= 0; i--) {
            if (fib.rules().get(i).priority() != 0) {
                fib.removeRule(i);
            }
        }
    }
}
