package io.rxpath.ip.core.conntrack;

/** What a protocol's tracker says of a packet. */
enum ConntrackVerdict {
    /** It belongs to the connection (NF_ACCEPT). */
    ACCEPT,
    /** It does not (-NF_ACCEPT). */
    INVALID,
    /** It is to be dropped (-NF_DROP). */
    DROP,
    /** The connection is gone, and the packet begins another (-NF_REPEAT). */
    REPEAT
}
