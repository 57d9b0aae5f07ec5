package io.rxpath.tcp.core.input;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.TcpMib;
import io.rxpath.tcp.core.output.SendQueue;
import io.rxpath.tcp.core.output.TcpFastopenActive;
import io.rxpath.tcp.core.output.TcpTxTstamp;
import io.rxpath.tcp.core.queue.OfoSkb;
import io.rxpath.tcp.core.queue.SkMem;
import io.rxpath.tcp.core.queue.TcpDataQueueOfo;
import io.rxpath.tcp.core.sock.AccEcn;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TcpTransitions;
import io.rxpath.tcp.core.sock.TimewaitSock;
import io.rxpath.tcp.core.state.StateKeys;

/**
 * The end of a full socket: for good, by an error, or into TIME_WAIT.
 *
 * <p>Kernel: net/ipv4/tcp.c tcp_done(); net/ipv4/tcp_minisocks.c tcp_time_wait(); net/ipv4/inet_connection_sock.c
 * inet_csk_destroy_sock().
 */
public final class TcpDone {
    /** Broken pipe. */
    public static final int EPIPE = 32;
    /** Connection reset by peer. */
    public static final int ECONNRESET = 104;
    /** Connection refused. */
    public static final int ECONNREFUSED = 111;
    /** No route to host. */
    public static final int EHOSTUNREACH = 113;
    /** Connection timed out. */
    public static final int ETIMEDOUT = 110;

    /** Up to here __inet_twsk_schedule() counts the wait as cut short (tw_kill). */
    private static final long SHORT_TIME_WAIT = 4_000_000_000L;

    private TcpDone() {}

    /** Ends it without an error. */
    public static void done(TcpNet net, TcpSock tp) {
        if (destroy(net, tp) && tp.announced) {
            net.notify(tp, SockEvent.Kind.CLOSED, 0);
        }
    }

    /** tcp_disconnect(), or tcp_close() in SYN_SENT: nothing to say to the peer, and no failed attempt. */
    public static void disconnect(TcpNet net, TcpSock tp) {
        TcpTransitions.set(net, tp, TcpState.CLOSE);
        done(net, tp);
    }

    /** Ends it with an error, which only a socket that is still open hears of. */
    public static void error(TcpNet net, TcpSock tp, int errno) {
        if (destroy(net, tp) && tp.announced) {
            if (tp.dead) {
                net.notify(tp, SockEvent.Kind.CLOSED, 0);
            } else {
                net.notify(tp, SockEvent.Kind.ERROR, errno);
            }
        }
    }

    private static boolean destroy(TcpNet net, TcpSock tp) {
        if (tp.destroyed) {
            return false;
        }
        tp.destroyed = true;
        if (tp.state().inHandshake()) {
            net.tcp.inc(TcpMib.ATTEMPT_FAILS);
        }
        TcpFastopen.remove(net, tp, false);
        TcpTransitions.set(net, tp, TcpState.CLOSE);
        tp.xmitTimer = SockCommon.NEVER;
        tp.delackTimeout = SockCommon.NEVER;
        tp.compressTimer = SockCommon.NEVER;
        tp.finTimer = SockCommon.NEVER;
        tp.keepTimer = SockCommon.NEVER;
        tp.memTimer = SockCommon.NEVER;
        tp.pacing.timer = SockCommon.NEVER;
        for (int i = 0; i < tp.sendQueue.size(); i++) {
            SendQueue.Chunk chunk = tp.sendQueue.get(i);
            if (chunk.stored) {
                net.deletedKeys.add(StateKeys.write(tp.id, chunk.offset));
            }
        }
        tp.sendQueue.clear();
        TcpTxTstamp.purged(net, tp);
        tp.rtx.clear();
        SkMem.purgeWriteQueue(net, tp);
        if (tp.announced && !tp.dead) {
            // It also keeps its place in the accept queue.
            net.gone.put(tp.cookie(), tp);
        } else {
            accept(tp);
            destroySock(net, tp);
        }
        net.unhash(tp);
        return true;
    }

    /** sock_orphan(): no program has it open any more. */
    public static void orphan(TcpNet net, TcpSock tp) {
        tp.dead = true;
        net.memory.orphan(1);
    }

    /** It leaves the accept queue if it is still there. */
    public static void accept(TcpSock tp) {
        ListenSock listener = tp.listener;
        if (!tp.accepted && listener != null) {
            listener.ackBacklog--;
        }
        tp.accepted = true;
    }

    /**
     * inet_csk_destroy_sock(): the connection is over and nobody has its socket open, so that what lies in its queues is lost
     * (tcp_v4_destroy_sock(), then sk_stream_kill_queues()). A socket that is open keeps it until it is closed.
     */
    public static void destroySock(TcpNet net, TcpSock tp) {
        TcpFastopenActive.disableOfoCheck(net, tp);
        TcpDataQueueOfo.purge(net, tp);
        OfoSkb fin = tp.orphanFin;
        if (fin != null) {
            tp.orphanFin = null;
            TcpDataQueueOfo.release(net, tp, fin);
            net.drop(fin.skb, SkbDropReason.QUEUE_PURGE, "sk_stream_kill_queues");
        }
        SkMem.killQueues(net, tp);
        net.memory.socket(-1);
        if (tp.dead) {
            net.memory.orphan(-1);
        }
    }

    /** tcp_time_wait(): a small socket takes its place; {@code timeout} in ns counts for FIN_WAIT2 only. */
    public static void timeWait(TcpNet net, TcpSock tp, TcpState substate, long timeout) {
        if (net.hash.timewaits() >= net.settings.receiver().maxTwBuckets()) {
            net.linux.inc(LinuxMib.TCP_TIME_WAIT_OVERFLOW);
            done(net, tp);
            return;
        }
        TimewaitSock tw = new TimewaitSock(net.newId(), tp.flow);
        tw.boundDev = tp.boundDev;
        tw.tos = tp.opts.tos;
        tw.ecn = tp.ecnMarked ? AccEcn.ECT_0 : AccEcn.NOT_ECT;
        long least = (tp.rto << 2) - (tp.rto >> 1);
        long length = substate == TcpState.TIME_WAIT ? net.settings.times().timeWait() : Math.max(timeout, least);
        tw.skbHash = tp.skbHash;
        tw.substate = substate;
        tw.rcvNxt = tp.rcvNxt;
        tw.sndNxt = tp.sndNxt;
        tw.rcvWnd = tp.receiveWindow();
        tw.rcvWscale = tp.rcvWscale;
        tw.tstampOk = tp.tstampOk;
        tw.tsRecent = tp.tsRecent;
        tw.tsRecentStamp = tp.tsRecentStamp;
        tw.entryStamp = net.now;
        tw.portChosen = tp.portChosen;
        tw.tsOff = tp.tsOff;
        tw.lastOowAckTime = tp.lastOowAckTime;
        tw.expires = net.now + length;
        net.linux.inc(length <= SHORT_TIME_WAIT ? LinuxMib.TIME_WAIT_KILLED : LinuxMib.TIME_WAITED);
        done(net, tp);
        net.hash.insert(tw);
        net.settle(tw);
    }
}
