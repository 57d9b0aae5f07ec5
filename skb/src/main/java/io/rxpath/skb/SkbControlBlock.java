package io.rxpath.skb;

/** What a layer keeps with a packet while it has it (kernel skb->cb, such as struct inet_skb_parm). */
public interface SkbControlBlock {}
