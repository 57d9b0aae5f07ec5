package io.rxpath.tcp.core.sock;

/**
 * What a connection knows of congestion marks: the counters, which every connection keeps, and the state of accurate ECN
 * (RFC 9768). The byte counters are by codepoint: ECT(1), ECT(0), CE.
 *
 * <p>Kernel: include/linux/tcp.h struct tcp_sock received_ce ... prev_ecnfield; include/net/tcp_ecn.h.
 */
public final class AccEcn {
    /** Codepoints of the IP header. */
    public static final int NOT_ECT = 0;

    public static final int ECT_1 = 1;
    public static final int ECT_0 = 2;
    public static final int CE = 3;

    /** Bits of {@link #failMode}: our ACE field, the peer's, our option, the peer's does not get through. */
    public static final int ACE_FAIL_SEND = 1;

    public static final int ACE_FAIL_RECV = 2;
    public static final int OPT_FAIL_SEND = 4;
    public static final int OPT_FAIL_RECV = 8;

    /** Values of {@link #sawOpt}. */
    public static final int OPT_NOT_SEEN = 0;

    public static final int OPT_EMPTY_SEEN = 1;
    public static final int OPT_COUNTER_SEEN = 2;
    public static final int OPT_FAIL_SEEN = 3;

    /** Accurate ECN is in use (TCP_ECN_MODE_ACCECN). */
    public boolean on;
    /** Our SYN has asked for it (TCP_ECN_MODE_PENDING until the answer). */
    public boolean pending;
    /**
     * It was asked for by a SYN with all three flags, so tcp_ecn is 3 or more. Linux 6.18 cannot be set so; what later
     * kernels do differently from it applies to such connections alone.
     */
    public boolean negotiated;
    /** Mark with which our SYN or SYN-ACK went out, and the peer's came in. */
    public int synEctSnt;

    public int synEctRcv;
    /** What does not work on the path. */
    public int failMode;
    /** The best option the peer has sent. */
    public int sawOpt;

    // ---- as receiver
    /** Segments that came with CE, and those of them not reported yet, 0..15. */
    public int receivedCe;

    public int receivedCePending;
    /** Payload bytes by codepoint. */
    public final int[] receivedBytes = new int[3];
    /** Counters the next option must have, 0..3. */
    public int minlen;
    /** Segments that shall carry an option, 0..3. */
    public int optDemand;
    /** Mark of the last segment. */
    public int prevEcnField;
    /** When the last option went out, epoch ns. */
    public long optTstamp;
    /** The last segment had an option and a D-SACK. */
    public boolean optSentWithDsack;

    // ---- as sender
    /** Segments of ours that arrived with CE. */
    public int deliveredCe;
    /** Payload bytes by codepoint, as the peer reports them or as is estimated. */
    public final int[] deliveredBytes = new int[3];
    /** Codepoint whose counter grows alone, 0 for unknown. */
    public int estEcnField;
    /** Average segments an ACK delivers, times 64. */
    public int pktsAckedEwma;

    /** True if that does not work. */
    public boolean failed(int bits) {
        return (failMode & bits) != 0;
    }

    /** tcp_accecn_opt_demand_min(). */
    public void demandOption(int atLeast) {
        optDemand = Math.max(optDemand, atLeast);
    }

    /** tcp_accecn_saw_opt_fail_recv(). */
    public void sawOption(int saw) {
        sawOpt = saw;
        if (saw == OPT_FAIL_SEEN) {
            failMode |= OPT_FAIL_RECV;
        }
    }
}
