package io.rxpath.tcp.core.ack;

import io.rxpath.skb.Seq;
import io.rxpath.tcp.core.PacingSettings;
import io.rxpath.tcp.core.output.SentSeg;
import io.rxpath.tcp.core.output.TcpPacing;
import io.rxpath.tcp.core.sock.AckSample;
import io.rxpath.tcp.core.sock.DeliveryRate;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * The delivery rate: each segment carries what was delivered when it left, so its acknowledgment is a sample of how many
 * arrived in which time. The longer of the times they took to leave and to be acknowledged counts.
 *
 * <p>Kernel: net/ipv4/tcp_rate.c tcp_rate_skb_sent(), tcp_rate_skb_delivered(), tcp_rate_gen(),
 * tcp_rate_check_app_limited(); net/ipv4/tcp.c tcp_compute_delivery_rate(); net/ipv4/tcp_input.c
 * tcp_update_pacing_rate().
 */
public final class TcpRate {
    private TcpRate() {}

    /** tcp_rate_skb_sent(): the segment leaves; {@code inFlight} is false if it is the first. */
    public static void skbSent(TcpSock tp, SentSeg seg, boolean inFlight) {
        DeliveryRate rate = tp.rate;
        if (!inFlight) {
            rate.firstTxMstamp = seg.sent;
            rate.deliveredMstamp = seg.sent;
        }
        seg.firstTx = rate.firstTxMstamp;
        seg.deliveredAt = rate.deliveredMstamp;
        seg.delivered = tp.delivered;
        seg.appLimited = rate.appLimited != 0;
    }

    /** tcp_rate_skb_delivered(): the peer has it; of all that one acknowledgment reports the one sent last is kept. */
    static void skbDelivered(TcpSock tp, AckSample ack, SentSeg seg) {
        if (seg.deliveredAt == 0) {
            return;
        }
        if (ack.lastSent == 0 || TcpRack.sentAfter(seg.sent, ack.lastSent, seg.endSeq, ack.lastEndSeq)) {
            ack.priorDelivered = seg.delivered;
            ack.priorMstamp = seg.deliveredAt;
            ack.appLimited = seg.appLimited;
            ack.lastSent = seg.sent;
            ack.lastEndSeq = seg.endSeq;
            tp.rate.firstTxMstamp = seg.sent;
            ack.sendUs = micros(seg.sent) - micros(seg.firstTx);
        }
        if (seg.sacked()) {
            seg.deliveredAt = 0;
        }
    }

    /** tcp_rate_gen(): the sample of an acknowledgment that has brought {@code delivered} segments. */
    static void gen(TcpNet net, TcpSock tp, int delivered, AckSample ack) {
        DeliveryRate rate = tp.rate;
        if (rate.appLimited != 0 && Seq.after((int) tp.delivered, rate.appLimited)) {
            rate.appLimited = 0;
        }
        if (delivered > 0) {
            rate.deliveredMstamp = net.now;
        }
        if (ack.priorMstamp == 0 || ack.has(AckSample.SACK_RENEGING)) {
            return;
        }
        long segments = tp.delivered - ack.priorDelivered;
        long interval = Math.max(ack.sendUs, micros(net.now) - micros(ack.priorMstamp));
        if (interval < Integer.toUnsignedLong(tp.minRttUs == Integer.MAX_VALUE ? -1 : tp.minRttUs)) {
            return;
        }
        if (!ack.appLimited || segments * rate.intervalUs >= rate.delivered * interval) {
            rate.delivered = segments;
            rate.intervalUs = interval;
            rate.sampleAppLimited = ack.appLimited;
        }
    }

    /** tcp_rate_check_app_limited(): the application writes again; has what is in the pipe run low meanwhile? */
    public static void checkAppLimited(TcpSock tp) {
        int inFlight = TcpCong.inFlight(tp);
        if (tp.writeSeq - tp.sndNxt < tp.mssCache && inFlight < tp.cwnd && tp.rtx.lostOut() <= tp.rtx.retransOut()) {
            int bubble = (int) (tp.delivered + inFlight);
            tp.rate.appLimited = bubble == 0 ? 1 : bubble;
        }
    }

    /** tcp_compute_delivery_rate(), bytes per second; 0 before there is a sample. */
    public static long deliveryRate(TcpSock tp) {
        DeliveryRate rate = tp.rate;
        return rate.delivered == 0 || rate.intervalUs == 0
                ? 0
                : rate.delivered * tp.mssCache * 1_000_000L / rate.intervalUs;
    }

    /** tcp_update_pacing_rate(): more than the rate of the window, twice it in slow start; never above the socket's limit. */
    public static void updatePacingRate(TcpNet net, TcpSock tp) {
        PacingSettings pacing = net.settings.pacing();
        long bytes = tp.mssCache * 80_000L;
        bytes *= tp.cwnd < tp.ssthresh / 2 ? pacing.ssRatio() : pacing.caRatio();
        bytes *= Math.max(tp.cwnd, tp.rtx.size());
        long rate = tp.srttUs == 0 ? bytes : Long.divideUnsigned(bytes, tp.srttUs);
        tp.rate.pacingRate = TcpPacing.least(rate, tp.opts.maxPacingRate);
    }

    private static long micros(long nanos) {
        return nanos / 1000;
    }
}
