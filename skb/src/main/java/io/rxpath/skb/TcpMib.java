package io.rxpath.skb;

/**
 * Counters of the line Tcp of /proc/net/snmp, in its order (RFC 4022).
 *
 * <p>Kernel: net/ipv4/proc.c snmp4_tcp_list.
 */
public enum TcpMib implements MibCounter {
    /** Constant 1, "other" (RFC 4022 knows no RFC 6298). */
    RTO_ALGORITHM("RtoAlgorithm"),
    /** Constant 200: least retransmission timeout in milliseconds. */
    RTO_MIN("RtoMin"),
    /** Constant 120000: greatest retransmission timeout in milliseconds. */
    RTO_MAX("RtoMax"),
    /** Constant -1: no limit to the number of connections. */
    MAX_CONN("MaxConn"),
    /** Connections opened by us: CLOSED to SYN_SENT. */
    ACTIVE_OPENS("ActiveOpens"),
    /** Connections opened by peers: LISTEN to SYN_RECV. */
    PASSIVE_OPENS("PassiveOpens"),
    /** Connections that failed before they were established. */
    ATTEMPT_FAILS("AttemptFails"),
    /** Connections that ended from ESTABLISHED or CLOSE_WAIT without a FIN of ours. */
    ESTAB_RESETS("EstabResets"),
    /** Gauge: connections in ESTABLISHED or CLOSE_WAIT. */
    CURR_ESTAB("CurrEstab"),
    /** Segments received, bad ones included; a merged skb counts as one. */
    IN_SEGS("InSegs"),
    /** Segments sent, retransmissions and resets excluded. */
    OUT_SEGS("OutSegs"),
    /** Segments sent again. */
    RETRANS_SEGS("RetransSegs"),
    /** Segments received with a bad header or checksum, or an unacceptable acknowledgment. */
    IN_ERRS("InErrs"),
    /** Resets sent. */
    OUT_RSTS("OutRsts"),
    /** Segments received with a bad checksum; they count as InErrs too. */
    IN_CSUM_ERRORS("InCsumErrors");

    private final String kernelName;

    TcpMib(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "Tcp";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }
}
