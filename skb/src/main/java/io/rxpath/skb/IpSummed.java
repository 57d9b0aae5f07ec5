package io.rxpath.skb;

/** What is known of the transport checksum (kernel include/linux/skbuff.h CHECKSUM_*). */
public enum IpSummed {
    /** Nothing: the stack verifies in software. */
    NONE,
    /** Verified: by the card, or by GRO. */
    UNNECESSARY,
    /** {@link SkBuff#csum} is the sum over the whole packet from the network header. */
    COMPLETE,
    /** The checksum field holds the pseudo-header sum only; whoever puts the packet on a wire must complete it. */
    PARTIAL;

    private static final IpSummed[] VALUES = values();

    static IpSummed of(int ordinal) {
        return VALUES[ordinal];
    }

    static boolean valid(int ordinal) {
        return ordinal >= 0 && ordinal < VALUES.length;
    }
}
