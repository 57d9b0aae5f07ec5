package io.rxpath.tcp.core.output;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpMib;
import io.rxpath.skb.TcpOptionWriter;
import io.rxpath.tcp.core.ack.TcpCong;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * Sends what may be sent: new data within window and congestion window, segments taken for lost, and probes.
 *
 * <p>Kernel: net/ipv4/tcp_output.c tcp_write_xmit(), tcp_nagle_test(), tcp_current_mss(), tcp_xmit_retransmit_queue(),
 * tcp_retransmit_skb(), tcp_write_wakeup(), tcp_send_fin().
 */
public final class TcpWriteXmit {
    private TcpWriteXmit() {}

    /** tcp_current_mss(): bytes of data a segment takes, SACK blocks considered. */
    static int currentMss(TcpNet net, TcpSock tp) {
        int sacks = tp.sackOk ? tp.sacks.count + (tp.sacks.dsack ? 1 : 0) : 0;
        int room = (40 - (tp.tstampOk ? 12 : 0) - 4) / 8;
        int header = 20 + TcpOptionWriter.length(0, false, -1, tp.tstampOk, Math.min(sacks, room));
        int mss = tp.mssCache - (header - tp.tcpHeaderLen);
        return Math.max(mss, 8);
    }

    /** __tcp_push_pending_frames(): sends what it can; with nothing in flight a probe timer keeps watch. */
    public static void pushPendingFrames(TcpNet net, TcpSock tp) {
        if (tp.sndNxt == tp.writeSeq || synPending(tp)) {
            return;
        }
        writeXmit(net, tp);
        if (tp.rtx.isEmpty() && tp.sndNxt != tp.writeSeq && tp.xmitPending == TcpSock.TIME_NONE) {
            TcpTimers.resetXmitTimer(net, tp, TcpSock.TIME_PROBE0, TcpTimers.probe0When(net, tp));
        }
    }

    /** Our SYN is not acknowledged: what is written waits. */
    private static boolean synPending(TcpSock tp) {
        return !tp.rtx.isEmpty() && tp.rtx.get(0).syn;
    }

    private static void writeXmit(TcpNet net, TcpSock tp) {
        int mss = currentMss(net, tp);
        if (tp.rtx.isEmpty()) {
            TcpCong.restartAfterIdle(net, tp);
        }
        tp.cwndLimited = false;
        while (tp.sndNxt != tp.writeSeq) {
            if (TcpCong.inFlight(tp) >= tp.cwnd) {
                tp.cwndLimited = true;
                return;
            }
            int finSeq = tp.finQueued ? 1 : 0;
            int dataLeft = tp.writeSeq - tp.sndNxt - finSeq;
            int len = Math.min(dataLeft, mss);
            boolean last = len == dataLeft;
            boolean fin = last && tp.finQueued;
            if (Seq.after(tp.sndNxt + len, tp.wndEnd())) {
                return;
            }
            if (fin && Seq.after(tp.sndNxt + len + 1, tp.wndEnd())) {
                if (len == 0) {
                    return;
                }
                fin = false;
            }
            if (len < mss && !fin && nagle(tp)) {
                return;
            }
            sendNew(net, tp, len, fin, last);
            if (len < mss) {
                tp.sndSml = tp.sndNxt;
            }
            // The segment took a D-SACK along: the next one may be longer.
            mss = currentMss(net, tp);
        }
    }

    /** tcp_nagle_check() with Minshall's rule: one small segment in flight at a time. */
    private static boolean nagle(TcpSock tp) {
        return !tp.rtx.isEmpty() && Seq.after(tp.sndSml, tp.sndUna) && !Seq.after(tp.sndSml, tp.sndNxt);
    }

    private static void sendNew(TcpNet net, TcpSock tp, int len, boolean fin, boolean push) {
        int flags = TcpHeader.ACK | (fin ? TcpHeader.FIN : 0) | (push && len > 0 ? TcpHeader.PSH : 0);
        int seq = tp.sndNxt;
        boolean first = tp.rtx.isEmpty();
        int end = seq + len + (fin ? 1 : 0);
        tp.rtx.add(new SentSeg(seq, end, fin, net.now));
        tp.sndNxt = end;
        // The answer to something just received: the conversation goes both ways (tcp_event_data_sent).
        tp.lsndtime = net.now;
        if (net.now - tp.lrcvtime < tp.ato) {
            tp.pingpong = Math.min(tp.pingpong + 1, 255);
        }
        TcpTransmitSkb.transmit(net, tp, seq, flags, len, false);
        net.linux.inc(LinuxMib.TCP_ORIG_DATA_SENT);
        if (TcpCong.inRecovery(tp)) {
            tp.prrOut++;
        }
        if (first) {
            TcpTimers.rearmRto(net, tp);
        }
    }

    /** tcp_xmit_retransmit_queue(): what is lost goes out again, as far as the congestion window allows. */
    public static void xmitRetransmitQueue(TcpNet net, TcpSock tp) {
        int left = tp.rtx.lostOut() - tp.rtx.retransOut();
        for (int i = 0; i < tp.rtx.size() && left > 0; i++) {
            SentSeg seg = tp.rtx.get(i);
            if (!seg.lost() || seg.retrans() || seg.sacked()) {
                continue;
            }
            if (TcpCong.inFlight(tp) >= tp.cwnd) {
                return;
            }
            left--;
            if (!retransmit(net, tp, seg)) {
                return;
            }
            net.linux.inc(TcpCong.inRecovery(tp) ? LinuxMib.TCP_FAST_RETRANS : LinuxMib.TCP_SLOW_START_RETRANS);
            if (TcpCong.inRecovery(tp)) {
                tp.prrOut++;
            }
            if (i == 0) {
                TcpTimers.rearmRto(net, tp);
            }
        }
    }

    /** tcp_retransmit_skb(): false if it lies outside the peer's window. */
    public static boolean retransmit(TcpNet net, TcpSock tp, SentSeg seg) {
        if (!Seq.before(seg.seq, tp.wndEnd()) && seg.seq != tp.sndUna) {
            return false;
        }
        int len = seg.endSeq - seg.seq - (seg.fin ? 1 : 0);
        int flags = TcpHeader.ACK | (seg.fin ? TcpHeader.FIN : 0) | (len > 0 ? TcpHeader.PSH : 0);
        tp.rtx.markRetrans(seg, net.now);
        if (tp.retransStamp == 0) {
            tp.retransStamp = net.now;
        }
        tp.totalRetrans++;
        net.tcp.inc(TcpMib.RETRANS_SEGS);
        if (seg.syn) {
            TcpConnect.retransmitSyn(net, tp);
            return true;
        }
        TcpTransmitSkb.transmit(net, tp, seg.seq, flags, len, true);
        return true;
    }

    /** tcp_write_wakeup(): a probe of the window: data if a little fits, else an ACK of an old sequence number. */
    public static void writeWakeup(TcpNet net, TcpSock tp) {
        int room = tp.wndEnd() - tp.sndNxt;
        if (tp.sndNxt != tp.writeSeq && room > 0) {
            int dataLeft = tp.writeSeq - tp.sndNxt - (tp.finQueued ? 1 : 0);
            int len = Math.min(Math.min(dataLeft, currentMss(net, tp)), room);
            boolean fin = tp.finQueued && len == dataLeft && len < room;
            if (len > 0 || fin) {
                sendNew(net, tp, len, fin, true);
                return;
            }
        }
        xmitProbe(net, tp, LinuxMib.TCP_WIN_PROBE);
    }

    /** A keepalive: an ACK of an old sequence number, which the peer answers. */
    public static void keepaliveProbe(TcpNet net, TcpSock tp) {
        xmitProbe(net, tp, LinuxMib.TCP_KEEP_ALIVE);
    }

    /** tcp_xmit_probe_skb(). */
    private static void xmitProbe(TcpNet net, TcpSock tp, LinuxMib mib) {
        net.linux.inc(mib);
        TcpTransmitSkb.transmit(net, tp, tp.sndUna - 1, TcpHeader.ACK, 0, false);
    }

    /** tcp_send_fin(): the FIN goes behind what was written. */
    public static void sendFin(TcpNet net, TcpSock tp) {
        if (!tp.finQueued) {
            tp.finQueued = true;
            tp.writeSeq++;
        }
        pushPendingFrames(net, tp);
    }
}
