package io.rxpath.ip.core.netfilter;

/**
 * A registration (kernel struct nf_hook_ops).
 *
 * @param family packets of which family
 * @param hook where
 * @param priority the lower is called first; see the constants of {@link NfPriority}
 * @param fn what is called
 */
public record NfHookOps(NfFamily family, NfHook hook, int priority, NfHookFn fn) {}
