package io.rxpath.tcp.core.state;

import io.rxpath.skb.MalformedRecordException;
import io.rxpath.tcp.core.output.SentSeg;
import io.rxpath.tcp.core.queue.OfoSkb;
import io.rxpath.tcp.core.queue.OutOfOrderQueue;
import io.rxpath.tcp.core.queue.SackBlocks;
import io.rxpath.tcp.core.sock.TcpSock;
import java.util.ArrayList;
import java.util.List;

/** Stored form of a socket's queues: their bookkeeping, not their bytes. */
final class QueueCodec {
    private QueueCodec() {}

    static void sacks(PartWriter w, SackBlocks sacks) {
        w.u8(sacks.count);
        for (int i = 0; i < SackBlocks.MAX; i++) {
            w.i32(sacks.start[i]);
            w.i32(sacks.end[i]);
        }
        w.bool(sacks.dsack);
        w.i32(sacks.dsackStart);
        w.i32(sacks.dsackEnd);
    }

    static void receiveQueue(PartWriter w, TcpSock tp) {
        int n = tp.receiveQueue.size();
        w.i32(n);
        for (int i = 0; i < n; i++) {
            w.i32(tp.receiveQueue.seq(i));
            w.i32(tp.receiveQueue.end(i));
            w.i32(tp.receiveQueue.truesize(i));
            w.i32(tp.receiveQueue.frags(i));
            w.i32(tp.receiveQueue.tailroom(i));
        }
    }

    static void outOfOrder(PartWriter w, TcpSock tp) {
        w.i32(tp.ooo.nextId());
        w.i32(tp.ooo.size());
        for (OfoSkb entry = tp.ooo.first(); entry != null; entry = OutOfOrderQueue.after(entry)) {
            w.u8(OutOfOrderQueue.shape(entry));
            w.i32(entry.endSeq);
            w.i32(entry.truesize);
            w.i32(entry.frags);
            w.i32(entry.tailroom);
            w.bool(entry.fin);
            w.bool(entry.collapsed);
            int n = 0;
            for (OfoSkb s = entry; s != null; s = s.next) {
                n++;
            }
            w.i32(n);
            for (OfoSkb s = entry; s != null; s = s.next) {
                w.i32(s.id);
            }
        }
    }

    static void rtx(PartWriter w, TcpSock tp) {
        int n = tp.rtx.size();
        w.i32(n);
        for (int i = 0; i < n; i++) {
            SentSeg seg = tp.rtx.get(i);
            w.i32(seg.seq);
            w.i32(seg.endSeq);
            w.bool(seg.fin);
            w.i64(seg.sent);
            w.u8(seg.flags);
            w.bool(seg.syn);
            w.bool(seg.push);
            w.bool(seg.tail);
            w.i64(seg.delivered);
            w.i64(seg.firstTx);
            w.i64(seg.deliveredAt);
            w.bool(seg.appLimited);
        }
    }

    static void orphanFin(PartWriter w, TcpSock tp) {
        OfoSkb fin = tp.orphanFin;
        w.bool(fin != null);
        if (fin != null) {
            w.i32(fin.id);
        }
    }

    static void orphanFin(PartReader r, TcpSock tp, OfoParts ofo) {
        if (r.bool()) {
            tp.orphanFin = ofo.take(tp.id, r.i32());
        }
    }

    static void sacks(PartReader r, SackBlocks sacks) {
        sacks.count = r.u8();
        for (int i = 0; i < SackBlocks.MAX; i++) {
            sacks.start[i] = r.i32();
            sacks.end[i] = r.i32();
        }
        sacks.dsack = r.bool();
        sacks.dsackStart = r.i32();
        sacks.dsackEnd = r.i32();
    }

    static void outOfOrder(PartReader r, TcpSock tp, OfoParts ofo) {
        tp.ooo.idsFrom(r.i32());
        List<OfoSkb> entries = new ArrayList<>();
        int[] shapes = new int[r.i32()];
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = r.u8();
            int endSeq = r.i32();
            int truesize = r.i32();
            int frags = r.i32();
            int tailroom = r.i32();
            boolean fin = r.bool();
            boolean collapsed = r.bool();
            int chain = r.i32();
            OfoSkb head = ofo.take(tp.id, r.i32());
            for (int n = 1; n < chain; n++) {
                OfoSkb next = ofo.take(tp.id, r.i32());
                head.last.next = next;
                head.last = next;
            }
            head.endSeq = endSeq;
            head.truesize = truesize;
            head.frags = frags;
            head.tailroom = tailroom;
            head.fin = fin;
            head.collapsed = collapsed;
            entries.add(head);
        }
        if (!tp.ooo.restore(entries, shapes)) {
            throw new MalformedRecordException(0, "an out-of-order queue whose entries are no tree");
        }
    }

    static void receiveQueue(PartReader r, TcpSock tp) {
        int queued = r.i32();
        for (int i = 0; i < queued; i++) {
            tp.receiveQueue.add(r.i32(), r.i32(), r.i32(), r.i32(), r.i32());
        }
    }

    static void rtx(PartReader r, TcpSock tp) {
        int sent = r.i32();
        for (int i = 0; i < sent; i++) {
            SentSeg seg = new SentSeg(r.i32(), r.i32(), r.bool(), r.i64());
            seg.flags = r.u8();
            seg.syn = r.bool();
            seg.push = r.bool();
            seg.tail = r.bool();
            seg.delivered = r.i64();
            seg.firstTx = r.i64();
            seg.deliveredAt = r.i64();
            seg.appLimited = r.bool();
            tp.rtx.add(seg);
        }
    }
}
