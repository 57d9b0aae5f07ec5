package io.rxpath.socket.core;

import io.rxpath.skb.SkBuff;

/**
 * The memory of UDP sockets: what each may schedule, and all of them together (kernel net/core/sock.c
 * __sk_mem_raise_allocated(), __sk_mem_schedule(), __sk_mem_reduce_allocated(); net/ipv4/udp.c udp_rmem_schedule(),
 * udp_rmem_release()).
 *
 * <p>Differs: "all" are those of one partition, where the kernel counts all of the machine; with one partition it is the same.
 */
final class UdpMem {
    private static final int PAGE_SHIFT = 12;
    private static final int PAGE_SIZE = 1 << PAGE_SHIFT;

    /** Metadata of an skb in the kernel's SKB_TRUESIZE: sk_buff and skb_shared_info, aligned. */
    private static final int SKB_OVERHEAD = 256 + 320;

    private final UdpSettings settings;

    /** Pages that all sockets have scheduled (udp_memory_allocated). */
    private long allocatedPages;

    UdpMem(UdpSettings settings) {
        this.settings = settings;
    }

    /** Memory an skb is charged with; what nobody said is estimated as the kernel's SKB_TRUESIZE does. */
    static int truesize(SkBuff skb) {
        return skb.truesize > 0 ? skb.truesize : skb.len() + SKB_OVERHEAD;
    }

    /** udp_rmem_schedule(): false if all sockets together have too much. */
    boolean schedule(UdpSock sk, int size) {
        int delta = size - sk.forwardAlloc;
        if (delta > 0) {
            int pages = delta + PAGE_SIZE - 1 >> PAGE_SHIFT;
            if (!raiseAllocated(sk, pages)) {
                return false;
            }
            sk.forwardAlloc += pages << PAGE_SHIFT;
        }
        sk.forwardAlloc -= size;
        return true;
    }

    /**
     * UDP has no memory pressure state: from udp_mem's first value on only a socket that holds less than udp_rmem_min gets
     * more, and from the third on nobody does.
     */
    private boolean raiseAllocated(UdpSock sk, int pages) {
        long allocated = allocatedPages + pages;
        boolean granted =
                allocated <= settings.memMin() || allocated <= settings.memMax() && sk.rmemAlloc < settings.rmemMin();
        if (granted) {
            allocatedPages = allocated;
        }
        return granted;
    }

    /**
     * udp_rmem_release(): the memory of an skb that left the reader's queue is given back in batches of a quarter of the
     * buffer, or when that queue is empty.
     */
    void release(UdpSock sk, int size) {
        sk.forwardDeficit += size;
        int all = sk.forwardDeficit;
        if (all < sk.forwardThreshold() && sk.readerQueue > 0) {
            return;
        }
        sk.forwardDeficit = 0;
        int amount = all + sk.forwardAlloc - 1 & -PAGE_SIZE;
        sk.forwardAlloc += all - amount;
        allocatedPages -= amount >> PAGE_SHIFT;
        sk.rmemAlloc -= all;
        sk.readerQueue = sk.queue.size();
    }

    /** What a socket that was loaded holds: all that is charged and all that is scheduled. */
    void restore(UdpSock sk) {
        allocatedPages += sk.rmemAlloc + sk.forwardAlloc >> PAGE_SHIFT;
    }

    /** Pages scheduled. */
    long allocatedPages() {
        return allocatedPages;
    }
}
