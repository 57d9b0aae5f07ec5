package io.rxpath.ip.core.netfilter;

/** A function that is called at a hook (kernel nf_hookfn). */
@FunctionalInterface
public interface NfHookFn {
    /**
     * Looks at {@code state.skb}, whose data begins at the network header, and may change it; where it needs another skb it
     * puts that into {@code state.skb}.
     */
    NfVerdict hook(NfHookState state);
}
