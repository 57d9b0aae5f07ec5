package io.rxpath.softirq.core.xdp;

/**
 * What an XDP program decides about a frame.
 *
 * <p>Kernel: include/uapi/linux/bpf.h enum xdp_action.
 */
public enum XdpAction {
    /** The program failed: the frame is dropped and counted as an exception. */
    ABORTED,
    /** The frame is dropped. */
    DROP,
    /** The frame becomes an sk_buff. */
    PASS,
    /** The frame goes out of the port it came in by. */
    TX,
    /** The frame goes out of the port the program named. */
    REDIRECT
}
