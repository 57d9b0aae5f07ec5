package io.rxpath.ip.core;

/** What is known of a neighbour (kernel include/uapi/linux/neighbour.h NUD_*; RFC 4861 section 7.3.2). */
public enum NudState {
    /** Asked for; nothing heard yet. */
    INCOMPLETE,
    /** Confirmed a short time ago. */
    REACHABLE,
    /** Usable, but not confirmed lately. Becomes DELAY at its next use. */
    STALE,
    /** Used; the layers above have some seconds to confirm it. */
    DELAY,
    /** Being asked, by unicast, whether it is still there. */
    PROBE,
    /** Does not answer. */
    FAILED,
    /** Set by hand. */
    PERMANENT;

    /** True if packets may be sent to its address (kernel NUD_VALID). */
    public boolean valid() {
        return this != INCOMPLETE && this != FAILED;
    }

    /** True if nothing needs to be done before sending (kernel NUD_CONNECTED). */
    public boolean connected() {
        return this == REACHABLE || this == PERMANENT;
    }

    /** True if a timer runs (kernel NUD_IN_TIMER). */
    public boolean inTimer() {
        return this == INCOMPLETE || this == REACHABLE || this == DELAY || this == PROBE;
    }
}
