package io.rxpath.tcp.core.input;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpMib;
import io.rxpath.tcp.core.KernelRelease;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.output.TcpFastopenActive;
import io.rxpath.tcp.core.output.TcpTransmitSkb;
import io.rxpath.tcp.core.queue.TcpDataQueue;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;

/**
 * Timestamps, sequence numbers, RST and SYN of a segment for a synchronised connection, in this order.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_validate_incoming(), tcp_sequence() as of 6.17, tcp_reset_check(),
 * tcp_send_dupack().
 */
public final class TcpValidateIncoming {
    private static final String PLACE = "tcp_validate_incoming";

    private TcpValidateIncoming() {}

    /**
     * NOT_DROPPED_YET if the segment may be processed; SKB_CONSUMED if it was a RST that has killed the connection.
     *
     * @param synInErr a SYN counts as an input error (in ESTABLISHED it does)
     */
    public static SkbDropReason validate(TcpNet net, TcpSock tp, TcpSkbCb cb, boolean synInErr) {
        if (tp.tstampOk && cb.opt.sawTimestamp) {
            SkbDropReason paws = TcpPaws.disordered(net, tp, cb);
            if (paws.dropped() && !cb.rst()) {
                if (cb.syn()) {
                    return synChallenge(net, tp, cb, synInErr, false);
                }
                if (paws == SkbDropReason.TCP_RFC7323_PAWS_ACK) {
                    net.linux.inc(LinuxMib.PAWS_OLD_ACK);
                    return cb.drop(paws, PLACE);
                }
                net.linux.inc(LinuxMib.PAWS_ESTAB_REJECTED);
                dupackUnlessLimited(net, tp, cb, LinuxMib.TCP_ACK_SKIPPED_PAWS);
                return cb.drop(paws, PLACE);
            }
        }
        SkbDropReason reason = sequence(net, tp, cb.seq, cb.endSeq, cb.fin());
        if (reason.dropped()) {
            if (cb.rst()) {
                if (resetCheck(tp, cb)) {
                    return TcpReset.reset(net, tp, cb);
                }
                return cb.drop(reason, PLACE);
            }
            if (cb.syn()) {
                return synChallenge(net, tp, cb, synInErr, false);
            }
            if (reason != SkbDropReason.TCP_OLD_SEQUENCE) {
                net.linux.inc(LinuxMib.BEYOND_WINDOW);
            }
            dupackUnlessLimited(net, tp, cb, LinuxMib.TCP_ACK_SKIPPED_SEQ);
            return cb.drop(reason, PLACE);
        }
        if (cb.rst()) {
            boolean exact = cb.seq == tp.rcvNxt || resetCheck(tp, cb);
            boolean sackEdge = tp.sackOk && tp.sacks.count > 0 && cb.seq == tp.sacks.highestEnd();
            if (exact || sackEdge) {
                return TcpReset.reset(net, tp, cb);
            }
            TcpFastopenActive.resetOutOfOrder(net, tp);
            TcpChallengeAck.send(net, tp);
            return cb.drop(SkbDropReason.TCP_RESET, PLACE);
        }
        if (!cb.syn()) {
            return SkbDropReason.NOT_DROPPED_YET;
        }
        boolean reflect = TcpAccecn.synInWindow(tp, cb);
        return crossed(tp, cb) ? SkbDropReason.NOT_DROPPED_YET : synChallenge(net, tp, cb, synInErr, reflect);
    }

    /** The peer's SYN-ACK after SYNs have crossed: it brings the acknowledgment of ours. */
    private static boolean crossed(TcpSock tp, TcpSkbCb cb) {
        return tp.state() == TcpState.SYN_RECV
                && tp.active
                && cb.ack()
                && cb.seq + 1 == cb.endSeq
                && cb.endSeq == tp.rcvNxt
                && cb.ackSeq == tp.sndNxt;
    }

    /**
     * tcp_sequence(): a segment that ends beyond the window is taken whole if nothing is queued, and a FIN may lie
     * behind the window. Which window counts, see {@link KernelRelease}.
     */
    public static SkbDropReason sequence(TcpNet net, TcpSock tp, int seq, int endSeq, boolean fin) {
        if (Seq.before(endSeq, tp.rcvWup)) {
            return SkbDropReason.TCP_OLD_SEQUENCE;
        }
        boolean max = net.settings.receiver().release().hasMaxReceiveWindow();
        int limit = tp.rcvNxt + (max ? tp.maxReceiveWindow() : tp.receiveWindow());
        if (!Seq.after(endSeq, limit)) {
            return SkbDropReason.NOT_DROPPED_YET;
        }
        if (Seq.after(seq, limit)) {
            return SkbDropReason.TCP_INVALID_SEQUENCE;
        }
        if (tp.receiveQueue.isEmpty() || fin && !Seq.after(endSeq - 1, limit)) {
            return SkbDropReason.NOT_DROPPED_YET;
        }
        return SkbDropReason.TCP_INVALID_END_SEQUENCE;
    }

    /** tcp_reset_check(): after the peer's FIN, a RST may repeat its sequence number. */
    private static boolean resetCheck(TcpSock tp, TcpSkbCb cb) {
        TcpState state = tp.state();
        return cb.seq == tp.rcvNxt - 1
                && (state == TcpState.CLOSE_WAIT || state == TcpState.LAST_ACK || state == TcpState.CLOSING);
    }

    private static SkbDropReason synChallenge(TcpNet net, TcpSock tp, TcpSkbCb cb, boolean synInErr, boolean reflect) {
        if (synInErr) {
            net.tcp.inc(TcpMib.IN_ERRS);
        }
        net.linux.inc(LinuxMib.TCP_SYN_CHALLENGE);
        TcpChallengeAck.send(net, tp, reflect);
        return cb.drop(SkbDropReason.TCP_INVALID_SYN, PLACE);
    }

    private static void dupackUnlessLimited(TcpNet net, TcpSock tp, TcpSkbCb cb, LinuxMib skipped) {
        // Data without SYN cannot be part of a loop of ACKs.
        if (!cb.hasSequence() || cb.syn()) {
            if (net.oowRateLimited(tp.lastOowAckTime, skipped)) {
                return;
            }
            tp.lastOowAckTime = net.now;
        }
        sendDupack(net, tp, cb);
    }

    private static void sendDupack(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        if (cb.hasSequence() && Seq.before(cb.seq, tp.rcvNxt)) {
            net.linux.inc(LinuxMib.DELAYED_ACK_LOST);
            if (tp.sackOk && net.settings.options().dsack()) {
                TcpAccecn.spuriousRetrans(tp, cb);
            }
            TcpAckSndCheck.enterQuickackMode(tp, TcpAckSndCheck.MAX_QUICKACKS);
            TcpDataQueue.dsackSet(net, tp, cb.seq, Seq.min(cb.endSeq, tp.rcvNxt));
        }
        TcpTransmitSkb.sendAck(net, tp);
    }
}
