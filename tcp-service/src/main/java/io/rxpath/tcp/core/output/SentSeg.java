package io.rxpath.tcp.core.output;

/** A segment that was sent and is not acknowledged (an skb of the kernel's retransmit queue). */
public final class SentSeg {
    /** Flags as the kernel's TCPCB_*. */
    public static final int SACKED = 1;

    public static final int RETRANS = 2;
    public static final int LOST = 4;
    public static final int EVER_RETRANS = 8;

    public int seq;
    /** Behind the last byte, FIN included. */
    public int endSeq;
    /** When it was sent last, epoch ns. */
    public long sent;

    public int flags;
    /** It carries our FIN. */
    public boolean fin;
    /** It is our SYN. */
    public boolean syn;
    /** The last of those that went out at once (of an skb of the kernel). */
    public boolean tail = true;
    /** Its skb has PSH, which the last one of a super-packet carries in any case. */
    public boolean push;
    /** Segments delivered before it was sent (tx.delivered). */
    public long delivered;
    /** When the first of those it is counted with went out, epoch ns (tx.first_tx_mstamp). */
    public long firstTx;
    /** When something was delivered last before it was sent, 0 once it was reported (tx.delivered_mstamp). */
    public long deliveredAt;
    /** The application had left a bubble in the pipe (tx.is_app_limited). */
    public boolean appLimited;

    public SentSeg(int seq, int endSeq, boolean fin, long sent) {
        this.seq = seq;
        this.endSeq = endSeq;
        this.fin = fin;
        this.sent = sent;
    }

    public boolean sacked() {
        return (flags & SACKED) != 0;
    }

    public boolean lost() {
        return (flags & LOST) != 0;
    }

    /** It was sent again and that is in flight. */
    public boolean retrans() {
        return (flags & RETRANS) != 0;
    }

    public boolean everRetrans() {
        return (flags & EVER_RETRANS) != 0;
    }
}
