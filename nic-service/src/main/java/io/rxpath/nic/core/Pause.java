package io.rxpath.nic.core;

/**
 * Flow control by PAUSE frames (ethtool -A; IEEE 802.3 annex 31B).
 *
 * @param rx obey PAUSE frames: transmit waits
 * @param tx send PAUSE frames before the packet buffer overflows
 */
public record Pause(boolean rx, boolean tx) {
    /** Neither. */
    public static final Pause OFF = new Pause(false, false);
}
