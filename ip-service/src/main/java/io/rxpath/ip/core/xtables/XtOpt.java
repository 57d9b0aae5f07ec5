package io.rxpath.ip.core.xtables;

import java.util.List;

/**
 * An option of a match or target (iptables struct xt_option_entry).
 *
 * @param name the name messages use, without dashes
 * @param aliases other spellings
 * @param arg it takes an argument
 * @param invertible "!" may stand before it
 * @param mandatory the rule is refused without it
 * @param multi it may be given more than once
 * @param also options that must be given too
 * @param excl options that must not be given too
 */
record XtOpt(
        String name,
        List<String> aliases,
        boolean arg,
        boolean invertible,
        boolean mandatory,
        boolean multi,
        List<String> also,
        List<String> excl) {
    /** An option with an argument. */
    static XtOpt arg(String name) {
        return new XtOpt(name, List.of(), true, false, false, false, List.of(), List.of());
    }

    /** An option without one. */
    static XtOpt flag(String name) {
        return new XtOpt(name, List.of(), false, false, false, false, List.of(), List.of());
    }

    XtOpt alias(String... names) {
        return new XtOpt(name, List.of(names), arg, invertible, mandatory, multi, also, excl);
    }

    XtOpt inv() {
        return new XtOpt(name, aliases, arg, true, mandatory, multi, also, excl);
    }

    XtOpt must() {
        return new XtOpt(name, aliases, arg, invertible, true, multi, also, excl);
    }

    XtOpt many() {
        return new XtOpt(name, aliases, arg, invertible, mandatory, true, also, excl);
    }

    XtOpt also(String... names) {
        return new XtOpt(name, aliases, arg, invertible, mandatory, multi, List.of(names), excl);
    }

    XtOpt excl(String... names) {
        return new XtOpt(name, aliases, arg, invertible, mandatory, multi, also, List.of(names));
    }

    /** True if this is how the option is spelt. */
    boolean spelt(String word) {
        return name.equals(word) || aliases.contains(word);
    }

    /** True if a spelling of the option begins so. */
    boolean begins(String word) {
        return name.startsWith(word) || aliases.stream().anyMatch(a -> a.startsWith(word));
    }
}
