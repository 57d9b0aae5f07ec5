package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/**
 * Reassembly for connection tracking, which looks at whole datagrams only (kernel net/ipv4/netfilter/nf_defrag_ipv4.c,
 * net/ipv6/netfilter/nf_defrag_ipv6_hooks.c).
 */
@FunctionalInterface
public interface ConntrackDefrag {
    /**
     * Takes a fragment, or any packet of IPv6; data at its network header.
     *
     * @param hook PRE_ROUTING for IP_DEFRAG_CONNTRACK_IN, LOCAL_OUT for IP_DEFRAG_CONNTRACK_OUT: their fragments do not mix
     * @return the datagram it completes, or what is no fragment, data at its network header; null if the fragment was kept or dropped
     */
    @Nullable
    SkBuff defrag(SkBuff skb, NfFamily family, NfHook hook, long now);
}
