package io.rxpath.ip.core.xtables;

import org.jspecify.annotations.Nullable;

/** A rule with its counters (kernel struct ipt_entry). */
final class XtRule {
    private static final XtMatch[] NONE = {};

    final XtEntry entry;
    final XtMatch[] matches;
    /** What it does; null for nothing, or where {@link #jump} says it. */
    final @Nullable XtTarget target;
    /** Name of the chain it leads to, empty for none. */
    final String jump;
    /** It does not come back from there. */
    final boolean goTo;
    /** The chain of that name, set when the table is linked. */
    @Nullable
    XtChain chain;

    long packets;
    /** Bytes as skb->len has them. */
    long bytes;

    XtRule(XtEntry entry, java.util.List<XtMatch> matches, @Nullable XtTarget target, String jump, boolean goTo) {
        this.entry = entry;
        this.matches = matches.toArray(NONE);
        this.target = target;
        this.jump = jump;
        this.goTo = goTo;
    }

    boolean match(XtPacket packet) {
        if (!entry.match(packet)) {
            return false;
        }
        for (XtMatch match : matches) {
            if (!match.match(packet)) {
                return false;
            }
        }
        return true;
    }

    void zero() {
        packets = 0;
        bytes = 0;
    }

    /** Appends the rule without -A and counters, a space before each option. */
    void save(StringBuilder out, boolean v6) {
        saveMatches(out, v6);
        saveTarget(out);
    }

    void saveMatches(StringBuilder out, boolean v6) {
        entry.save(out, v6);
        for (XtMatch match : matches) {
            out.append(" -m ").append(match.name());
            match.save(out);
        }
    }

    void saveTarget(StringBuilder out) {
        if (target != null) {
            out.append(" -j ").append(target.name());
            target.save(out);
        } else if (!jump.isEmpty()) {
            out.append(goTo ? " -g " : " -j ").append(jump);
        }
    }

    /** Two rules with the same text are the same rule, whatever they have counted. */
    String text(boolean v6) {
        StringBuilder out = new StringBuilder();
        save(out, v6);
        return out.toString();
    }
}
