package io.rxpath.tcp.core.queue;

import io.rxpath.skb.Seq;

/**
 * The SACK blocks to report, the most recent first, and the duplicate (D-SACK, RFC 2883) that goes before them.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_sack_new_ofo_skb(), tcp_sack_maybe_coalesce(), tcp_sack_remove(), tcp_dsack_set().
 */
public final class SackBlocks {
    /** Blocks kept (TCP_NUM_SACKS). */
    public static final int MAX = 4;

    /** A block further back than this is worth an ACK at once (TCP_SACK_BLOCKS_EXPECTED). */
    public static final int EXPECTED = 2;

    /** Number of blocks. */
    public int count;

    public final int[] start = new int[MAX];
    public final int[] end = new int[MAX];

    /** A duplicate is to be reported. */
    public boolean dsack;

    public int dsackStart;
    public int dsackEnd;

    /**
     * Adds an interval: extends a block it touches and moves that to the front, or puts a new one there and forgets the
     * oldest. Returns the index at which it was found, or the number of blocks there were.
     */
    public int add(int seq, int endSeq) {
        for (int i = 0; i < count; i++) {
            if (!touches(i, seq, endSeq)) {
                continue;
            }
            int s = Seq.min(start[i], seq);
            int e = Seq.max(end[i], endSeq);
            shift(i);
            start[0] = s;
            end[0] = e;
            coalesce();
            return i;
        }
        int had = count;
        int at = Math.min(count, MAX - 1);
        shift(at);
        count = Math.min(count + 1, MAX);
        start[0] = seq;
        end[0] = endSeq;
        return had;
    }

    /** Moves the blocks in front of {@code from} back by one. */
    private void shift(int from) {
        for (int i = from; i > 0; i--) {
            start[i] = start[i - 1];
            end[i] = end[i - 1];
        }
    }

    private void coalesce() {
        int i = 1;
        while (i < count) {
            if (touches(0, start[i], end[i])) {
                start[0] = Seq.min(start[0], start[i]);
                end[0] = Seq.max(end[0], end[i]);
                removeAt(i);
            } else {
                i++;
            }
        }
    }

    /** Forgets what {@code rcvNxt} has passed; everything if the out-of-order queue is empty. */
    public void advance(int rcvNxt, boolean oooEmpty) {
        if (oooEmpty) {
            count = 0;
            return;
        }
        int i = 0;
        while (i < count) {
            if (!Seq.before(rcvNxt, start[i])) {
                removeAt(i);
            } else {
                i++;
            }
        }
    }

    private void removeAt(int at) {
        for (int i = at + 1; i < count; i++) {
            start[i - 1] = start[i];
            end[i - 1] = end[i];
        }
        count--;
    }

    /** tcp_sack_reset(). */
    public void reset() {
        count = 0;
        dsack = false;
    }

    /** Right edge of the highest block; only with blocks. */
    public int highestEnd() {
        int max = end[0];
        for (int i = 1; i < count; i++) {
            max = Seq.max(max, end[i]);
        }
        return max;
    }

    /** tcp_dsack_extend() once a duplicate is set: true if it could be extended. */
    public void extendDsack(int seq, int endSeq) {
        if (!Seq.after(seq, dsackEnd) && !Seq.after(dsackStart, endSeq)) {
            dsackStart = Seq.min(dsackStart, seq);
            dsackEnd = Seq.max(dsackEnd, endSeq);
        }
    }

    private boolean touches(int i, int seq, int endSeq) {
        return !Seq.after(seq, end[i]) && !Seq.after(start[i], endSeq);
    }
}
