package io.rxpath.ip.core.netfilter;

/** What a hook function says of a packet (kernel include/uapi/linux/netfilter.h NF_*). */
public enum NfVerdict {
    /** Free it; the chain of hooks ends. */
    DROP,
    /** On to the next hook function. */
    ACCEPT,
    /** The function has kept or freed it. */
    STOLEN,
    /** To user space. Nobody listens there, so it is dropped (NF_QUEUE without a queue). */
    QUEUE
}
