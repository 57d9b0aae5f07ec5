package io.rxpath.tcp.core.queue;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Memory of the receive side: may another segment be charged, to this socket and to all together, and what is given up if
 * not.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_try_rmem_schedule(), tcp_can_ingest(), tcp_prune_queue(), tcp_prune_ofo_queue().
 */
public final class TcpPrune {
    private TcpPrune() {}

    /** tcp_try_rmem_schedule(): true if the segment may be queued. */
    static boolean tryRmemSchedule(TcpNet net, TcpSock tp, int seq, int truesize) {
        if (canIngest(tp) && SkMem.rmemSchedule(net, tp, truesize)) {
            return true;
        }
        if (!pruneQueue(net, tp, seq)) {
            return false;
        }
        while (!SkMem.rmemSchedule(net, tp, truesize)) {
            if (!pruneOfo(net, tp, seq)) {
                return false;
            }
        }
        return true;
    }

    /** tcp_can_ingest(): whatever the segment takes, if the limit is not passed without it. */
    static boolean canIngest(TcpSock tp) {
        return tp.rmemAlloc <= tp.rcvbuf;
    }

    /** tcp_prune_queue(). */
    private static boolean pruneQueue(TcpNet net, TcpSock tp, int seq) {
        if (tp.rmemAlloc == 0) {
            return false;
        }
        net.linux.inc(LinuxMib.PRUNE_CALLED);
        if (!canIngest(tp)) {
            ReceiveWindow.clampWindow(net, tp);
        } else if (net.memory.underPressure()) {
            ReceiveWindow.adjustRcvSsthresh(tp);
        }
        if (canIngest(tp)) {
            return true;
        }
        TcpCollapse.outOfOrder(net, tp);
        TcpCollapse.receiveQueue(net, tp);
        if (canIngest(tp)) {
            return true;
        }
        pruneOfo(net, tp, seq);
        if (canIngest(tp)) {
            return true;
        }
        net.linux.inc(LinuxMib.RCV_PRUNED);
        tp.predFlags = 0;
        return false;
    }

    /** tcp_prune_ofo_queue(): true if something was given up. */
    private static boolean pruneOfo(TcpNet net, TcpSock tp, int seq) {
        boolean pruned = false;
        int goal = tp.rcvbuf >> 3;
        while (!tp.ooo.isEmpty()) {
            // A segment that would come last itself must not cost one that is nearer.
            if (Seq.after(seq, tp.ooo.last().seq)) {
                break;
            }
            pruned = true;
            goal -= TcpDataQueueOfo.pruneLast(net, tp);
            if (tp.ooo.isEmpty() || goal <= 0) {
                if (canIngest(tp) && !net.memory.underPressure()) {
                    break;
                }
                goal = tp.rcvbuf >> 3;
            }
        }
        if (pruned) {
            net.linux.inc(LinuxMib.OFO_PRUNED);
            tp.sacks.reset();
        }
        return pruned;
    }
}
