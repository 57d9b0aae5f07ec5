package io.rxpath.ip.core.netfilter;

/** Which end of a connection NAT changes (kernel enum nf_nat_manip_type). */
public enum NfNatManip {
    /** The source: statements snat and masquerade; at POST_ROUTING and LOCAL_IN. */
    SRC,
    /** The destination: statements dnat and redirect; at PRE_ROUTING and LOCAL_OUT. */
    DST
}
