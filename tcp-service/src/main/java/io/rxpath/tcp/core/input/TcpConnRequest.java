package io.rxpath.tcp.core.input;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.tcp.core.TcpSetsockopt;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.output.TcpMss;
import io.rxpath.tcp.core.output.TcpSendReply;
import io.rxpath.tcp.core.queue.ReceiveWindow;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * A segment for a listener: a SYN makes a request, an ACK may bring a cookie back, all else is refused.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_conn_request(), tcp_rcv_state_process() in LISTEN.
 */
final class TcpConnRequest {
    private static final String PLACE = "tcp_rcv_state_process";

    /** fe80::/10. */
    private static final int LINK_LOCAL = 0x3fa;

    private static final int LINK_LOCAL_SHIFT = 54;

    private TcpConnRequest() {}

    /** @param isn initial sequence number demanded by a TIME_WAIT socket, 0 for none */
    static SkbDropReason rcv(TcpNet net, ListenSock listener, FlowKey flow, SkBuff skb, TcpSkbCb cb, int isn) {
        if (cb.ack()) {
            if (!cb.syn() && !cb.rst()) {
                RequestSock req = SynCookies.check(net, listener, flow, skb, cb);
                if (req != null) {
                    return cookieSock(net, listener, req, skb, cb);
                }
            }
            return cb.resetAndDrop(SkbDropReason.TCP_FLAGS, "tcp_v4_do_rcv");
        }
        if (cb.rst()) {
            return cb.drop(SkbDropReason.TCP_RESET, PLACE);
        }
        if (!cb.syn() || cb.fin()) {
            return cb.drop(SkbDropReason.TCP_FLAGS, PLACE);
        }
        return request(net, listener, flow, skb, cb, isn);
    }

    /** tcp_get_cookie_sock(). */
    private static SkbDropReason cookieSock(TcpNet net, ListenSock listener, RequestSock req, SkBuff skb, TcpSkbCb cb) {
        if (listener.acceptqIsFull()) {
            net.linux.inc(LinuxMib.LISTEN_OVERFLOWS);
            net.linux.inc(LinuxMib.LISTEN_DROPS);
            return cb.drop(SkbDropReason.NO_SOCKET, req.flow.isV4() ? "cookie_v4_check" : "cookie_v6_check");
        }
        return TcpCheckReq.child(net, req, listener, skb, cb);
    }

    private static SkbDropReason request(
            TcpNet net, ListenSock listener, FlowKey flow, SkBuff skb, TcpSkbCb cb, int isn) {
        int syncookies = net.settings.receiver().syncookies();
        boolean wantCookie = (syncookies == 2 || listener.reqskQueueIsFull()) && isn == 0;
        if (wantCookie && syncookies == 0) {
            net.linux.inc(LinuxMib.TCP_REQ_Q_FULL_DROP);
            return listenDrop(net, cb);
        }
        if (wantCookie) {
            net.linux.inc(LinuxMib.TCP_REQ_Q_FULL_DO_COOKIES);
        }
        if (listener.acceptqIsFull()) {
            net.linux.inc(LinuxMib.LISTEN_OVERFLOWS);
            return listenDrop(net, cb);
        }
        int maxSynBacklog = net.settings.limits().maxSynBacklog();
        // The last quarter is for peers that are known, and this stack knows none.
        if (syncookies == 0 && isn == 0 && maxSynBacklog - listener.reqskQlen < maxSynBacklog >> 2) {
            return listenDrop(net, cb);
        }
        RequestSock req = openreq(net, listener, flow, skb, cb, wantCookie);
        if (wantCookie) {
            req.ecnOk &= req.tstampOk;
            req.sntIsn = SynCookies.init(net, listener, req);
        } else {
            req.sntIsn = isn != 0 ? isn : net.secureSeq.isn(flow, net.now);
        }
        ReceiveWindow.selectInitialWindow(
                net.settings, req, listener.opts, TcpSetsockopt.mssClamp(listener.opts, TcpMss.ofMtu(net, flow)));
        if (wantCookie) {
            SynCookies.send(net, req);
            return cb.consume("syn");
        }
        if (TcpFastopen.tryFastopen(net, listener, req, skb, cb)) {
            return SkbDropReason.NOT_DROPPED_YET;
        }
        req.expires = net.now + TcpTimers.TIMEOUT_INIT;
        listener.reqskAdded(req);
        net.hash.insert(req);
        TcpSendReply.sendSynack(net, req);
        net.settle(req);
        return cb.consume("syn");
    }

    private static SkbDropReason listenDrop(TcpNet net, TcpSkbCb cb) {
        net.linux.inc(LinuxMib.LISTEN_DROPS);
        return cb.drop(SkbDropReason.TCP_LISTEN_OVERFLOW, "tcp_conn_request");
    }

    /**
     * tcp_v4_init_req(), tcp_v6_init_req(): the device it is bound to, which for a link-local peer is the one it came by, and
     * the TOS of the segment.
     */
    static void from(RequestSock req, ListenSock listener, SkBuff skb, TcpSkbCb cb) {
        boolean linkLocal = !req.flow.isV4() && req.flow.remoteHi() >>> LINK_LOCAL_SHIFT == LINK_LOCAL;
        req.boundDev = listener.boundDev == 0 && linkLocal ? skb.iif : listener.boundDev;
        req.synTos = cb.dscp | cb.ecn;
    }

    /** tcp_openreq_init(): what the SYN asks for and this host does; a cookie without timestamps keeps no option. */
    private static RequestSock openreq(
            TcpNet net, ListenSock listener, FlowKey flow, SkBuff skb, TcpSkbCb cb, boolean wantCookie) {
        TcpSettings.Options options = net.settings.options();
        RequestSock req = new RequestSock(net.newId(), flow);
        req.listener = listener;
        from(req, listener, skb, cb);
        req.skbHash = skb.hash;
        req.rcvIsn = cb.seq;
        req.tstampOk = options.timestamps() && cb.opt.sawTimestamp;
        req.tsRecent = req.tstampOk ? cb.opt.tsVal : 0;
        boolean keeps = req.tstampOk || !wantCookie;
        req.sackOk = keeps && options.sack() && cb.opt.sackPermitted;
        req.wscaleOk = keeps && options.windowScaling() && cb.opt.sawWindowScale;
        req.sndWscale = req.wscaleOk ? cb.opt.windowScale : 0;
        req.mss = cb.opt.sawMss ? TcpSetsockopt.mssClamp(listener.opts, cb.opt.mss) : TcpMss.unsaid(flow);
        TcpAccecn.createRequest(net, req, cb);
        req.tsOff = req.tstampOk ? net.secureSeq.tsOff(flow) : 0;
        return req;
    }
}
