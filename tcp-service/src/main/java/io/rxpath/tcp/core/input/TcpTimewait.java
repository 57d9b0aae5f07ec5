package io.rxpath.tcp.core.input;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.tcp.core.output.TcpSendReply;
import io.rxpath.tcp.core.sock.AccEcn;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TimewaitSock;

/**
 * A segment for a connection in TIME_WAIT, or in FIN_WAIT2 after close().
 *
 * <p>Kernel: net/ipv4/tcp_minisocks.c tcp_timewait_state_process(), tcp_timewait_check_oow_rate_limit().
 */
public final class TcpTimewait {
    private static final String PLACE = "tcp_v4_rcv";

    private TcpTimewait() {}

    static SkbDropReason rcv(TcpNet net, TimewaitSock tw, SkBuff skb, TcpSkbCb cb) {
        boolean ts = tw.tstampOk && cb.opt.sawTimestamp;
        boolean paws = ts && TcpPaws.reject(net.now, tw.tsRecent, tw.tsRecentStamp, cb);
        if (tw.substate == TcpState.FIN_WAIT2) {
            return finWait2(net, tw, cb, paws, ts);
        }
        boolean bare = cb.seq == cb.endSeq || cb.rst();
        if (!paws && cb.seq == tw.rcvNxt && bare) {
            if (cb.rst()) {
                if (!net.settings.receiver().rfc1337()) {
                    kill(net, tw);
                    return done(cb);
                }
            } else {
                tw.expires = net.now + net.settings.times().timeWait();
            }
            storeTs(net, tw, cb, ts);
            net.settle(tw);
            return done(cb);
        }
        boolean newer = Seq.after(cb.seq, tw.rcvNxt) || ts && tw.tsRecent - cb.opt.tsVal < 0;
        if (cb.syn() && !cb.rst() && !cb.ack() && !paws && newer) {
            return reuse(net, tw, skb, cb);
        }
        if (paws) {
            net.linux.inc(LinuxMib.PAWS_TIMEWAIT);
        }
        if (!cb.rst()) {
            if (paws || cb.ack()) {
                tw.expires = net.now + net.settings.times().timeWait();
            }
            ackUnlessLimited(net, tw, cb);
        }
        net.settle(tw);
        return cb.drop(paws ? SkbDropReason.TCP_RFC7323_TW_PAWS : SkbDropReason.NOT_SPECIFIED, PLACE);
    }

    private static SkbDropReason finWait2(TcpNet net, TimewaitSock tw, TcpSkbCb cb, boolean paws, boolean ts) {
        if (paws || !inWindow(cb, tw.rcvNxt, tw.rcvNxt + tw.rcvWnd)) {
            ackUnlessLimited(net, tw, cb);
            net.settle(tw);
            return cb.drop(SkbDropReason.NOT_SPECIFIED, PLACE);
        }
        if (cb.rst()) {
            kill(net, tw);
            return done(cb);
        }
        if (cb.syn() && !Seq.before(cb.seq, tw.rcvNxt)) {
            kill(net, tw);
            return cb.resetAndDrop(SkbDropReason.NOT_SPECIFIED, PLACE);
        }
        boolean nothingNew = !cb.ack() || !Seq.after(cb.endSeq, tw.rcvNxt) || !cb.hasSequence();
        if (nothingNew) {
            return done(cb);
        }
        if (!cb.fin() || cb.endSeq != tw.rcvNxt + 1) {
            kill(net, tw);
            return cb.resetAndDrop(SkbDropReason.NOT_SPECIFIED, PLACE);
        }
        tw.substate = TcpState.TIME_WAIT;
        tw.rcvNxt = cb.endSeq;
        storeTs(net, tw, cb, ts);
        tw.entryStamp = ts ? net.now : tw.entryStamp;
        tw.expires = net.now + net.settings.times().timeWait();
        TcpSendReply.timewaitAck(net, tw, tw.ecn, cb);
        net.settle(tw);
        return done(cb);
    }

    /** What TIME_WAIT has taken note of is dropped like everything else that comes in here. */
    private static SkbDropReason done(TcpSkbCb cb) {
        return cb.drop(SkbDropReason.NOT_SPECIFIED, PLACE);
    }

    private static boolean inWindow(TcpSkbCb cb, int sWin, int eWin) {
        return cb.seq == sWin
                || Seq.after(cb.endSeq, sWin) && Seq.before(cb.seq, eWin)
                || cb.seq == eWin && cb.seq == cb.endSeq;
    }

    private static void storeTs(TcpNet net, TimewaitSock tw, TcpSkbCb cb, boolean ts) {
        if (ts) {
            tw.tsRecent = cb.opt.tsVal;
            tw.tsRecentStamp = net.now;
        }
    }

    /** A SYN above what the old connection had: a new one takes its place, with a sequence number above the old. */
    private static SkbDropReason reuse(TcpNet net, TimewaitSock tw, SkBuff skb, TcpSkbCb cb) {
        ListenSock listener = net.hash.lookupListener(tw.flow, skb.iif);
        if (listener == null) {
            ackUnlessLimited(net, tw, cb);
            net.settle(tw);
            return cb.drop(SkbDropReason.NOT_SPECIFIED, PLACE);
        }
        int isn = tw.sndNxt + 65535 + 2;
        kill(net, tw);
        return TcpConnRequest.rcv(net, listener, tw.flow, skb, cb, isn == 0 ? 1 : isn);
    }

    private static void ackUnlessLimited(TcpNet net, TimewaitSock tw, TcpSkbCb cb) {
        boolean data = cb.hasSequence() && !cb.syn();
        if (!data) {
            LinuxMib skipped = tw.substate == TcpState.FIN_WAIT2
                    ? LinuxMib.TCP_ACK_SKIPPED_FIN_WAIT2
                    : LinuxMib.TCP_ACK_SKIPPED_TIME_WAIT;
            if (net.oowRateLimited(tw.lastOowAckTime, skipped)) {
                return;
            }
            tw.lastOowAckTime = net.now;
        }
        // What is out of place may be forged: no mark (TCP_TW_ACK_OOW).
        TcpSendReply.timewaitAck(net, tw, AccEcn.NOT_ECT, cb);
    }

    /** inet_twsk_deschedule_put(). */
    public static void kill(TcpNet net, TimewaitSock tw) {
        net.unhash(tw);
    }
}
