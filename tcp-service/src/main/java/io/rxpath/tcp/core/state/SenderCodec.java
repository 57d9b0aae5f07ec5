package io.rxpath.tcp.core.state;

import io.rxpath.tcp.core.sock.TcpSock;

/** Stored form of what the sending side of a full socket knows besides windows and sequence numbers. */
final class SenderCodec {
    private SenderCodec() {}

    static void write(PartWriter w, TcpSock tp) {
        w.bool(tp.active);
        w.i32(tp.totalRto);
        w.i32(tp.pmtu);
        w.i32(tp.errSoft);
        w.i64(tp.rcvTstamp);
        w.i64(tp.keepTimer);
    }

    static void read(PartReader r, TcpSock tp) {
        tp.active = r.bool();
        tp.totalRto = r.i32();
        tp.pmtu = r.i32();
        tp.errSoft = r.i32();
        tp.rcvTstamp = r.i64();
        tp.keepTimer = r.i64();
    }
}
