package io.rxpath.tcp.core.queue;

import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the out-of-order queue: one skb, or several that were joined and follow each other without a gap (kernel
 * net/ipv4/tcp_input.c tcp_data_queue_ofo(), tcp_ooo_try_coalesce()).
 */
public final class OfoSkb {
    /** Unique in its socket: key of the stored part. */
    public final int id;

    public int seq;
    public int endSeq;
    /** Memory charged, bytes. */
    public int truesize;
    /** Fragments, see {@link ReceiveQueue}. */
    public int frags;
    /** Free bytes behind the data, see {@link ReceiveQueue}. */
    public int tailroom;
    /** It ends with a FIN. */
    public boolean fin;
    /**
     * {@link TcpCollapse} has made it: its buffer is no page fragment, so that nothing takes it over (skb_head_is_locked()),
     * and it is one segment to who counts drops.
     */
    public boolean collapsed;
    /** It is in the store. */
    public boolean stored;

    /** Its place in the queue's tree. */
    @Nullable
    OfoSkb parent;

    @Nullable
    OfoSkb left;

    @Nullable
    OfoSkb right;

    boolean red;

    /** The segments, data at the payload. */
    public final SkBuff skb;

    /** Segments joined to it, in order. */
    public @Nullable OfoSkb next;

    /** The last of the chain, itself if there is no next. */
    public OfoSkb last;

    public OfoSkb(int id, int seq, int endSeq, boolean fin, SkBuff skb) {
        this.id = id;
        this.seq = seq;
        this.endSeq = endSeq;
        this.fin = fin;
        this.skb = skb;
        truesize = skb.truesize;
        frags = fragsOf(skb);
        last = this;
    }

    /** Fragments it brings when it is joined to another; a locked head is as one too many. */
    int fragsToJoin() {
        return collapsed ? ReceiveQueue.MAX_FRAGS : frags;
    }

    /** Bytes without the FIN. */
    int len() {
        return endSeq - seq - (fin ? 1 : 0);
    }

    /**
     * Fragments of an skb with a linear head: one per wire segment merged into it. The head of a TUN's packet, which has
     * no Ethernet header, is no page fragment: it cannot become another skb's (skb_head_is_locked()), as if that were full.
     */
    public static int fragsOf(SkBuff skb) {
        if (skb.networkHeader() >= 0 && skb.macHeader() == skb.networkHeader()) {
            return ReceiveQueue.MAX_FRAGS;
        }
        return Math.max(skb.frags().size(), skb.segments() - 1);
    }

    /** Wire segments of the whole chain. */
    public int segments() {
        int n = 0;
        for (OfoSkb s = this; s != null; s = s.next) {
            n += s.skb.segments();
        }
        return n;
    }
}
