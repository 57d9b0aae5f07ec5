package io.rxpath.tcp.core.queue;

import io.rxpath.tcp.core.output.SkStream;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Memory charged to a socket. Grants come in pages, if {@link io.rxpath.tcp.core.sock.ProtoMem} allows; what is given back
 * beyond a page returns to the system at once, which is why the fast path misses whenever the application empties the queue.
 *
 * <p>Kernel: include/net/sock.h sk_rmem_schedule(), sk_wmem_schedule(), sk_mem_charge(), sk_mem_uncharge(),
 * sk_mem_reclaim(); net/core/sock.c __sk_mem_schedule(); net/ipv4/tcp.c sk_forced_mem_schedule(), tcp_wmem_schedule();
 * net/core/stream.c sk_stream_kill_queues().
 */
public final class SkMem {
    private static final int PAGE = 4096;
    private static final int PAGE_SHIFT = 12;

    /**
     * Truesize of an empty skb of the write queue, bytes: sk_buff, shared info and the small head of 256 bytes, of which
     * 192 are for headers (MAX_TCP_HEADER).
     */
    public static final int WRITE_SKB = 256 + 320 + 256;

    private SkMem() {}

    private static int pages(int bytes) {
        return bytes + PAGE - 1 >> PAGE_SHIFT;
    }

    /** sk_rmem_schedule(): may {@code size} bytes be charged to the receive side? */
    static boolean rmemSchedule(TcpNet net, TcpSock tp, int size) {
        return schedule(net, tp, size, false);
    }

    /** sk_wmem_schedule(): may {@code size} bytes be charged to the sending side? */
    public static boolean wmemSchedule(TcpNet net, TcpSock tp, int size) {
        return schedule(net, tp, size, true);
    }

    private static boolean schedule(TcpNet net, TcpSock tp, int size, boolean send) {
        int missing = size - tp.forwardAlloc;
        if (missing <= 0) {
            return true;
        }
        int pages = pages(missing);
        tp.forwardAlloc += pages << PAGE_SHIFT;
        boolean granted = net.memory.raise(tp, missing, pages, send);
        if (!granted) {
            tp.forwardAlloc -= pages << PAGE_SHIFT;
        }
        return granted;
    }

    /** sk_forced_mem_schedule(): {@code size} bytes may be charged whatever the limits. */
    public static void forcedSchedule(TcpNet net, TcpSock tp, int size) {
        int missing = size - tp.forwardAlloc;
        if (missing > 0) {
            int pages = pages(missing);
            tp.forwardAlloc += pages << PAGE_SHIFT;
            net.memory.add(pages);
        }
    }

    /** tcp_wmem_schedule(): how many of {@code copy} bytes an skb of the write queue may take, 0 for none. */
    public static int wmemScheduleSome(TcpNet net, TcpSock tp, int copy) {
        if (wmemSchedule(net, tp, copy)) {
            return copy;
        }
        int left = net.settings.memory().wmemMin() - tp.wmemQueued;
        if (left > 0) {
            forcedSchedule(net, tp, Math.min(left, copy));
        }
        return Math.min(copy, tp.forwardAlloc);
    }

    /** The write queue has become longer or shorter: what it takes now is charged (sk_wmem_queued_add()). */
    public static void chargeWriteQueue(TcpNet net, TcpSock tp) {
        if (tp.destroyed) {
            return;
        }
        int now = (int) SkStream.wmemQueued(tp);
        int more = now - tp.wmemQueued;
        tp.wmemQueued = now;
        if (more > 0) {
            forcedSchedule(net, tp, more);
            tp.forwardAlloc -= more;
        } else if (more < 0) {
            reclaim(net, tp, -more);
        }
    }

    /** tcp_write_queue_purge(). */
    public static void purgeWriteQueue(TcpNet net, TcpSock tp) {
        reclaim(net, tp, tp.wmemQueued);
        tp.wmemQueued = 0;
    }

    /** sk_stream_kill_queues(): the socket has no memory any more. */
    public static void killQueues(TcpNet net, TcpSock tp) {
        tp.receiveQueue.clear();
        uncharge(net, tp, tp.rmemAlloc);
    }

    /** Pages that are granted to a socket. */
    public static long granted(TcpSock tp) {
        return (long) tp.rmemAlloc + tp.wmemQueued + tp.forwardAlloc >> PAGE_SHIFT;
    }

    /** Charges memory of a queued skb, bytes. */
    static void charge(TcpSock tp, int size) {
        tp.rmemAlloc += size;
        tp.forwardAlloc -= size;
    }

    /** Gives it back. */
    public static void uncharge(TcpNet net, TcpSock tp, int size) {
        tp.rmemAlloc -= size;
        reclaim(net, tp, size);
    }

    private static void reclaim(TcpNet net, TcpSock tp, int size) {
        tp.forwardAlloc += size;
        if (tp.forwardAlloc >= PAGE) {
            int pages = tp.forwardAlloc >> PAGE_SHIFT;
            tp.forwardAlloc &= PAGE - 1;
            net.memory.reduce(pages);
        }
    }
}
