package io.rxpath.ip.core.xtables;

/** The commands on chains: -N, -X, -E, -F, -P (iptables/nft.c nft_chain_user_add(), nft_chain_del() and others). */
final class IptablesChain {
    /** No such chain, or none that is meant. */
    static final String NO_CHAIN = "No chain/target/match by that name.";

    private final XtTable table;

    IptablesChain(XtTable table) {
        this.table = table;
    }

    void command(XtArgs args) {
        switch (args.command) {
            case 'N' -> add(args.chain);
            case 'X' -> delete(args.chain);
            case 'E' -> rename(args.chain, args.second);
            case 'F' -> flush(args.chain);
            case 'P' -> policy(args.chain, args.second);
            default -> throw new IllegalStateException("-" + args.command + " is no command on a chain");
        }
    }

    private void add(String name) {
        if (table.chain(name) != null) {
            throw XtProblem.table("Chain already exists.");
        }
        table.user.put(name, new XtChain(name, null));
    }

    private void delete(String name) {
        if (name.isEmpty()) {
            for (String user : table.user.keySet().toArray(new String[0])) {
                unused(user);
            }
            table.user.clear();
            return;
        }
        XtChain chain = table.chain(name);
        if (chain == null) {
            throw XtProblem.table(NO_CHAIN);
        }
        if (chain.hook != null) {
            throw XtProblem.table("Directory not empty.");
        }
        unused(name);
        table.user.remove(name);
    }

    private void unused(String name) {
        XtChain chain = table.user.get(name);
        if (table.references(name) > 0 || chain != null && !chain.rules.isEmpty()) {
            throw XtProblem.table("CHAIN_DEL failed (Device or resource busy): chain " + name);
        }
    }

    private void rename(String from, String to) {
        XtChain chain = table.chain(from);
        if (chain == null) {
            throw XtProblem.table(NO_CHAIN);
        }
        if (chain.hook != null) {
            throw XtProblem.table("Bad built-in chain name.");
        }
        IptablesCheck.newChain(to);
        if (table.chain(to) != null) {
            throw XtProblem.table("File exists.");
        }
        table.user.remove(from);
        chain.name = to;
        table.user.put(to, chain);
        for (XtChain other : table.chains()) {
            other.rules.replaceAll(rule -> rule.jump.equals(from) ? renamed(rule, to) : rule);
        }
    }

    /** Another rule: the one there belongs to the table that is still in place. */
    private static XtRule renamed(XtRule rule, String to) {
        XtRule copy = new XtRule(rule.entry, java.util.List.of(rule.matches), rule.target, to, rule.goTo);
        copy.packets = rule.packets;
        copy.bytes = rule.bytes;
        return copy;
    }

    private void flush(String name) {
        if (name.isEmpty()) {
            table.chains().forEach(chain -> chain.rules.clear());
            return;
        }
        XtChain chain = table.chain(name);
        if (chain == null) {
            throw XtProblem.table(NO_CHAIN);
        }
        chain.rules.clear();
    }

    private void policy(String name, String policy) {
        XtChain chain = table.chain(name);
        boolean drop = policy.equals("DROP");
        if (drop && table.kind == XtTable.Kind.NAT) {
            throw new XtProblem(
                    "The \"nat\" table is not intended for filtering, the use of DROP is therefore inhibited.");
        }
        if (chain == null || chain.hook == null) {
            throw XtProblem.table("Bad built-in chain name.");
        }
        if (!drop && !policy.equals("ACCEPT")) {
            throw XtProblem.table("Bad policy name. Run `dmesg' for more information.");
        }
        chain.policy(drop, 0, 0);
    }

    /** Why the kernel does not take the rule in this table, as "errno: why"; empty if it does. */
    static String ruleRefusal(XtArgs args, XtShared shared) {
        if (args.entry.invSrc && args.sources.contains(XtAddress.ANY)
                || args.entry.invDst && args.destinations.contains(XtAddress.ANY)) {
            return "Invalid argument: no address is outside of 0.0.0.0/0";
        }
        XtContext context = new XtContext(args.family, args.table, args.chain, args.entry, shared);
        for (XtMatch match : args.matches) {
            String why = match.refusal(context);
            if (!why.isEmpty()) {
                return errno(why);
            }
        }
        String why = args.target == null ? "" : args.target.refusal(context);
        return why.isEmpty() ? "" : errno(why);
    }

    private static String errno(String why) {
        return why.startsWith(XtExtension.NO_ENTRY) ? why : "Invalid argument: " + why;
    }
}
