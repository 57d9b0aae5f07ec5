package io.rxpath.tcp.core.ack;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.TcpOptions;
import io.rxpath.tcp.core.output.SentSeg;
import io.rxpath.tcp.core.sock.AckSample;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * SACK blocks of the peer onto the scoreboard.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_sacktag_write_queue(), tcp_sacktag_one(), tcp_check_dsack(), tcp_dsack_seen(),
 * tcp_is_sackblock_valid(), tcp_check_sack_reordering().
 */
final class TcpSacktag {
    private TcpSacktag() {}

    static void tag(TcpNet net, TcpSock tp, TcpSkbCb cb, int priorSndUna, AckSample ack) {
        TcpOptions opt = cb.opt;
        boolean dsack = checkDsack(net, tp, cb, priorSndUna, ack);
        if (Seq.before(cb.ackSeq, priorSndUna - tp.maxWindow) || tp.rtx.isEmpty()) {
            return;
        }
        for (int block = 0; block < opt.sackCount; block++) {
            boolean dup = dsack && block == 0;
            int start = opt.sackStart[block];
            int end = opt.sackEnd[block];
            if (!valid(tp, dup, start, end)) {
                discard(net, tp, cb, dup, end);
            } else if (Seq.after(end, priorSndUna)) {
                walk(net, tp, ack, start, end, dup);
            }
        }
        if (tp.caState != TcpSock.CA_LOSS || tp.undoMarker) {
            checkReordering(net, tp, ack.reord, LinuxMib.TCP_SACK_REORDER);
        }
    }

    private static void discard(TcpNet net, TcpSock tp, TcpSkbCb cb, boolean dup, int end) {
        if (dup) {
            net.linux.inc(tp.undoMarker ? LinuxMib.TCP_DSACK_IGNORED_OLD : LinuxMib.TCP_DSACK_IGNORED_NO_UNDO);
        } else if (cb.ackSeq == tp.sndUna || Seq.after(end, tp.sndUna)) {
            // Old blocks of an ACK that was overtaken do not count.
            net.linux.inc(LinuxMib.TCP_SACK_DISCARD);
        }
    }

    private static void walk(TcpNet net, TcpSock tp, AckSample ack, int start, int end, boolean dup) {
        int i = tp.rtx.indexOf(start);
        for (; i < tp.rtx.size(); i++) {
            SentSeg seg = tp.rtx.get(i);
            if (!Seq.before(seg.seq, end)) {
                break;
            }
            if (!Seq.before(seg.seq, start) && !Seq.after(seg.endSeq, end)) {
                one(net, tp, ack, seg, dup);
            }
            tp.rtx.parted(i - 1);
        }
        tp.rtx.parted(i - 1);
    }

    private static void one(TcpNet net, TcpSock tp, AckSample ack, SentSeg seg, boolean dup) {
        boolean repeated = seg.everRetrans() || seg.retrans();
        if (dup && repeated) {
            if (tp.undoMarker && tp.undoRetrans > 0 && Seq.after(seg.endSeq, tp.undoSeq)) {
                tp.undoRetrans--;
            }
            if (seg.sacked() && Seq.before(seg.seq, ack.reord)) {
                ack.reord = seg.seq;
            }
        }
        if (!Seq.after(seg.endSeq, tp.sndUna)) {
            return;
        }
        if (!seg.sacked()) {
            TcpRack.advance(net, tp, seg);
            if (!seg.retrans() && !repeated) {
                if (Seq.before(seg.seq, tp.rtx.highestSackSeq(tp.sndUna)) && Seq.before(seg.seq, ack.reord)) {
                    ack.reord = seg.seq;
                }
                if (!Seq.after(seg.endSeq, tp.highSeq)) {
                    ack.flags |= AckSample.ORIG_SACK_ACKED;
                }
                ack.firstSackt = ack.firstSackt == 0 ? seg.sent : ack.firstSackt;
                ack.lastSackt = seg.sent;
            }
            tp.rtx.markSacked(seg);
            TcpRate.skbDelivered(tp, ack, seg);
            ack.flags |= AckSample.DATA_SACKED;
            ack.sackDelivered++;
            ack.deliveredBytes += seg.endSeq - seg.seq;
        }
        if (dup && seg.retrans()) {
            tp.rtx.clearRetrans(seg);
        }
    }

    private static boolean valid(TcpSock tp, boolean dsack, int start, int end) {
        if (Seq.after(end, tp.sndNxt) || !Seq.before(start, end) || !Seq.before(start, tp.sndNxt)) {
            return false;
        }
        if (Seq.after(start, tp.sndUna)) {
            return true;
        }
        if (!dsack || !tp.undoMarker || Seq.after(end, tp.sndUna)) {
            return false;
        }
        if (!Seq.before(start, tp.undoSeq)) {
            return true;
        }
        return Seq.after(end, tp.undoSeq) && !Seq.before(start, end - tp.maxWindow);
    }

    private static boolean checkDsack(TcpNet net, TcpSock tp, TcpSkbCb cb, int priorSndUna, AckSample ack) {
        TcpOptions opt = cb.opt;
        int start = opt.sackStart[0];
        int end = opt.sackEnd[0];
        if (Seq.before(start, cb.ackSeq)) {
            net.linux.inc(LinuxMib.TCP_DSACK_RECV);
        } else if (opt.sackCount > 1 && !Seq.after(end, opt.sackEnd[1]) && !Seq.before(start, opt.sackStart[1])) {
            net.linux.inc(LinuxMib.TCP_DSACK_OFO_RECV);
        } else {
            return false;
        }
        int segs = dsackSeen(tp, start, end, ack);
        if (segs == 0) {
            net.linux.inc(LinuxMib.TCP_DSACK_IGNORED_DUBIOUS);
            return false;
        }
        net.linux.add(LinuxMib.TCP_DSACK_RECV_SEGS, segs);
        boolean forgotten = !Seq.after(end, priorSndUna) && Seq.after(end, tp.undoSeq);
        if (tp.undoMarker && tp.undoRetrans > 0 && forgotten) {
            tp.undoRetrans = Math.max(0, tp.undoRetrans - segs);
        }
        return true;
    }

    /** tcp_dsack_seen(): how many segments were repeated needlessly, 0 if that cannot be. */
    private static int dsackSeen(TcpSock tp, int start, int end, AckSample ack) {
        int len = end - start;
        if (len <= 0 || len > tp.maxWindow) {
            return 0;
        }
        int segs = 1;
        if (len > tp.mssCache) {
            segs = (len + tp.mssCache - 1) / tp.mssCache;
        } else if (tp.tlpOut && tp.tlpHighSeq == end) {
            ack.flags |= AckSample.DSACK_TLP;
        }
        tp.dsackDups += segs;
        if (tp.dsackDups > tp.totalRetrans) {
            return 0;
        }
        if (tp.reordSeen > 0 && !ack.has(AckSample.DSACK_TLP)) {
            tp.rackDsackSeen = true;
        }
        ack.flags |= AckSample.DSACKING_ACK;
        ack.sackDelivered += segs;
        return segs;
    }

    /** tcp_check_sack_reordering(): something at {@code low} has arrived after what lies above. */
    static void checkReordering(TcpNet net, TcpSock tp, int low, LinuxMib mib) {
        int fack = tp.rtx.highestSackSeq(tp.sndUna);
        if (!Seq.before(low, fack)) {
            return;
        }
        int metric = fack - low;
        int mss = tp.mssCache;
        if (metric > tp.reordering * mss) {
            tp.reordering =
                    Math.min((metric + mss - 1) / mss, net.settings.sender().maxReordering());
        }
        tp.reordSeen++;
        net.linux.inc(mib);
    }
}
