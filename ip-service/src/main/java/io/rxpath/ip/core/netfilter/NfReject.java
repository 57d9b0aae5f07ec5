package io.rxpath.ip.core.netfilter;

/** Refuses packets of one family (kernel net/ipv4/netfilter/nf_reject_ipv4.c, net/ipv6/netfilter/nf_reject_ipv6.c). */
public interface NfReject {
    /** Answers with an ICMP or ICMPv6 error, unless a rule forbids it. */
    void unreach(NfHookState state, int type, int code);

    /** Answers a TCP segment with a reset, unless a rule forbids it. */
    void reset(NfHookState state);
}
