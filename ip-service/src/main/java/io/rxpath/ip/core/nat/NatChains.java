package io.rxpath.ip.core.nat;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookFn;

/**
 * Where chains of NAT rules register: they are asked for the first packet of a connection only (kernel nf_nat_register_fn(),
 * nf_nat_unregister_fn()).
 */
public interface NatChains {
    /**
     * Adds a chain. The first one of a family switches NAT on for it. Of chains with the same priority the one registered last
     * is asked first.
     *
     * @param hook PRE_ROUTING, LOCAL_IN, LOCAL_OUT or POST_ROUTING
     * @throws IllegalArgumentException for FORWARD
     */
    void register(NfFamily family, NfHook hook, int priority, NfHookFn chain);

    /** Takes a chain out again. With the last one of a family its packets are no longer translated. */
    void unregister(NfFamily family, NfHook hook, NfHookFn chain);
}
