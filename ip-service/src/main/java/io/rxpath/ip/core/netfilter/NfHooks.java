package io.rxpath.ip.core.netfilter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The registered hook functions and their order (kernel net/netfilter/core.c nf_register_net_hook(), nf_hook_slow()). Of
 * functions with the same priority the one registered last is called first (nf_hook_entries_grow()).
 */
public final class NfHooks {
    /** Kernel MAX_HOOK_COUNT. */
    private static final int MAX_HOOK_COUNT = 1024;

    private static final NfHookOps[] NONE = {};
    private static final int HOOKS = NfHook.values().length;

    private final NfHookOps[][] entries = new NfHookOps[NfFamily.values().length * HOOKS][];

    /** No hook function anywhere. */
    public NfHooks() {
        Arrays.fill(entries, NONE);
    }

    private static int slot(NfFamily family, NfHook hook) {
        return family.ordinal() * HOOKS + hook.ordinal();
    }

    /**
     * Adds a function.
     *
     * @throws IllegalStateException if the hook has as many as it can have
     */
    public void register(NfHookOps ops) {
        int slot = slot(ops.family(), ops.hook());
        List<NfHookOps> next = new ArrayList<>(List.of(entries[slot]));
        if (next.size() >= MAX_HOOK_COUNT) {
            throw new IllegalStateException(
                    ops.hook() + " has " + MAX_HOOK_COUNT + " hook functions, as many as it can have");
        }
        int at = 0;
        while (at < next.size() && ops.priority() > next.get(at).priority()) {
            at++;
        }
        next.add(at, ops);
        entries[slot] = next.toArray(NONE);
    }

    /** Takes a function out again; nothing happens if it is not there. */
    public void unregister(NfHookOps ops) {
        int slot = slot(ops.family(), ops.hook());
        List<NfHookOps> next = new ArrayList<>(List.of(entries[slot]));
        next.remove(ops);
        entries[slot] = next.toArray(NONE);
    }

    /** True if nobody looks at packets there. */
    public boolean isEmpty(NfFamily family, NfHook hook) {
        return entries[slot(family, hook)].length == 0;
    }

    /** Shows the packet to the functions of {@code state.hook} in turn, until one does not accept it. */
    public NfVerdict run(NfHookState state) {
        for (NfHookOps ops : entries[slot(state.family, state.hook)]) {
            NfVerdict verdict = ops.fn().hook(state);
            if (verdict != NfVerdict.ACCEPT) {
                return verdict;
            }
        }
        return NfVerdict.ACCEPT;
    }
}
