package io.rxpath.nic.core;

/**
 * One steering rule (ethtool -N).
 *
 * @param text as ethtool takes it: {@code flow-type tcp4 dst-port 80 action 2}
 * @param action the queue, or {@link #DROP}
 */
public record NtupleRule(String text, int action) {
    /** Action -1: the frame is dropped. */
    public static final int DROP = -1;
}
