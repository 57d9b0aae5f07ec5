package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfHook;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chain: built in, then it has a hook and a policy, or made by the user. */
final class XtChain {
    private static final XtRule[] NONE = {};

    /** Its name; a user's chain can be renamed. */
    String name;
    /** Where packets come in; null for a user's chain. */
    final @Nullable NfHook hook;
    /** Rules in order; for the evaluation as {@link #compiled}. */
    final List<XtRule> rules = new ArrayList<>();

    XtRule[] compiled = NONE;
    /** Policy DROP. */
    boolean drop;
    /** The policy counts: only once it was set, as the nf_tables back end has it. */
    boolean counted;

    long packets;
    long bytes;

    XtChain(String name, @Nullable NfHook hook) {
        this.name = name;
        this.hook = hook;
    }

    XtChain copy() {
        XtChain copy = new XtChain(name, hook);
        copy.rules.addAll(rules);
        copy.drop = drop;
        copy.counted = counted;
        copy.packets = packets;
        copy.bytes = bytes;
        return copy;
    }

    void policy(boolean drops, long newPackets, long newBytes) {
        drop = drops;
        counted = true;
        packets = newPackets;
        bytes = newBytes;
    }

    void zero() {
        packets = 0;
        bytes = 0;
        rules.forEach(XtRule::zero);
    }
}
