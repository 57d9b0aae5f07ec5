package io.rxpath.tcp.core.output;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpMib;
import io.rxpath.tcp.core.NetXmit;
import io.rxpath.tcp.core.ack.TcpCong;
import io.rxpath.tcp.core.ack.TcpLoss;
import io.rxpath.tcp.core.ack.TcpRate;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * Sends what may be sent: new data within window and congestion window, and probes.
 *
 * <p>Kernel: net/ipv4/tcp_output.c tcp_write_xmit(), tcp_nagle_test(), tcp_grow_skb(), tcp_current_mss(),
 * tcp_event_new_data_sent(), tcp_write_wakeup(), tcp_send_fin(); include/net/tcp.h tcp_check_probe_timer().
 */
public final class TcpWriteXmit {
    /** Small segments wait for an acknowledgment. */
    public static final int NAGLE_ON = 0;

    /** They do not (TCP_NODELAY). */
    public static final int NAGLE_OFF = 1;

    /** They wait for more (TCP_CORK). */
    public static final int NAGLE_CORK = 2;

    /** How much goes out (push_one): all that may, one skb, or one whatever the congestion window says. */
    private static final int ALL = 0;

    private static final int ONE = 1;
    private static final int PROBE = 2;

    private TcpWriteXmit() {}

    /** tcp_current_mss(): bytes of data a segment takes, SACK blocks considered, on the path as it is now. */
    public static int currentMss(TcpNet net, TcpSock tp) {
        int mtu = net.pathMtu(tp.flow);
        if (mtu != tp.pmtu) {
            TcpMss.sync(net, tp, mtu);
        }
        int header = 20 + TcpTransmitSkb.optionLength(net, tp);
        int mss = tp.mssCache - (header - tp.tcpHeaderLen);
        return Math.max(mss, 8);
    }

    /** __tcp_push_pending_frames() as the socket's options say. */
    public static void pushPendingFrames(TcpNet net, TcpSock tp) {
        pushPendingFrames(net, tp, nonagle(tp));
    }

    private static int nonagle(TcpSock tp) {
        return tp.opts.cork ? NAGLE_CORK : tp.opts.nodelay ? NAGLE_OFF : NAGLE_ON;
    }

    /** tcp_write_xmit() as the socket's options say: it is time to go on. */
    static void writeAll(TcpNet net, TcpSock tp) {
        writeXmit(net, tp, nonagle(tp), ALL);
    }

    /** __tcp_push_pending_frames(): sends what it can; with nothing in flight a probe timer keeps watch. */
    public static void pushPendingFrames(TcpNet net, TcpSock tp, int nagle) {
        if (tp.sndNxt == tp.writeSeq || tp.synPending()) {
            return;
        }
        writeXmit(net, tp, nagle, ALL);
        if (tp.rtx.isEmpty() && tp.sndNxt != tp.writeSeq && tp.xmitPending == TcpSock.TIME_NONE) {
            TcpTimers.resetPaced(net, tp, TcpSock.TIME_PROBE0, TcpTimers.probe0Base(tp));
        }
    }

    /** True if there is something to send and the peer's window takes its first segment. */
    public static boolean headFits(TcpNet net, TcpSock tp) {
        int left = tp.writeSeq - tp.sndNxt;
        return left > 0 && !Seq.after(tp.sndNxt + Math.min(left, currentMss(net, tp)), tp.wndEnd());
    }

    /** Sends one segment whatever the congestion window says; false if none went out. */
    public static boolean pushOne(TcpNet net, TcpSock tp) {
        int before = tp.sndNxt;
        writeXmit(net, tp, NAGLE_OFF, PROBE);
        return tp.sndNxt != before;
    }

    /** tcp_push_one(): the skb at the head of the queue, which is full, as far as it may go out. */
    public static void pushFirst(TcpNet net, TcpSock tp) {
        if (!tp.synPending()) {
            writeXmit(net, tp, NAGLE_OFF, ONE);
        }
    }

    private static void writeXmit(TcpNet net, TcpSock tp, int nagle, int pushOne) {
        boolean probe = pushOne == PROBE;
        TcpCong.restartAfterIdle(net, tp);
        int sent = 0;
        boolean deferred = false;
        boolean rwndLimited = false;
        int mss = currentMss(net, tp);
        int tried = pushOne == ALL ? TcpMtuProbe.probe(net, tp) : TcpMtuProbe.NONE;
        if (tried == TcpMtuProbe.WAIT) {
            return;
        }
        sent += tried == TcpMtuProbe.SENT ? 1 : 0;
        while (tp.sndNxt != tp.writeSeq && !deferred && !TcpPacing.check(net, tp)) {
            int quota = TcpTso.quota(net, tp, mss, probe);
            if (quota == 0) {
                break;
            }
            int dataLeft = tp.writeSeq - tp.sndNxt - (tp.finQueued ? 1 : 0);
            int skbLeft = grow(tp, dataLeft, quota * mss);
            boolean lastSkb = skbLeft == dataLeft;
            // A single segment must fit with its FIN.
            int head = skbLeft > mss ? mss : lastSkb ? tp.writeSeq - tp.sndNxt : skbLeft;
            if (Seq.after(tp.sndNxt + head, tp.wndEnd())) {
                rwndLimited = true;
                break;
            }
            int len = skbLeft;
            if (skbLeft <= mss) {
                if (skbLeft < mss && lastSkb && !tp.finQueued && !tp.urgMode() && nagle(tp, nagle)) {
                    break;
                }
            } else if (pushOne == ALL && TcpTso.shouldDefer(net, tp, mss, skbLeft, lastSkb)) {
                deferred = true;
                rwndLimited = TcpTso.rwndLimited(tp, skbLeft);
                continue;
            } else {
                // A super-packet has one urgent pointer.
                len = tp.urgMode() ? mss : TcpTso.splitPoint(tp, mss, quota, skbLeft, nagle);
            }
            int before = tp.rtx.size();
            if (!sendBurst(net, tp, mss, len, len == dataLeft, len == skbLeft && tailPush(tp, lastSkb, len))) {
                break;
            }
            sent += tp.rtx.size() - before;
            if (pushOne != ALL) {
                break;
            }
        }
        if (rwndLimited) {
            TcpChrono.start(net, tp, TcpChrono.RWND_LIMITED);
        } else {
            TcpChrono.stop(net, tp, TcpChrono.RWND_LIMITED);
        }
        boolean limited = deferred && TcpTso.cwndLimited(tp) || TcpCong.inFlight(tp) >= tp.cwnd;
        if (sent > 0 || limited) {
            TcpCong.validate(net, tp, limited);
        }
        if (sent > 0) {
            if (TcpCong.inReduction(tp)) {
                tp.prrOut += sent;
            }
            if (!probe) {
                TcpLoss.schedule(net, tp, false);
            }
        }
    }

    /** As {@link #skbLeft}, once the skb has taken what it may of the next one so that {@code most} bytes go out at once. */
    private static int grow(TcpSock tp, int dataLeft, int most) {
        int left = skbLeft(tp, dataLeft);
        if (left >= most || left == dataLeft) {
            return left;
        }
        tp.marks.grow(tp.sendOffset(tp.sndNxt), most - left, tp.sendQueue.end());
        return skbLeft(tp, dataLeft);
    }

    /** Bytes of the skb at the head of the write queue, of {@code dataLeft} that are unsent. */
    private static int skbLeft(TcpSock tp, int dataLeft) {
        long at = tp.sendOffset(tp.sndNxt);
        return (int) Math.min(dataLeft, tp.marks.cutAfter(at) - at);
    }

    /** PSH of an skb of the write queue that ends {@code len} bytes behind what was sent. */
    private static boolean tailPush(TcpSock tp, boolean lastSkb, int len) {
        return lastSkb ? tp.marks.tailPush : tp.marks.pushes(tp.sendOffset(tp.sndNxt) + len);
    }

    /**
     * What the kernel sends as one super-packet that is cut behind TCP: the last of several segments carries PSH, and a
     * short one at the end counts for Nagle.
     *
     * @return false if the device had no room: it stays unsent
     */
    private static boolean sendBurst(TcpNet net, TcpSock tp, int mss, int len, boolean all, boolean push) {
        int left = len;
        int segments = Math.max(1, (len + mss - 1) / mss);
        boolean dsack = tp.sacks.dsack;
        long prior = tp.pacing.wstamp;
        boolean sent;
        do {
            // All have the options of the super-packet.
            tp.sacks.dsack = dsack;
            int n = Math.min(left, mss);
            left -= n;
            boolean last = left == 0;
            sent = sendNew(net, tp, n, last && all && tp.finQueued, last && (push || segments > 1));
            if (sent) {
                SentSeg seg = tp.rtx.get(tp.rtx.size() - 1);
                // The PSH of a super-packet is of this transmission, that of the end of a write is the skb's own.
                seg.push = last && push && n > 0;
                tp.rtx.tail(seg, last);
            }
            net.gsoPart = true;
        } while (left > 0 && sent);
        net.gsoPart = false;
        if (!sent) {
            // All of it counts as sent.
            tp.segsOut += segments - 1;
            tp.dataSegsOut += segments - 1;
            tp.bytesSent += left;
            net.tcp.add(TcpMib.OUT_SEGS, segments - 1);
            return false;
        }
        TcpPacing.updateAfterSend(tp, len, prior);
        if (len < segments * mss) {
            tp.sndSml = tp.sndNxt;
        }
        SkStream.newDataSent(net, tp);
        return true;
    }

    /** tcp_nagle_check() with Minshall's rule: one small segment in flight at a time; corked, none. */
    static boolean nagle(TcpSock tp, int nagle) {
        boolean small = !tp.rtx.isEmpty() && Seq.after(tp.sndSml, tp.sndUna) && !Seq.after(tp.sndSml, tp.sndNxt);
        return nagle == NAGLE_CORK || nagle == NAGLE_ON && small;
    }

    /** A segment with what comes next; false if the device had no room, which leaves it unsent. */
    static boolean sendNew(TcpNet net, TcpSock tp, int len, boolean fin, boolean push) {
        boolean psh = push && len > 0;
        int flags = TcpHeader.ACK | (fin ? TcpHeader.FIN : 0) | (psh ? TcpHeader.PSH : 0);
        int seq = tp.sndNxt;
        boolean first = tp.rtx.isEmpty();
        int end = seq + len + (fin ? 1 : 0);
        if (first) {
            TcpCong.txStart(net, tp);
        }
        NetXmit said = TcpTransmitSkb.transmit(net, tp, seq, flags, len, false);
        if (said.lost()) {
            return false;
        }
        SentSeg seg = new SentSeg(seq, end, fin, tp.pacing.wstamp);
        seg.push = psh;
        TcpRate.skbSent(tp, seg, !first);
        tp.rtx.add(seg);
        TcpTxTstamp.sent(net, tp, tp.sendOffset(seq), len);
        tp.sndNxt = end;
        net.linux.inc(LinuxMib.TCP_ORIG_DATA_SENT);
        if (first || tp.xmitPending == TcpSock.TIME_LOSS_PROBE) {
            TcpTimers.rearmRto(net, tp);
        }
        return true;
    }

    /**
     * tcp_write_wakeup(): a probe of the window: data if a little fits, else an ACK of an old sequence number.
     *
     * @return false if it was lost by local congestion
     */
    public static boolean writeWakeup(TcpNet net, TcpSock tp) {
        int room = tp.wndEnd() - tp.sndNxt;
        if (tp.sndNxt != tp.writeSeq && room > 0) {
            int dataLeft = tp.writeSeq - tp.sndNxt - (tp.finQueued ? 1 : 0);
            int len = Math.min(Math.min(skbLeft(tp, dataLeft), currentMss(net, tp)), room);
            boolean fin = tp.finQueued && len == dataLeft && len < room;
            if (len > 0 || fin) {
                long prior = tp.pacing.wstamp;
                if (!sendNew(net, tp, len, fin, true)) {
                    return false;
                }
                TcpPacing.updateAfterSend(tp, len, prior);
                if (len < currentMss(net, tp)) {
                    tp.sndSml = tp.sndNxt;
                }
                return true;
            }
        }
        if (tp.urgMode() && Seq.before(tp.sndUp, tp.sndUna + 0x10000)) {
            // The peer hears at once that there is urgent data.
            xmitProbe(net, tp, tp.sndUna, LinuxMib.TCP_WIN_PROBE);
        }
        return xmitProbe(net, tp, tp.sndUna - 1, LinuxMib.TCP_WIN_PROBE);
    }

    /** A keepalive: an ACK of an old sequence number, which the peer answers; false if local congestion has lost it. */
    public static boolean keepaliveProbe(TcpNet net, TcpSock tp) {
        return xmitProbe(net, tp, tp.sndUna - 1, LinuxMib.TCP_KEEP_ALIVE);
    }

    /** tcp_xmit_probe_skb(). */
    private static boolean xmitProbe(TcpNet net, TcpSock tp, int seq, LinuxMib mib) {
        net.linux.inc(mib);
        return !TcpTransmitSkb.transmit(net, tp, seq, TcpHeader.ACK, 0, false).lost();
    }

    /** tcp_send_fin(): the FIN goes behind what was written. */
    public static void sendFin(TcpNet net, TcpSock tp) {
        if (!tp.finQueued) {
            if (tp.sndNxt == tp.writeSeq) {
                TcpChrono.start(net, tp, TcpChrono.BUSY);
            }
            tp.finQueued = true;
            tp.writeSeq++;
            if (!tp.rtx.isEmpty() && tp.sndNxt == tp.writeSeq - 1 && net.memory.underPressure()) {
                // No skb for it alone: it is taken to have gone out with the last segment, and goes with its
                // retransmission.
                SentSeg last = tp.rtx.get(tp.rtx.size() - 1);
                last.fin = true;
                last.endSeq++;
                tp.sndNxt++;
                return;
            }
        }
        pushPendingFrames(net, tp, NAGLE_OFF);
    }
}
