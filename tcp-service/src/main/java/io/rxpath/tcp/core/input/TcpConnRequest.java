package io.rxpath.tcp.core.input;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.TcpSetsockopt;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.output.TcpSendReply;
import io.rxpath.tcp.core.queue.ReceiveWindow;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;

/**
 * A segment for a listener: a SYN makes a request, all else is refused. SYN cookies are not built: with a full request
 * queue a SYN is dropped, as the kernel does with tcp_syncookies=0.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_conn_request(), tcp_rcv_state_process() in LISTEN.
 */
final class TcpConnRequest {
    static final long TIMEOUT_INIT = 1_000_000_000L;
    private static final String PLACE = "tcp_rcv_state_process";

    private TcpConnRequest() {}

    /** @param isn initial sequence number demanded by a TIME_WAIT socket, 0 for none */
    static SkbDropReason rcv(TcpNet net, ListenSock listener, FlowKey flow, SkBuff skb, TcpSkbCb cb, int isn) {
        if (cb.ack()) {
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

    private static SkbDropReason request(
            TcpNet net, ListenSock listener, FlowKey flow, SkBuff skb, TcpSkbCb cb, int isn) {
        if (listener.reqskQueueIsFull() && isn == 0) {
            net.linux.inc(LinuxMib.TCP_REQ_Q_FULL_DROP);
            net.linux.inc(LinuxMib.LISTEN_DROPS);
            return cb.drop(SkbDropReason.TCP_LISTEN_OVERFLOW, "tcp_conn_request");
        }
        if (listener.acceptqIsFull()) {
            net.linux.inc(LinuxMib.LISTEN_OVERFLOWS);
            net.linux.inc(LinuxMib.LISTEN_DROPS);
            return cb.drop(SkbDropReason.TCP_LISTEN_OVERFLOW, "tcp_conn_request");
        }
        int maxSynBacklog = net.settings.limits().maxSynBacklog();
        if (isn == 0 && maxSynBacklog - listener.reqskQlen < maxSynBacklog >> 2) {
            net.linux.inc(LinuxMib.LISTEN_DROPS);
            return cb.drop(SkbDropReason.TCP_LISTEN_OVERFLOW, "tcp_conn_request");
        }
        TcpSettings.Options options = net.settings.options();
        RequestSock req = new RequestSock(net.newId(), flow);
        req.skbHash = skb.hash;
        req.rcvIsn = cb.seq;
        req.tstampOk = options.timestamps() && cb.opt.sawTimestamp;
        req.tsRecent = req.tstampOk ? cb.opt.tsVal : 0;
        req.sackOk = options.sack() && cb.opt.sackPermitted;
        req.wscaleOk = options.windowScaling() && cb.opt.sawWindowScale;
        req.sndWscale = req.wscaleOk ? cb.opt.windowScale : 0;
        req.mss = cb.opt.sawMss ? TcpSetsockopt.mssClamp(listener.opts, cb.opt.mss) : 536;
        boolean asks = (cb.flags & TcpHeader.ECE) != 0 && (cb.flags & TcpHeader.CWR) != 0;
        req.ecnOk = options.ecn() != 0 && asks && cb.ecn == 0;
        req.sntIsn = isn != 0 ? isn : net.secureSeq.isn(flow, net.now);
        req.tsOff = req.tstampOk ? net.secureSeq.tsOff(flow) : 0;
        ReceiveWindow.selectInitialWindow(
                net.settings, req, listener.opts, TcpSetsockopt.mssClamp(listener.opts, advmss(net, flow)));
        req.expires = net.now + TIMEOUT_INIT;
        listener.reqskQlen++;
        net.hash.insert(req);
        TcpSendReply.sendSynack(net, req);
        net.settle(req);
        return cb.consume("syn");
    }

    /** Segment size we offer: MTU without headers. */
    static int advmss(TcpNet net, FlowKey flow) {
        return net.settings.options().mtu() - (flow.isV4() ? 40 : 60);
    }
}
