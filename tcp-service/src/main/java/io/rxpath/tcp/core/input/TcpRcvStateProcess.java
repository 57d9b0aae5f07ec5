package io.rxpath.tcp.core.input;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockEvent;
import io.rxpath.tcp.core.ack.TcpAck;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.ack.TcpRate;
import io.rxpath.tcp.core.output.SkStream;
import io.rxpath.tcp.core.output.TcpMss;
import io.rxpath.tcp.core.queue.TcpDataQueue;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TcpTransitions;
import io.rxpath.tcp.core.timer.TcpKeepalive;

/**
 * A segment in every state but ESTABLISHED, LISTEN and TIME_WAIT.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_rcv_state_process().
 */
final class TcpRcvStateProcess {
    private static final String PLACE = "tcp_rcv_state_process";
    private static final String CALLER = "tcp_v4_do_rcv";

    private TcpRcvStateProcess() {}

    static SkbDropReason rcv(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        if (tp.state() == TcpState.CLOSE) {
            return cb.drop(SkbDropReason.TCP_CLOSE, PLACE);
        }
        if (tp.state() == TcpState.SYN_SENT) {
            return TcpRcvSynsent.rcv(net, tp, skb, cb);
        }
        if (tp.fastopenRsk != null) {
            SkbDropReason reason = TcpFastopen.checkReq(net, tp, tp.fastopenRsk, cb);
            if (reason != SkbDropReason.NOT_DROPPED_YET) {
                return reason;
            }
        }
        if (!cb.ack() && !cb.rst() && !cb.syn()) {
            return cb.drop(SkbDropReason.TCP_FLAGS, PLACE);
        }
        SkbDropReason reason = TcpValidateIncoming.validate(net, tp, cb, false);
        if (reason != SkbDropReason.NOT_DROPPED_YET) {
            return reason;
        }
        reason = TcpAck.ack(net, tp, cb, TcpAck.FLAG_UPDATE_TS_RECENT | TcpAck.FLAG_NO_CHALLENGE_ACK);
        if (reason != SkbDropReason.NOT_DROPPED_YET) {
            if (tp.state() == TcpState.SYN_RECV) {
                return cb.resetAndDrop(reason.dropped() ? reason : SkbDropReason.TCP_OLD_ACK, CALLER);
            }
            if (reason.dropped()) {
                TcpChallengeAck.send(net, tp);
                return cb.drop(reason, PLACE);
            }
        }
        reason = acknowledged(net, tp, cb);
        if (reason != SkbDropReason.NOT_DROPPED_YET) {
            return reason;
        }
        return text(net, tp, skb, cb);
    }

    /** What the acknowledgment means for the state; NOT_DROPPED_YET to go on. */
    private static SkbDropReason acknowledged(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        boolean allAcked = tp.sndUna == tp.writeSeq && tp.finQueued;
        switch (tp.state()) {
            case SYN_RECV -> established(net, tp, cb);
            case FIN_WAIT1 -> {
                TcpFastopen.synrecvState(net, tp);
                if (allAcked) {
                    return finAcked(net, tp, cb);
                }
            }
            case CLOSING -> {
                if (allAcked) {
                    TcpDone.timeWait(net, tp, TcpState.TIME_WAIT, 0);
                    return cb.consume(cb.why);
                }
            }
            case LAST_ACK -> {
                if (allAcked) {
                    TcpDone.done(net, tp);
                    return cb.consume(cb.why);
                }
            }
            default -> {
                // Nothing depends on it.
            }
        }
        return SkbDropReason.NOT_DROPPED_YET;
    }

    /** The handshake is through. */
    private static void established(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        boolean fastopen = tp.fastopenRsk != null;
        // Of the SYN-ACK tcp_ack() knows nothing.
        tp.delivered++;
        if (fastopen) {
            TcpFastopen.synrecvState(net, tp);
        } else {
            TcpRcvSynsent.undoSpuriousSyn(tp, cb);
            tp.retransStamp = 0;
            TcpRcvSynsent.initTransfer(net, tp);
            tp.copiedSeq = tp.rcvNxt;
        }
        TcpTransitions.set(net, tp, TcpState.ESTABLISHED);
        tp.sndWnd = cb.window << tp.sndWscale;
        tp.maxWindow = Math.max(tp.maxWindow, tp.sndWnd);
        tp.sndWl1 = cb.seq;
        TcpRate.updatePacingRate(net, tp);
        tp.lsndtime = net.now;
        TcpMss.initializeRcvMss(tp);
        if (tp.accEcn.on) {
            TcpAccecn.thirdAck(net, tp, cb, tp.accEcn.synEctSnt);
        }
        TcpFastPath.on(tp);
        TcpKeepalive.start(net, tp);
        if (tp.active) {
            activeEstablished(net, tp);
            return;
        }
        if (!tp.announced) {
            announce(net, tp);
        }
    }

    /** The listener has a connection to accept. */
    static void announce(TcpNet net, TcpSock tp) {
        tp.announced = true;
        ListenSock listener = tp.listener;
        long of = listener == null || listener.cookie == 0 ? tp.flow.localPort() : listener.cookie;
        net.notify(tp, SockEvent.Kind.NEW, of);
        SkStream.established(net, tp);
    }

    /** SYNs have crossed and the peer has ours. */
    private static void activeEstablished(TcpNet net, TcpSock tp) {
        if (tp.tstampOk) {
            tp.advmss -= 12;
        }
        net.notify(tp, SockEvent.Kind.CONNECTED, 0);
        SkStream.established(net, tp);
    }

    private static SkbDropReason finAcked(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        TcpTransitions.set(net, tp, TcpState.FIN_WAIT2);
        tp.sndShutdown = true;
        if (!tp.dead) {
            return SkbDropReason.NOT_DROPPED_YET;
        }
        return TcpFinWait2.entered(net, tp, cb);
    }

    private static SkbDropReason text(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        TcpUrg.check(net, tp, cb);
        SkbDropReason result;
        switch (tp.state()) {
            case CLOSE_WAIT, CLOSING, LAST_ACK -> {
                if (!Seq.before(cb.seq, tp.rcvNxt)) {
                    // Behind the peer's FIN there is nothing; the kernel counts a mere acknowledgment as dropped, too.
                    result = cb.drop(SkbDropReason.NOT_SPECIFIED, PLACE);
                } else {
                    result = dataUnlessShut(net, tp, skb, cb);
                }
            }
            case FIN_WAIT1, FIN_WAIT2 -> result = dataUnlessShut(net, tp, skb, cb);
            case ESTABLISHED -> result = TcpDataQueue.queue(net, tp, skb, cb);
            default -> result = cb.drop(SkbDropReason.NOT_SPECIFIED, PLACE);
        }
        if (!tp.destroyed) {
            TcpAck.dataSndCheck(net, tp);
            TcpAckSndCheck.check(net, tp);
        }
        return result;
    }

    /** Data for a socket whose reader is gone kills the connection. */
    private static SkbDropReason dataUnlessShut(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        int dataEnd = cb.endSeq - (cb.fin() ? 1 : 0);
        if (tp.rcvShutdown && cb.hasSequence() && Seq.after(dataEnd, tp.rcvNxt)) {
            net.linux.inc(LinuxMib.TCP_ABORT_ON_DATA);
            TcpReset.abort(net, tp);
            return cb.resetAndDrop(SkbDropReason.TCP_ABORT_ON_DATA, CALLER);
        }
        return TcpDataQueue.queue(net, tp, skb, cb);
    }
}
