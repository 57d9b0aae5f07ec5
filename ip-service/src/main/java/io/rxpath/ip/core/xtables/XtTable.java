package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfPriority;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table: its built-in chains and those of the user. A command changes a copy, which takes the place of the table when all
 * went well.
 */
final class XtTable {
    /** A jump may lead as deep as this (kernel NFT_JUMP_STACK_SIZE). */
    static final int MAX_DEPTH = 16;

    private static final NfHook[] HOOKS = NfHook.values();
    private static final String[] HOOK_NAMES = {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"};

    final Kind kind;
    /** Built-in chains by the number of their hook; null where the table has none. */
    final @Nullable XtChain[] builtin = new XtChain[HOOKS.length];
    /** The user's chains in the order of their names. */
    final Map<String, XtChain> user = new TreeMap<>();

    XtTable(Kind kind) {
        this.kind = kind;
        for (NfHook hook : kind.hooks) {
            builtin[hook.ordinal()] = new XtChain(HOOK_NAMES[hook.ordinal()], hook);
        }
    }

    private XtTable(XtTable of) {
        kind = of.kind;
        for (int i = 0; i < builtin.length; i++) {
            XtChain chain = of.builtin[i];
            builtin[i] = chain == null ? null : chain.copy();
        }
        of.user.forEach((name, chain) -> user.put(name, chain.copy()));
    }

    /** A copy whose chains can be changed; the rules are the same ones. */
    XtTable copy() {
        return new XtTable(this);
    }

    /** The chain of that name, null if there is none. */
    @Nullable
    XtChain chain(String name) {
        for (XtChain chain : builtin) {
            if (chain != null && chain.name.equals(name)) {
                return chain;
            }
        }
        return user.get(name);
    }

    /** Built-in chains first. */
    List<XtChain> chains() {
        List<XtChain> all = new java.util.ArrayList<>();
        for (XtChain chain : builtin) {
            if (chain != null) {
                all.add(chain);
            }
        }
        all.addAll(user.values());
        return all;
    }

    /** How many rules lead to the chain. */
    int references(String name) {
        int count = 0;
        for (XtChain chain : chains()) {
            for (XtRule rule : chain.rules) {
                if (rule.jump.equals(name)) {
                    count++;
                }
            }
        }
        return count;
    }

    /** Resolves jumps; to be called whenever this table takes its place. */
    void link() {
        for (XtChain chain : chains()) {
            for (XtRule rule : chain.rules) {
                rule.chain = rule.jump.isEmpty() ? null : user.get(rule.jump);
            }
            chain.compiled = chain.rules.toArray(chain.compiled);
        }
    }

    /**
     * What the kernel looks at when rules are changed (kernel nft_chain_validate()): from each built-in chain on, are there
     * loops, and may each match and target stand at that hook? Empty if all is well.
     */
    String refusal() {
        for (XtChain chain : builtin) {
            if (chain != null && chain.hook != null) {
                String refusal = refusal(chain, chain.hook, 0);
                if (!refusal.isEmpty()) {
                    return refusal;
                }
            }
        }
        return "";
    }

    private String refusal(XtChain chain, NfHook hook, int depth) {
        if (depth == MAX_DEPTH) {
            return "Too many links";
        }
        for (XtRule rule : chain.rules) {
            for (XtMatch match : rule.matches) {
                String why = match.refusal(hook);
                if (!why.isEmpty()) {
                    return "Invalid argument: " + why;
                }
            }
            String why = rule.target == null ? "" : rule.target.refusal(hook);
            if (!why.isEmpty()) {
                return "Invalid argument: " + why;
            }
            if (rule.chain != null) {
                String below = refusal(rule.chain, hook, depth + 1);
                if (!below.isEmpty()) {
                    return below;
                }
            }
        }
        return "";
    }

    /** The tables that there are, in the order of iptables-save. */
    enum Kind {
        MANGLE("mangle", NfPriority.MANGLE, HOOKS),
        SECURITY("security", NfPriority.SECURITY, NfHook.LOCAL_IN, NfHook.FORWARD, NfHook.LOCAL_OUT),
        RAW("raw", NfPriority.RAW, NfHook.PRE_ROUTING, NfHook.LOCAL_OUT),
        FILTER("filter", NfPriority.FILTER, NfHook.LOCAL_IN, NfHook.FORWARD, NfHook.LOCAL_OUT),
        NAT("nat", NfPriority.NAT_DST, NfHook.PRE_ROUTING, NfHook.LOCAL_IN, NfHook.LOCAL_OUT, NfHook.POST_ROUTING);

        final String text;
        /** Never written. */
        @SuppressWarnings("ImmutableEnumChecker")
        final NfHook[] hooks;

        private final int priority;

        Kind(String text, int priority, NfHook... hooks) {
            this.text = text;
            this.priority = priority;
            this.hooks = hooks;
        }

        /** Its place at the hook: nat translates sources late. */
        int priority(NfHook hook) {
            boolean source = this == NAT && (hook == NfHook.LOCAL_IN || hook == NfHook.POST_ROUTING);
            return source ? NfPriority.NAT_SRC : priority;
        }

        /** The table of that name, null if there is none. */
        static @Nullable Kind of(String text) {
            for (Kind kind : values()) {
                if (kind.text.equals(text)) {
                    return kind;
                }
            }
            return null;
        }
    }
}
