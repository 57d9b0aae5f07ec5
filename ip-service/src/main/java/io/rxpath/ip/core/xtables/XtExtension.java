package io.rxpath.ip.core.xtables;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a match and a target have in common: a name, options, and how they are written and listed. */
abstract class XtExtension {
    /** Begins a refusal that is not "Invalid argument". */
    static final String NO_ENTRY = "No such file or directory: ";

    private final String name;
    private final List<XtOpt> options;
    private final Set<String> given = new LinkedHashSet<>();

    XtExtension(String name, List<XtOpt> options) {
        this.name = name;
        this.options = options;
    }

    /** Its name behind -m or -j. */
    final String name() {
        return name;
    }

    final List<XtOpt> options() {
        return options;
    }

    /** True if the option was given. */
    final boolean given(String option) {
        return given.contains(option);
    }

    /** Takes an option that stands in the rule. */
    final void parse(XtOpt option, String arg, boolean invert) {
        if (invert && !option.invertible()) {
            throw new XtProblem(name + ": option \"--" + option.name() + "\" cannot be inverted.");
        }
        if (!given.add(option.name()) && !option.multi()) {
            throw new XtProblem(again(option));
        }
        option(option.name(), arg, invert);
    }

    /** The message for an option that was given before. */
    String again(XtOpt option) {
        return name + ": option \"--" + option.name() + "\" can only be used once.";
    }

    /** The rule is complete: are the options together? */
    final void check(XtContext context) {
        for (XtOpt option : options) {
            if (!given.contains(option.name())) {
                if (option.mandatory()) {
                    throw new XtProblem(name + ": option \"--" + option.name() + "\" must be specified");
                }
                continue;
            }
            for (String other : option.also()) {
                if (!given.contains(other)) {
                    throw new XtProblem(
                            name + ": option \"--" + option.name() + "\" also requires \"--" + other + "\".");
                }
            }
            for (XtOpt other : options) {
                if (option.excl().contains(other.name()) && given.contains(other.name())) {
                    throw new XtProblem(name + ": option \"--" + option.name() + "\" cannot be used together with \"--"
                            + other.name() + "\".");
                }
            }
        }
        finish(context);
    }

    /** Takes the option {@code name}; {@code arg} is empty for one without an argument. */
    abstract void option(String name, String arg, boolean invert);

    /** Checks what the options do not say themselves. */
    void finish(XtContext context) {}

    /** Why the kernel refuses the rule at its place, empty if it does not (kernel xt_check_match(), xt_check_target()). */
    String refusal(XtContext context) {
        return "";
    }

    /** Why the kernel refuses the rule where {@code hook} leads to it, empty if it does not. */
    String refusal(io.rxpath.ip.core.netfilter.NfHook hook) {
        return "";
    }

    /** Its name in the column of -L. */
    String listName() {
        return name;
    }

    /** True if connections must be tracked for it (kernel nf_ct_netns_get()). */
    boolean needsConntrack() {
        return false;
    }

    /** True if packets and bytes of connections must be counted for it (kernel nf_ct_set_acct()). */
    boolean needsAcct() {
        return false;
    }

    /** Appends its options as iptables-save writes them, each with a space before it. */
    abstract void save(StringBuilder out);

    /** Appends what iptables -L says of it, with a space before it. */
    abstract void print(StringBuilder out, boolean numeric);
}
