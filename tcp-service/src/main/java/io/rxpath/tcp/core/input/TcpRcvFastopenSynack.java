package io.rxpath.tcp.core.input;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpOptions;
import io.rxpath.tcp.core.ack.TcpLoss;
import io.rxpath.tcp.core.output.TcpFastopenActive;
import io.rxpath.tcp.core.queue.TcpDataQueue;
import io.rxpath.tcp.core.sock.TcpMetrics;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a SYN that had data or asked for a cookie: has the peer taken the data, has it given a cookie, has it sent data
 * of its own?
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_rcv_fastopen_synack(); net/ipv4/tcp_fastopen.c tcp_fastopen_add_skb().
 */
final class TcpRcvFastopenSynack {
    private TcpRcvFastopenSynack() {}

    /** True if the data of the SYN has just gone out again, which acknowledges the SYN-ACK. */
    static boolean rcv(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        boolean data = tp.synData && !tp.rtx.isEmpty();
        TcpOptions opt = cb.opt;
        boolean cookie = tp.synFastopen && opt.fastOpenLength >= 0;
        boolean synDrop = false;
        int tryExp = 0;
        if (tp.synFastopen && tp.totalRetrans > 0) {
            // Presumably only a SYN without data has arrived.
            synDrop = !cookie && data;
        } else if (tp.synFastopen && !cookie && !tp.synData) {
            tryExp = tp.synFastopenExp ? 2 : 1;
        }
        int mss = opt.sawMss ? opt.mss : tp.mssClamp;
        byte @Nullable [] given = cookie ? Arrays.copyOf(opt.fastOpenCookie, opt.fastOpenLength) : null;
        net.metrics.set(TcpMetrics.Pair.of(tp.flow), mss, given, opt.fastOpenExperimental, synDrop, tryExp, net.now);
        if (data) {
            tp.fastopenClientFail =
                    tp.totalRetrans > 0 ? TcpFastopenActive.SYN_RETRANSMITTED : TcpFastopenActive.DATA_NOT_ACKED;
            TcpLoss.retransmitAll(net, tp);
            net.linux.inc(LinuxMib.TCP_FAST_OPEN_ACTIVE_FAIL);
            return true;
        }
        tp.synDataAcked = tp.synData;
        if (tp.synDataAcked) {
            net.linux.inc(LinuxMib.TCP_FAST_OPEN_ACTIVE);
            if (tp.delivered > 1) {
                // tcp_ack() has counted SYN and data as two.
                tp.delivered--;
            }
        }
        return false;
    }

    /** tcp_fastopen_add_skb(): true if the SYN-ACK has data, which is queued. */
    static boolean addSkb(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        if (cb.endSeq == tp.rcvNxt) {
            return false;
        }
        tp.segsIn = cb.segs;
        tp.dataSegsIn += cb.len > 0 ? cb.segs : 0;
        skb.pull(cb.headerLen);
        cb.seq++;
        TcpDataQueue.queueRcv(net, tp, skb, cb);
        tp.synDataAcked = true;
        if (cb.fin()) {
            TcpFin.fin(net, tp);
        }
        return true;
    }
}
