package io.rxpath.tcp.core.state;

import io.rxpath.skb.MalformedRecordException;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Stored form of what is known of the written bytes besides themselves: marks, the times of sending, urgent data, and the Fast Open of a connection
 * of our own.
 */
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
        w.i32(tp.sndUp);
        fastopen(w, tp);
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
        tp.sndUp = r.i32();
        fastopen(r, tp);
        int chunks = r.i32();
        if (chunks != tp.sendQueue.size()) {
            throw new MalformedRecordException(0, chunks + " writes wait, but " + tp.sendQueue.size() + " are stored");
        }
        for (int i = 0; i < chunks; i++) {
            tp.sendQueue.get(i).beginsSkb = r.bool();
        }
    }

    private static void fastopen(PartWriter w, TcpSock tp) {
        w.bool(tp.deferConnect);
        w.bool(tp.synFastopen);
        w.bool(tp.synFastopenExp);
        w.bool(tp.synFastopenCh);
        w.bool(tp.synData);
        w.u8(tp.fastopenClientFail);
        w.bool(tp.writePending);
    }

    private static void fastopen(PartReader r, TcpSock tp) {
        tp.deferConnect = r.bool();
        tp.synFastopen = r.bool();
        tp.synFastopenExp = r.bool();
        tp.synFastopenCh = r.bool();
        tp.synData = r.bool();
        tp.fastopenClientFail = r.u8();
        tp.writePending = r.bool();
    }
}
