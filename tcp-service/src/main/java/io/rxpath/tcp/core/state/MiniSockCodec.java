package io.rxpath.tcp.core.state;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.PathMtus;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.TcpMetrics;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TimewaitSock;

/** Stored form of request and TIME_WAIT sockets. */
final class MiniSockCodec {
    private static final int VERSION = 4;
    private static final int PATH_VERSION = 1;

    private MiniSockCodec() {}

    static byte[] encode(PartWriter w, PathMtus.Path path) {
        w.u8(PATH_VERSION);
        w.i32(path.mtu());
        w.i64(path.expires());
        return w.take();
    }

    static PathMtus.Path path(byte[] part) {
        PartReader r = new PartReader(part, PATH_VERSION, "a path");
        PathMtus.Path path = new PathMtus.Path(r.i32(), r.i64());
        r.end("a path");
        return path;
    }

    static byte[] encode(PartWriter w, RequestSock req) {
        w.u8(VERSION);
        write(w, req);
        return w.take();
    }

    /** A request inside of another part. */
    static void write(PartWriter w, RequestSock req) {
        flow(w, req.flow);
        w.i32(req.skbHash);
        w.i32(req.rcvIsn);
        w.i32(req.sntIsn);
        w.i32(req.mss);
        w.bool(req.wscaleOk);
        w.bool(req.sackOk);
        w.bool(req.tstampOk);
        w.bool(req.ecnOk);
        w.u8(req.sndWscale);
        w.u8(req.rcvWscale);
        w.i32(req.rcvWnd);
        w.i32(req.windowClamp);
        w.i32(req.tsRecent);
        w.i32(req.tsOff);
        w.i32(req.sntTsvalFirst);
        w.i32(req.sntTsvalLast);
        w.i64(req.sntSynack);
        w.i32(req.numTimeout);
        w.i32(req.numRetrans);
        w.bool(req.acked);
        w.i64(req.expires);
        w.i64(req.lastOowAckTime);
        w.i64(req.listener == null ? 0 : req.listener.cookie);
        w.i32(req.synData);
        w.bool(req.accEcnOk);
        w.u8(req.synEctSnt);
        w.u8(req.synEctRcv);
        w.u8(req.sawAccEcnOpt);
        w.u8(req.accEcnFailMode);
        w.i32(req.boundDev);
        w.u8(req.synTos);
    }

    static RequestSock request(long id, byte[] part) {
        PartReader r = new PartReader(part, VERSION, "a request socket");
        RequestSock req = read(id, r);
        r.end("a request socket");
        return req;
    }

    /** What {@link #write} has written. */
    static RequestSock read(long id, PartReader r) {
        RequestSock req = new RequestSock(id, flow(r));
        req.skbHash = r.i32();
        req.rcvIsn = r.i32();
        req.sntIsn = r.i32();
        req.mss = r.i32();
        req.wscaleOk = r.bool();
        req.sackOk = r.bool();
        req.tstampOk = r.bool();
        req.ecnOk = r.bool();
        req.sndWscale = r.u8();
        req.rcvWscale = r.u8();
        req.rcvWnd = r.i32();
        req.windowClamp = r.i32();
        req.tsRecent = r.i32();
        req.tsOff = r.i32();
        req.sntTsvalFirst = r.i32();
        req.sntTsvalLast = r.i32();
        req.sntSynack = r.i64();
        req.numTimeout = r.i32();
        req.numRetrans = r.i32();
        req.acked = r.bool();
        req.expires = r.i64();
        req.lastOowAckTime = r.i64();
        req.listenerCookie = r.i64();
        req.synData = r.i32();
        req.accEcnOk = r.bool();
        req.synEctSnt = r.u8();
        req.synEctRcv = r.u8();
        req.sawAccEcnOpt = r.u8();
        req.accEcnFailMode = r.u8();
        req.boundDev = r.i32();
        req.synTos = r.u8();
        return req;
    }

    static byte[] encode(PartWriter w, TimewaitSock tw) {
        w.u8(VERSION);
        flow(w, tw.flow);
        w.i32(tw.skbHash);
        w.u8(tw.substate.number());
        w.i32(tw.rcvNxt);
        w.i32(tw.sndNxt);
        w.i32(tw.rcvWnd);
        w.u8(tw.rcvWscale);
        w.bool(tw.tstampOk);
        w.i32(tw.tsRecent);
        w.i64(tw.tsRecentStamp);
        w.i32(tw.tsOff);
        w.u8(tw.ecn);
        w.i64(tw.lastOowAckTime);
        w.i64(tw.expires);
        w.i32(tw.boundDev);
        w.u8(tw.tos);
        w.i64(tw.entryStamp);
        w.bool(tw.portChosen);
        return w.take();
    }

    static TimewaitSock timewait(long id, byte[] part) {
        PartReader r = new PartReader(part, VERSION, "a TIME_WAIT socket");
        TimewaitSock tw = new TimewaitSock(id, flow(r));
        tw.skbHash = r.i32();
        tw.substate = TcpState.of(r.u8());
        tw.rcvNxt = r.i32();
        tw.sndNxt = r.i32();
        tw.rcvWnd = r.i32();
        tw.rcvWscale = r.u8();
        tw.tstampOk = r.bool();
        tw.tsRecent = r.i32();
        tw.tsRecentStamp = r.i64();
        tw.tsOff = r.i32();
        tw.ecn = r.u8();
        tw.lastOowAckTime = r.i64();
        tw.expires = r.i64();
        tw.boundDev = r.i32();
        tw.tos = r.u8();
        tw.entryStamp = r.i64();
        tw.portChosen = r.bool();
        r.end("a TIME_WAIT socket");
        return tw;
    }

    static byte[] encode(PartWriter w, TcpMetrics.Fastopen entry) {
        w.u8(VERSION);
        w.i32(entry.mss());
        w.u8(entry.cookie().length);
        w.bytes(entry.cookie());
        w.bool(entry.experimental());
        w.u8(entry.tryExp());
        w.i32(entry.synLoss());
        w.i64(entry.lastSynLoss());
        return w.take();
    }

    static TcpMetrics.Fastopen metrics(byte[] part) {
        PartReader r = new PartReader(part, VERSION, "what is known of a peer");
        int mss = r.i32();
        byte[] cookie = r.bytes(r.u8());
        var entry = new TcpMetrics.Fastopen(mss, cookie, r.bool(), r.u8(), r.i32(), r.i64());
        r.end("what is known of a peer");
        return entry;
    }

    static byte[] encode(PartWriter w, ListenSock sk) {
        w.u8(VERSION);
        IpAddress address = sk.settings.address();
        w.bool(address != null);
        w.i64(address == null ? 0 : address.hi());
        w.i64(address == null ? 0 : address.lo());
        w.i32(sk.settings.port());
        w.i32(sk.maxAckBacklog);
        w.bool(sk.v4only);
        TcpSockCodec.opts(w, sk.opts);
        w.i64(sk.synqOverflow);
        return w.take();
    }

    static ListenSock listener(TcpSettings host, long cookie, byte[] part) {
        PartReader r = new PartReader(part, VERSION, "a listener");
        boolean bound = r.bool();
        IpAddress address = new IpAddress(r.i64(), r.i64());
        ListenSock sk = new ListenSock(new Listener(bound ? address : null, r.i32(), r.i32(), 0), host, cookie);
        sk.v4only = r.bool();
        sk.opts = TcpSockCodec.opts(r);
        sk.boundDev = host.devices().getOrDefault(sk.opts.device, 0);
        sk.synqOverflow = r.i64();
        sk.stored = true;
        r.end("a listener");
        return sk;
    }

    static void flow(PartWriter w, FlowKey flow) {
        byte[] a = new byte[FlowKey.ENCODED_LENGTH];
        flow.encode(a, 0);
        w.bytes(a);
    }

    static FlowKey flow(PartReader r) {
        byte[] a = new byte[FlowKey.ENCODED_LENGTH];
        for (int i = 0; i < a.length; i++) {
            a[i] = (byte) r.u8();
        }
        return FlowKey.decode(a, 0);
    }
}
