package io.rxpath.ip.core.xtables;

import java.util.List;

/** Do the parts of a command fit together (iptables/xshared.c, the end of do_parse())? */
final class IptablesCheck {
    /** Per command the letters of the options it does not take; 0 is --line-numbers, j also stands for -g. */
    private static final String[] REFUSED = {
        "A:nx0",
        "I:nx0",
        "R:nx0",
        "D:nx0c",
        "C:nx0c",
        "L:sdpjiocf",
        "S:nsdpjxio0cf",
        "F:nsdpjxio0cf",
        "Z:nsdpjxio0cf",
        "N:nsdpjxio0cf",
        "X:nsdpjxio0cf",
        "E:nsdpjxio0cf",
        "P:nsdpjxio0f",
        "#:nsdpjxio0cf"
    };

    private static final int MAX_CHAIN_NAME = 29;

    private final XtArgs args;
    private final XtShared shared;

    IptablesCheck(XtArgs args, XtShared shared) {
        this.args = args;
        this.shared = shared;
    }

    void check(List<XtExtension> loaded) {
        if (args.command == 0) {
            throw new XtProblem("no command specified");
        }
        if (XtTable.Kind.of(args.table) == null) {
            throw new XtProblem(
                    "table '" + args.table + "' does not exist\nPerhaps iptables or your kernel needs to be upgraded.");
        }
        boolean byNumber = args.command == 'D' && args.number > 0;
        boolean zeroInList = args.command == 'L' || args.command == 'S';
        String refused = refused(byNumber ? '#' : args.command);
        for (char c : args.given.toString().toCharArray()) {
            if (refused.indexOf(c) >= 0 && !(zeroInList && args.zero && refused.indexOf(c) < 0)) {
                throw new XtProblem("Illegal option `-" + c + "' with this command");
            }
        }
        if (args.command == 'N') {
            newChain(args.chain);
        }
        if (args.isRuleCommand()) {
            rule(loaded);
        }
    }

    private static String refused(char command) {
        for (String line : REFUSED) {
            if (line.charAt(0) == command) {
                return line.substring(2);
            }
        }
        throw new IllegalStateException("no options are known for command -" + command);
    }

    private void rule(List<XtExtension> loaded) {
        boolean noOut = args.chain.equals("PREROUTING") || args.chain.equals("INPUT");
        boolean noIn = args.chain.equals("POSTROUTING") || args.chain.equals("OUTPUT");
        if (noOut && args.given.indexOf("o") >= 0 || noIn && args.given.indexOf("i") >= 0) {
            throw new XtProblem("Can't use -" + (noOut ? 'o' : 'i') + " with " + args.chain);
        }
        if (args.command == 'R' && args.sources.size() * args.destinations.size() > 1) {
            throw new XtProblem("Replacement rule does not specify a unique address");
        }
        XtContext context = new XtContext(args.family, args.table, args.chain, args.entry, shared);
        // In the order of iptables: matches first, then the target.
        loaded.stream().filter(XtMatch.class::isInstance).forEach(e -> e.check(context));
        loaded.stream().filter(XtTarget.class::isInstance).forEach(e -> e.check(context));
        if (args.table.equals("nat")
                && args.target != null
                && args.target.name().equals("DROP")) {
            throw new XtProblem(
                    "The \"nat\" table is not intended for filtering, the use of DROP is therefore inhibited.");
        }
    }

    /** Is it a name for a chain (iptables/xshared.c assert_valid_chain_name())? */
    static void newChain(String name) {
        if (name.isEmpty()) {
            throw new XtProblem("chain name must not be empty");
        }
        if (name.charAt(0) == '-' || name.charAt(0) == '!') {
            throw new XtProblem("chain name not allowed to start with `" + name.charAt(0) + "'");
        }
        if (name.length() >= MAX_CHAIN_NAME) {
            throw new XtProblem("chain name `" + name + "' too long (must be under " + MAX_CHAIN_NAME + " chars)");
        }
        if (XtExtensions.isTarget(name)) {
            throw new XtProblem("chain name may not clash with target name");
        }
        if (name.chars().anyMatch(Character::isWhitespace)) {
            throw new XtProblem("Invalid chain name `" + name + "'");
        }
    }
}
