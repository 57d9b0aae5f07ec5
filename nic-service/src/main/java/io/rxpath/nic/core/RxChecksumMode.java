package io.rxpath.nic.core;

/** What a card says of the TCP or UDP checksum of a frame it received (kernel include/linux/skbuff.h, CHECKSUM_*). */
public enum RxChecksumMode {
    /** Nothing. */
    NONE,
    /** That it is right: CHECKSUM_UNNECESSARY, as Intel's cards do. */
    UNNECESSARY,
    /** The sum of all bytes from the network header on: CHECKSUM_COMPLETE, as Mellanox' cards do. */
    COMPLETE
}
