package io.rxpath.ip.core;

/** Who asks for reassembly: the fragments of one never complete a datagram of another (kernel enum ip_defrag_users). */
public enum IpDefragUser {
    /** ip_local_deliver(). */
    LOCAL_DELIVER,
    /** Connection tracking of received packets. */
    CONNTRACK_IN,
    /** Connection tracking of our own packets. */
    CONNTRACK_OUT
}
