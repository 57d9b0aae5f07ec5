package io.rxpath.tcp.core.input;

import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Explicit congestion notification as RFC 3168 has it (accurate ECN is {@link TcpAccecn}'s): a CE mark is echoed by ECE until
 * the peer says CWR.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_ecn_accept_cwr(), __tcp_ecn_check_ce().
 */
public final class TcpEcn {
    private static final int NOT_ECT = 0;
    private static final int CE = 3;

    private TcpEcn() {}

    /** tcp_ecn_accept_cwr(): the peer has slowed down; of each segment whose acknowledgment is not old. */
    public static void acceptCwr(TcpSock tp, TcpSkbCb cb) {
        if (tp.ecnOk && (cb.flags & TcpHeader.CWR) != 0) {
            tp.ecnDemandCwr = false;
            // Its window may be one segment now: it must not wait for a delayed ACK.
            if (cb.hasSequence()) {
                tp.ackPending |= TcpSock.ACK_NOW;
            }
        }
    }

    /** tcp_data_ecn_check(): looks at the IP header's mark of a data segment. */
    public static void dataCheck(TcpSock tp, TcpSkbCb cb) {
        if (!tp.ecnOk && !tp.accEcn.on) {
            return;
        }
        if (cb.ecn == NOT_ECT) {
            // A retransmission, if marks were seen before: the peer is in trouble.
            if (tp.ecnSeen) {
                TcpAckSndCheck.enterQuickackMode(tp, 2);
            }
            return;
        }
        if (tp.accEcn.on) {
            // Accurate ECN counts all segments, and has done so.
            return;
        }
        if (cb.ecn == CE && !tp.ecnDemandCwr) {
            TcpAckSndCheck.enterQuickackMode(tp, 2);
            tp.ecnDemandCwr = true;
        }
        tp.ecnSeen = true;
    }
}
