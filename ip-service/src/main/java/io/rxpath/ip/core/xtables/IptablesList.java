package io.rxpath.ip.core.xtables;

/** The texts that iptables prints of its tables (iptables/nft-ipv4.c, nft-ipv6.c, xshared.c, libxtables). */
final class IptablesList {
    private IptablesList() {}

    /** A table as iptables-save writes it. */
    static String save(XtTable table, boolean counters, boolean v6) {
        StringBuilder out = new StringBuilder(256);
        out.append('*').append(table.kind.text).append('\n');
        for (XtChain chain : table.chains()) {
            out.append(':').append(chain.name).append(' ').append(chain.hook == null ? "-" : policy(chain));
            out.append(" [")
                    .append(chain.packets)
                    .append(':')
                    .append(chain.bytes)
                    .append("]\n");
        }
        for (XtChain chain : table.chains()) {
            for (XtRule rule : chain.rules) {
                if (counters) {
                    out.append('[').append(Long.toUnsignedString(rule.packets)).append(':');
                    out.append(Long.toUnsignedString(rule.bytes)).append("] ");
                }
                out.append("-A ").append(chain.name);
                rule.save(out, v6);
                out.append('\n');
            }
        }
        return out.append("COMMIT\n").toString();
    }

    private static String policy(XtChain chain) {
        return chain.drop ? "DROP" : "ACCEPT";
    }

    /** What -S prints. */
    static String rules(XtTable table, XtArgs args) {
        StringBuilder out = new StringBuilder();
        if (args.number == 0) {
            for (XtChain chain : table.chains()) {
                if (args.chain.isEmpty() || chain.name.equals(args.chain)) {
                    if (chain.hook == null) {
                        out.append("-N ").append(chain.name).append('\n');
                    } else {
                        out.append("-P ").append(chain.name).append(' ').append(policy(chain));
                        counters(out, chain.packets, chain.bytes, args.verbose);
                        out.append('\n');
                    }
                }
            }
        }
        boolean found = args.chain.isEmpty();
        for (XtChain chain : table.chains()) {
            if (!args.chain.isEmpty() && !chain.name.equals(args.chain)) {
                continue;
            }
            found = true;
            for (int i = 0; i < chain.rules.size(); i++) {
                if (args.number == 0 || args.number == i + 1) {
                    rule(out, chain, chain.rules.get(i), args);
                }
            }
        }
        return found(found, out, args);
    }

    private static String found(boolean found, StringBuilder out, XtArgs args) {
        if (!found) {
            throw XtProblem.table("No chain/target/match by that name: '" + args.chain + "'");
        }
        return out.toString();
    }

    private static void rule(StringBuilder out, XtChain chain, XtRule rule, XtArgs args) {
        out.append("-A ").append(chain.name);
        rule.saveMatches(out, args.v6());
        counters(out, rule.packets, rule.bytes, args.verbose);
        rule.saveTarget(out);
        out.append('\n');
    }

    private static void counters(StringBuilder out, long packets, long bytes, boolean verbose) {
        if (verbose) {
            out.append(" -c ")
                    .append(Long.toUnsignedString(packets))
                    .append(' ')
                    .append(Long.toUnsignedString(bytes));
        }
    }

    /** What -L prints. */
    static String list(XtTable table, XtArgs args) {
        StringBuilder out = new StringBuilder();
        boolean found = args.chain.isEmpty();
        for (XtChain chain : table.chains()) {
            if (!args.chain.isEmpty() && !chain.name.equals(args.chain)) {
                continue;
            }
            if (found && out.length() > 0) {
                out.append('\n');
            }
            found = true;
            if (args.number == 0) {
                header(out, table, chain, args);
            }
            for (int i = 0; i < chain.rules.size(); i++) {
                if (args.number == 0 || args.number == i + 1) {
                    row(out, chain.rules.get(i), i + 1, args);
                }
            }
        }
        return found(found, out, args);
    }

    private static void header(StringBuilder out, XtTable table, XtChain chain, XtArgs args) {
        out.append("Chain ").append(chain.name);
        if (chain.hook == null) {
            out.append(" (").append(table.references(chain.name)).append(" references)\n");
        } else {
            out.append(" (policy ").append(policy(chain));
            if (args.verbose) {
                out.append(' ').append(size(chain.packets, args.exact)).append(" packets, ");
                out.append(size(chain.bytes, args.exact)).append(" bytes");
            }
            out.append(")\n");
        }
        if (args.lineNumbers) {
            pad(out, "num", 4).append(' ');
        }
        if (args.verbose) {
            padLeft(out, "pkts", args.exact ? 8 : 5).append(' ');
            padLeft(out, "bytes", args.exact ? 10 : 5).append(' ');
        }
        out.append("target     prot opt");
        out.append(args.verbose ? " in     out    " : "");
        out.append(" source               destination         \n");
    }

    /** A number as people read it: thousands above 99999 (libxtables xtables_print_num()). */
    private static String size(long number, boolean exact) {
        if (exact || Long.compareUnsigned(number, 99999) <= 0) {
            return Long.toUnsignedString(number);
        }
        long thousands = thousands(number);
        if (thousands <= 9999) {
            return thousands + "K";
        }
        thousands = thousands(thousands);
        if (thousands <= 9999) {
            return thousands + "M";
        }
        thousands = thousands(thousands);
        return thousands <= 9999 ? thousands + "G" : thousands(thousands) + "T";
    }

    private static long thousands(long number) {
        return Long.divideUnsigned(number + 500, 1000);
    }

    private static void row(StringBuilder out, XtRule rule, int number, XtArgs args) {
        boolean v6 = args.v6();
        if (args.lineNumbers) {
            pad(out, String.valueOf(number), 4).append(' ');
        }
        if (args.verbose) {
            number(out, rule.packets, args.exact);
            number(out, rule.bytes, args.exact);
        }
        pad(out, rule.target == null ? rule.jump : rule.target.listName(), 9).append(' ');
        XtEntry entry = rule.entry;
        out.append(entry.invProtocol ? '!' : ' ');
        pad(out, protocol(entry, args.numeric), 4).append(' ');
        out.append(fragment(entry)).append(' ');
        if (args.verbose) {
            out.append(' ');
            pad(out, device(entry.in, entry.invIn, args.numeric), 6).append(' ');
            pad(out, device(entry.out, entry.invOut, args.numeric), 6).append(' ');
        }
        out.append(entry.invSrc ? '!' : ' ');
        pad(out, entry.src.listed(v6, args.numeric), 19).append(' ');
        out.append(entry.invDst ? '!' : ' ');
        pad(out, entry.dst.listed(v6, args.numeric), 19).append(' ');
        extensions(out, rule, args.numeric);
    }

    private static void extensions(StringBuilder out, XtRule rule, boolean numeric) {
        if (rule.goTo) {
            out.append("[goto] ");
        }
        for (XtMatch match : rule.matches) {
            match.print(out, numeric);
        }
        if (rule.target != null) {
            rule.target.print(out, numeric);
        }
        out.append('\n');
    }

    private static String protocol(XtEntry entry, boolean numeric) {
        if (numeric) {
            return String.valueOf(entry.protocol);
        }
        return entry.protocol == 0 ? "all" : XtProtocols.name(entry.protocol);
    }

    private static String fragment(XtEntry entry) {
        return entry.fragment ? entry.invFragment ? "!f" : "-f" : "--";
    }

    private static String device(String name, boolean invert, boolean numeric) {
        return (invert ? "!" : "") + (name.isEmpty() ? numeric ? "*" : "any" : name);
    }

    /** The line that -v shows of a rule that a command has taken. */
    static String ruleLine(XtRule rule, boolean v6) {
        StringBuilder out = new StringBuilder();
        XtEntry entry = rule.entry;
        out.append(rule.target == null ? rule.jump : rule.target.listName()).append(' ');
        out.append(entry.invProtocol ? '!' : ' ').append(protocol(entry, false)).append(" opt ");
        out.append(fragment(entry)).append(" in ").append(device(entry.in, entry.invIn, true));
        out.append(" out ").append(device(entry.out, entry.invOut, true)).append(' ');
        out.append(entry.invSrc ? '!' : ' ').append(entry.src.listed(v6, true)).append(' ');
        out.append(entry.invDst ? '!' : ' ')
                .append("-> ")
                .append(entry.dst.listed(v6, true))
                .append("  ");
        extensions(out, rule, true);
        return out.toString();
    }

    private static void number(StringBuilder out, long number, boolean exact) {
        String text = size(number, exact);
        padLeft(out, text, exact ? 8 : 5).append(' ');
    }

    private static StringBuilder pad(StringBuilder out, String text, int width) {
        return out.append(text).append(" ".repeat(Math.max(0, width - text.length())));
    }

    private static StringBuilder padLeft(StringBuilder out, String text, int width) {
        return out.append(" ".repeat(Math.max(0, width - text.length()))).append(text);
    }
}
