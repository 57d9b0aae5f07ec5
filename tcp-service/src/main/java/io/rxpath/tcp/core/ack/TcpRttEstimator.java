package io.rxpath.tcp.core.ack;

import io.rxpath.skb.Seq;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * Smoothed RTT and its variance (Jacobson, RFC 6298) with Linux's changes: a falling RTT does not lift the variance as
 * much, the variance holds its maximum of a round trip, and is 200 ms at least.
 *
 * <p>srtt is kept times 8, mdev and rttvar times 4, in microseconds.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_rtt_estimator(), tcp_set_rto().
 */
public final class TcpRttEstimator {
    private TcpRttEstimator() {}

    /** One sample, microseconds; at least 1. */
    public static void sample(TcpNet net, TcpSock tp, int rttUs) {
        int rtoMinUs = (int) (TcpTimers.rtoMin(net, tp) / 1000);
        int m = Math.max(1, rttUs);
        int srtt = tp.srttUs;
        if (srtt == 0) {
            srtt = m << 3;
            tp.mdevUs = m << 1;
            tp.rttvarUs = Math.max(tp.mdevUs, rtoMinUs);
            tp.mdevMaxUs = tp.rttvarUs;
            tp.rttSeq = tp.sndNxt;
        } else {
            m -= srtt >> 3;
            srtt += m;
            if (m < 0) {
                m = -m - (tp.mdevUs >> 2);
                if (m > 0) {
                    m >>= 3;
                }
            } else {
                m -= tp.mdevUs >> 2;
            }
            tp.mdevUs += m;
            if (tp.mdevUs > tp.mdevMaxUs) {
                tp.mdevMaxUs = tp.mdevUs;
                tp.rttvarUs = Math.max(tp.rttvarUs, tp.mdevMaxUs);
            }
            if (Seq.after(tp.sndUna, tp.rttSeq)) {
                if (tp.mdevMaxUs < tp.rttvarUs) {
                    tp.rttvarUs -= (tp.rttvarUs - tp.mdevMaxUs) >> 2;
                }
                tp.rttSeq = tp.sndNxt;
                tp.mdevMaxUs = rtoMinUs;
            }
        }
        tp.srttUs = Math.max(1, srtt);
        setRto(net, tp);
    }

    /** tcp_update_rtt_min(), with no end to the window of five minutes in which the kernel looks for it. */
    public static void minRtt(TcpSock tp, int rttUs) {
        tp.minRttUs = Math.min(tp.minRttUs, Math.max(1, rttUs));
    }

    /** tcp_set_rto(): the timeout without backing off, in whole jiffies, rounded up (usecs_to_jiffies()). */
    public static void setRto(TcpNet net, TcpSock tp) {
        long exact = ((tp.srttUs >> 3) + (long) tp.rttvarUs) * 1000;
        long rto = (exact + TcpNet.JIFFY - 1) / TcpNet.JIFFY * TcpNet.JIFFY;
        tp.rto = Math.min(rto, TcpTimers.rtoMax(net, tp));
    }
}
