package io.rxpath.tcp.core.state;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.SockOption;
import io.rxpath.tcp.core.sock.SockOpts;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TcpTransitions;

/**
 * Stored form of a full socket without the bytes of its queues: the fields in the order in which TcpSock has them, then
 * the lists. A changed order or a new field is a new version.
 */
final class TcpSockCodec {
    private static final int VERSION = 19;

    private static final byte[] NO_OPTIONS = new byte[0];

    private TcpSockCodec() {}

    static byte[] encode(PartWriter w, TcpSock tp) {
        w.u8(VERSION);
        MiniSockCodec.flow(w, tp.flow);
        w.i32(tp.skbHash);
        w.i32(tp.boundDev);
        w.u8(tp.state().number());
        socket(w, tp);
        receiver(w, tp);
        acknowledgments(w, tp);
        options(w, tp);
        sender(w, tp);
        statistics(w, tp);
        SenderCodec.write(w, tp);
        QueueCodec.sacks(w, tp.sacks);
        QueueCodec.receiveQueue(w, tp);
        QueueCodec.outOfOrder(w, tp);
        w.i64(tp.sendQueue.base());
        QueueCodec.rtx(w, tp);
        QueueCodec.orphanFin(w, tp);
        w.i64(tp.bytesSent);
        w.bool(tp.ecnMarked);
        AccEcnCodec.write(w, tp.accEcn);
        WriteCodec.write(w, tp);
        return w.take();
    }

    /** The socket without its out-of-order segments and write chunks, which {@code ofo} and the write parts bring. */
    static TcpSock decode(long id, byte[] part, OfoParts ofo) {
        PartReader r = new PartReader(part, VERSION, "a socket");
        FlowKey flow = MiniSockCodec.flow(r);
        TcpSock tp = new TcpSock(id, flow);
        tp.skbHash = r.i32();
        tp.boundDev = r.i32();
        TcpTransitions.restore(tp, TcpState.of(r.u8()));
        socket(r, tp);
        receiver(r, tp);
        acknowledgments(r, tp);
        options(r, tp);
        sender(r, tp);
        statistics(r, tp);
        SenderCodec.read(r, tp);
        QueueCodec.sacks(r, tp.sacks);
        QueueCodec.receiveQueue(r, tp);
        QueueCodec.outOfOrder(r, tp, ofo);
        long base = r.i64();
        tp.sendQueue.restore(base, ofo.chunks(id, base));
        QueueCodec.rtx(r, tp);
        QueueCodec.orphanFin(r, tp, ofo);
        tp.bytesSent = r.i64();
        tp.ecnMarked = r.bool();
        AccEcnCodec.read(r, tp.accEcn);
        WriteCodec.read(r, tp);
        r.end("a socket");
        return tp;
    }

    private static void socket(PartWriter w, TcpSock tp) {
        w.bool(tp.accepted);
        w.bool(tp.dead);
        w.bool(tp.rcvShutdown);
        w.bool(tp.sndShutdown);
        w.bool(tp.finReceived);
        w.bool(tp.announced);
        opts(w, tp.opts);
        w.i64(tp.listener == null ? 0 : tp.listener.cookie);
        w.bool(tp.synDataAcked);
        w.bool(tp.fastopenRsk != null);
        if (tp.fastopenRsk != null) {
            MiniSockCodec.write(w, tp.fastopenRsk);
        }
    }

    /** A list of options; empty for none. */
    static void opts(PartWriter w, SockOpts opts) {
        byte[] list = opts == SockOpts.DEFAULT ? NO_OPTIONS : SockOption.encode(opts.list());
        w.i32(list.length);
        w.bytes(list);
    }

    static SockOpts opts(PartReader r) {
        byte[] list = r.bytes(r.i32());
        if (list.length == 0) {
            return SockOpts.DEFAULT;
        }
        SockOpts opts = new SockOpts();
        SockOption.decode(list).forEach(opts::set);
        return opts;
    }

    private static void receiver(PartWriter w, TcpSock tp) {
        w.i32(tp.irs);
        w.i32(tp.rcvNxt);
        w.i32(tp.rcvWup);
        w.i32(tp.rcvMwndSeq);
        w.i32(tp.copiedSeq);
        w.i32(tp.rcvWnd);
        w.i32(tp.rcvWscale);
        w.i32(tp.windowClamp);
        w.i32(tp.rcvSsthresh);
        w.i32(tp.rcvbuf);
        w.bool(tp.rcvbufLocked);
        w.i32(tp.scalingRatio);
        w.i32(tp.rmemAlloc);
        w.i32(tp.forwardAlloc);
        w.i32(tp.advmss);
        w.i32(tp.rcvMss);
        w.i32(tp.lastSegSize);
        w.i32(tp.rcvqSpace);
        w.i32(tp.rcvqSeq);
        w.i64(tp.rcvqTime);
        w.i32(tp.rcvRttUs);
        w.i32(tp.rcvRttSeq);
        w.i64(tp.rcvRttTime);
        w.i32(tp.rcvRttLastTsecr);
        w.i32(tp.predFlags);
        w.bool(tp.urgData);
        w.i32(tp.urgSeq);
    }

    private static void acknowledgments(PartWriter w, TcpSock tp) {
        w.i32(tp.ackPending);
        w.i32(tp.quick);
        w.i32(tp.pingpong);
        w.i64(tp.ato);
        w.i64(tp.lrcvtime);
        w.i64(tp.delackTimeout);
        w.i32(tp.compressedAck);
        w.i32(tp.compressedAckRcvNxt);
        w.i32(tp.dupAckCounter);
        w.i64(tp.compressTimer);
        w.i64(tp.lastOowAckTime);
    }

    private static void options(PartWriter w, TcpSock tp) {
        w.bool(tp.sackOk);
        w.bool(tp.tstampOk);
        w.bool(tp.wscaleOk);
        w.i32(tp.sndWscale);
        w.i32(tp.tsRecent);
        w.i64(tp.tsRecentStamp);
        w.i32(tp.tsOff);
        w.bool(tp.ecnOk);
        w.bool(tp.ecnSeen);
        w.bool(tp.ecnDemandCwr);
        w.bool(tp.ecnQueueCwr);
    }

    private static void sender(PartWriter w, TcpSock tp) {
        w.i32(tp.sndUna);
        w.i32(tp.sndNxt);
        w.i32(tp.writeSeq);
        w.i32(tp.sndWnd);
        w.i32(tp.sndWl1);
        w.i32(tp.sndSml);
        w.i32(tp.maxWindow);
        w.i32(tp.tcpHeaderLen);
        w.i32(tp.mssCache);
        w.i32(tp.mssClamp);
        w.bool(tp.finQueued);
        w.i64(tp.announcedSpace);
        w.i32(tp.cwnd);
        w.i32(tp.ssthresh);
        w.i32(tp.cwndCnt);
        w.bool(tp.cwndLimited);
        w.i32(tp.caState);
        w.i32(tp.highSeq);
        w.i32(tp.priorCwnd);
        w.i32(tp.priorSsthresh);
        w.bool(tp.undoMarker);
        w.i32(tp.prrDelivered);
        w.i32(tp.prrOut);
        w.i32(tp.renoSacked);
        w.i32(tp.srttUs);
        w.i32(tp.mdevUs);
        w.i32(tp.mdevMaxUs);
        w.i32(tp.rttvarUs);
        w.i32(tp.rttSeq);
        w.i32(tp.minRttUs);
        w.i64(tp.rto);
        w.i32(tp.backoff);
        w.i32(tp.retransmits);
        w.i64(tp.retransStamp);
        w.i32(tp.probesOut);
        w.i64(tp.probesTstamp);
        w.i64(tp.lsndtime);
        w.i64(tp.rackMstamp);
        w.i32(tp.rackEndSeq);
        w.i32(tp.rackRttUs);
        w.i32(tp.xmitPending);
        w.i64(tp.xmitTimer);
        w.i64(tp.finTimer);
    }

    private static void statistics(PartWriter w, TcpSock tp) {
        w.i64(tp.bytesReceived);
        w.i64(tp.bytesAcked);
        w.i64(tp.segsIn);
        w.i64(tp.dataSegsIn);
        w.i64(tp.segsOut);
        w.i64(tp.rcvOooPack);
        w.i64(tp.drops);
        w.i64(tp.totalRetrans);
    }

    private static void socket(PartReader r, TcpSock tp) {
        tp.accepted = r.bool();
        tp.dead = r.bool();
        tp.rcvShutdown = r.bool();
        tp.sndShutdown = r.bool();
        tp.finReceived = r.bool();
        tp.announced = r.bool();
        tp.opts = opts(r);
        tp.listenerCookie = r.i64();
        tp.synDataAcked = r.bool();
        tp.fastopenRsk = r.bool() ? MiniSockCodec.read(0, r) : null;
    }

    private static void receiver(PartReader r, TcpSock tp) {
        tp.irs = r.i32();
        tp.rcvNxt = r.i32();
        tp.rcvWup = r.i32();
        tp.rcvMwndSeq = r.i32();
        tp.copiedSeq = r.i32();
        tp.rcvWnd = r.i32();
        tp.rcvWscale = r.i32();
        tp.windowClamp = r.i32();
        tp.rcvSsthresh = r.i32();
        tp.rcvbuf = r.i32();
        tp.rcvbufLocked = r.bool();
        tp.scalingRatio = r.i32();
        tp.rmemAlloc = r.i32();
        tp.forwardAlloc = r.i32();
        tp.advmss = r.i32();
        tp.rcvMss = r.i32();
        tp.lastSegSize = r.i32();
        tp.rcvqSpace = r.i32();
        tp.rcvqSeq = r.i32();
        tp.rcvqTime = r.i64();
        tp.rcvRttUs = r.i32();
        tp.rcvRttSeq = r.i32();
        tp.rcvRttTime = r.i64();
        tp.rcvRttLastTsecr = r.i32();
        tp.predFlags = r.i32();
        tp.urgData = r.bool();
        tp.urgSeq = r.i32();
    }

    private static void acknowledgments(PartReader r, TcpSock tp) {
        tp.ackPending = r.i32();
        tp.quick = r.i32();
        tp.pingpong = r.i32();
        tp.ato = r.i64();
        tp.lrcvtime = r.i64();
        tp.delackTimeout = r.i64();
        tp.compressedAck = r.i32();
        tp.compressedAckRcvNxt = r.i32();
        tp.dupAckCounter = r.i32();
        tp.compressTimer = r.i64();
        tp.lastOowAckTime = r.i64();
    }

    private static void options(PartReader r, TcpSock tp) {
        tp.sackOk = r.bool();
        tp.tstampOk = r.bool();
        tp.wscaleOk = r.bool();
        tp.sndWscale = r.i32();
        tp.tsRecent = r.i32();
        tp.tsRecentStamp = r.i64();
        tp.tsOff = r.i32();
        tp.ecnOk = r.bool();
        tp.ecnSeen = r.bool();
        tp.ecnDemandCwr = r.bool();
        tp.ecnQueueCwr = r.bool();
    }

    private static void sender(PartReader r, TcpSock tp) {
        tp.sndUna = r.i32();
        tp.sndNxt = r.i32();
        tp.writeSeq = r.i32();
        tp.sndWnd = r.i32();
        tp.sndWl1 = r.i32();
        tp.sndSml = r.i32();
        tp.maxWindow = r.i32();
        tp.tcpHeaderLen = r.i32();
        tp.mssCache = r.i32();
        tp.mssClamp = r.i32();
        tp.finQueued = r.bool();
        tp.announcedSpace = r.i64();
        tp.cwnd = r.i32();
        tp.ssthresh = r.i32();
        tp.cwndCnt = r.i32();
        tp.cwndLimited = r.bool();
        tp.caState = r.i32();
        tp.highSeq = r.i32();
        tp.priorCwnd = r.i32();
        tp.priorSsthresh = r.i32();
        tp.undoMarker = r.bool();
        tp.prrDelivered = r.i32();
        tp.prrOut = r.i32();
        tp.renoSacked = r.i32();
        tp.srttUs = r.i32();
        tp.mdevUs = r.i32();
        tp.mdevMaxUs = r.i32();
        tp.rttvarUs = r.i32();
        tp.rttSeq = r.i32();
        tp.minRttUs = r.i32();
        tp.rto = r.i64();
        tp.backoff = r.i32();
        tp.retransmits = r.i32();
        tp.retransStamp = r.i64();
        tp.probesOut = r.i32();
        tp.probesTstamp = r.i64();
        tp.lsndtime = r.i64();
        tp.rackMstamp = r.i64();
        tp.rackEndSeq = r.i32();
        tp.rackRttUs = r.i32();
        tp.xmitPending = r.i32();
        tp.xmitTimer = r.i64();
        tp.finTimer = r.i64();
    }

    private static void statistics(PartReader r, TcpSock tp) {
        tp.bytesReceived = r.i64();
        tp.bytesAcked = r.i64();
        tp.segsIn = r.i64();
        tp.dataSegsIn = r.i64();
        tp.segsOut = r.i64();
        tp.rcvOooPack = r.i64();
        tp.drops = r.i64();
        tp.totalRetrans = r.i64();
    }
}
