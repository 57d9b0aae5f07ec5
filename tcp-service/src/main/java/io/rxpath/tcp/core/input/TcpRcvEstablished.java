package io.rxpath.tcp.core.input;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.tcp.core.ack.TcpAck;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.queue.ReceiveWindow;
import io.rxpath.tcp.core.queue.TcpDataQueue;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * A segment in ESTABLISHED: the predicted header goes a short way, all others the long one.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_rcv_established().
 */
final class TcpRcvEstablished {
    private static final int LEN_WITH_TIMESTAMP = 32;
    private static final String PLACE = "tcp_v4_do_rcv";

    private TcpRcvEstablished() {}

    static SkbDropReason rcv(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        boolean predicted = (cb.flagWord & TcpFastPath.HP_BITS) == tp.predFlags
                && cb.seq == tp.rcvNxt
                && !Seq.after(cb.ackSeq, tp.sndNxt);
        if (predicted && tp.tcpHeaderLen == LEN_WITH_TIMESTAMP) {
            predicted = cb.opt.sawTimestamp && cb.opt.tsVal - tp.tsRecent >= 0;
        }
        if (!predicted) {
            return slow(net, tp, skb, cb);
        }
        if (cb.len == 0) {
            int progress = storeTimestamp(net, tp, cb);
            TcpAccecn.receivedCounters(tp, cb);
            TcpAck.ack(net, tp, cb, TcpAck.FLAG_FAST | progress);
            TcpAck.dataSndCheck(net, tp);
            tp.rcvRttLastTsecr = cb.opt.tsEcr - tp.tsOff;
            return cb.consume("ack");
        }
        if (Seq.after(cb.endSeq, tp.rcvNxt + tp.receiveWindow())) {
            return slow(net, tp, skb, cb);
        }
        if (cb.truesize > tp.forwardAlloc) {
            return step5(net, tp, skb, cb);
        }
        return fast(net, tp, skb, cb);
    }

    private static SkbDropReason fast(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        int progress = storeTimestamp(net, tp, cb);
        measureRtt(net, tp, cb);
        net.linux.inc(LinuxMib.TCP_HP_HITS);
        skb.pull(cb.headerLen);
        TcpAccecn.receivedCounters(tp, cb);
        TcpDataQueue.queueRcv(net, tp, skb, cb);
        TcpEventDataRecv.dataReceived(net, tp, cb);
        if (cb.ackSeq != tp.sndUna) {
            TcpAck.ack(net, tp, cb, TcpAck.FLAG_FAST | progress);
            TcpAck.dataSndCheck(net, tp);
            if ((tp.ackPending & TcpSock.ACK_SCHED) == 0) {
                // It went along with data.
                return SkbDropReason.NOT_DROPPED_YET;
            }
        } else {
            tp.sndWl1 = cb.seq;
        }
        TcpAckSndCheck.check(net, tp, false);
        return SkbDropReason.NOT_DROPPED_YET;
    }

    /** The flag of {@link TcpAck} that says so if the timestamp is a later one. */
    private static int storeTimestamp(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        if (tp.tcpHeaderLen != LEN_WITH_TIMESTAMP || tp.rcvNxt != tp.rcvWup) {
            return 0;
        }
        boolean later = cb.opt.tsVal - tp.tsRecent > 0;
        TcpPaws.store(net, tp, cb);
        return later ? TcpAck.FLAG_TS_PROGRESS : 0;
    }

    private static void measureRtt(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        if (tp.tstampOk && cb.opt.sawTimestamp && cb.opt.tsEcr != 0) {
            ReceiveWindow.rcvRttMeasureTs(net, tp, cb.opt.tsEcr, cb.endSeq - cb.seq);
        }
    }

    private static SkbDropReason slow(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        if (!cb.ack() && !cb.rst() && !cb.syn()) {
            return cb.drop(SkbDropReason.TCP_FLAGS, PLACE);
        }
        SkbDropReason reason = TcpValidateIncoming.validate(net, tp, cb, true);
        return reason == SkbDropReason.NOT_DROPPED_YET ? step5(net, tp, skb, cb) : reason;
    }

    private static SkbDropReason step5(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        TcpAccecn.receivedCounters(tp, cb);
        SkbDropReason reason = TcpAck.ack(net, tp, cb, TcpAck.FLAG_UPDATE_TS_RECENT);
        if (reason.dropped()) {
            return cb.drop(reason, PLACE);
        }
        measureRtt(net, tp, cb);
        TcpUrg.check(net, tp, cb);
        reason = TcpDataQueue.queue(net, tp, skb, cb);
        if (!tp.destroyed) {
            TcpAck.dataSndCheck(net, tp);
            TcpAckSndCheck.check(net, tp);
        }
        return reason;
    }
}
