package io.rxpath.tcp.core.output;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpMib;
import io.rxpath.tcp.core.NetXmit;
import io.rxpath.tcp.core.ack.TcpCong;
import io.rxpath.tcp.core.ack.TcpRate;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * Sends again what is lost.
 *
 * <p>Kernel: net/ipv4/tcp_output.c tcp_xmit_retransmit_queue(), tcp_retransmit_skb(), __tcp_retransmit_skb(),
 * tcp_retrans_try_collapse().
 */
public final class TcpRetransmitSkb {
    /** What became of a segment that was to go out again. */
    public enum Result {
        /** It is out. */
        SENT,
        /** It lies outside the peer's window (-EAGAIN). */
        NO_WINDOW,
        /** The device had no room for it: local congestion (NET_XMIT_DROP). */
        LOST
    }

    private TcpRetransmitSkb() {}

    /** tcp_xmit_retransmit_queue(): what is lost goes out again, as far as the congestion window and the rate allow. */
    public static void xmitRetransmitQueue(TcpNet net, TcpSock tp) {
        boolean rearm = false;
        int group = 0;
        int bytes = 0;
        long prior = tp.pacing.wstamp;
        int most = TcpTso.maxSegments(net, tp, TcpWriteXmit.currentMss(net, tp));
        for (int i = 0; i < tp.rtx.size(); i++) {
            if (tp.rtx.lostOut() <= tp.rtx.retransOut()) {
                break;
            }
            SentSeg seg = tp.rtx.get(i);
            if (!waits(seg)) {
                group = 0;
                continue;
            }
            if (i == 0 || tp.rtx.get(i - 1).tail) {
                tp.rtx.resegment(i, TcpWriteXmit.currentMss(net, tp));
            }
            int left = tp.cwnd - TcpCong.inFlight(tp);
            if (left <= 0 || group == 0 && TcpPacing.check(net, tp)) {
                break;
            }
            // Several go out as one super-packet, the last of which carries PSH.
            group++;
            boolean end = seg.tail || left == 1 || group == most || i + 1 == tp.rtx.size() || !waits(tp.rtx.get(i + 1));
            if (group == 1) {
                prior = tp.pacing.wstamp;
                bytes = 0;
            }
            tp.rtx.tail(seg, end);
            boolean dsack = !end && tp.sacks.dsack;
            net.gsoPart = group > 1;
            Result result = retransmit(net, tp, i, end && group > 1);
            net.gsoPart = false;
            if (result != Result.SENT) {
                break;
            }
            tp.sacks.dsack |= dsack;
            bytes += length(seg);
            if (end) {
                TcpPacing.updateAfterSend(tp, bytes, prior);
                group = 0;
            }
            boolean slow = tp.caState == TcpSock.CA_LOSS;
            net.linux.inc(slow ? LinuxMib.TCP_SLOW_START_RETRANS : LinuxMib.TCP_FAST_RETRANS);
            if (TcpCong.inReduction(tp)) {
                tp.prrOut++;
            }
            rearm |= i == 0 && tp.xmitPending != TcpSock.TIME_REO;
        }
        if (rearm) {
            TcpTimers.resetPaced(net, tp, TcpSock.TIME_RETRANS, tp.rto);
        }
    }

    /** It is lost and not sent again yet. */
    private static boolean waits(SentSeg seg) {
        return seg.lost() && !seg.retrans() && !seg.sacked();
    }

    private static int length(SentSeg seg) {
        return seg.syn ? 0 : seg.endSeq - seg.seq - (seg.fin ? 1 : 0);
    }

    /** The oldest segment again, as the timer does. */
    public static Result first(TcpNet net, TcpSock tp) {
        long prior = tp.pacing.wstamp;
        tp.rtx.cutFirst(TcpWriteXmit.currentMss(net, tp));
        Result result = retransmit(net, tp, 0, false);
        if (result == Result.SENT) {
            TcpPacing.updateAfterSend(tp, length(tp.rtx.get(0)), prior);
        }
        return result;
    }

    /** The last segment again as a probe: it does not count as a retransmission in flight. */
    public static Result last(TcpNet net, TcpSock tp) {
        int last = tp.rtx.probe(TcpWriteXmit.currentMss(net, tp));
        long prior = tp.pacing.wstamp;
        Result result = again(net, tp, last, false);
        if (result == Result.SENT) {
            TcpPacing.updateAfterSend(tp, length(tp.rtx.get(last)), prior);
        }
        return result;
    }

    /** tcp_retransmit_skb(): the attempt counts even if it fails. */
    private static Result retransmit(TcpNet net, TcpSock tp, int i, boolean push) {
        Result result = again(net, tp, i, push);
        SentSeg seg = tp.rtx.get(i);
        if (result == Result.SENT) {
            tp.rtx.markRetrans(seg);
        }
        if (tp.retransStamp == 0) {
            tp.retransStamp = seg.sent;
        }
        tp.undoRetrans = Math.max(0, tp.undoRetrans) + 1;
        return result;
    }

    /** __tcp_retransmit_skb(). */
    private static Result again(TcpNet net, TcpSock tp, int i, boolean push) {
        // A probe of the path's MTU is inconclusive now.
        tp.mtup.probeSize = 0;
        SentSeg seg = tp.rtx.get(i);
        // tcp_trim_head(): of several that were joined the peer may have the first.
        seg.seq = Seq.max(seg.seq, tp.sndUna);
        int room = tp.wndEnd() - seg.seq;
        if (room <= 0 && seg.seq != tp.sndUna) {
            return Result.NO_WINDOW;
        }
        int mss = TcpWriteXmit.currentMss(net, tp);
        int most = room <= 0 ? mss : Math.min(room, mss);
        if (!seg.syn && net.settings.sender().retransCollapse()) {
            collapse(tp, i, most, room);
        }
        int len = seg.endSeq - seg.seq - (seg.fin ? 1 : 0);
        if (len > most) {
            tp.rtx.split(i, most);
            len = most;
        }
        tp.totalRetrans++;
        tp.bytesRetrans += seg.syn ? 0 : len;
        net.tcp.inc(TcpMib.RETRANS_SEGS);
        NetXmit said = seg.syn
                ? TcpConnect.retransmitSyn(net, tp)
                : TcpTransmitSkb.transmit(net, tp, seg.seq, flags(seg, push, len), len, true);
        seg.sent = tp.pacing.wstamp;
        // Whatever came of it: no round-trip time may be taken from it.
        seg.flags |= SentSeg.EVER_RETRANS;
        if (said.lost()) {
            net.linux.inc(LinuxMib.TCP_RETRANS_FAIL);
            return Result.LOST;
        }
        TcpRate.skbSent(tp, seg, true);
        return Result.SENT;
    }

    private static int flags(SentSeg seg, boolean push, int len) {
        return TcpHeader.ACK | (seg.fin ? TcpHeader.FIN : 0) | ((seg.push || push) && len > 0 ? TcpHeader.PSH : 0);
    }

    /** tcp_retrans_try_collapse(): small segments behind it go along if they fit. */
    private static void collapse(TcpSock tp, int i, int most, int room) {
        SentSeg seg = tp.rtx.get(i);
        int space = most - (seg.endSeq - seg.seq);
        while (i + 1 < tp.rtx.size() && !seg.sacked() && !seg.fin) {
            SentSeg next = tp.rtx.get(i + 1);
            space -= next.endSeq - next.seq;
            boolean apart = tp.marks.isEor(tp.sendOffset(next.seq));
            if (space < 0 || apart || next.sacked() || room > 0 && Seq.after(next.endSeq, tp.wndEnd())) {
                return;
            }
            tp.rtx.join(i);
        }
    }
}
