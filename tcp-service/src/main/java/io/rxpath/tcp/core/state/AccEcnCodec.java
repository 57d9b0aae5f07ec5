package io.rxpath.tcp.core.state;

import io.rxpath.tcp.core.sock.AccEcn;

/** Stored form of what a connection knows of congestion marks. */
final class AccEcnCodec {
    private AccEcnCodec() {}

    static void write(PartWriter w, AccEcn a) {
        w.bool(a.on);
        w.bool(a.pending);
        w.bool(a.negotiated);
        w.u8(a.synEctSnt);
        w.u8(a.synEctRcv);
        w.u8(a.failMode);
        w.u8(a.sawOpt);
        w.i32(a.receivedCe);
        w.u8(a.receivedCePending);
        bytes(w, a.receivedBytes);
        w.u8(a.minlen);
        w.u8(a.optDemand);
        w.u8(a.prevEcnField);
        w.i64(a.optTstamp);
        w.bool(a.optSentWithDsack);
        w.i32(a.deliveredCe);
        bytes(w, a.deliveredBytes);
        w.u8(a.estEcnField);
        w.i32(a.pktsAckedEwma);
    }

    static void read(PartReader r, AccEcn a) {
        a.on = r.bool();
        a.pending = r.bool();
        a.negotiated = r.bool();
        a.synEctSnt = r.u8();
        a.synEctRcv = r.u8();
        a.failMode = r.u8();
        a.sawOpt = r.u8();
        a.receivedCe = r.i32();
        a.receivedCePending = r.u8();
        bytes(r, a.receivedBytes);
        a.minlen = r.u8();
        a.optDemand = r.u8();
        a.prevEcnField = r.u8();
        a.optTstamp = r.i64();
        a.optSentWithDsack = r.bool();
        a.deliveredCe = r.i32();
        bytes(r, a.deliveredBytes);
        a.estEcnField = r.u8();
        a.pktsAckedEwma = r.i32();
    }

    private static void bytes(PartWriter w, int[] counters) {
        for (int counter : counters) {
            w.i32(counter);
        }
    }

    private static void bytes(PartReader r, int[] counters) {
        for (int i = 0; i < counters.length; i++) {
            counters[i] = r.i32();
        }
    }
}
