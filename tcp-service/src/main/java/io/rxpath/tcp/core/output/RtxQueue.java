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
    private static final List<SentSeg> NONE = List.of();

    private List<SentSeg> segs = NONE;
    private int head;
    private int sackedOut;
    private int lostOut;
    private int retransOut;
    private int skbs;

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

    /** The kernel's skbs, in each of which several segments may be. */
    public int skbs() {
        return skbs;
    }

    /** A segment is the last of its skb, or is not. */
    public void tail(SentSeg seg, boolean tail) {
        skbs += (tail ? 1 : 0) - (seg.tail ? 1 : 0);
        seg.tail = tail;
    }

    /** Adds a segment sent the first time, or a stored one with its marks. */
    public void add(SentSeg seg) {
        if (segs == NONE) {
            segs = new ArrayList<>();
        }
        segs.add(seg);
        count(seg, 1);
    }

    private void count(SentSeg seg, int n) {
        sackedOut += seg.sacked() ? n : 0;
        lostOut += seg.lost() ? n : 0;
        retransOut += seg.retrans() ? n : 0;
        skbs += seg.tail ? n : 0;
    }

    /** Takes the oldest out. */
    public SentSeg removeFirst() {
        SentSeg seg = segs.get(head++);
        count(seg, -1);
        if (head == segs.size()) {
            segs.clear();
            head = 0;
        } else if (head > 128 && head > segs.size() / 2) {
            segs.subList(0, head).clear();
            head = 0;
        }
        return seg;
    }

    /** tcp_collapse_retrans(): segment {@code i + 1} becomes part of segment {@code i}. */
    public void join(int i) {
        SentSeg seg = get(i);
        SentSeg next = segs.remove(head + i + 1);
        count(next, -1);
        seg.endSeq = next.endSeq;
        seg.fin = next.fin;
        seg.push |= next.push;
        tail(seg, next.tail);
        seg.flags |= next.flags & SentSeg.EVER_RETRANS;
    }

    /** tcp_fragment(): segment {@code i} keeps {@code len} bytes, the rest becomes one behind it with the same marks. */
    public void split(int i, int len) {
        SentSeg seg = get(i);
        SentSeg rest = new SentSeg(seg.seq + len, seg.endSeq, seg.fin, seg.sent);
        rest.flags = seg.flags;
        rest.push = seg.push;
        rest.tail = seg.tail;
        rest.delivered = seg.delivered;
        rest.firstTx = seg.firstTx;
        rest.deliveredAt = seg.deliveredAt;
        rest.appLimited = seg.appLimited;
        seg.endSeq = rest.seq;
        seg.fin = false;
        seg.push = false;
        tail(seg, true);
        segs.add(head + i + 1, rest);
        count(rest, 1);
    }

    /**
     * tcp_set_skb_tso_segs(): the skb that begins with segment {@code i} is cut anew into segments of {@code mss} bytes,
     * unless the peer has a part of it or a part went out again.
     */
    public void resegment(int i, int mss) {
        int last = i;
        while (!get(last).tail) {
            last++;
            if (get(last).flags != get(i).flags) {
                return;
            }
        }
        for (; last > i; last--) {
            join(i);
        }
        for (int at = i; get(at).endSeq - get(at).seq - (get(at).fin ? 1 : 0) > mss; at++) {
            split(at, mss);
            tail(get(at), false);
        }
    }

    /** Where the skb begins that segment {@code i} is in. */
    private int begin(int i) {
        int first = i;
        while (first > 0 && !get(first - 1).tail) {
            first--;
        }
        return first;
    }

    /** Segments of the skb that begins with segment {@code i} (tcp_skb_pcount()). */
    private int pcount(int i) {
        int last = i;
        while (!get(last).tail && last + 1 < size()) {
            last++;
        }
        return last - i + 1;
    }

    /**
     * tcp_tso_acked(), tcp_trim_head(): the peer has the bytes before {@code seq} of the skb at the head, which is cut anew
     * if it was of several segments; returns how many segments less it is now.
     *
     * @param gone length of the segment of it that was taken out last, 0 if none was
     */
    public int trimHead(int seq, int gone) {
        SentSeg seg = get(0);
        if (!Seq.before(seg.seq, seq) || seg.syn || seg.tail && gone == 0) {
            return 0;
        }
        int before = pcount(0);
        int mss = seg.tail ? gone : seg.endSeq - seg.seq;
        seg.seq = seq;
        resegment(0, mss);
        return before - pcount(0);
    }

    /** tcp_fragment() by __tcp_retransmit_skb(): the first segment goes out again by itself, in today's size. */
    void cutFirst(int mss) {
        if (pcount(0) > 1) {
            resegment(0, mss);
        }
        tail(get(0), true);
    }

    /** tcp_send_loss_probe(): the segment at the end of the last skb as if that was cut anew into segments of {@code mss}. */
    int probe(int mss) {
        int first = begin(size() - 1);
        int segs = pcount(first);
        int len = get(size() - 1).endSeq - get(first).seq - (get(size() - 1).fin ? 1 : 0);
        if (segs > 1) {
            resegment(first, mss);
        }
        int probe = first + (len > (segs - 1) * mss ? segs - 1 : 0);
        if (probe > 0) {
            tail(get(probe - 1), true);
        }
        return probe;
    }

    /** tcp_match_skb_to_sack(): what the peer has and what it has not are in different skbs. */
    public void parted(int i) {
        if (i >= 0
                && i + 1 < size()
                && !get(i).tail
                && get(i).sacked() != get(i + 1).sacked()) {
            tail(get(i), true);
        }
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

    /** tcp_highest_sack_seq(): behind the last segment the peer has reported, {@code sndUna} if there is none. */
    public int highestSackSeq(int sndUna) {
        if (sackedOut > 0) {
            for (int i = size() - 1; i >= 0; i--) {
                if (get(i).sacked()) {
                    return get(i).endSeq;
                }
            }
        }
        return sndUna;
    }

    /** The peer has it (SACK): it is not lost any more, nor is a retransmission of a lost one in flight. */
    public void markSacked(SentSeg seg) {
        count(seg, -1);
        if (seg.lost()) {
            seg.flags &= ~(SentSeg.LOST | SentSeg.RETRANS);
        }
        seg.flags |= SentSeg.SACKED;
        count(seg, 1);
    }

    /** A retransmission is known to have been needless. */
    public void clearRetrans(SentSeg seg) {
        count(seg, -1);
        seg.flags &= ~SentSeg.RETRANS;
        count(seg, 1);
    }

    /** tcp_mark_skb_lost(): true if it is news, as when its retransmission is lost too. */
    public boolean markLost(SentSeg seg) {
        if (seg.sacked() || seg.lost() && !seg.retrans()) {
            return false;
        }
        count(seg, -1);
        if (seg.lost()) {
            seg.flags &= ~SentSeg.RETRANS;
        }
        seg.flags |= SentSeg.LOST;
        count(seg, 1);
        return true;
    }

    /** It goes out again now. */
    public void markRetrans(SentSeg seg) {
        count(seg, -1);
        seg.flags |= SentSeg.RETRANS | SentSeg.EVER_RETRANS;
        count(seg, 1);
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
            get(i).flags &= ~SentSeg.LOST;
        }
        lostOut = 0;
    }

    /** Forgets all. */
    public void clear() {
        segs = NONE;
        head = 0;
        sackedOut = 0;
        lostOut = 0;
        retransOut = 0;
        skbs = 0;
    }
}
