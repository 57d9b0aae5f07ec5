package io.rxpath.nic.core;

/** What kind of receive checksum hardware the card has, when rx-checksumming is on. */
public enum RxChecksumMode {
    /** None: everything goes up unverified. */
    NONE,
    /** Knows TCP and UDP and says CHECKSUM_UNNECESSARY (e1000e, ixgbe). */
    UNNECESSARY,
    /** Sums the whole frame behind the Ethernet header and says CHECKSUM_COMPLETE (mlx5). */
    COMPLETE
}
