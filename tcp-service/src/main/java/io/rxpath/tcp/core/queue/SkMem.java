package io.rxpath.tcp.core.queue;

import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Memory charged to a socket's receive side. Grants come in pages; what is given back beyond a page returns to the
 * system at once, which is why the fast path misses whenever the application empties the queue.
 *
 * <p>Kernel: include/net/sock.h sk_rmem_schedule(), sk_mem_charge(), sk_mem_uncharge(), sk_mem_reclaim().
 */
public final class SkMem {
    private static final int PAGE = 4096;

    private SkMem() {}

    /** Makes sure that {@code size} bytes may be charged. */
    static void schedule(TcpSock tp, int size) {
        int missing = size - tp.forwardAlloc;
        if (missing > 0) {
            tp.forwardAlloc += missing + PAGE - 1 & -PAGE;
        }
    }

    /** Charges memory of a queued skb, bytes. */
    static void charge(TcpSock tp, int size) {
        tp.rmemAlloc += size;
        tp.forwardAlloc -= size;
    }

    /** Gives it back. */
    public static void uncharge(TcpSock tp, int size) {
        tp.rmemAlloc -= size;
        tp.forwardAlloc += size;
        if (tp.forwardAlloc >= PAGE) {
            tp.forwardAlloc &= PAGE - 1;
        }
    }
}
