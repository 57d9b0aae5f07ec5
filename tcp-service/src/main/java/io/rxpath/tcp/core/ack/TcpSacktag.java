package io.rxpath.tcp.core.ack;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.TcpOptions;
import io.rxpath.tcp.core.output.SentSeg;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * SACK blocks of the peer onto the scoreboard.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_sacktag_write_queue(), tcp_check_dsack(), tcp_is_sackblock_valid().
 */
final class TcpSacktag {
    private TcpSacktag() {}

    /** Returns how many segments were reported the first time. */
    static int tag(TcpNet net, TcpSock tp, TcpSkbCb cb, int priorSndUna) {
        TcpOptions opt = cb.opt;
        int first = 0;
        if (isDsack(opt, cb.ackSeq)) {
            boolean old = Seq.before(opt.sackStart[0], cb.ackSeq);
            net.linux.inc(old ? LinuxMib.TCP_DSACK_RECV : LinuxMib.TCP_DSACK_OFO_RECV);
            first = 1;
        }
        int delivered = 0;
        for (int block = first; block < opt.sackCount; block++) {
            int start = opt.sackStart[block];
            int end = opt.sackEnd[block];
            boolean valid = Seq.before(start, end) && !Seq.after(end, tp.sndNxt) && !Seq.before(start, priorSndUna);
            if (!valid) {
                net.linux.inc(LinuxMib.TCP_SACK_DISCARD);
                continue;
            }
            for (int i = tp.rtx.indexOf(start); i < tp.rtx.size(); i++) {
                SentSeg seg = tp.rtx.get(i);
                if (!Seq.before(seg.seq, end)) {
                    break;
                }
                if (!seg.sacked() && !Seq.before(seg.seq, start) && !Seq.after(seg.endSeq, end)) {
                    TcpRack.advance(net, tp, seg);
                    tp.rtx.markSacked(seg);
                    delivered++;
                }
            }
        }
        net.linux.add(LinuxMib.TCP_DELIVERED, delivered);
        return delivered;
    }

    private static boolean isDsack(TcpOptions opt, int ack) {
        if (Seq.before(opt.sackStart[0], ack)) {
            return true;
        }
        return opt.sackCount > 1
                && !Seq.after(opt.sackEnd[0], opt.sackEnd[1])
                && !Seq.before(opt.sackStart[0], opt.sackStart[1]);
    }
}
