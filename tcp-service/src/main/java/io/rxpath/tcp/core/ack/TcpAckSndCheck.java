package io.rxpath.tcp.core.ack;

import io.rxpath.skb.LinuxMib;
import io.rxpath.tcp.core.output.TcpTransmitSkb;
import io.rxpath.tcp.core.queue.ReceiveWindow;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * When to acknowledge: at once, after a delay that follows the peer's rhythm, or, with a hole, compressed.
 *
 * <p>Kernel: net/ipv4/tcp_input.c __tcp_ack_snd_check(), tcp_incr_quickack(), tcp_enter_quickack_mode();
 * net/ipv4/tcp_output.c tcp_send_delayed_ack(), tcp_event_ack_sent(); net/ipv4/tcp_timer.c tcp_delack_timer_handler(),
 * tcp_compressed_ack_kick().
 */
public final class TcpAckSndCheck {
    /** Most quick ACKs in a row. */
    public static final int MAX_QUICKACKS = 16;

    /** TCP_ATO_MIN and TCP_DELACK_MIN, ns. */
    public static final long ATO_MIN = 40_000_000;

    private static final long DELACK_MAX = 200_000_000;
    private static final long HALF_SECOND = 500_000_000;
    private static final int FASTRETRANS_THRESH = 3;

    private TcpAckSndCheck() {}

    /** inet_csk_schedule_ack(). */
    public static void schedule(TcpSock tp) {
        tp.ackPending |= TcpSock.ACK_SCHED;
    }

    static boolean scheduled(TcpSock tp) {
        return (tp.ackPending & TcpSock.ACK_SCHED) != 0;
    }

    /** tcp_incr_quickack(). */
    public static void incrQuickack(TcpSock tp, int max) {
        int quickacks = tp.rcvWnd / (2 * Math.max(1, tp.rcvMss));
        quickacks = Math.min(quickacks == 0 ? 2 : quickacks, max);
        tp.quick = Math.max(tp.quick, quickacks);
    }

    /** tcp_enter_quickack_mode(). */
    public static void enterQuickackMode(TcpSock tp, int max) {
        incrQuickack(tp, max);
        tp.pingpong = 0;
        tp.ato = ATO_MIN;
    }

    private static boolean inQuickackMode(TcpSock tp) {
        return tp.quick != 0 && !tp.inPingpong();
    }

    /** tcp_ack_snd_check(). */
    public static void check(TcpNet net, TcpSock tp) {
        if (scheduled(tp)) {
            check(net, tp, true);
        }
    }

    /** __tcp_ack_snd_check(). */
    public static void check(TcpNet net, TcpSock tp, boolean ofoPossible) {
        boolean moreThanOne = tp.rcvNxt - tp.rcvWup > tp.rcvMss
                && (tp.rcvNxt - tp.copiedSeq < tp.opts.rcvlowat || ReceiveWindow.select(net, tp) >= tp.rcvWnd);
        if (moreThanOne || inQuickackMode(tp) || (tp.ackPending & TcpSock.ACK_NOW) != 0) {
            TcpTransmitSkb.sendAck(net, tp);
            return;
        }
        if (!ofoPossible || tp.ooo.isEmpty()) {
            sendDelayedAck(net, tp);
            return;
        }
        if (!tp.sackOk || tp.compressedAck >= net.settings.limits().compSackNr()) {
            TcpTransmitSkb.sendAck(net, tp);
            return;
        }
        if (tp.compressedAckRcvNxt != tp.rcvNxt) {
            tp.compressedAckRcvNxt = tp.rcvNxt;
            tp.dupAckCounter = 0;
        }
        if (tp.dupAckCounter < FASTRETRANS_THRESH) {
            tp.dupAckCounter++;
            TcpTransmitSkb.sendAck(net, tp);
            return;
        }
        tp.compressedAck++;
        if (tp.compressTimer != SockCommon.NEVER) {
            return;
        }
        int rtt = tp.rcvRttUs;
        if (tp.srttUs != 0 && tp.srttUs < rtt) {
            rtt = tp.srttUs;
        }
        // 5 % of the RTT; both estimates are kept times eight.
        long delay = Math.min(net.settings.times().compSackDelay(), rtt * 125L / 20);
        tp.compressTimer = net.now + delay + net.settings.times().compSackSlack();
    }

    /** tcp_delack_max(). */
    private static long delackMax(TcpNet net) {
        return Math.min(
                DELACK_MAX, Math.max(2 * TcpNet.JIFFY, net.settings.times().rtoMin()) - TcpNet.JIFFY);
    }

    /** tcp_send_delayed_ack(). */
    private static void sendDelayedAck(TcpNet net, TcpSock tp) {
        long ato = tp.ato;
        if (ato > ATO_MIN) {
            long max = HALF_SECOND;
            if (tp.inPingpong() || (tp.ackPending & TcpSock.ACK_PUSHED) != 0) {
                max = DELACK_MAX;
            }
            if (tp.srttUs != 0) {
                max = Math.min(max, Math.max((tp.srttUs >> 3) * 1000L, ATO_MIN));
            }
            ato = Math.min(ato, max);
        }
        ato = Math.min(ato, delackMax(net));
        // Before the first data there is no delay yet, but a timer waits for the end of the jiffy: half of one, on
        // average.
        long timeout = net.now + Math.max(ato, TcpNet.JIFFY / 2);
        if ((tp.ackPending & TcpSock.ACK_TIMER) != 0) {
            if (tp.delackTimeout <= net.now + Math.max(ato >> 2, TcpNet.JIFFY)) {
                TcpTransmitSkb.sendAck(net, tp);
                return;
            }
            timeout = Math.min(timeout, tp.delackTimeout);
        }
        tp.ackPending |= TcpSock.ACK_SCHED | TcpSock.ACK_TIMER;
        tp.delackTimeout = timeout;
    }

    /** tcp_event_ack_sent(): an ACK has left, alone or with data. */
    public static void ackSent(TcpNet net, TcpSock tp) {
        if (tp.compressedAck != 0) {
            net.linux.add(LinuxMib.TCP_ACK_COMPRESSED, tp.compressedAck);
            tp.compressedAck = 0;
            tp.compressTimer = SockCommon.NEVER;
        }
        if (tp.quick != 0) {
            int pkts = scheduled(tp) ? 1 : 0;
            if (pkts >= tp.quick) {
                tp.quick = 0;
                tp.ato = ATO_MIN;
            } else {
                tp.quick -= pkts;
            }
        }
        tp.ackPending = 0;
        tp.delackTimeout = SockCommon.NEVER;
    }

    /** tcp_sack_compress_send_ack(). */
    public static void sackCompressSendAck(TcpNet net, TcpSock tp) {
        if (tp.compressedAck == 0) {
            return;
        }
        tp.compressTimer = SockCommon.NEVER;
        net.linux.add(LinuxMib.TCP_ACK_COMPRESSED, tp.compressedAck - 1);
        tp.compressedAck = 0;
        TcpTransmitSkb.sendAck(net, tp);
    }

    /** tcp_compressed_ack_kick(). */
    public static void compressedAckKick(TcpNet net, TcpSock tp) {
        tp.compressTimer = SockCommon.NEVER;
        if (tp.compressedAck != 0) {
            // One is sent after all.
            tp.compressedAck--;
            TcpTransmitSkb.sendAck(net, tp);
        }
    }

    /** tcp_delack_timer_handler(). */
    public static void delackTimer(TcpNet net, TcpSock tp) {
        tp.delackTimeout = SockCommon.NEVER;
        if (tp.compressedAck != 0) {
            sackCompressSendAck(net, tp);
            return;
        }
        if ((tp.ackPending & TcpSock.ACK_TIMER) == 0) {
            return;
        }
        tp.ackPending &= ~TcpSock.ACK_TIMER;
        if (!scheduled(tp)) {
            return;
        }
        if (tp.inPingpong()) {
            tp.pingpong = 0;
            tp.ato = ATO_MIN;
        } else {
            tp.ato = Math.min(tp.ato << 1, tp.rto);
        }
        TcpTransmitSkb.sendAck(net, tp);
        net.linux.inc(LinuxMib.DELAYED_ACKS);
    }

    /** __tcp_cleanup_rbuf(): the application has copied {@code copied} bytes. */
    public static void cleanupRbuf(TcpNet net, TcpSock tp, int copied) {
        boolean now = false;
        if (scheduled(tp)) {
            boolean pushed = (tp.ackPending & TcpSock.ACK_PUSHED2) != 0
                    || (tp.ackPending & TcpSock.ACK_PUSHED) != 0 && !tp.inPingpong();
            now = tp.rcvNxt - tp.rcvWup > tp.rcvMss || copied > 0 && pushed && tp.rmemAlloc == 0;
        }
        if (copied > 0 && !now && !tp.rcvShutdown) {
            int window = tp.receiveWindow();
            if (2L * window <= tp.windowClamp) {
                int fresh = ReceiveWindow.select(net, tp);
                now = fresh != 0 && fresh >= 2L * window;
            }
        }
        if (now) {
            TcpTransmitSkb.sendAck(net, tp);
        }
    }
}
