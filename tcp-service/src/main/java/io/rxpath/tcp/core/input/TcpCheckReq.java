package io.rxpath.tcp.core.input;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpMib;
import io.rxpath.tcp.core.TcpSetsockopt;
import io.rxpath.tcp.core.ack.TcpRttEstimator;
import io.rxpath.tcp.core.output.TcpMss;
import io.rxpath.tcp.core.output.TcpMtuProbe;
import io.rxpath.tcp.core.output.TcpPacing;
import io.rxpath.tcp.core.output.TcpSendReply;
import io.rxpath.tcp.core.queue.ReceiveWindow;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.timer.TcpTimers;

/**
 * A segment for a connection in SYN_RECV, and the timer that repeats the SYN-ACK.
 *
 * <p>Kernel: net/ipv4/tcp_minisocks.c tcp_check_req(), tcp_create_openreq_child(); net/ipv4/inet_connection_sock.c
 * reqsk_timer_handler().
 */
public final class TcpCheckReq {
    private static final String PLACE = "tcp_v4_rcv";

    private TcpCheckReq() {}

    /** Takes the segment; if it completes the handshake the child goes on with it. */
    static SkbDropReason rcv(TcpNet net, RequestSock req, SkBuff skb, TcpSkbCb cb) {
        ListenSock listener = req.listener;
        if (listener == null) {
            drop(net, req);
            return cb.resetAndDrop(SkbDropReason.NO_SOCKET, PLACE);
        }
        boolean paws = paws(net, req, cb);
        boolean tsecr = tsecr(req, cb);
        int flags = cb.flags & (TcpHeader.RST | TcpHeader.SYN | TcpHeader.ACK);
        if (cb.seq == req.rcvIsn && flags == TcpHeader.SYN && !paws) {
            return repeatedSyn(net, req, cb);
        }
        if (cb.ack() && !cb.rst() && cb.ackSeq != req.sntIsn + 1) {
            return TcpConnRequest.rcv(net, listener, req.flow, skb, cb, 0);
        }
        int rcvNxt = req.rcvIsn + 1;
        if (paws || tsecr || !inWindow(cb.seq, cb.endSeq, rcvNxt, rcvNxt + Math.min(req.rcvWnd, 65535))) {
            return outOfWindow(net, req, cb, paws, tsecr, req.sntIsn + 1);
        }
        if (cb.seq == req.rcvIsn) {
            flags &= ~TcpHeader.SYN;
        }
        if (cb.rst() && cb.seq != rcvNxt) {
            return challenge(net, req, cb);
        }
        if ((flags & (TcpHeader.RST | TcpHeader.SYN)) != 0) {
            net.tcp.inc(TcpMib.ATTEMPT_FAILS);
            net.linux.inc(LinuxMib.EMBRYONIC_RSTS);
            drop(net, req);
            if (cb.rst()) {
                return cb.drop(SkbDropReason.NOT_SPECIFIED, PLACE);
            }
            return cb.resetAndDrop(SkbDropReason.NOT_SPECIFIED, "tcp_check_req");
        }
        if ((flags & TcpHeader.ACK) == 0) {
            return cb.drop(SkbDropReason.NOT_SPECIFIED, PLACE);
        }
        TcpAccecn.requestAcked(req, cb);
        if (req.numTimeout < secsToRetrans(net, listener.opts.deferAccept) && cb.endSeq == req.rcvIsn + 1) {
            // TCP_DEFER_ACCEPT: nobody is told before there are data.
            req.acked = true;
            net.linux.inc(LinuxMib.TCP_DEFER_ACCEPT_DROP);
            return cb.drop(SkbDropReason.NOT_SPECIFIED, PLACE);
        }
        if (listener.acceptqIsFull()) {
            return overflow(net, req, cb);
        }
        drop(net, req);
        // Not before: what does not make a connection does not change what a request echoes.
        storeTsRecent(req, cb, rcvNxt);
        return child(net, req, listener, skb, cb);
    }

    /** tcp_child_process(): the connection of a request, which goes on with the segment. */
    static SkbDropReason child(TcpNet net, RequestSock req, ListenSock listener, SkBuff skb, TcpSkbCb cb) {
        TcpSock child = createChild(net, req, listener, cb);
        net.hash.insert(child);
        listener.ackBacklog++;
        SkbDropReason reason = TcpRcvStateProcess.rcv(net, child, skb, cb);
        if (!child.destroyed) {
            child.drops += reason.dropped() && !cb.reset ? cb.segs : 0;
            if (!child.announced) {
                // Still in SYN_RECV: accept() gets it nevertheless, as it is in the queue
                // (inet_csk_complete_hashdance()).
                TcpRcvStateProcess.announce(net, child);
            }
            net.settle(child);
        }
        return reason;
    }

    /** Its timestamp is older than the last one's (RFC 7323), whose age is the time of the SYN-ACK that is waited for. */
    static boolean paws(TcpNet net, RequestSock req, TcpSkbCb cb) {
        long age = TcpTimers.TIMEOUT_INIT << Math.min(req.numTimeout, 16);
        return req.tstampOk && cb.opt.sawTimestamp && TcpPaws.reject(net.now, req.tsRecent, net.now - age, cb);
    }

    /** It echoes a timestamp that no SYN-ACK has carried. */
    static boolean tsecr(RequestSock req, TcpSkbCb cb) {
        return req.tstampOk
                && cb.opt.sawTimestamp
                && cb.opt.tsEcr != 0
                && !Seq.between(cb.opt.tsEcr, req.sntTsvalFirst, req.sntTsvalLast);
    }

    /** The segment is the next: its timestamp is the latest. */
    static void storeTsRecent(RequestSock req, TcpSkbCb cb, int rcvNxt) {
        if (req.tstampOk && cb.opt.sawTimestamp && !Seq.after(cb.seq, rcvNxt)) {
            req.tsRecent = cb.opt.tsVal;
        }
    }

    static boolean inWindow(int seq, int endSeq, int sWin, int eWin) {
        if (seq == sWin) {
            return true;
        }
        if (Seq.after(endSeq, sWin) && Seq.before(seq, eWin)) {
            return true;
        }
        return seq == eWin && seq == endSeq;
    }

    /** A RST in the window, but not where it must be (RFC 5961, 3.2), whatever it acknowledges. */
    private static SkbDropReason challenge(TcpNet net, RequestSock req, TcpSkbCb cb) {
        if (!net.oowRateLimited(req.lastOowAckTime, LinuxMib.TCP_ACK_SKIPPED_CHALLENGE)) {
            req.lastOowAckTime = net.now;
            net.linux.inc(LinuxMib.TCP_CHALLENGE_ACK);
            TcpSendReply.requestAck(net, req, req.sntIsn + 1, cb);
        }
        return cb.drop(SkbDropReason.NOT_SPECIFIED, PLACE);
    }

    private static SkbDropReason repeatedSyn(TcpNet net, RequestSock req, TcpSkbCb cb) {
        if (!net.oowRateLimited(req.lastOowAckTime, LinuxMib.TCP_ACK_SKIPPED_SYN_RECV)) {
            req.lastOowAckTime = net.now;
            TcpAccecn.repeatedSyn(req, cb);
            if (resend(net, req)) {
                req.expires = net.now + timeout(net, req);
            }
        }
        return cb.drop(SkbDropReason.NOT_SPECIFIED, PLACE);
    }

    /** tcp_rtx_synack(): false if it did not even leave the host, and does not count. */
    static boolean resend(TcpNet net, RequestSock req) {
        if (TcpSendReply.resendSynack(net, req).lost()) {
            return false;
        }
        req.numRetrans++;
        TcpAccecn.synackRepeated(req);
        net.tcp.inc(TcpMib.RETRANS_SEGS);
        net.linux.inc(LinuxMib.TCP_SYN_RETRANS);
        return true;
    }

    static SkbDropReason outOfWindow(TcpNet net, RequestSock req, TcpSkbCb cb, boolean paws, boolean tsecr, int seq) {
        if (!cb.rst()) {
            boolean data = cb.hasSequence() && !cb.syn();
            if (data || !net.oowRateLimited(req.lastOowAckTime, LinuxMib.TCP_ACK_SKIPPED_SYN_RECV)) {
                if (!data) {
                    req.lastOowAckTime = net.now;
                }
                TcpSendReply.requestAck(net, req, seq, cb);
            }
        }
        if (paws) {
            net.linux.inc(LinuxMib.PAWS_ESTAB_REJECTED);
            return cb.drop(SkbDropReason.TCP_RFC7323_PAWS, PLACE);
        }
        if (tsecr) {
            net.linux.inc(LinuxMib.TS_ECR_REJECTED);
            return cb.drop(SkbDropReason.TCP_RFC7323_TSECR, PLACE);
        }
        return cb.drop(SkbDropReason.TCP_OVERWINDOW, PLACE);
    }

    private static SkbDropReason overflow(TcpNet net, RequestSock req, TcpSkbCb cb) {
        net.linux.inc(LinuxMib.LISTEN_OVERFLOWS);
        net.linux.inc(LinuxMib.LISTEN_DROPS);
        if (net.settings.limits().abortOnOverflow()) {
            net.linux.inc(LinuxMib.EMBRYONIC_RSTS);
            drop(net, req);
            return cb.resetAndDrop(SkbDropReason.TCP_LISTEN_OVERFLOW, PLACE);
        }
        req.acked = true;
        return cb.drop(SkbDropReason.TCP_LISTEN_OVERFLOW, PLACE);
    }

    /** inet_csk_reqsk_queue_drop(). */
    static void drop(TcpNet net, RequestSock req) {
        req.expires = SockCommon.NEVER;
        net.unhash(req);
        if (req.listener != null) {
            req.listener.reqskRemoved(req);
        }
    }

    /** tcp_create_openreq_child() and tcp_v4_syn_recv_sock(). */
    static TcpSock createChild(TcpNet net, RequestSock req, ListenSock listener, TcpSkbCb cb) {
        TcpSock tp = new TcpSock(net.newId(), req.flow);
        net.memory.socket(1);
        tp.listener = listener;
        tp.skbHash = req.skbHash;
        tp.irs = req.rcvIsn;
        tp.rcvNxt = req.rcvIsn + 1;
        tp.rcvWup = tp.rcvNxt;
        tp.copiedSeq = tp.rcvNxt;
        tp.rcvWnd = req.rcvWnd;
        tp.rcvMwndSeq = tp.rcvWup + tp.rcvWnd;
        tp.rcvSsthresh = req.rcvWnd;
        tp.windowClamp = req.wscaleOk ? req.windowClamp : Math.min(req.windowClamp, 65535);
        tp.rcvWscale = req.wscaleOk ? req.rcvWscale : 0;
        tp.sndWscale = req.sndWscale;
        tp.wscaleOk = req.wscaleOk;
        tp.boundDev = req.boundDev;
        tp.opts = listener.opts;
        if (net.settings.receiver().reflectTos()) {
            tp.opts = tp.opts.copy();
            tp.opts.tos = TcpSendReply.reflected(req);
        }
        TcpPacing.limit(tp);
        tp.rcvbuf = ReceiveWindow.initialRcvbuf(net.settings, tp.opts);
        tp.rcvbufLocked = tp.opts.rcvbuf != 0;
        tp.sackOk = req.sackOk;
        tp.tstampOk = req.tstampOk;
        tp.tsOff = req.tsOff;
        tp.tsRecent = req.tsRecent;
        tp.tsRecentStamp = req.tstampOk ? net.now : 0;
        tp.tcpHeaderLen = req.tstampOk ? 32 : 20;
        TcpAccecn.openreqChild(net, tp, req, cb);
        tp.lrcvtime = net.now;
        tp.sndUna = req.sntIsn + 1;
        tp.sndNxt = tp.sndUna;
        tp.writeSeq = tp.sndUna;
        tp.marks.pushedSeq = tp.writeSeq;
        tp.sndSml = tp.sndUna;
        tp.sndUp = tp.sndUna;
        tp.sndWl1 = cb.seq;
        tp.sndWnd = cb.window << tp.sndWscale;
        tp.maxWindow = tp.sndWnd;
        tp.rttSeq = tp.sndUna;
        tp.highSeq = tp.sndUna;
        tp.mssClamp = Math.max(TcpSetsockopt.mssClamp(tp.opts, req.mss), 48);
        int options = tp.tcpHeaderLen - 20;
        int advmss = TcpSetsockopt.mssClamp(tp.opts, TcpMss.ofMtu(net, req.flow));
        tp.advmss = advmss - options;
        TcpMss.sync(net, tp, net.pathMtu(tp.flow));
        // tcp_init_transfer(): the segment size follows when it is computed next.
        TcpMtuProbe.init(net, tp);
        tp.rto = TcpTimers.TIMEOUT_INIT;
        tp.mdevUs = 1_000_000;
        tp.segsIn = 1;
        if (cb.len >= 536) {
            tp.lastSegSize = cb.len;
        }
        TcpMss.initializeRcvMss(tp);
        tp.segsIn += cb.segs;
        tp.dataSegsIn += cb.len > 0 ? cb.segs : 0;
        if (req.numRetrans == 0 && req.sntSynack != 0) {
            int rttUs = net.sinceMicros(req.sntSynack);
            TcpRttEstimator.minRtt(tp, rttUs);
            TcpRttEstimator.sample(net, tp, rttUs);
        }
        tp.totalRetrans = req.numRetrans;
        if (req.numTimeout > 0) {
            tp.totalRto = req.numTimeout;
            tp.undoMarker = true;
            tp.retransStamp = req.sntSynack;
        }
        net.tcp.inc(TcpMib.PASSIVE_OPENS);
        return tp;
    }

    /**
     * reqsk_timer_handler(), syn_ack_recalc(): repeats the SYN-ACK after 1, 2, 4, 8 and 16 s, then gives up; earlier if the
     * queue is half full of requests that are no longer young. One whose ACK came waits in silence for data
     * (TCP_DEFER_ACCEPT) until the last of its time.
     */
    public static void timer(TcpNet net, RequestSock req) {
        ListenSock listener = req.listener;
        if (listener == null) {
            drop(net, req);
            return;
        }
        int retries = retries(net, listener);
        int defer = secsToRetrans(net, listener.opts.deferAccept);
        boolean expire = req.numTimeout >= retries && (!req.acked || req.numTimeout >= defer);
        boolean resend = defer == 0 || !req.acked || req.numTimeout >= defer - 1;
        net.linux.inc(LinuxMib.TCP_TIMEOUTS);
        if (expire) {
            drop(net, req);
            return;
        }
        if (resend && !resend(net, req) && !req.acked) {
            drop(net, req);
            return;
        }
        listener.reqskRemoved(req);
        req.numTimeout++;
        listener.reqskAdded(req);
        req.expires = net.now + timeout(net, req);
        net.settle(req);
    }

    /** SYN-ACKs to repeat: fewer when old requests are about to fill the queue. */
    private static int retries(TcpNet net, ListenSock listener) {
        int synCnt = listener.opts.synCnt;
        int retries = synCnt != 0 ? synCnt : net.settings.limits().synackRetries();
        int qlen = listener.reqskQlen;
        if (qlen << 1 > Math.max(8, listener.maxAckBacklog)) {
            int young = listener.reqskYoung << 1;
            while (retries > 2 && qlen >= young) {
                retries--;
                young <<= 1;
            }
        }
        return retries;
    }

    /** tcp_reqsk_timeout(), ns. */
    private static long timeout(TcpNet net, RequestSock req) {
        return Math.min(
                TcpTimers.TIMEOUT_INIT << Math.min(req.numTimeout, 32),
                net.settings.times().rtoMax());
    }

    /** secs_to_retrans(): the timeouts of a SYN-ACK that so many seconds take. */
    static int secsToRetrans(TcpNet net, int seconds) {
        if (seconds <= 0) {
            return 0;
        }
        long rtoMax = net.settings.times().rtoMax() / TcpTimers.TIMEOUT_INIT;
        long timeout = 1;
        long period = 1;
        int retrans = 1;
        while (seconds > period && retrans < 255) {
            retrans++;
            timeout = Math.min(timeout << 1, rtoMax);
            period += timeout;
        }
        return retrans;
    }
}
