package io.rxpath.tcp.core.ack;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.tcp.core.output.SendQueue;
import io.rxpath.tcp.core.output.SentSeg;
import io.rxpath.tcp.core.output.TcpChrono;
import io.rxpath.tcp.core.output.TcpMtuProbe;
import io.rxpath.tcp.core.output.TcpTxTstamp;
import io.rxpath.tcp.core.queue.SkMem;
import io.rxpath.tcp.core.sock.AckSample;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.state.StateKeys;

/**
 * Takes out what is acknowledged and measures the round trip by it.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_clean_rtx_queue(), tcp_tso_acked(), tcp_ack_update_rtt(), tcp_remove_reno_sacks(),
 * tcp_add_reno_sack(), tcp_check_reno_reordering().
 */
final class TcpCleanRtx {
    private TcpCleanRtx() {}

    /** tcp_snd_una_update(), and the bytes written that are no longer needed. */
    static void advanceSndUna(TcpNet net, TcpSock tp, int ack) {
        int n = ack - tp.sndUna;
        if (n <= 0) {
            return;
        }
        long offset = tp.sendOffset(ack);
        if (Seq.between(tp.sndUp, tp.sndUna, ack)) {
            tp.sndUp = ack;
        }
        tp.sndUna = ack;
        tp.bytesAcked += n;
        SendQueue.Chunk done = tp.sendQueue.acknowledged(offset);
        while (done != null) {
            if (done.stored) {
                net.deletedKeys.add(StateKeys.write(tp.id, done.offset));
            }
            done = tp.sendQueue.acknowledged(offset);
        }
        TcpTxTstamp.acknowledged(net, tp, tp.sendQueue.base());
    }

    /** snd_una is moved on already; {@code priorFack} is the highest SACK's end before. */
    static void clean(TcpNet net, TcpSock tp, TcpSkbCb cb, int priorFack, int priorUna, AckSample ack) {
        int priorSacked = TcpCong.sackedOut(tp);
        int reord = tp.sndNxt;
        int acked = 0;
        long first = 0;
        long last = 0;
        int gone = 0;
        while (!tp.rtx.isEmpty()) {
            SentSeg seg = tp.rtx.get(0);
            if (Seq.after(seg.endSeq, tp.sndUna)) {
                break;
            }
            if (seg.everRetrans() || seg.retrans()) {
                ack.flags |= AckSample.RETRANS_DATA_ACKED;
            } else if (!seg.sacked()) {
                last = seg.sent;
                first = first == 0 ? last : first;
                reord = Seq.min(seg.seq, reord);
                if (!Seq.after(seg.endSeq, tp.highSeq)) {
                    ack.flags |= AckSample.ORIG_SACK_ACKED;
                }
            }
            if (!seg.sacked()) {
                ack.deliveredBytes += seg.endSeq - seg.seq;
            }
            if (!seg.sacked() && tp.sackOk) {
                TcpAck.delivered(tp, 1, ack);
                if (!spuriousRetrans(tp, cb, seg)) {
                    TcpRack.advance(net, tp, seg);
                }
            }
            acked++;
            gone = seg.tail ? 0 : seg.endSeq - seg.seq;
            TcpRate.skbDelivered(tp, ack, seg);
            tp.rtx.removeFirst();
            if (seg.syn) {
                ack.flags |= AckSample.SYN_ACKED;
                tp.retransStamp = 0;
            } else {
                ack.flags |= AckSample.DATA_ACKED;
            }
        }
        acked += trimHead(tp, ack, gone);
        SkMem.chargeWriteQueue(net, tp);
        if (tp.rtx.isEmpty()) {
            TcpChrono.stop(net, tp, TcpChrono.BUSY);
        }
        SentSeg head = tp.rtx.isEmpty() ? null : tp.rtx.get(0);
        if (head != null && head.sacked()) {
            ack.flags |= AckSample.SACK_RENEGING;
        }
        boolean measured = measure(net, tp, cb, ack, first, last, acked == 1 && priorSacked == 0, priorUna);
        if (ack.has(AckSample.ACKED)) {
            acknowledged(net, tp, ack, acked, reord, priorFack);
        } else if (head != null && measured && ack.firstSackt != 0 && ack.firstSackt < head.sent) {
            ack.flags |= AckSample.SET_XMIT_TIMER;
        }
        TcpCong.pktsAcked(net, tp, ack.rttUs);
    }

    /** How many segments less the rest of an skb is that was acknowledged in part. */
    private static int trimHead(TcpSock tp, AckSample ack, int gone) {
        int segs = tp.rtx.isEmpty() ? 0 : tp.rtx.trimHead(tp.sndUna, gone);
        if (segs > 0) {
            ack.flags |= AckSample.DATA_ACKED;
            if (tp.sackOk && !tp.rtx.get(0).sacked()) {
                TcpAck.delivered(tp, segs, ack);
            }
        }
        return segs;
    }

    private static void acknowledged(TcpNet net, TcpSock tp, AckSample ack, int acked, int reord, int priorFack) {
        ack.flags |= AckSample.SET_XMIT_TIMER;
        TcpMtuProbe.acknowledged(net, tp);
        if (tp.sackOk) {
            if (Seq.before(reord, priorFack)) {
                TcpSacktag.checkReordering(net, tp, reord, LinuxMib.TCP_SACK_REORDER);
            }
            return;
        }
        removeRenoSacks(net, tp, acked, ack);
        if (ack.has(AckSample.RETRANS_DATA_ACKED)) {
            // Without SACK it cannot be told whose arrival this was.
            ack.flags &= ~AckSample.ORIG_SACK_ACKED;
        }
    }

    /** tcp_skb_spurious_retrans(): the echo is of a time before the retransmission. */
    private static boolean spuriousRetrans(TcpSock tp, TcpSkbCb cb, SentSeg seg) {
        return seg.everRetrans() && TcpFastretrans.ecrBefore(tp, cb, seg.sent);
    }

    private static boolean measure(
            TcpNet net, TcpSock tp, TcpSkbCb cb, AckSample ack, long first, long last, boolean single, int priorUna) {
        long seqRtt = -1;
        long caRtt = -1;
        if (first != 0 && !ack.has(AckSample.RETRANS_DATA_ACKED)) {
            seqRtt = net.sinceMicros(first);
            caRtt = net.sinceMicros(last);
            boolean runt = single && tp.sndUna - priorUna < tp.mssCache && ack.priorDelivered + 1 == tp.delivered;
            if (runt && !ack.has(AckSample.CA_ALERT | AckSample.SYN_ACKED)) {
                ack.flags |= AckSample.ACK_MAYBE_DELAYED;
            }
        }
        if (ack.firstSackt != 0) {
            seqRtt = seqRtt < 0 ? net.sinceMicros(ack.firstSackt) : seqRtt;
            caRtt = net.sinceMicros(ack.lastSackt);
        }
        boolean echo = tp.tstampOk && cb.opt.sawTimestamp && cb.opt.tsEcr != 0;
        if (seqRtt < 0 && echo && ack.has(AckSample.ACKED)) {
            int delta = net.tsNow() - (cb.opt.tsEcr - tp.tsOff);
            if (delta >= 0 && delta < Integer.MAX_VALUE / 1000) {
                seqRtt = Math.max(1, delta) * 1000L;
                caRtt = seqRtt;
            }
        }
        ack.rttUs = caRtt;
        if (seqRtt < 0) {
            return false;
        }
        if (!ack.has(AckSample.ACK_MAYBE_DELAYED) || caRtt <= tp.minRttUs) {
            TcpRttEstimator.minRtt(tp, (int) caRtt);
        }
        TcpRttEstimator.sample(net, tp, (int) seqRtt);
        tp.backoff = 0;
        return true;
    }

    private static void removeRenoSacks(TcpNet net, TcpSock tp, int acked, AckSample ack) {
        if (acked > 0) {
            // One of them fills the hole, the rest had caused duplicate ACKs.
            TcpAck.delivered(tp, Math.max(acked - tp.renoSacked, 1), ack);
            tp.renoSacked = Math.max(0, tp.renoSacked - (acked - 1));
        }
        checkRenoReordering(net, tp, acked);
    }

    /** tcp_add_reno_sack(). */
    static void addRenoSack(TcpNet net, TcpSock tp, int dupacks, AckSample ack) {
        if (dupacks == 0) {
            return;
        }
        int prior = tp.renoSacked;
        tp.renoSacked += dupacks;
        checkRenoReordering(net, tp, 0);
        TcpAck.delivered(tp, Math.max(0, tp.renoSacked - prior), ack);
    }

    private static void checkRenoReordering(TcpNet net, TcpSock tp, int addend) {
        int packets = tp.rtx.size();
        int holes = Math.min(Math.max(tp.rtx.lostOut(), 1), packets);
        if (tp.renoSacked + holes <= packets) {
            return;
        }
        tp.renoSacked = packets - holes;
        tp.reordering = Math.min(packets + addend, net.settings.sender().maxReordering());
        tp.reordSeen++;
        net.linux.inc(LinuxMib.TCP_RENO_REORDER);
    }
}
