package io.rxpath.skb;

/**
 * Counters of the line TcpExt of /proc/net/netstat, in its order. The constants are the kernel's LINUX_MIB_ constants
 * without the prefix, cut into words; two names stand apart: TcpTimeoutRehash and TcpDuplicateDataRehash are spelled so.
 *
 * <p>Kernel: net/ipv4/proc.c snmp4_net_list.
 */
public enum LinuxMib implements MibCounter {
    /** SYN cookies sent because the request queue was full. */
    SYNCOOKIES_SENT("SyncookiesSent"),
    /** Valid SYN cookies that came back. */
    SYNCOOKIES_RECV("SyncookiesRecv"),
    /** Acknowledgments that should have held a valid SYN cookie and did not. */
    SYNCOOKIES_FAILED("SyncookiesFailed"),
    /** Resets that hit a request socket in SYN_RECV. */
    EMBRYONIC_RSTS("EmbryonicRsts"),
    /** Times a receive queue was pruned because its buffer was overrun. */
    PRUNE_CALLED("PruneCalled"),
    /** Segments dropped because pruning did not free enough. */
    RCV_PRUNED("RcvPruned"),
    /** Times the out-of-order queue was thrown away for space. */
    OFO_PRUNED("OfoPruned"),
    /** ICMP errors that quoted a sequence number outside the window. */
    OUT_OF_WINDOW_ICMPS("OutOfWindowIcmps"),
    /** ICMP errors dropped because a user held the socket. */
    LOCK_DROPPED_ICMPS("LockDroppedIcmps"),
    /** ARP requests not answered because of arp_filter. */
    ARP_FILTER("ArpFilter"),
    /** Connections that ended their time-wait by the timer. */
    TIME_WAITED("TW"),
    /** Time-wait sockets taken for a new connection. */
    TIME_WAIT_RECYCLED("TWRecycled"),
    /** Time-wait sockets ended by a short timer. */
    TIME_WAIT_KILLED("TWKilled"),
    /** SYN-ACKs refused by PAWS. */
    PAWS_ACTIVE_REJECTED("PAWSActive"),
    /** Segments of connections refused by PAWS. */
    PAWS_ESTAB_REJECTED("PAWSEstab"),
    /** Segments refused because they end beyond the receive window. */
    BEYOND_WINDOW("BeyondWindow"),
    /** Segments refused because they echo a timestamp we never sent. */
    TS_ECR_REJECTED("TSEcrRejected"),
    /** Pure acknowledgments refused by PAWS that are old and harmless. */
    PAWS_OLD_ACK("PAWSOldAck"),
    /** Segments to time-wait sockets refused by PAWS. */
    PAWS_TIMEWAIT("PAWSTimewait"),
    /** Delayed acknowledgments sent by the timer. */
    DELAYED_ACKS("DelayedACKs"),
    /** Delayed acknowledgments put off further because a user held the socket. */
    DELAYED_ACK_LOCKED("DelayedACKLocked"),
    /** Segments that came again although they were already received. */
    DELAYED_ACK_LOST("DelayedACKLost"),
    /** Times an accept queue was full. */
    LISTEN_OVERFLOWS("ListenOverflows"),
    /** Segments to listening sockets dropped, ListenOverflows included. */
    LISTEN_DROPS("ListenDrops"),
    /** Data segments taken by header prediction. */
    TCP_HP_HITS("TCPHPHits"),
    /** Acknowledgments without data taken by the slow path. */
    TCP_PURE_ACKS("TCPPureAcks"),
    /** Acknowledgments taken by header prediction. */
    TCP_HP_ACKS("TCPHPAcks"),
    /** Fast recoveries without SACK. */
    TCP_RENO_RECOVERY("TCPRenoRecovery"),
    /** Fast recoveries with SACK. */
    TCP_SACK_RECOVERY("TCPSackRecovery"),
    /** Times a receiver took back what it had SACKed. */
    TCP_SACK_RENEGING("TCPSACKReneging"),
    /** Reorderings found by SACK. */
    TCP_SACK_REORDER("TCPSACKReorder"),
    /** Reorderings found by duplicate acknowledgments. */
    TCP_RENO_REORDER("TCPRenoReorder"),
    /** Reorderings found by timestamps. */
    TCP_TS_REORDER("TCPTSReorder"),
    /** Congestion windows restored in full on an acknowledgment. */
    TCP_FULL_UNDO("TCPFullUndo"),
    /** Congestion windows restored on a partial acknowledgment. */
    TCP_PARTIAL_UNDO("TCPPartialUndo"),
    /** Congestion windows restored because of DSACK. */
    TCP_DSACK_UNDO("TCPDSACKUndo"),
    /** Congestion windows restored after a timeout. */
    TCP_LOSS_UNDO("TCPLossUndo"),
    /** Retransmissions that were lost too. */
    TCP_LOST_RETRANSMIT("TCPLostRetransmit"),
    /** Timeouts during duplicate acknowledgments without SACK. */
    TCP_RENO_FAILURES("TCPRenoFailures"),
    /** Timeouts during duplicate acknowledgments with SACK. */
    TCP_SACK_FAILURES("TCPSackFailures"),
    /** Timeouts during recovery from a timeout. */
    TCP_LOSS_FAILURES("TCPLossFailures"),
    /** Retransmissions in fast recovery. */
    TCP_FAST_RETRANS("TCPFastRetrans"),
    /** Retransmissions after a timeout. */
    TCP_SLOW_START_RETRANS("TCPSlowStartRetrans"),
    /** Retransmission timeouts. */
    TCP_TIMEOUTS("TCPTimeouts"),
    /** Tail loss probes sent. */
    TCP_LOSS_PROBES("TCPLossProbes"),
    /** Losses that a tail loss probe mended. */
    TCP_LOSS_PROBE_RECOVERY("TCPLossProbeRecovery"),
    /** Timeouts in a fast recovery without SACK. */
    TCP_RENO_RECOVERY_FAIL("TCPRenoRecoveryFail"),
    /** Timeouts in a fast recovery with SACK. */
    TCP_SACK_RECOVERY_FAIL("TCPSackRecoveryFail"),
    /** Skbs of receive queues copied together to save memory. */
    TCP_RCV_COLLAPSED("TCPRcvCollapsed"),
    /** Segments merged into the last one of a socket backlog. */
    TCP_BACKLOG_COALESCE("TCPBacklogCoalesce"),
    /** DSACKs sent for data already received in order. */
    TCP_DSACK_OLD_SENT("TCPDSACKOldSent"),
    /** DSACKs sent for data already in the out-of-order queue. */
    TCP_DSACK_OFO_SENT("TCPDSACKOfoSent"),
    /** DSACKs received for data acknowledged. */
    TCP_DSACK_RECV("TCPDSACKRecv"),
    /** DSACKs received for data above the acknowledgment. */
    TCP_DSACK_OFO_RECV("TCPDSACKOfoRecv"),
    /** Connections reset because data came after the socket was closed. */
    TCP_ABORT_ON_DATA("TCPAbortOnData"),
    /** Connections reset because the socket was closed with unread data. */
    TCP_ABORT_ON_CLOSE("TCPAbortOnClose"),
    /** Connections reset for want of memory. */
    TCP_ABORT_ON_MEMORY("TCPAbortOnMemory"),
    /** Connections given up after too many timeouts. */
    TCP_ABORT_ON_TIMEOUT("TCPAbortOnTimeout"),
    /** Connections reset in FIN_WAIT2 because of the linger time. */
    TCP_ABORT_ON_LINGER("TCPAbortOnLinger"),
    /** Resets that could not be sent for want of memory. */
    TCP_ABORT_FAILED("TCPAbortFailed"),
    /** Times TCP came under memory pressure. */
    TCP_MEMORY_PRESSURES("TCPMemoryPressures"),
    /** Milliseconds TCP was under memory pressure. */
    TCP_MEMORY_PRESSURES_CHRONO("TCPMemoryPressuresChrono"),
    /** Invalid SACK blocks received. */
    TCP_SACK_DISCARD("TCPSACKDiscard"),
    /** Invalid DSACKs received that were too old. */
    TCP_DSACK_IGNORED_OLD("TCPDSACKIgnoredOld"),
    /** Invalid DSACKs received without a retransmission to undo. */
    TCP_DSACK_IGNORED_NO_UNDO("TCPDSACKIgnoredNoUndo"),
    /** Timeouts found needless by F-RTO. */
    TCP_SPURIOUS_RTOS("TCPSpuriousRTOs"),
    /** Segments without the MD5 signature that was due. */
    TCP_MD5_NOT_FOUND("TCPMD5NotFound"),
    /** Segments with an MD5 signature that was not due. */
    TCP_MD5_UNEXPECTED("TCPMD5Unexpected"),
    /** Segments with a wrong MD5 signature. */
    TCP_MD5_FAILURE("TCPMD5Failure"),
    /** SACKed skbs whose data was shifted to a neighbour. */
    SACK_SHIFTED("TCPSackShifted"),
    /** SACKed skbs merged with a neighbour. */
    SACK_MERGED("TCPSackMerged"),
    /** SACKed skbs that could be neither shifted nor merged. */
    SACK_SHIFT_FALLBACK("TCPSackShiftFallback"),
    /** Segments dropped because a socket backlog was full. */
    TCP_BACKLOG_DROP("TCPBacklogDrop"),
    /** Skbs from emergency memory dropped at a socket not allowed to use it. */
    PF_MEMALLOC_DROP("PFMemallocDrop"),
    /** Segments dropped because their TTL was below IP_MINTTL. */
    TCP_MIN_TTL_DROP("TCPMinTTLDrop"),
    /** Bare acknowledgments dropped because of TCP_DEFER_ACCEPT. */
    TCP_DEFER_ACCEPT_DROP("TCPDeferAcceptDrop"),
    /** Datagrams dropped by the reverse path filter. */
    IP_REVERSE_PATH_FILTER("IPReversePathFilter"),
    /** Connections that got no time-wait because there were too many. */
    TCP_TIME_WAIT_OVERFLOW("TCPTimeWaitOverflow"),
    /** SYNs answered with a cookie because the request queue was full. */
    TCP_REQ_Q_FULL_DO_COOKIES("TCPReqQFullDoCookies"),
    /** SYNs dropped because the request queue was full and cookies are off. */
    TCP_REQ_Q_FULL_DROP("TCPReqQFullDrop"),
    /** Retransmissions that the lower layers refused. */
    TCP_RETRANS_FAIL("TCPRetransFail"),
    /** Skbs merged into the last one of a receive queue. */
    TCP_RCV_COALESCE("TCPRcvCoalesce"),
    /** Segments put into an out-of-order queue. */
    TCP_OFO_QUEUE("TCPOFOQueue"),
    /** Segments that should have gone there but did not get memory. */
    TCP_OFO_DROP("TCPOFODrop"),
    /** Segments found whole in the out-of-order queue already. */
    TCP_OFO_MERGE("TCPOFOMerge"),
    /** Challenge acknowledgments sent (RFC 5961). */
    TCP_CHALLENGE_ACK("TCPChallengeACK"),
    /** Challenge acknowledgments due because of a SYN. */
    TCP_SYN_CHALLENGE("TCPSYNChallenge"),
    /** Fast opens by us that worked. */
    TCP_FAST_OPEN_ACTIVE("TCPFastOpenActive"),
    /** Fast opens by us whose data was not taken. */
    TCP_FAST_OPEN_ACTIVE_FAIL("TCPFastOpenActiveFail"),
    /** Fast opens by peers accepted. */
    TCP_FAST_OPEN_PASSIVE("TCPFastOpenPassive"),
    /** Fast opens by peers refused for a bad cookie. */
    TCP_FAST_OPEN_PASSIVE_FAIL("TCPFastOpenPassiveFail"),
    /** Fast opens by peers refused because too many were pending. */
    TCP_FAST_OPEN_LISTEN_OVERFLOW("TCPFastOpenListenOverflow"),
    /** Requests for a fast open cookie. */
    TCP_FAST_OPEN_COOKIE_REQD("TCPFastOpenCookieReqd"),
    /** Times fast open was turned off because a middlebox swallowed it. */
    TCP_FAST_OPEN_BLACKHOLE("TCPFastOpenBlackhole"),
    /** Retransmissions put off: the original is still in a queue of ours. */
    TCP_SPURIOUS_RTX_HOST_QUEUES("TCPSpuriousRtxHostQueues"),
    /** Packets that busy polling found. */
    BUSY_POLL_RX_PACKETS("BusyPollRxPackets"),
    /** Times small data was held back while a packet was in a queue of ours. */
    TCP_AUTO_CORKING("TCPAutoCorking"),
    /** Advertised windows that went from zero to more. */
    TCP_FROM_ZERO_WINDOW_ADV("TCPFromZeroWindowAdv"),
    /** Advertised windows that went to zero. */
    TCP_TO_ZERO_WINDOW_ADV("TCPToZeroWindowAdv"),
    /** Windows that should have been zero but must not shrink. */
    TCP_WANT_ZERO_WINDOW_ADV("TCPWantZeroWindowAdv"),
    /** SYNs and SYN-ACKs sent again. */
    TCP_SYN_RETRANS("TCPSynRetrans"),
    /** Data segments sent the first time. */
    TCP_ORIG_DATA_SENT("TCPOrigDataSent"),
    /** Slow starts ended by the length of an ACK train. */
    TCP_HYSTART_TRAIN_DETECT("TCPHystartTrainDetect"),
    /** Sum of the congestion windows at those ends. */
    TCP_HYSTART_TRAIN_CWND("TCPHystartTrainCwnd"),
    /** Slow starts ended by growing delay. */
    TCP_HYSTART_DELAY_DETECT("TCPHystartDelayDetect"),
    /** Sum of the congestion windows at those ends. */
    TCP_HYSTART_DELAY_CWND("TCPHystartDelayCwnd"),
    /** Acknowledgments not sent by the rate limit, in SYN_RECV. */
    TCP_ACK_SKIPPED_SYN_RECV("TCPACKSkippedSynRecv"),
    /** Acknowledgments not sent by the rate limit, after a PAWS failure. */
    TCP_ACK_SKIPPED_PAWS("TCPACKSkippedPAWS"),
    /** Acknowledgments not sent by the rate limit, after a bad sequence number. */
    TCP_ACK_SKIPPED_SEQ("TCPACKSkippedSeq"),
    /** Acknowledgments not sent by the rate limit, in FIN_WAIT2. */
    TCP_ACK_SKIPPED_FIN_WAIT2("TCPACKSkippedFinWait2"),
    /** Acknowledgments not sent by the rate limit, in TIME_WAIT. */
    TCP_ACK_SKIPPED_TIME_WAIT("TCPACKSkippedTimeWait"),
    /** Challenge acknowledgments not sent by the rate limit. */
    TCP_ACK_SKIPPED_CHALLENGE("TCPACKSkippedChallenge"),
    /** Window probes sent. */
    TCP_WIN_PROBE("TCPWinProbe"),
    /** Keepalive probes sent. */
    TCP_KEEP_ALIVE("TCPKeepAlive"),
    /** Failed probes of the path MTU. */
    TCP_MTUP_FAIL("TCPMTUPFail"),
    /** Successful probes of the path MTU. */
    TCP_MTUP_SUCCESS("TCPMTUPSuccess"),
    /** Segments delivered to peers, SYNs and retransmissions included. */
    TCP_DELIVERED("TCPDelivered"),
    /** Segments delivered to peers with congestion experienced. */
    TCP_DELIVERED_CE("TCPDeliveredCE"),
    /** Acknowledgments saved by SACK compression. */
    TCP_ACK_COMPRESSED("TCPAckCompressed"),
    /** Segments dropped because the receive window was zero. */
    TCP_ZERO_WINDOW_DROP("TCPZeroWindowDrop"),
    /** Segments dropped because the receive queue got no memory. */
    TCP_RCV_Q_DROP("TCPRcvQDrop"),
    /** Sends refused because the write queue got too long for its memory. */
    TCP_WQUEUE_TOO_BIG("TCPWqueueTooBig"),
    /** Fast opens by peers with a cookie of the second key. */
    TCP_FAST_OPEN_PASSIVE_ALT_KEY("TCPFastOpenPassiveAltKey"),
    /** Flow hashes changed after a timeout. */
    TCP_TIMEOUT_REHASH("TcpTimeoutRehash"),
    /** Flow hashes changed after data came twice. */
    TCP_DUPLICATE_DATA_REHASH("TcpDuplicateDataRehash"),
    /** Segments that received DSACKs spoke of. */
    TCP_DSACK_RECV_SEGS("TCPDSACKRecvSegs"),
    /** DSACKs ignored because they claim more than was sent twice. */
    TCP_DSACK_IGNORED_DUBIOUS("TCPDSACKIgnoredDubious"),
    /** Requests moved to another listener. */
    TCP_MIGRATE_REQ_SUCCESS("TCPMigrateReqSuccess"),
    /** Requests that could not be moved to another listener. */
    TCP_MIGRATE_REQ_FAILURE("TCPMigrateReqFailure"),
    /** Flow hashes changed by protective load balancing. */
    TCP_PLB_REHASH("TCPPLBRehash"),
    /** Segments without the TCP-AO signature that was due. */
    TCP_AO_REQUIRED("TCPAORequired"),
    /** Segments with a wrong TCP-AO signature. */
    TCP_AO_BAD("TCPAOBad"),
    /** Segments with a TCP-AO key nobody knows. */
    TCP_AO_KEY_NOT_FOUND("TCPAOKeyNotFound"),
    /** Segments with a good TCP-AO signature. */
    TCP_AO_GOOD("TCPAOGood"),
    /** ICMP errors ignored because the connection uses TCP-AO. */
    TCP_AO_DROPPED_ICMPS("TCPAODroppedIcmps");

    private final String kernelName;

    LinuxMib(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "TcpExt";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }
}
