package io.rxpath.nic.core;

/**
 * Flow control as {@code ethtool -A} sets it; there is no autonegotiation.
 *
 * @param rx obey PAUSE frames
 * @param tx send PAUSE frames
 */
public record Pause(boolean rx, boolean tx) {
    /** Neither: what comes too fast is lost. */
    public static final Pause OFF = new Pause(false, false);

    /** Obey PAUSE frames or not. */
    public Pause withRx(boolean value) {
        return new Pause(value, tx);
    }

    /** Send PAUSE frames or not. */
    public Pause withTx(boolean value) {
        return new Pause(rx, value);
    }
}
