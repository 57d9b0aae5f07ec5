package io.rxpath.tcp.core.state;

import io.rxpath.skb.MalformedRecordException;
import io.rxpath.tcp.core.sock.TcpSock;

/** Stored form of what is known of the written bytes besides themselves: marks and the times of sending. */
final class WriteCodec {
    private WriteCodec() {}

    static void write(PartWriter w, TcpSock tp) {
        w.bool(tp.marks.tailPush);
        w.i32(tp.marks.tailFrags);
        w.i32(tp.marks.pushedSeq);
        w.i32(tp.marks.size());
        for (int i = 0; i < tp.marks.size(); i++) {
            w.i64(tp.marks.offset(i));
            w.u8(tp.marks.kind(i));
        }
        w.u8(tp.chronoType);
        w.i64(tp.chronoStart);
        w.i64(tp.busyTime);
        w.i64(tp.rwndLimitedTime);
        w.i64(tp.sndbufLimitedTime);
        w.i32(tp.sndbufGrown);
        w.bool(tp.noSpace);
        w.bool(tp.asks);
        w.bool(tp.roomTold);
        w.bool(tp.marks.callOpen);
        w.i32(tp.sendQueue.size());
        for (int i = 0; i < tp.sendQueue.size(); i++) {
            w.bool(tp.sendQueue.get(i).beginsSkb);
        }
    }

    static void read(PartReader r, TcpSock tp) {
        tp.marks.tailPush = r.bool();
        tp.marks.tailFrags = r.i32();
        tp.marks.pushedSeq = r.i32();
        int marks = r.i32();
        for (int i = 0; i < marks; i++) {
            tp.marks.add(r.i64(), r.u8());
        }
        tp.chronoType = r.u8();
        tp.chronoStart = r.i64();
        tp.busyTime = r.i64();
        tp.rwndLimitedTime = r.i64();
        tp.sndbufLimitedTime = r.i64();
        tp.sndbufGrown = r.i32();
        tp.noSpace = r.bool();
        tp.asks = r.bool();
        tp.roomTold = r.bool();
        tp.marks.callOpen = r.bool();
        int chunks = r.i32();
        if (chunks != tp.sendQueue.size()) {
            throw new MalformedRecordException(0, chunks + " writes wait, but " + tp.sendQueue.size() + " are stored");
        }
        for (int i = 0; i < chunks; i++) {
            tp.sendQueue.get(i).beginsSkb = r.bool();
        }
    }
}
