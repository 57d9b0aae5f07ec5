package io.rxpath.tcp.core.input;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockEvent;
import io.rxpath.tcp.core.TcpSetsockopt;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.ack.TcpAck;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.output.SkStream;
import io.rxpath.tcp.core.output.TcpConnect;
import io.rxpath.tcp.core.output.TcpMss;
import io.rxpath.tcp.core.output.TcpMtuProbe;
import io.rxpath.tcp.core.output.TcpTransmitSkb;
import io.rxpath.tcp.core.queue.ReceiveWindow;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TcpTransitions;
import io.rxpath.tcp.core.timer.TcpKeepalive;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * A segment for a socket in SYN_SENT.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_rcv_synsent_state_process(), tcp_finish_connect(),
 * tcp_try_undo_spurious_syn(), tcp_init_transfer().
 */
final class TcpRcvSynsent {
    private static final String PLACE = "tcp_rcv_synsent_state_process";
    private static final String CALLER = "tcp_v4_do_rcv";
    private static final long TIMEOUT_MIN = 8_000_000;

    private TcpRcvSynsent() {}

    static SkbDropReason rcv(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        if (cb.ack()) {
            return withAck(net, tp, skb, cb);
        }
        if (cb.rst()) {
            return cb.drop(SkbDropReason.TCP_RESET, PLACE);
        }
        if (!cb.syn()) {
            return cb.drop(SkbDropReason.TCP_FLAGS, PLACE);
        }
        crossed(net, tp, cb);
        return cb.consume("syn");
    }

    private static SkbDropReason withAck(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        if (!Seq.after(cb.ackSeq, tp.sndUna) || Seq.after(cb.ackSeq, tp.sndNxt)) {
            if (tp.retransmits == 0) {
                TcpTimers.resetXmitTimer(net, tp, TcpSock.TIME_RETRANS, TIMEOUT_MIN);
            }
            return cb.resetAndDrop(SkbDropReason.TCP_INVALID_ACK_SEQUENCE, CALLER);
        }
        if (cb.opt.sawTimestamp && cb.opt.tsEcr != 0) {
            int first = (int) (tp.retransStamp / 1_000_000);
            if (!Seq.between(cb.opt.tsEcr - tp.tsOff, first, net.tsNow())) {
                net.linux.inc(LinuxMib.PAWS_ACTIVE_REJECTED);
                return cb.resetAndDrop(SkbDropReason.TCP_RFC7323_PAWS, CALLER);
            }
        }
        if (cb.rst()) {
            return TcpReset.reset(net, tp, cb);
        }
        if (!cb.syn()) {
            return cb.drop(SkbDropReason.TCP_FLAGS, PLACE);
        }
        return connected(net, tp, skb, cb) ? SkbDropReason.NOT_DROPPED_YET : cb.consume("syn");
    }

    /** True if it had data, which is queued. */
    private static boolean connected(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        TcpAccecn.rcvSynack(net, tp, cb);
        tp.sndWl1 = cb.seq;
        negotiate(net, tp, cb);
        if (!tp.wscaleOk) {
            tp.rcvWscale = 0;
            tp.windowClamp = Math.min(tp.windowClamp, 65535);
        }
        undoSpuriousSyn(tp, cb);
        TcpAck.ack(net, tp, cb, 0);
        tp.irs = cb.seq;
        tp.rcvNxt = cb.seq + 1;
        tp.rcvWup = cb.seq + 1;
        tp.rcvMwndSeq = tp.rcvWup + tp.rcvWnd;
        tp.sndWnd = cb.window;
        tp.copiedSeq = tp.rcvNxt;
        if (tp.tstampOk) {
            tp.advmss -= 12;
            TcpPaws.store(net, tp, cb);
        }
        TcpMss.sync(net, tp, tp.pmtu);
        TcpMss.initializeRcvMss(tp);
        // tcp_init_transfer()
        TcpMtuProbe.init(net, tp);
        finishConnect(net, tp);
        boolean queued = false;
        if (tp.synFastopen || tp.synData) {
            if (TcpRcvFastopenSynack.rcv(net, tp, cb)) {
                TcpAck.dataSndCheck(net, tp);
                return false;
            }
            queued = TcpRcvFastopenSynack.addSkb(net, tp, skb, cb);
        }
        acknowledge(net, tp);
        return queued;
    }

    /** An ACK, unless data will bring it along soon. */
    private static void acknowledge(TcpNet net, TcpSock tp) {
        boolean pending = tp.writePending;
        tp.writePending = false;
        if (pending || tp.opts.deferAccept != 0 || tp.inPingpong()) {
            TcpAckSndCheck.schedule(tp);
            TcpAckSndCheck.enterQuickackMode(tp, TcpAckSndCheck.MAX_QUICKACKS);
            tp.ackPending |= TcpSock.ACK_TIMER;
            tp.delackTimeout = net.now + 200_000_000L;
            return;
        }
        TcpTransmitSkb.sendAck(net, tp, tp.accEcn.on);
        TcpAck.dataSndCheck(net, tp);
    }

    /** What the peer's SYN allows. */
    private static void negotiate(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        TcpSettings.Options options = net.settings.options();
        tp.sackOk = options.sack() && cb.opt.sackPermitted;
        tp.tstampOk = options.timestamps() && cb.opt.sawTimestamp;
        tp.tcpHeaderLen = tp.tstampOk ? 32 : 20;
        tp.wscaleOk = options.windowScaling() && cb.opt.sawWindowScale;
        tp.sndWscale = tp.wscaleOk ? cb.opt.windowScale : 0;
        if (cb.opt.sawMss) {
            tp.mssClamp = TcpSetsockopt.mssClamp(tp.opts, cb.opt.mss);
        }
    }

    /** tcp_try_undo_spurious_syn(): the SYN went out again, and the answer is one to the first. */
    static void undoSpuriousSyn(TcpSock tp, TcpSkbCb cb) {
        boolean first = cb.opt.sawTimestamp && cb.opt.tsEcr - tp.tsOff == (int) (tp.retransStamp / 1_000_000);
        if (tp.undoMarker && tp.retransStamp != 0 && first) {
            tp.undoMarker = false;
        }
    }

    private static void finishConnect(TcpNet net, TcpSock tp) {
        TcpTransitions.set(net, tp, TcpState.ESTABLISHED);
        tp.lrcvtime = net.now;
        initTransfer(net, tp);
        tp.lsndtime = net.now;
        TcpKeepalive.start(net, tp);
        tp.predFlags = 0;
        if (tp.sndWscale == 0) {
            TcpFastPath.on(tp);
        }
        net.notify(tp, SockEvent.Kind.CONNECTED, 0);
        SkStream.established(net, tp);
    }

    /** tcp_init_transfer(), tcp_init_metrics() without stored metrics. */
    static void initTransfer(TcpNet net, TcpSock tp) {
        tp.ssthresh = Integer.MAX_VALUE;
        if (tp.srttUs == 0) {
            // No sample from the handshake: TCP_TIMEOUT_FALLBACK.
            tp.rttvarUs = 3_000_000;
            tp.mdevUs = 3_000_000;
            tp.mdevMaxUs = 3_000_000;
            tp.rto = 3_000_000_000L;
        }
        // A handshake that took several tries: the path is bad.
        tp.cwnd = tp.totalRetrans > 1 && tp.undoMarker ? 1 : 10;
        ReceiveWindow.initBufferSpace(net, tp);
    }

    /** A SYN without ACK: both have connected at once. */
    private static void crossed(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        TcpTransitions.set(net, tp, TcpState.SYN_RECV);
        negotiate(net, tp, cb);
        if (tp.tstampOk) {
            TcpPaws.store(net, tp, cb);
        }
        tp.irs = cb.seq;
        tp.rcvNxt = cb.seq + 1;
        tp.copiedSeq = tp.rcvNxt;
        tp.rcvWup = tp.rcvNxt;
        tp.rcvMwndSeq = tp.rcvWup + tp.rcvWnd;
        tp.sndWnd = cb.window;
        tp.sndWl1 = cb.seq;
        tp.maxWindow = tp.sndWnd;
        TcpAccecn.rcvSyn(tp, cb);
        TcpMtuProbe.init(net, tp);
        TcpMss.sync(net, tp, tp.pmtu);
        TcpMss.initializeRcvMss(tp);
        TcpConnect.sendSynack(net, tp);
    }
}
