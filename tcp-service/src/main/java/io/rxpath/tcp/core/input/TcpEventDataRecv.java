package io.rxpath.tcp.core.input;

import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.queue.ReceiveWindow;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * What the receiver learns from a data segment: the peer's segment size, its rhythm, the room there is.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_event_data_recv(), tcp_measure_rcv_mss().
 */
public final class TcpEventDataRecv {
    private static final int MSS_DEFAULT = 536;
    private static final int MIN_MSS = 88;
    private static final int REMNANT = TcpHeader.FIN | TcpHeader.URG | TcpHeader.SYN | TcpHeader.PSH;

    private TcpEventDataRecv() {}

    /** tcp_event_data_recv(): data of this segment was queued in order. */
    public static void dataReceived(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        TcpAckSndCheck.schedule(tp);
        measureRcvMss(tp, cb);
        ReceiveWindow.rcvRttMeasure(net, tp);
        if (tp.ato == 0) {
            TcpAckSndCheck.incrQuickack(tp, TcpAckSndCheck.MAX_QUICKACKS);
            tp.ato = TcpAckSndCheck.ATO_MIN;
        } else {
            long m = net.now - tp.lrcvtime;
            if (m <= TcpAckSndCheck.ATO_MIN / 2) {
                tp.ato = (tp.ato >> 1) + TcpAckSndCheck.ATO_MIN / 2;
            } else if (m < tp.ato) {
                tp.ato = Math.min((tp.ato >> 1) + m, tp.rto);
            } else if (m > tp.rto) {
                TcpAckSndCheck.incrQuickack(tp, TcpAckSndCheck.MAX_QUICKACKS);
            }
        }
        tp.lrcvtime = net.now;
        TcpEcn.dataCheck(tp, cb);
        if (cb.len >= 128) {
            ReceiveWindow.grow(net, tp, cb.len, cb.truesize);
        }
    }

    /** tcp_measure_rcv_mss(). */
    public static void measureRcvMss(TcpSock tp, TcpSkbCb cb) {
        int lastSegSize = tp.lastSegSize;
        tp.lastSegSize = 0;
        int len = cb.gsoSize != 0 ? cb.gsoSize : cb.len;
        if (len >= tp.rcvMss) {
            if (len != tp.rcvMss) {
                updateScalingRatio(tp, cb.len, cb.truesize);
            }
            tp.rcvMss = Math.min(len, tp.advmss);
            if ((cb.flags & TcpHeader.PSH) != 0) {
                tp.ackPending |= TcpSock.ACK_PUSHED;
            }
            return;
        }
        len += cb.headerLen;
        boolean fullSized =
                len >= MSS_DEFAULT + TcpHeader.LENGTH || len >= MIN_MSS + TcpHeader.LENGTH && (cb.flags & REMNANT) == 0;
        if (fullSized) {
            len -= tp.tcpHeaderLen;
            tp.lastSegSize = len;
            if (len == lastSegSize) {
                tp.rcvMss = len;
                return;
            }
        }
        if ((tp.ackPending & TcpSock.ACK_PUSHED) != 0) {
            tp.ackPending |= TcpSock.ACK_PUSHED2;
        }
        tp.ackPending |= TcpSock.ACK_PUSHED;
    }

    private static void updateScalingRatio(TcpSock tp, int len, int truesize) {
        int old = tp.scalingRatio;
        int ratio = truesize <= 0 ? 255 : (int) Math.min(255, ((long) len << 8) / truesize);
        tp.scalingRatio = Math.max(1, ratio);
        if (old != tp.scalingRatio) {
            ReceiveWindow.setWindowClamp(tp, ReceiveWindow.fullSpace(tp));
            tp.rcvqSpace = Math.min(tp.rcvqSpace, tp.windowClamp);
        }
    }
}
