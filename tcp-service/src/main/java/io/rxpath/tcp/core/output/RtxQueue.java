package io.rxpath.tcp.core.output;

import io.rxpath.skb.Seq;
import java.util.ArrayList;
import java.util.List;

/**
 * Sent segments in sequence order with the scoreboard's totals (tcp_rtx_queue, sacked_out, lost_out, retrans_out;
 * kernel include/net/tcp.h tcp_rtx_queue_*()).
 * Marks change only here, so the totals are always those of the marks.
 */
public final class RtxQueue {
    private final List<SentSeg> segs = new ArrayList<>();
    private int head;
    private int sackedOut;
    private int lostOut;
    private int retransOut;

    /** packets_out. */
    public int size() {
        return segs.size() - head;
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    /** Segment {@code i}, the oldest first. */
    public SentSeg get(int i) {
        return segs.get(head + i);
    }

    public int sackedOut() {
        return sackedOut;
    }

    public int lostOut() {
        return lostOut;
    }

    public int retransOut() {
        return retransOut;
    }

    /** Adds a segment sent the first time, or a stored one with its marks. */
    public void add(SentSeg seg) {
        segs.add(seg);
        sackedOut += seg.sacked() ? 1 : 0;
        lostOut += seg.lost() ? 1 : 0;
        retransOut += seg.retrans() ? 1 : 0;
    }

    /** Takes the oldest out. */
    public SentSeg removeFirst() {
        SentSeg seg = segs.get(head++);
        sackedOut -= seg.sacked() ? 1 : 0;
        lostOut -= seg.lost() ? 1 : 0;
        retransOut -= seg.retrans() ? 1 : 0;
        if (head > 128 && head > segs.size() / 2) {
            segs.subList(0, head).clear();
            head = 0;
        }
        return seg;
    }

    /** Index of the first segment that ends after {@code seq}. */
    public int indexOf(int seq) {
        int low = 0;
        int high = size();
        while (low < high) {
            int mid = (low + high) >>> 1;
            if (Seq.after(get(mid).endSeq, seq)) {
                high = mid;
            } else {
                low = mid + 1;
            }
        }
        return low;
    }

    /** The peer has it (SACK). It is neither lost nor in flight any more. */
    public void markSacked(SentSeg seg) {
        if (seg.sacked()) {
            return;
        }
        unmarkLost(seg);
        unmarkRetrans(seg);
        seg.flags |= SentSeg.SACKED;
        sackedOut++;
    }

    /** It is taken for lost, and so is its retransmission if there was one. */
    public void markLost(SentSeg seg) {
        unmarkRetrans(seg);
        if (!seg.lost()) {
            seg.flags |= SentSeg.LOST;
            lostOut++;
        }
    }

    /** It goes out again now. */
    public void markRetrans(SentSeg seg, long now) {
        if (!seg.retrans()) {
            retransOut++;
        }
        seg.flags |= SentSeg.RETRANS | SentSeg.EVER_RETRANS;
        seg.sent = now;
    }

    /** The peer has thrown away what it had reported (SACK reneging). */
    public void forgetSacks() {
        for (int i = 0; i < size(); i++) {
            get(i).flags &= ~SentSeg.SACKED;
        }
        sackedOut = 0;
    }

    /** Nothing was lost after all. */
    public void forgetLosses() {
        for (int i = 0; i < size(); i++) {
            unmarkLost(get(i));
        }
    }

    private void unmarkLost(SentSeg seg) {
        if (seg.lost()) {
            seg.flags &= ~SentSeg.LOST;
            lostOut--;
        }
    }

    private void unmarkRetrans(SentSeg seg) {
        if (seg.retrans()) {
            seg.flags &= ~SentSeg.RETRANS;
            retransOut--;
        }
    }

    /** Forgets all. */
    public void clear() {
        segs.clear();
        head = 0;
        sackedOut = 0;
        lostOut = 0;
        retransOut = 0;
    }
}
