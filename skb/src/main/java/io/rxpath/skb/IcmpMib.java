package io.rxpath.skb;

/**
 * Counters of the line Icmp of /proc/net/snmp, in its order (RFC 4293).
 *
 * <p>Kernel: net/ipv4/proc.c icmp_put().
 */
public enum IcmpMib implements MibCounter {
    /** Messages received, bad ones included. */
    IN_MSGS("InMsgs"),
    /** Messages received and dropped for an error in them. */
    IN_ERRORS("InErrors"),
    /** Messages received with a bad checksum; they count as InErrors too. */
    IN_CSUM_ERRORS("InCsumErrors"),
    /** Destination unreachable received. */
    IN_DEST_UNREACHS("InDestUnreachs"),
    /** Time exceeded received. */
    IN_TIME_EXCDS("InTimeExcds"),
    /** Parameter problems received. */
    IN_PARM_PROBS("InParmProbs"),
    /** Source quenches received. */
    IN_SRC_QUENCHS("InSrcQuenchs"),
    /** Redirects received. */
    IN_REDIRECTS("InRedirects"),
    /** Echo requests received. */
    IN_ECHOS("InEchos"),
    /** Echo replies received. */
    IN_ECHO_REPS("InEchoReps"),
    /** Timestamp requests received. */
    IN_TIMESTAMPS("InTimestamps"),
    /** Timestamp replies received. */
    IN_TIMESTAMP_REPS("InTimestampReps"),
    /** Address mask requests received. */
    IN_ADDR_MASKS("InAddrMasks"),
    /** Address mask replies received. */
    IN_ADDR_MASK_REPS("InAddrMaskReps"),
    /** Messages that were to be sent, OutErrors included. */
    OUT_MSGS("OutMsgs"),
    /** Messages that could not be sent. */
    OUT_ERRORS("OutErrors"),
    /** Messages not sent because of the limit for the whole host (icmp_msgs_per_sec). */
    OUT_RATE_LIMIT_GLOBAL("OutRateLimitGlobal"),
    /** Messages not sent because of the limit for one peer (icmp_ratelimit). */
    OUT_RATE_LIMIT_HOST("OutRateLimitHost"),
    /** Destination unreachable sent. */
    OUT_DEST_UNREACHS("OutDestUnreachs"),
    /** Time exceeded sent. */
    OUT_TIME_EXCDS("OutTimeExcds"),
    /** Parameter problems sent. */
    OUT_PARM_PROBS("OutParmProbs"),
    /** Source quenches sent. */
    OUT_SRC_QUENCHS("OutSrcQuenchs"),
    /** Redirects sent. */
    OUT_REDIRECTS("OutRedirects"),
    /** Echo requests sent. */
    OUT_ECHOS("OutEchos"),
    /** Echo replies sent. */
    OUT_ECHO_REPS("OutEchoReps"),
    /** Timestamp requests sent. */
    OUT_TIMESTAMPS("OutTimestamps"),
    /** Timestamp replies sent. */
    OUT_TIMESTAMP_REPS("OutTimestampReps"),
    /** Address mask requests sent. */
    OUT_ADDR_MASKS("OutAddrMasks"),
    /** Address mask replies sent. */
    OUT_ADDR_MASK_REPS("OutAddrMaskReps");

    private final String kernelName;

    IcmpMib(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "Icmp";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }
}
