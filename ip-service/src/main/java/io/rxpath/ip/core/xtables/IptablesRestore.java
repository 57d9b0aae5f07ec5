package io.rxpath.ip.core.xtables;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the text of iptables-save (iptables/iptables-restore.c, iptables/xtables-restore.c). */
final class IptablesRestore {
    private final XtChange change;
    private final String program;
    private final boolean counters;
    private final boolean noflush;

    private XtTable.@Nullable Kind kind;

    IptablesRestore(XtChange change, String program, boolean counters, boolean noflush) {
        this.change = change;
        this.program = program + "-restore";
        this.counters = counters;
        this.noflush = noflush;
    }

    void restore(String text) {
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            try {
                line(line);
            } catch (XtProblem e) {
                throw new XtablesException(program + ": line " + number + ": " + e.getMessage());
            } catch (XtablesException e) {
                throw new XtablesException(program + ": line " + number + ": " + e.getMessage());
            }
        }
        if (kind != null) {
            throw new XtablesException(program + ": COMMIT expected at line " + (number + 1));
        }
    }

    private void line(String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        XtTable.Kind open = kind;
        if (line.startsWith("*")) {
            if (open != null) {
                throw new XtProblem("COMMIT of table '" + open.text + "' expected before '" + line.strip() + "'");
            }
            String name = line.substring(1).strip();
            kind = XtTable.Kind.of(name);
            if (kind == null) {
                throw new XtProblem("table name '" + name + "' invalid");
            }
            if (!noflush) {
                change.flushed(kind);
            } else {
                change.table(kind);
            }
        } else if (open == null) {
            throw new XtProblem("a table ('*filter') is expected before '" + line.strip() + "'");
        } else if (line.strip().equals("COMMIT")) {
            kind = null;
        } else if (line.startsWith(":")) {
            chain(change.table(open), line.substring(1));
        } else {
            rule(open, line);
        }
    }

    /** {@code NAME POLICY [PACKETS:BYTES]}; the policy of a user's chain is "-". */
    private void chain(XtTable table, String line) {
        List<String> words = XtablesLine.split(line);
        if (words.size() < 2 || words.size() > 3) {
            throw new XtProblem("'" + line + "': expected a chain, its policy and [packets:bytes]");
        }
        String name = words.get(0);
        String policy = words.get(1);
        long[] counts = words.size() == 3 ? counters(words.get(2)) : new long[2];
        XtChain chain = table.chain(name);
        if (chain == null || chain.hook == null) {
            IptablesCheck.newChain(name);
            if (!policy.equals("-")) {
                throw new XtProblem("Bad built-in chain name: '" + name + "' has no policy " + policy);
            }
            // A chain that is named is emptied, also when the rest of the table stays.
            if (chain == null) {
                table.user.put(name, new XtChain(name, null));
            } else {
                chain.rules.clear();
            }
            return;
        }
        switch (policy) {
            case "ACCEPT", "DROP" ->
                chain.policy(policy.equals("DROP"), counters ? counts[0] : 0, counters ? counts[1] : 0);
            case "-" -> {}
            default -> throw new XtProblem("Bad policy name: '" + policy + "'");
        }
    }

    private void rule(XtTable.Kind open, String line) {
        String rest = line.strip();
        List<String> words = new ArrayList<>();
        if (rest.startsWith("[")) {
            int end = rest.indexOf(']');
            if (end < 0) {
                throw new XtProblem("'" + line + "': expected ] behind the counters");
            }
            long[] counts = counters(rest.substring(0, end + 1));
            rest = rest.substring(end + 1);
            if (counters) {
                words.add("-c");
                words.add(Long.toUnsignedString(counts[0]));
                words.add(Long.toUnsignedString(counts[1]));
            }
        }
        List<String> rule = XtablesLine.split(rest);
        // The rule's own -c goes before the counters in brackets.
        if (rule.contains("-c") || rule.contains("--set-counters")) {
            words.clear();
        }
        words.addAll(rule);
        change.command(words, open.text, true);
    }

    private static long[] counters(String text) {
        int colon = text.indexOf(':');
        if (!text.startsWith("[") || !text.endsWith("]") || colon < 0) {
            throw new XtProblem("'" + text + "': expected [packets:bytes]");
        }
        return new long[] {
            counter(text.substring(1, colon), "packet"), counter(text.substring(colon + 1, text.length() - 1), "byte")
        };
    }

    private static long counter(String text, String what) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new XtProblem("-c " + what + " counter not numeric: '" + text + "'");
        }
    }
}
