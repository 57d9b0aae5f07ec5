package io.rxpath.tcp.core.ack;

import io.rxpath.skb.LinuxMib;
import io.rxpath.tcp.core.output.RtxQueue;
import io.rxpath.tcp.core.output.SentSeg;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Loss that no acknowledgment told of: the retransmission timer and the reordering timer.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_enter_loss(), tcp_timeout_mark_lost(); net/ipv4/tcp_recovery.c
 * tcp_rack_reo_timeout().
 */
public final class TcpLoss {
    private TcpLoss() {}

    /** Takes everything that is not reported as received for lost. */
    public static void enterLoss(TcpNet net, TcpSock tp) {
        RtxQueue rtx = tp.rtx;
        tp.renoSacked = 0;
        if (rtx.get(0).sacked()) {
            net.linux.inc(LinuxMib.TCP_SACK_RENEGING);
            rtx.forgetSacks();
        }
        for (int i = 0; i < rtx.size(); i++) {
            SentSeg seg = rtx.get(i);
            if (!seg.sacked()) {
                rtx.markLost(seg);
            }
        }
        TcpCong.enterLoss(tp);
    }

    /** What was only late is lost now. */
    public static void reoTimeout(TcpNet net, TcpSock tp) {
        TcpAck.fastretransAlert(net, tp, 0, false, false);
    }
}
