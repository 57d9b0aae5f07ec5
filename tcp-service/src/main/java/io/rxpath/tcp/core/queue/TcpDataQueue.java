package io.rxpath.tcp.core.queue;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockEvent;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.input.TcpAccecn;
import io.rxpath.tcp.core.input.TcpEventDataRecv;
import io.rxpath.tcp.core.input.TcpFastPath;
import io.rxpath.tcp.core.input.TcpFin;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Data of an acceptable segment: in sequence it goes to the socket, ahead of it into the out-of-order queue, behind it
 * it was a retransmission.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_data_queue(), tcp_queue_rcv(), tcp_ofo_queue().
 */
public final class TcpDataQueue {
    private static final String PLACE = "tcp_data_queue";

    private TcpDataQueue() {}

    /** Takes the segment: queues it (NOT_DROPPED_YET), consumes it, or says why not. */
    public static SkbDropReason queue(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        if (!cb.hasSequence()) {
            return cb.consume(cb.why);
        }
        skb.pull(cb.headerLen);
        tp.sacks.dsack = false;
        if (cb.seq == tp.rcvNxt) {
            if (tp.receiveWindow() == 0 && !(cb.len == 0 && cb.fin())) {
                net.linux.inc(LinuxMib.TCP_ZERO_WINDOW_DROP);
                return outOfWindow(tp, cb, SkbDropReason.TCP_ZEROWINDOW);
            }
            return queueInOrder(net, tp, skb, cb);
        }
        if (!Seq.after(cb.endSeq, tp.rcvNxt)) {
            TcpAccecn.spuriousRetrans(tp, cb);
            net.linux.inc(LinuxMib.DELAYED_ACK_LOST);
            dsackSet(net, tp, cb.seq, cb.endSeq);
            return outOfWindow(tp, cb, SkbDropReason.TCP_OLD_DATA);
        }
        if (!Seq.before(cb.seq, tp.rcvNxt + tp.receiveWindow())) {
            if (net.settings.receiver().release().hasMaxReceiveWindow()) {
                net.linux.inc(LinuxMib.BEYOND_WINDOW);
            }
            return outOfWindow(tp, cb, SkbDropReason.TCP_OVERWINDOW);
        }
        if (Seq.before(cb.seq, tp.rcvNxt)) {
            dsackSet(net, tp, cb.seq, tp.rcvNxt);
            if (tp.receiveWindow() == 0) {
                net.linux.inc(LinuxMib.TCP_ZERO_WINDOW_DROP);
                return outOfWindow(tp, cb, SkbDropReason.TCP_ZEROWINDOW);
            }
            return queueInOrder(net, tp, skb, cb);
        }
        return TcpDataQueueOfo.queue(net, tp, skb, cb);
    }

    private static SkbDropReason outOfWindow(TcpSock tp, TcpSkbCb cb, SkbDropReason reason) {
        TcpAckSndCheck.enterQuickackMode(tp, TcpAckSndCheck.MAX_QUICKACKS);
        TcpAckSndCheck.schedule(tp);
        return cb.drop(reason, PLACE);
    }

    private static SkbDropReason queueInOrder(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        if (!TcpPrune.tryRmemSchedule(net, tp, cb.seq, skb.truesize)) {
            tp.ackPending |= TcpSock.ACK_NOMEM | TcpSock.ACK_NOW;
            TcpAckSndCheck.schedule(tp);
            if (!tp.receiveQueue.isEmpty() && cb.len != 0) {
                net.linux.inc(LinuxMib.TCP_RCV_Q_DROP);
                return cb.drop(SkbDropReason.PROTO_MEM, PLACE);
            }
            SkMem.forcedSchedule(net, tp, skb.truesize);
        }
        queueRcv(net, tp, skb, cb);
        if (cb.len != 0) {
            TcpEventDataRecv.dataReceived(net, tp, cb);
        }
        if (cb.fin()) {
            TcpFin.fin(net, tp);
        }
        if (!tp.ooo.isEmpty()) {
            drainOfo(net, tp);
            if (tp.ooo.isEmpty()) {
                tp.ackPending |= TcpSock.ACK_NOW;
            }
        }
        if (tp.sacks.count != 0) {
            tp.sacks.advance(tp.rcvNxt, tp.ooo.isEmpty());
        }
        TcpFastPath.check(tp);
        return SkbDropReason.NOT_DROPPED_YET;
    }

    /** tcp_queue_rcv(): in sequence, data at the payload. */
    public static void queueRcv(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        charge(net, tp, cb.seq, cb.endSeq, cb.len, cb.truesize, OfoSkb.fragsOf(skb), cb.tailroom);
        deliver(net, tp, skb, cb.seq, cb.endSeq, cb.fin(), 0);
    }

    private static void charge(
            TcpNet net, TcpSock tp, int seq, int end, int len, int truesize, int frags, int tailroom) {
        int delta = tp.receiveQueue.tryCoalesce(seq, end, len, truesize, frags);
        if (delta >= 0) {
            net.linux.inc(LinuxMib.TCP_RCV_COALESCE);
            SkMem.charge(tp, delta);
        } else {
            tp.receiveQueue.add(seq, end, truesize, frags, tailroom);
            SkMem.charge(tp, truesize);
        }
    }

    /** All segments of an entry. What a strange peer sends behind its FIN follows the data before it in the stream. */
    private static void deliver(TcpNet net, TcpSock tp, OfoSkb entry) {
        int passed = 0;
        for (OfoSkb s = entry; s != null; s = s.next) {
            int end = s.next == null ? entry.endSeq : s.next.seq;
            boolean fin = end - s.seq > s.skb.len();
            deliver(net, tp, s.skb, s.seq, end, fin, passed);
            passed += fin ? 1 : 0;
        }
    }

    /**
     * Hands the bytes from rcv_nxt on to the socket and moves rcv_nxt.
     *
     * @param passed FINs between the first byte of the stream and these that are not part of it
     */
    private static void deliver(TcpNet net, TcpSock tp, SkBuff skb, int seq, int end, boolean fin, int passed) {
        int dataEnd = fin ? end - 1 : end;
        int fresh = dataEnd - tp.rcvNxt;
        if (fresh > 0) {
            if (seq != tp.rcvNxt) {
                skb.eat(tp.rcvNxt - seq);
            }
            skb.trim(fresh);
            net.ledger.delivered(skb.segments());
            net.out.notify(new SockEvent(
                    SockEvent.Kind.DATA, tp.skbHash, tp.cookie(), tp.flow, tp.bytesReceived - passed, skb));
        } else if (fin && tp.dead && tp.orphanFin == null) {
            OfoSkb held = new OfoSkb(tp.ooo.newId(), seq, end, true, skb);
            net.held += held.segments();
            tp.orphanFin = held;
        } else {
            net.consume(skb, fin ? "fin" : "duplicate");
        }
        if (!Seq.after(end, tp.rcvNxt)) {
            // The front of an entry, joined to it before, can be old when its end is not.
            return;
        }
        tp.bytesReceived += end - tp.rcvNxt;
        tp.rcvNxt = end;
    }

    /** tcp_ofo_queue(): what has come into sequence moves to the receive queue. */
    private static void drainOfo(TcpNet net, TcpSock tp) {
        int dsackHigh = tp.rcvNxt;
        for (OfoSkb skb = tp.ooo.first(); skb != null && !Seq.after(skb.seq, tp.rcvNxt); skb = tp.ooo.first()) {
            if (Seq.before(skb.seq, dsackHigh)) {
                dsackExtend(net, tp, skb.seq, Seq.before(skb.endSeq, dsackHigh) ? skb.endSeq : dsackHigh);
            }
            TcpDataQueueOfo.unlink(net, tp, skb);
            if (!Seq.after(skb.endSeq, tp.rcvNxt)) {
                TcpDataQueueOfo.dropUnlinked(net, tp, skb, SkbDropReason.TCP_OFO_DROP, "tcp_ofo_queue");
                continue;
            }
            charge(net, tp, skb.seq, skb.endSeq, skb.len(), skb.truesize, skb.fragsToJoin(), skb.tailroom);
            // A coalesced skb is freed after its data were charged to the tail: whole pages go back only then.
            SkMem.uncharge(net, tp, skb.truesize);
            deliver(net, tp, skb);
            if (skb.fin) {
                TcpFin.fin(net, tp);
                return;
            }
        }
    }

    /** tcp_dsack_set(). */
    public static void dsackSet(TcpNet net, TcpSock tp, int seq, int end) {
        if (!tp.sackOk || !net.settings.options().dsack()) {
            return;
        }
        net.linux.inc(Seq.before(seq, tp.rcvNxt) ? LinuxMib.TCP_DSACK_OLD_SENT : LinuxMib.TCP_DSACK_OFO_SENT);
        tp.sacks.dsack = true;
        tp.sacks.dsackStart = seq;
        tp.sacks.dsackEnd = end;
    }

    /** tcp_dsack_extend(). */
    static void dsackExtend(TcpNet net, TcpSock tp, int seq, int end) {
        if (!tp.sacks.dsack) {
            dsackSet(net, tp, seq, end);
        } else {
            tp.sacks.extendDsack(seq, end);
        }
    }
}
