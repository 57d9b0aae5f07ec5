package io.rxpath.tcp.core.queue;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkBuff;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory runs out: skbs whose memory is out of proportion to their data are copied into page-sized ones, and bytes that two
 * of them hold are kept once.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_collapse(), tcp_collapse_ofo_queue(). The bytes of the receive queue are with the
 * socket, which charges nothing for them: only the books are copied.
 */
final class TcpCollapse {
    /** SKB_WITH_OVERHEAD(PAGE_SIZE), and SKB_MAX_ORDER(0, 0): bytes an skb of one page has room for. */
    static final int PAGE_SKB = 3776;

    private static final int SHARED_INFO = 320;

    /** SKB_SMALL_HEAD_CACHE_SIZE: MAX_TCP_HEADER and shared info. */
    private static final int SMALL_HEAD = 256 + SHARED_INFO;

    private static final byte[] NOTHING = new byte[0];

    private final TcpNet net;
    private final TcpSock tp;
    private final List<OfoSkb> made = new ArrayList<>();
    /** The entry being copied and the part of it that is next; a part that is copied or not needed is no part any more. */
    private @Nullable OfoSkb current;

    private @Nullable OfoSkb part;
    private byte[] bytes = NOTHING;
    /** Wire segments of the part that are already given to new skbs. */
    private int given;

    private TcpCollapse(TcpNet net, TcpSock tp) {
        this.net = net;
        this.tp = tp;
    }

    /** SKB_TRUESIZE of an skb allocated for {@code len} bytes. */
    static int truesize(int len) {
        // struct skb_shared_info lies in the same block: one for small heads, or else a power of two.
        int needed = (len + 63 & -64) + SHARED_INFO;
        return ReceiveQueue.SKB_STRUCT + (needed <= SMALL_HEAD ? SMALL_HEAD : Integer.highestOneBit(needed - 1) * 2);
    }

    private static int tailroom(int truesize, int len) {
        return truesize - ReceiveQueue.SKB_STRUCT - SHARED_INFO - len;
    }

    private boolean bloated(int truesize, int len) {
        return ReceiveWindow.winFromSpace(tp.scalingRatio, truesize) > len;
    }

    private void freed(int truesize) {
        SkMem.uncharge(net, tp, truesize);
        net.linux.inc(LinuxMib.TCP_RCV_COLLAPSED);
    }

    /** tcp_collapse() of the receive queue, from what the application has read on. */
    static void receiveQueue(TcpNet net, TcpSock tp) {
        if (!tp.receiveQueue.isEmpty()) {
            new TcpCollapse(net, tp).queue(tp.receiveQueue);
        }
    }

    private void queue(ReceiveQueue q) {
        int start = tp.copiedSeq;
        int from = 0;
        int n = q.size();
        while (from < n
                && !bloated(q.truesize(from), q.end(from) - q.seq(from))
                && !Seq.before(q.seq(from), start)
                && (from + 1 == n || q.end(from) == q.seq(from + 1))) {
            start = q.end(from++);
        }
        if (from == n) {
            return;
        }
        int[] ends = new int[n - from];
        int[] truesizes = new int[n - from];
        for (int i = from; i < n; i++) {
            ends[i - from] = q.end(i);
            truesizes[i - from] = q.truesize(i);
        }
        q.truncate(from);
        int end = ends[ends.length - 1];
        int at = 0;
        while (Seq.before(start, end)) {
            int len = Math.min(PAGE_SKB, end - start);
            int truesize = truesize(len);
            SkMem.charge(tp, truesize);
            q.add(start, start + len, truesize, 0, tailroom(truesize, len));
            start += len;
            while (at < ends.length && !Seq.before(start, ends[at])) {
                freed(truesizes[at++]);
            }
        }
    }

    /** tcp_collapse_ofo_queue(): range after range of what follows without a gap. */
    static void outOfOrder(TcpNet net, TcpSock tp) {
        int tiny = 0;
        OfoSkb head = tp.ooo.first();
        while (head != null) {
            int end = head.endSeq;
            int truesize = head.truesize;
            OfoSkb tail = OutOfOrderQueue.after(head);
            while (tail != null && !Seq.after(tail.seq, end)) {
                truesize += tail.truesize;
                end = Seq.max(end, tail.endSeq);
                tail = OutOfOrderQueue.after(tail);
            }
            if (truesize != head.truesize || end - head.seq >= PAGE_SKB) {
                new TcpCollapse(net, tp).range(head, tail, head.seq, end);
            } else {
                // Tiny ones far from each other are not worth it, and after so many there may be many more.
                tiny += truesize;
                if (tiny > tp.rcvbuf >> 3) {
                    return;
                }
            }
            head = tail;
        }
    }

    /** tcp_collapse() of the entries from {@code head} to before {@code tail}. */
    private void range(OfoSkb head, @Nullable OfoSkb tail, int from, int end) {
        int start = from;
        OfoSkb skb = head;
        while (skb != null && skb != tail) {
            if (!Seq.before(start, skb.endSeq)) {
                skb = one(skb);
                continue;
            }
            OfoSkb next = OutOfOrderQueue.after(skb);
            if (!skb.fin && (bloated(skb.truesize, skb.len()) || Seq.before(skb.seq, start))
                    || next != null && next != tail && skb.endSeq != next.seq) {
                if (!skb.fin) {
                    copy(skb, tail, start, end);
                }
                return;
            }
            start = skb.endSeq;
            skb = next;
        }
    }

    private void copy(OfoSkb first, @Nullable OfoSkb tail, int from, int end) {
        OfoSkb skb = first;
        int start = from;
        if (longSegment(first, tail)) {
            return;
        }
        while (skb != null && Seq.before(start, end)) {
            int room = Math.min(PAGE_SKB, end - start);
            int truesize = truesize(room);
            SkMem.charge(tp, truesize);
            SkBuff fresh = SkBuff.alloc(room);
            int seq = start;
            while (room > 0 && skb != null) {
                int size = Math.min(room, skb.endSeq - start);
                if (size > 0) {
                    fresh.gsoSegs += take(skb, start, size, fresh);
                    room -= size;
                    start += size;
                }
                if (!Seq.before(start, skb.endSeq)) {
                    skb = one(skb);
                    if (skb == tail || skb != null && skb.fin) {
                        skb = null;
                    }
                }
            }
            OfoSkb entry = new OfoSkb(tp.ooo.newId(), seq, start, false, like(first.skb, fresh, truesize));
            entry.tailroom = tailroom(truesize, start - seq);
            entry.frags = 0;
            entry.collapsed = true;
            made.add(entry);
        }
        made.forEach(tp.ooo::insert);
    }

    /** The ledger counts wire segments, and one of them that is longer than a page cannot be two: such a range stays. */
    private static boolean longSegment(OfoSkb first, @Nullable OfoSkb tail) {
        for (OfoSkb skb = first; skb != null && skb != tail && !skb.fin; skb = OutOfOrderQueue.after(skb)) {
            for (OfoSkb s = skb; s != null; s = s.next) {
                if (s.skb.len() > PAGE_SKB * s.skb.segments()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What the layers above want to know of a packet is that of the first. */
    private static SkBuff like(SkBuff first, SkBuff fresh, int truesize) {
        fresh.protocol = first.protocol;
        fresh.hash = first.hash;
        fresh.l4Hash = first.l4Hash;
        fresh.queueMapping = first.queueMapping;
        fresh.mark = first.mark;
        fresh.port = first.port;
        fresh.descriptor = first.descriptor;
        fresh.copyHops(first);
        fresh.truesize = truesize;
        return fresh;
    }

    /** Copies so many bytes of an entry; returns how many wire segments they are the end of. */
    private int take(OfoSkb skb, int from, int size, SkBuff to) {
        begin(skb);
        int start = from;
        int left = size;
        int segments = 0;
        while (left > 0) {
            OfoSkb s = part;
            if (s == null) {
                throw new IllegalStateException("an entry with less bytes than its sequence numbers say");
            }
            int len = s.skb.len();
            int skip = start - s.seq;
            int n = Math.min(left, len - skip);
            if (n <= 0) {
                lost(s);
                next(s.next);
                continue;
            }
            System.arraycopy(bytes(s), skip, to.buf(), to.put(n), n);
            start += n;
            left -= n;
            int all = s.skb.segments();
            int over = skip + n == len ? all : (int) ((long) (skip + n) * all / len);
            segments += over - given;
            given = over;
            if (skip + n == len) {
                next(s.next);
            }
        }
        return segments;
    }

    private void begin(OfoSkb skb) {
        if (current != skb) {
            current = skb;
            next(skb);
        }
    }

    private void next(@Nullable OfoSkb s) {
        part = s;
        bytes = NOTHING;
        given = 0;
    }

    private byte[] bytes(OfoSkb s) {
        if (bytes.length == 0) {
            bytes = s.skb.toByteArray();
        }
        return bytes;
    }

    /** Its bytes were there before. */
    private void lost(OfoSkb s) {
        net.held -= s.skb.segments();
        net.consume(s.skb, "collapsed");
    }

    /** tcp_collapse_one(): frees an entry whose bytes are copied, or were there before; returns the next. */
    private @Nullable OfoSkb one(OfoSkb skb) {
        OfoSkb next = OutOfOrderQueue.after(skb);
        tp.ooo.remove(skb);
        TcpDataQueueOfo.forgetStored(net, tp, skb);
        begin(skb);
        for (OfoSkb s = part; s != null; s = s.next) {
            lost(s);
        }
        next(null);
        freed(skb.truesize);
        return next;
    }
}
