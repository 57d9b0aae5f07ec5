package io.rxpath.skb;

/** What connection tracking hangs on an skb (kernel struct nf_conntrack, the head of struct nf_conn). */
public interface NfConntrack {}
