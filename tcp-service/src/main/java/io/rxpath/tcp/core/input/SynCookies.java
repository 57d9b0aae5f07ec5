package io.rxpath.tcp.core.input;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpOptions;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.output.TcpSendReply;
import io.rxpath.tcp.core.queue.ReceiveWindow;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import org.jspecify.annotations.Nullable;

/**
 * SYN cookies: the request is kept nowhere but in our initial sequence number, which tells by a keyed hash that it is ours,
 * from which minute it is and which of four segment sizes the peer had; the low bits of a timestamp keep window scale, SACK
 * and ECN. Format and checks are the kernel's; the hash is SipHash of this host's secret, so the numbers differ.
 *
 * <p>Kernel: net/ipv4/syncookies.c, net/ipv6/syncookies.c; include/net/tcp.h tcp_synq_overflow(),
 * tcp_synq_no_recent_overflow().
 */
final class SynCookies {
    private static final int COOKIE_BITS = 24;
    private static final int COOKIE_MASK = (1 << COOKIE_BITS) - 1;
    /** A cookie is good for this and the last period. */
    private static final int MAX_AGE = 2;

    private static final long SECOND = 1_000_000_000L;
    private static final long PERIOD = 60 * SECOND;

    private static final int TS_BITS = 6;
    private static final int TS_WSCALE_MASK = 0xf;
    private static final int TS_SACK = 1 << 4;
    private static final int TS_ECN = 1 << 5;

    private static final int[] MSS_V4 = {536, 1300, 1440, 1460};
    private static final int[] MSS_V6 = {1280 - 60, 1480 - 60, 1500 - 60, 9000 - 60};

    private SynCookies() {}

    /** cookie_init_sequence(): our initial sequence number; the request's segment size becomes one of the table. */
    static int init(TcpNet net, ListenSock listener, RequestSock req) {
        overflow(net, listener);
        net.linux.inc(LinuxMib.SYNCOOKIES_SENT);
        int[] table = table(req.flow);
        int index = table.length - 1;
        while (index > 0 && req.mss < table[index]) {
            index--;
        }
        req.mss = table[index];
        int count = count(net);
        int first = net.secureSeq.cookie(req.flow, 0, 0);
        int second = net.secureSeq.cookie(req.flow, count, 1);
        return first + req.rcvIsn + (count << COOKIE_BITS) + (second + index & COOKIE_MASK);
    }

    /** cookie_init_timestamp(): the clock, at most 63 ticks back, with the options in its low bits. */
    static int timestamp(TcpNet net, RequestSock req) {
        int options = req.wscaleOk ? req.sndWscale : TS_WSCALE_MASK;
        options |= req.sackOk ? TS_SACK : 0;
        options |= req.ecnOk ? TS_ECN : 0;
        int clock = net.tsNow();
        int ts = clock >> TS_BITS << TS_BITS | options;
        return ts - clock > 0 ? ts - (1 << TS_BITS) : ts;
    }

    /**
     * cookie_v4_check(): an ACK for a listener. The request whose cookie it brings back, null if it brings none.
     */
    static @Nullable RequestSock check(TcpNet net, ListenSock listener, FlowKey flow, SkBuff skb, TcpSkbCb cb) {
        if (net.settings.receiver().syncookies() == 0 || noRecentOverflow(net, listener)) {
            return null;
        }
        int[] table = table(flow);
        int index = data(net, flow, cb.ackSeq - 1, cb.seq - 1);
        if (index < 0 || index >= table.length) {
            net.linux.inc(LinuxMib.SYNCOOKIES_FAILED);
            return null;
        }
        net.linux.inc(LinuxMib.SYNCOOKIES_RECV);
        RequestSock req = new RequestSock(net.newId(), flow);
        req.skbHash = skb.hash;
        TcpConnRequest.from(req, listener, skb, cb);
        req.rcvIsn = cb.seq - 1;
        req.sntIsn = cb.ackSeq - 1;
        req.mss = table[index];
        if (!decodeTimestamp(net, req, cb.opt)) {
            return null;
        }
        // The window was one of our segment size in the SYN-ACK, and is one of the peer's now.
        ReceiveWindow.selectInitialWindow(net.settings, req, listener.opts, req.mss + (req.tstampOk ? 12 : 0));
        req.ecnOk &= net.settings.options().ecn() != 0;
        req.accEcnOk = req.ecnOk && TcpAccecn.cookieOk(cb);
        return req;
    }

    /** cookie_timestamp_decode(): false if it grants what this host does not do, so is no timestamp of ours. */
    private static boolean decodeTimestamp(TcpNet net, RequestSock req, TcpOptions opt) {
        TcpSettings.Options may = net.settings.options();
        if (!opt.sawTimestamp) {
            return true;
        }
        if (!may.timestamps()) {
            // Not looked at, as it was not when the SYN came.
            return true;
        }
        req.tstampOk = true;
        req.tsRecent = opt.tsVal;
        req.tsOff = net.secureSeq.tsOff(req.flow);
        int options = opt.tsEcr == 0 ? 0 : opt.tsEcr - req.tsOff;
        req.sackOk = (options & TS_SACK) != 0;
        if (req.sackOk && !may.sack()) {
            return false;
        }
        req.ecnOk = (options & TS_ECN) != 0;
        if ((options & TS_WSCALE_MASK) == TS_WSCALE_MASK) {
            return true;
        }
        req.wscaleOk = true;
        req.sndWscale = options & TS_WSCALE_MASK;
        return may.windowScaling();
    }

    /** check_tcp_syn_cookie(): what the cookie carries, -1 if it is too old. Anything comes out of one that is not ours. */
    private static int data(TcpNet net, FlowKey flow, int cookieSeq, int peerIsn) {
        int cookie = cookieSeq - net.secureSeq.cookie(flow, 0, 0) - peerIsn;
        int count = count(net);
        int age = count - (cookie >>> COOKIE_BITS) & 0xff;
        if (age >= MAX_AGE) {
            return -1;
        }
        return cookie - net.secureSeq.cookie(flow, count - age, 1) & COOKIE_MASK;
    }

    private static int count(TcpNet net) {
        return (int) (net.now / PERIOD);
    }

    private static int[] table(FlowKey flow) {
        return flow.isV4() ? MSS_V4 : MSS_V6;
    }

    private static void overflow(TcpNet net, ListenSock listener) {
        long last = listener.synqOverflow;
        if (last == 0 || net.now < last || net.now > last + SECOND) {
            listener.synqOverflow = net.now;
            listener.dirty |= listener.cookie != 0;
        }
    }

    private static boolean noRecentOverflow(TcpNet net, ListenSock listener) {
        long last = listener.synqOverflow;
        return last == 0 || net.now < last - SECOND || net.now > last + MAX_AGE * PERIOD;
    }

    /** The SYN-ACK of a request that is kept nowhere. */
    static void send(TcpNet net, RequestSock req) {
        TcpSendReply.sendSynack(net, req, timestamp(net, req) + req.tsOff);
    }
}
