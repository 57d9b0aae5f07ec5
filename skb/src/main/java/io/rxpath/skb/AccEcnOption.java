package io.rxpath.skb;

/**
 * The accurate ECN option of a segment being built. One instance is reused from segment to segment.
 *
 * <p>Kernel: net/ipv4/tcp_output.c struct tcp_out_options num_accecn_fields, tcp_options_write(); RFC 9768 section 3.2.3.
 */
public final class AccEcnOption {
    /** Counters in an option. */
    public static final int FIELDS = 3;
    /** Bytes of one with all of them. */
    public static final int LENGTH_MAX = TcpOptions.LENGTH_ACCECN_BASE + FIELDS * TcpOptions.LENGTH_ACCECN_FIELD;
    /** Bytes of one without. */
    public static final int LENGTH_MIN = TcpOptions.LENGTH_ACCECN_BASE;

    /** Counters that go out, 0..3, in the order ECT(1), CE, ECT(0); -1 for no option. */
    public int fields = -1;
    /** Counters as the wire has them, modulo 2^24. */
    public int e1b;

    public int ceb;
    public int e0b;

    /** No option goes out. */
    public AccEcnOption none() {
        fields = -1;
        return this;
    }
}
