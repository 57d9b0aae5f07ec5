package io.rxpath.skb;

/** How a packet belongs to its tracked connection (kernel enum ip_conntrack_info). */
public enum CtInfo {
    /** Not looked at yet, or INVALID: there is no connection. */
    NONE,
    /** Original direction of a connection that has seen both. */
    ESTABLISHED,
    /** Begins a connection that is expected, or is an ICMP error about one; original direction. */
    RELATED,
    /** Begins a connection, or is another packet of one that was not answered yet. */
    NEW,
    /** Reply direction of a connection. */
    ESTABLISHED_REPLY,
    /** As RELATED, reply direction. */
    RELATED_REPLY,
    /** Not to be tracked (target CT --notrack, statement notrack). */
    UNTRACKED;

    /** True for the reply direction (kernel CTINFO2DIR). */
    public boolean reply() {
        return this == ESTABLISHED_REPLY || this == RELATED_REPLY;
    }
}
