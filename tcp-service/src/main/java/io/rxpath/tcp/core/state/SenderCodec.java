package io.rxpath.tcp.core.state;

import io.rxpath.tcp.core.sock.Cubic;
import io.rxpath.tcp.core.sock.DeliveryRate;
import io.rxpath.tcp.core.sock.Mtup;
import io.rxpath.tcp.core.sock.Pacing;
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
        w.i32(tp.undoSeq);
        w.i32(tp.undoRetrans);
        w.i32(tp.reordering);
        w.i32(tp.reordSeen);
        w.i64(tp.delivered);
        w.i64(tp.lost);
        w.i32(tp.dsackDups);
        w.bool(tp.tlpOut);
        w.i32(tp.tlpHighSeq);
        w.bool(tp.tlpRetrans);
        w.bool(tp.frto);
        w.i64(tp.cwndStamp);
        w.i32(tp.cwndUsed);
        w.i32(tp.maxPacketsOut);
        w.i32(tp.cwndUsageSeq);
        w.bool(tp.rackAdvanced);
        w.i32(tp.reoWndSteps);
        w.i32(tp.reoWndPersist);
        w.bool(tp.rackDsackSeen);
        w.i64(tp.rackLastDelivered);
        w.bool(tp.cubic != null);
        if (tp.cubic != null) {
            cubic(w, tp.cubic);
        }
        rate(w, tp.rate);
        w.i64(tp.bytesRetrans);
        w.i64(tp.dataSegsOut);
        w.i32(tp.rehash);
        pacing(w, tp.pacing);
        w.bool(tp.portChosen);
        mtup(w, tp.mtup);
    }

    static void read(PartReader r, TcpSock tp) {
        tp.active = r.bool();
        tp.totalRto = r.i32();
        tp.pmtu = r.i32();
        tp.errSoft = r.i32();
        tp.rcvTstamp = r.i64();
        tp.keepTimer = r.i64();
        tp.undoSeq = r.i32();
        tp.undoRetrans = r.i32();
        tp.reordering = r.i32();
        tp.reordSeen = r.i32();
        tp.delivered = r.i64();
        tp.lost = r.i64();
        tp.dsackDups = r.i32();
        tp.tlpOut = r.bool();
        tp.tlpHighSeq = r.i32();
        tp.tlpRetrans = r.bool();
        tp.frto = r.bool();
        tp.cwndStamp = r.i64();
        tp.cwndUsed = r.i32();
        tp.maxPacketsOut = r.i32();
        tp.cwndUsageSeq = r.i32();
        tp.rackAdvanced = r.bool();
        tp.reoWndSteps = r.i32();
        tp.reoWndPersist = r.i32();
        tp.rackDsackSeen = r.bool();
        tp.rackLastDelivered = r.i64();
        tp.cubic = r.bool() ? cubic(r) : null;
        rate(r, tp.rate);
        tp.bytesRetrans = r.i64();
        tp.dataSegsOut = r.i64();
        tp.rehash = r.i32();
        pacing(r, tp.pacing);
        tp.portChosen = r.bool();
        mtup(r, tp.mtup);
    }

    private static void mtup(PartWriter w, Mtup m) {
        w.bool(m.enabled);
        w.i32(m.searchHigh);
        w.i32(m.searchLow);
        w.i32(m.probeSize);
        w.i64(m.probeTimestamp);
        w.i32(m.seqStart);
        w.i32(m.seqEnd);
    }

    private static void mtup(PartReader r, Mtup m) {
        m.enabled = r.bool();
        m.searchHigh = r.i32();
        m.searchLow = r.i32();
        m.probeSize = r.i32();
        m.probeTimestamp = r.i64();
        m.seqStart = r.i32();
        m.seqEnd = r.i32();
    }

    private static void rate(PartWriter w, DeliveryRate rate) {
        w.i32(rate.appLimited);
        w.i64(rate.delivered);
        w.i64(rate.intervalUs);
        w.bool(rate.sampleAppLimited);
        w.i64(rate.firstTxMstamp);
        w.i64(rate.deliveredMstamp);
        w.i64(rate.pacingRate);
    }

    private static void pacing(PartWriter w, Pacing pacing) {
        w.bool(pacing.fq);
        w.i64(pacing.wstamp);
        w.i64(pacing.timer);
    }

    private static void pacing(PartReader r, Pacing pacing) {
        pacing.fq = r.bool();
        pacing.wstamp = r.i64();
        pacing.timer = r.i64();
    }

    private static void rate(PartReader r, DeliveryRate rate) {
        rate.appLimited = r.i32();
        rate.delivered = r.i64();
        rate.intervalUs = r.i64();
        rate.sampleAppLimited = r.bool();
        rate.firstTxMstamp = r.i64();
        rate.deliveredMstamp = r.i64();
        rate.pacingRate = r.i64();
    }

    private static void cubic(PartWriter w, Cubic ca) {
        w.i32(ca.cnt);
        w.i32(ca.lastMaxCwnd);
        w.i32(ca.lastCwnd);
        w.i64(ca.lastTime);
        w.i32(ca.originPoint);
        w.i32(ca.k);
        w.i32(ca.delayMin);
        w.i64(ca.epochStart);
        w.i32(ca.ackCnt);
        w.i32(ca.tcpCwnd);
        w.i32(ca.sampleCnt);
        w.bool(ca.found);
        w.i64(ca.roundStart);
        w.i32(ca.endSeq);
        w.i64(ca.lastAck);
        w.i32(ca.currRtt);
    }

    private static Cubic cubic(PartReader r) {
        Cubic ca = new Cubic();
        ca.cnt = r.i32();
        ca.lastMaxCwnd = r.i32();
        ca.lastCwnd = r.i32();
        ca.lastTime = r.i64();
        ca.originPoint = r.i32();
        ca.k = r.i32();
        ca.delayMin = r.i32();
        ca.epochStart = r.i64();
        ca.ackCnt = r.i32();
        ca.tcpCwnd = r.i32();
        ca.sampleCnt = r.i32();
        ca.found = r.bool();
        ca.roundStart = r.i64();
        ca.endSeq = r.i32();
        ca.lastAck = r.i64();
        ca.currRtt = r.i32();
        return ca;
    }
}
