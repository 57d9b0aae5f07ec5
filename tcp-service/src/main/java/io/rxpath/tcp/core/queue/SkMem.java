package io.rxpath.tcp.core.queue;

import io.rxpath.tcp.core.output.SendQueue;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Memory charged to a socket's receive side. Grants come in pages; what is given back beyond a page returns to the
 * system at once, which is why the fast path misses whenever the application empties the queue.
 *
 * <p>Kernel: include/net/sock.h sk_rmem_schedule(), sk_mem_charge(), sk_mem_uncharge(), sk_mem_reclaim().
 */
public final class SkMem {
    private static final int PAGE = 4096;

    /**
     * Truesize of an empty skb of the write queue, bytes: sk_buff, shared info and the small head of 256 bytes, of which
     * 192 are for headers (MAX_TCP_HEADER).
     */
    public static final int WRITE_SKB = 256 + 320 + 256;

    private SkMem() {}

    /** Makes sure that {@code size} bytes may be charged. */
    static void schedule(TcpSock tp, int size) {
        int missing = size - tp.forwardAlloc;
        if (missing > 0) {
            tp.forwardAlloc += missing + PAGE - 1 & -PAGE;
        }
    }

    /** Charges written bytes, and their skb if they begin one, until they are acknowledged (sk_wmem_schedule()). */
    public static void chargeWrite(TcpSock tp, SendQueue.Chunk chunk) {
        schedule(tp, truesize(chunk));
        tp.forwardAlloc -= truesize(chunk);
    }

    /** Gives back what {@link #chargeWrite} took. */
    public static void unchargeWrite(TcpSock tp, SendQueue.Chunk chunk) {
        reclaim(tp, truesize(chunk));
    }

    private static int truesize(SendQueue.Chunk chunk) {
        return chunk.bytes.length + (chunk.beginsSkb ? WRITE_SKB : 0);
    }

    /** Charges memory of a queued skb, bytes. */
    static void charge(TcpSock tp, int size) {
        tp.rmemAlloc += size;
        tp.forwardAlloc -= size;
    }

    /** Gives it back. */
    public static void uncharge(TcpSock tp, int size) {
        tp.rmemAlloc -= size;
        reclaim(tp, size);
    }

    private static void reclaim(TcpSock tp, int size) {
        tp.forwardAlloc += size;
        if (tp.forwardAlloc >= PAGE) {
            tp.forwardAlloc &= PAGE - 1;
        }
    }
}
