package io.rxpath.ip.core.netfilter;

/** The places where netfilter looks at a packet (kernel enum nf_inet_hooks). */
public enum NfHook {
    /** Received, before the routing decision. */
    PRE_ROUTING,
    /** For this host, before the protocol. */
    LOCAL_IN,
    /** For another host, behind the routing decision. */
    FORWARD,
    /** Our own, before it leaves. */
    LOCAL_OUT,
    /** Everything that leaves, our own and forwarded. */
    POST_ROUTING
}
