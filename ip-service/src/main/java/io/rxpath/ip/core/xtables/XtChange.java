package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfFamily;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands on copies of the tables, which take their places together. */
final class XtChange {
    private final NfFamily family;
    private final @Nullable XtTable[] tables;
    private final @Nullable XtTable[] changed;
    private final XtShared shared;
    private final long now;
    private boolean tracks;
    private boolean accounts;

    /** Nothing changed yet in {@code tables}, which are in place. */
    XtChange(NfFamily family, @Nullable XtTable[] tables, XtShared shared, long now) {
        this.family = family;
        this.tables = tables;
        changed = new XtTable[tables.length];
        this.shared = shared;
        this.now = now;
    }

    private boolean v6() {
        return family == NfFamily.IPV6;
    }

    /** The copy of the table. */
    XtTable table(XtTable.Kind kind) {
        XtTable copy = changed[kind.ordinal()];
        if (copy == null) {
            XtTable there = tables[kind.ordinal()];
            copy = there == null ? new XtTable(kind) : there.copy();
            changed[kind.ordinal()] = copy;
        }
        return copy;
    }

    /** A table without rules takes the place of the copy. */
    XtTable flushed(XtTable.Kind kind) {
        XtTable empty = new XtTable(kind);
        XtTable there = tables[kind.ordinal()];
        // What the text does not name keeps its policy.
        for (int i = 0; there != null && i < empty.builtin.length; i++) {
            XtChain from = there.builtin[i];
            XtChain to = empty.builtin[i];
            if (from != null && to != null && from.counted) {
                to.policy(from.drop, from.packets, from.bytes);
            }
        }
        changed[kind.ordinal()] = empty;
        return empty;
    }

    private XtTable shown(XtTable.Kind kind) {
        XtTable copy = changed[kind.ordinal()];
        XtTable there = tables[kind.ordinal()];
        return copy != null ? copy : there != null ? there : new XtTable(kind);
    }

    /** Puts the copies in place; the tables that were not there before. */
    List<XtTable> commit() {
        List<XtTable> created = new ArrayList<>();
        for (int i = 0; i < changed.length; i++) {
            XtTable table = changed[i];
            if (table != null) {
                if (tables[i] == null) {
                    created.add(table);
                }
                tables[i] = table;
                table.link();
            }
        }
        return created;
    }

    /** True if a rule looks at what connections have carried. */
    boolean accountsConnections() {
        return accounts;
    }

    /** True if a rule was made that looks at connections. */
    boolean tracksConnections() {
        return tracks;
    }

    /** One command; what it prints. */
    String command(List<String> words, String tableName, boolean restore) {
        XtArgs args = new IptablesParse(family, words, tableName, restore, shared).parse();
        XtTable.Kind kind = XtTable.Kind.of(args.table);
        if (kind == null) {
            throw new IllegalStateException("table " + args.table + " has passed the check");
        }
        switch (args.command) {
            case 'L' -> {
                String out = IptablesList.list(shown(kind), args);
                return args.zero ? out + zeroAndSay(kind, args) : out;
            }
            case 'S' -> {
                String out = IptablesList.rules(shown(kind), args);
                return args.zero ? out + zeroAndSay(kind, args) : out;
            }
            case 'A', 'I', 'R', 'D', 'C' -> {
                return rule(table(kind), args, words, restore);
            }
            case 'Z' -> zero(table(kind), args);
            default -> new IptablesChain(table(kind)).command(args);
        }
        validate(table(kind), args, "");
        return "";
    }

    private String zeroAndSay(XtTable.Kind kind, XtArgs args) {
        zero(table(kind), args);
        return args.command == 'L' && !args.chain.isEmpty() ? "Zeroing chain `" + args.chain + "'\n" : "";
    }

    private void zero(XtTable table, XtArgs args) {
        if (args.chain.isEmpty()) {
            table.chains().forEach(XtChain::zero);
            return;
        }
        XtChain chain = existing(table, args.chain);
        if (args.number == 0) {
            chain.zero();
        } else if (args.number > chain.rules.size()) {
            throw XtProblem.table("Index of zeroing too big.");
        } else {
            chain.rules.get(args.number - 1).zero();
        }
    }

    private String rule(XtTable table, XtArgs args, List<String> words, boolean restore) {
        if (args.command == 'D' && args.number > 0) {
            XtChain chain = existing(table, args.chain);
            if (args.number > chain.rules.size()) {
                throw XtProblem.table("Index of deletion too big.");
            }
            chain.rules.remove(args.number - 1);
            return "";
        }
        XtChain chain = table.chain(args.chain);
        if (!args.jump.isEmpty() && table.user.get(args.jump) == null) {
            if (table.chain(args.jump) != null) {
                throw refused(args, "Operation not supported: '" + args.jump + "' is built in");
            }
            throw new XtProblem("Chain '" + args.jump + "' does not exist");
        }
        if (chain == null) {
            throw XtProblem.table(
                    args.command == 'D' || args.command == 'C'
                            ? "Bad rule (does a matching rule exist in that chain?)."
                            : IptablesChain.NO_CHAIN);
        }
        StringBuilder shown = new StringBuilder();
        List<XtRule> rules = rules(args, words, restore);
        int at = args.number - 1;
        for (XtRule rule : rules) {
            place(chain, rule, args, at);
            if (args.verbose) {
                shown.append(IptablesList.ruleLine(rule, v6()));
            }
        }
        validate(table, args, args.chain);
        return shown.toString();
    }

    private void place(XtChain chain, XtRule rule, XtArgs args, int at) {
        switch (args.command) {
            case 'A' -> chain.rules.add(rule);
            case 'I' -> {
                if (at > chain.rules.size()) {
                    throw XtProblem.table("Index of insertion too big.");
                }
                chain.rules.add(at, rule);
            }
            case 'R' -> {
                if (at >= chain.rules.size()) {
                    throw XtProblem.table("Index of replacement too big.");
                }
                chain.rules.set(at, rule);
            }
            default -> {
                int found = find(chain, rule);
                if (found < 0) {
                    throw XtProblem.table("Bad rule (does a matching rule exist in that chain?).");
                }
                if (args.command == 'D') {
                    chain.rules.remove(found);
                }
            }
        }
    }

    private int find(XtChain chain, XtRule rule) {
        String text = rule.text(v6());
        for (int i = 0; i < chain.rules.size(); i++) {
            if (chain.rules.get(i).text(v6()).equals(text)) {
                return i;
            }
        }
        return -1;
    }

    /** A rule for every pair of source and destination; each with matches of its own, which remember for themselves. */
    private List<XtRule> rules(XtArgs first, List<String> words, boolean restore) {
        List<XtRule> rules = new ArrayList<>();
        XtArgs args = first;
        for (XtAddress source : first.sources) {
            for (XtAddress destination : first.destinations) {
                if (!rules.isEmpty()) {
                    args = new IptablesParse(family, words, first.table, restore, shared).parse();
                }
                args.entry.src = source;
                args.entry.dst = destination;
                args.matches.removeIf(XtMatch::vacuous);
                XtRule rule = new XtRule(args.entry, args.matches, args.target, args.jump, args.goTo);
                rule.packets = args.packets;
                rule.bytes = args.bytes;
                args.matches.forEach(match -> match.reset(now));
                tracks |= args.matches.stream().anyMatch(XtMatch::needsConntrack)
                        || args.target != null && args.target.needsConntrack();
                accounts |= args.matches.stream().anyMatch(XtMatch::needsAcct);
                rules.add(rule);
            }
        }
        // A rule put in front of the last one would turn the order around.
        if (first.command == 'I') {
            java.util.Collections.reverse(rules);
        }
        return rules;
    }

    /** What the kernel says of the whole; {@code chain} is where a rule went, empty for none. */
    private void validate(XtTable table, XtArgs args, String chain) {
        if (args.command == 'C') {
            return;
        }
        table.link();
        String refusal = chain.isEmpty() || args.command == 'D' ? "" : IptablesChain.ruleRefusal(args, shared);
        if (refusal.isEmpty()) {
            refusal = table.refusal();
        }
        if (!refusal.isEmpty()) {
            throw refused(args, refusal);
        }
    }

    /** The kernel's refusal of a rule, {@code refusal} being "errno: why". */
    private XtProblem refused(XtArgs args, String refusal) {
        String verb = args.command == 'A' ? "APPEND" : args.command == 'I' ? "INSERT" : "REPLACE";
        int colon = refusal.indexOf(": ");
        String errno = colon < 0 ? refusal : refusal.substring(0, colon);
        String why = colon < 0 ? "" : refusal.substring(colon);
        return XtProblem.table("RULE_" + verb + " failed (" + errno + "): rule in chain " + args.chain + why);
    }

    private XtChain existing(XtTable table, String name) {
        XtChain chain = table.chain(name);
        if (chain == null) {
            throw XtProblem.table(IptablesChain.NO_CHAIN);
        }
        return chain;
    }
}
