package io.rxpath.ip.core.conntrack;

/** States of a TCP connection as a middle box guesses them (kernel enum tcp_conntrack), in the kernel's order. */
public enum TcpConntrack {
    /** Nothing was seen. */
    NONE,
    /** A SYN was seen. */
    SYN_SENT,
    /** Its SYN-ACK was seen. */
    SYN_RECV,
    /** An ACK was seen. */
    ESTABLISHED,
    /** One side's FIN was seen. */
    FIN_WAIT,
    /** It was acknowledged. */
    CLOSE_WAIT,
    /** Both FINs were seen. */
    LAST_ACK,
    /** The last ACK was seen. */
    TIME_WAIT,
    /** Reset. */
    CLOSE,
    /** SYNs were seen from both sides. */
    SYN_SENT2;

    private static final TcpConntrack[] VALUES = values();

    /** The state with this ordinal. */
    static TcpConntrack of(int ordinal) {
        return VALUES[ordinal];
    }
}
