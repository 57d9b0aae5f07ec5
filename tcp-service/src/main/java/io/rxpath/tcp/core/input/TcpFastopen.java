package io.rxpath.tcp.core.input;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpMib;
import io.rxpath.skb.TcpOptions;
import io.rxpath.tcp.core.ack.TcpLoss;
import io.rxpath.tcp.core.ack.TcpRttEstimator;
import io.rxpath.tcp.core.output.TcpSendReply;
import io.rxpath.tcp.core.queue.SkMem;
import io.rxpath.tcp.core.queue.TcpDataQueue;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.SecureSeq;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.timer.TcpTimers;
import java.util.Arrays;
import java.util.Locale;

/**
 * TCP Fast Open of a server (RFC 7413): a SYN with a cookie of ours, or any if none is demanded, makes the connection at
 * once; its data can be read, and answered, while the handshake goes on.
 *
 * <p>Kernel: net/ipv4/tcp_fastopen.c; net/core/request_sock.c reqsk_fastopen_remove(); net/ipv4/tcp_minisocks.c
 * tcp_check_req(); net/ipv4/tcp_input.c tcp_rcv_synrecv_state_fastopen(); net/ipv4/tcp_timer.c tcp_fastopen_synack_timer().
 */
public final class TcpFastopen {
    private static final int SERVER_ENABLE = 2;
    private static final int SERVER_COOKIE_NOT_REQD = 0x200;
    private static final int SERVER_WO_SOCKOPT = 0x400;
    private static final int KEY_LENGTH = 16;
    private static final int COOKIE_LENGTH = 8;
    /** Bytes of a timestamp option with its padding (TCPOLEN_TSTAMP_ALIGNED). */
    private static final int TIMESTAMP = 12;
    /** How long a connection that a RST has ended counts against the queue. */
    private static final long RST_PENALTY = 60_000_000_000L;

    private static final String PLACE = "tcp_rcv_state_process";

    private TcpFastopen() {}

    /**
     * tcp_try_fastopen(): true if the SYN has made its connection, which has taken its data; else the request may have got
     * a cookie for its SYN-ACK.
     */
    static boolean tryFastopen(TcpNet net, ListenSock listener, RequestSock req, SkBuff skb, TcpSkbCb cb) {
        TcpOptions opt = cb.opt;
        int asked = opt.fastOpenLength;
        if (asked == 0) {
            net.linux.inc(LinuxMib.TCP_FAST_OPEN_COOKIE_REQD);
        }
        int bits = net.settings.receiver().fastopen();
        boolean wanted = cb.len > 0 || asked >= 0;
        if ((bits & SERVER_ENABLE) == 0 || !wanted || !queueCheck(net, listener)) {
            return false;
        }
        if ((bits & SERVER_COOKIE_NOT_REQD) != 0 || listener.opts.fastopenNoCookie) {
            createChild(net, listener, req, skb, cb);
            return true;
        }
        if (asked < 0) {
            return false;
        }
        byte[] keys = keys(net, listener);
        byte[] primary = cookie(keys, 0, req.flow);
        req.fastopenExperimental = opt.fastOpenExperimental;
        if (asked == 0) {
            req.fastopenCookie = primary;
            return false;
        }
        byte[] theirs = Arrays.copyOf(opt.fastOpenCookie, asked);
        if (Arrays.equals(theirs, primary)) {
            createChild(net, listener, req, skb, cb);
            return true;
        }
        req.fastopenCookie = primary;
        if (keys.length > KEY_LENGTH && Arrays.equals(theirs, cookie(keys, KEY_LENGTH, req.flow))) {
            // The peer learns the cookie of the new key.
            net.linux.inc(LinuxMib.TCP_FAST_OPEN_PASSIVE_ALT_KEY);
            createChild(net, listener, req, skb, cb);
            return true;
        }
        net.linux.inc(LinuxMib.TCP_FAST_OPEN_PASSIVE_FAIL);
        return false;
    }

    /** tcp_fastopen_queue_check(). */
    private static boolean queueCheck(TcpNet net, ListenSock listener) {
        int max = maxQlen(net, listener);
        if (max == 0) {
            return false;
        }
        if (listener.fastopenQlen >= max) {
            Long oldest = listener.fastopenRst.peek();
            if (oldest == null || oldest > net.now) {
                net.linux.inc(LinuxMib.TCP_FAST_OPEN_LISTEN_OVERFLOW);
                return false;
            }
            listener.fastopenRst.remove();
            listener.fastopenQlen--;
        }
        return true;
    }

    /** fastopen_queue_tune(). */
    private static int maxQlen(TcpNet net, ListenSock listener) {
        int own = listener.opts.fastopenQlen;
        if (own > 0) {
            return Math.min(own, net.settings.limits().somaxconn());
        }
        int every = SERVER_ENABLE | SERVER_WO_SOCKOPT;
        return (net.settings.receiver().fastopen() & every) == every ? listener.maxAckBacklog : 0;
    }

    /** tcp_fastopen_get_ctx(): one key or two, 16 bytes each. */
    private static byte[] keys(TcpNet net, ListenSock listener) {
        byte[] own = listener.opts.fastopenKey;
        if (own != null && own.length > 0) {
            return own;
        }
        String text = net.settings.receiver().fastopenKey();
        return text.isEmpty() ? net.settings.secret() : parse(text);
    }

    /** proc_tcp_fastopen_key(): words of hexadecimal digits, least byte first. */
    private static byte[] parse(String text) {
        String[] words = text.toLowerCase(Locale.ROOT).split("[-,]", -1);
        byte[] keys = new byte[4 * words.length];
        for (int i = 0; i < words.length; i++) {
            int word = Integer.parseUnsignedInt(words[i], 16);
            for (int k = 0; k < 4; k++) {
                keys[4 * i + k] = (byte) (word >>> 8 * k);
            }
        }
        return keys;
    }

    /** __tcp_fastopen_cookie_gen_cipher(): SipHash of the peer's address and ours. */
    static byte[] cookie(byte[] keys, int at, FlowKey flow) {
        int size = flow.isV4() ? 4 : 16;
        byte[] addresses = new byte[2 * size];
        address(addresses, 0, size, flow.remoteHi(), flow.remoteLo());
        address(addresses, size, size, flow.localHi(), flow.localLo());
        long hash = new SecureSeq(Arrays.copyOfRange(keys, at, at + KEY_LENGTH)).hash(addresses);
        byte[] cookie = new byte[COOKIE_LENGTH];
        for (int i = 0; i < COOKIE_LENGTH; i++) {
            cookie[i] = (byte) (hash >>> 8 * i);
        }
        return cookie;
    }

    private static void address(byte[] a, int at, int size, long hi, long lo) {
        for (int i = 0; i < size; i++) {
            int fromEnd = size - 1 - i;
            a[at + i] = (byte) (fromEnd < 8 ? lo >>> 8 * fromEnd : hi >>> 8 * (fromEnd - 8));
        }
    }

    /** tcp_fastopen_create_child(), tcp_fastopen_add_skb(), and the rest of tcp_conn_request(). */
    private static void createChild(TcpNet net, ListenSock listener, RequestSock req, SkBuff skb, TcpSkbCb cb) {
        TcpSock tp = TcpCheckReq.createChild(net, req, listener, cb);
        tp.segsIn = cb.len > 0 ? cb.segs : 1;
        // Timestamps are taken off when the handshake is through.
        tp.advmss += req.tstampOk ? TIMESTAMP : 0;
        tp.fastopenRsk = req;
        listener.fastopenQlen++;
        listener.ackBacklog++;
        // The window of a SYN is never scaled.
        tp.sndWnd = cb.window;
        tp.maxWindow = tp.sndWnd;
        net.hash.insert(tp);
        TcpTimers.resetXmitTimer(net, tp, TcpSock.TIME_RETRANS, TcpTimers.TIMEOUT_INIT);
        TcpRcvSynsent.initTransfer(net, tp);
        req.synData = cb.len;
        TcpSendReply.sendSynack(net, req);
        net.linux.inc(LinuxMib.TCP_FAST_OPEN_PASSIVE);
        TcpRcvStateProcess.announce(net, tp);
        if (cb.len == 0) {
            net.consume(skb, "syn");
        } else {
            skb.pull(cb.headerLen);
            cb.seq++;
            SkMem.forcedSchedule(net, tp, skb.truesize);
            TcpDataQueue.queueRcv(net, tp, skb, cb);
            tp.synDataAcked = true;
        }
        tp.rcvWup = tp.rcvNxt;
        tp.rcvMwndSeq = tp.rcvWup + tp.rcvWnd;
        net.settle(tp);
    }

    /** tcp_check_req() for a connection that is there already: NOT_DROPPED_YET if the segment may go on. */
    static SkbDropReason checkReq(TcpNet net, TcpSock tp, RequestSock req, TcpSkbCb cb) {
        boolean paws = TcpCheckReq.paws(net, req, cb);
        boolean tsecr = TcpCheckReq.tsecr(req, cb);
        int flags = cb.flags & (TcpHeader.RST | TcpHeader.SYN | TcpHeader.ACK);
        if (cb.seq == req.rcvIsn && flags == TcpHeader.SYN && !paws) {
            if (!net.oowRateLimited(req.lastOowAckTime, LinuxMib.TCP_ACK_SKIPPED_SYN_RECV)) {
                req.lastOowAckTime = net.now;
                resend(net, tp, req);
            }
            return cb.drop(SkbDropReason.TCP_FASTOPEN, PLACE);
        }
        int rcvNxt = req.rcvNxt();
        int end = rcvNxt + Math.min(req.rcvWnd, 65535);
        if (paws || tsecr || !TcpCheckReq.inWindow(cb.seq, cb.endSeq, rcvNxt, end)) {
            TcpCheckReq.outOfWindow(net, req, cb, paws, tsecr, tp.sndNxt);
            return cb.drop(SkbDropReason.TCP_FASTOPEN, PLACE);
        }
        TcpCheckReq.storeTsRecent(req, cb, rcvNxt);
        if (cb.seq == req.rcvIsn) {
            flags &= ~TcpHeader.SYN;
        }
        if ((flags & (TcpHeader.RST | TcpHeader.SYN)) != 0) {
            net.tcp.inc(TcpMib.ATTEMPT_FAILS);
            if (!cb.rst()) {
                // Whoever forges a SYN does not end the connection.
                return cb.resetAndDrop(SkbDropReason.TCP_FASTOPEN, PLACE);
            }
            remove(net, tp, true);
            TcpReset.reset(net, tp, cb);
            return cb.drop(SkbDropReason.TCP_FASTOPEN, PLACE);
        }
        return cb.ack() ? SkbDropReason.NOT_DROPPED_YET : cb.drop(SkbDropReason.TCP_FASTOPEN, PLACE);
    }

    private static void resend(TcpNet net, TcpSock tp, RequestSock req) {
        if (TcpCheckReq.resend(net, req)) {
            tp.totalRetrans++;
        }
    }

    /** tcp_rcv_synrecv_state_fastopen(): the SYN-ACK is acknowledged. */
    static void synrecvState(TcpNet net, TcpSock tp) {
        RequestSock req = tp.fastopenRsk;
        if (req == null) {
            return;
        }
        if (tp.srttUs == 0 && req.numRetrans == 0 && req.sntSynack != 0) {
            TcpRttEstimator.sample(net, tp, net.sinceMicros(req.sntSynack));
        }
        if (tp.state() == TcpState.SYN_RECV && tp.tstampOk) {
            tp.advmss -= TIMESTAMP;
        }
        if (tp.caState == TcpSock.CA_LOSS && tp.rtx.isEmpty()) {
            // Only SYN-ACKs were lost.
            tp.caState = TcpSock.CA_OPEN;
        }
        tp.retransmits = 0;
        tp.retransStamp = 0;
        remove(net, tp, false);
        TcpTimers.rearmRto(net, tp);
    }

    /** reqsk_fastopen_remove(): {@code reset} if a RST has ended a connection somebody has accepted. */
    static void remove(TcpNet net, TcpSock tp, boolean reset) {
        RequestSock req = tp.fastopenRsk;
        if (req == null) {
            return;
        }
        tp.fastopenRsk = null;
        ListenSock listener = req.listener;
        if (listener == null) {
            return;
        }
        listener.fastopenQlen--;
        if (reset && tp.accepted) {
            // Cookies can be had for somebody else's address: such connections count a minute longer.
            listener.fastopenRst.add(net.now + RST_PENALTY);
            listener.fastopenQlen++;
        }
    }

    /** tcp_fastopen_synack_timer(). */
    public static void synackTimer(TcpNet net, TcpSock tp, RequestSock req) {
        net.linux.inc(LinuxMib.TCP_TIMEOUTS);
        int synCnt = tp.opts.synCnt;
        int most = synCnt != 0 ? synCnt : net.settings.limits().synackRetries() + 1;
        if (req.numTimeout >= most) {
            TcpTimers.writeErr(net, tp);
            return;
        }
        if (tp.retransmits == 1 && tp.state() != TcpState.CLOSE) {
            TcpLoss.enterLoss(net, tp);
        }
        resend(net, tp, req);
        req.numTimeout++;
        tp.retransmits++;
        tp.totalRto++;
        if (tp.retransStamp == 0) {
            tp.retransStamp = net.now;
        }
        long delay = TcpTimers.TIMEOUT_INIT << Math.min(req.numTimeout, 32);
        TcpTimers.resetXmitTimer(net, tp, TcpSock.TIME_RETRANS, delay);
    }
}
