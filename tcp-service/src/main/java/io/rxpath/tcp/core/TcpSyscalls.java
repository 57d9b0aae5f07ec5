package io.rxpath.tcp.core;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.SockOption;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.input.TcpDone;
import io.rxpath.tcp.core.input.TcpFinWait2;
import io.rxpath.tcp.core.input.TcpUrg;
import io.rxpath.tcp.core.output.TcpConnect;
import io.rxpath.tcp.core.output.TcpTransmitSkb;
import io.rxpath.tcp.core.output.TcpTwskUnique;
import io.rxpath.tcp.core.output.TcpWriteXmit;
import io.rxpath.tcp.core.queue.ReceiveQueue;
import io.rxpath.tcp.core.queue.ReceiveWindow;
import io.rxpath.tcp.core.queue.SkMem;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.SockOpts;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TcpTransitions;
import io.rxpath.tcp.core.sock.TimewaitSock;
import io.rxpath.tcp.core.timer.TcpOutOfResources;

/**
 * What the system calls of a socket do to its connection.
 *
 * <p>Kernel: net/ipv4/tcp.c tcp_recvmsg(), tcp_sendmsg(), tcp_shutdown(), __tcp_close(), tcp_disconnect();
 * net/ipv4/inet_connection_sock.c inet_csk_accept().
 */
final class TcpSyscalls {
    private static final int EADDRNOTAVAIL = 99;
    private static final int RCV_SHUTDOWN = 1;

    private TcpSyscalls() {}

    static void call(TcpNet net, TcpSock tp, SockCommand command) {
        switch (command.kind()) {
            case ACCEPT -> TcpDone.accept(tp);
            case COPIED -> copied(net, tp, command.value());
            case WRITE -> TcpSendmsgLocked.write(net, tp, command.value(), command.bytes());
            case SHUTDOWN -> shutdown(net, tp, (int) command.value());
            case CLOSE -> close(net, tp, command.value() == 1);
            case ABORT -> abort(net, tp, command.value() == SockCommand.DISCONNECT);
            case SETSOCKOPT -> {
                if (!TcpSetsockopt.set(net, tp, SockOption.of(command))) {
                    net.unknownCommands++;
                }
            }
            case LISTEN, CONNECT -> net.unknownCommands++;
        }
    }

    /** connect(): the 4-tuple must be free, or in TIME_WAIT long enough; else EADDRNOTAVAIL. */
    static void connect(TcpNet net, SockCommand command) {
        if (net.hash.lookupCookie(command.flow(), command.cookie()) != null) {
            // A repeated command of a later life.
            net.unknownCommands++;
            return;
        }
        SockOpts opts = new SockOpts();
        SockOption.decode(command.bytes()).forEach(opts::set);
        SockCommon sk = net.hash.lookup(command.flow(), net.ifindex(opts.device));
        boolean chosen = (command.value() & SockCommand.PORT_CHOSEN) != 0;
        if (!TcpTwskUnique.free(net, sk, chosen)) {
            net.out.notify(new SockEvent(
                    SockEvent.Kind.ERROR, command.hash(), command.cookie(), command.flow(), EADDRNOTAVAIL, null));
            return;
        }
        net.settle(TcpConnect.connect(net, command, (TimewaitSock) sk));
    }

    /** A call on a listener that listen() has made. */
    static void call(TcpNet net, ListenSock sk, SockCommand command) {
        switch (command.kind()) {
            case CLOSE, ABORT -> TcpListen.stop(net, sk);
            case SETSOCKOPT -> {
                if (!TcpSetsockopt.set(net, sk, SockOption.of(command))) {
                    net.unknownCommands++;
                }
                sk.dirty = true;
            }
            default -> net.unknownCommands++;
        }
    }

    /** A call on a connection that is over: the socket may still be read, and is closed one day. */
    static void callGone(TcpNet net, SockCommand command) {
        TcpSock tp = net.gone.get(command.cookie());
        if (tp == null) {
            net.unknownCommands++;
            return;
        }
        switch (command.kind()) {
            case CLOSE, ABORT -> {
                net.gone.remove(tp.cookie());
                TcpDone.accept(tp);
                TcpDone.destroySock(net, tp);
            }
            case COPIED -> {
                int dataEnd = tp.finReceived ? tp.rcvNxt - 1 : tp.rcvNxt;
                tp.copiedSeq = Seq.max(tp.copiedSeq, Seq.min(tp.irs + 1 + (int) command.value(), dataEnd));
                finRead(tp, dataEnd);
                SkMem.uncharge(net, tp, tp.receiveQueue.copied(tp.copiedSeq));
            }
            case ACCEPT -> TcpDone.accept(tp);
            case SETSOCKOPT -> TcpSetsockopt.set(net, tp, SockOption.of(command));
            default -> {
                // There is nobody to send to.
            }
        }
        net.settle(tp);
    }

    /** tcp_recvmsg() has copied {@code total} bytes since the stream began. */
    private static void copied(TcpNet net, TcpSock tp, long total) {
        int dataEnd = tp.finReceived ? tp.rcvNxt - 1 : tp.rcvNxt;
        // More than was delivered cannot have been copied: a repeated command of a later life, to be ignored.
        int target = Seq.min(tp.irs + 1 + (int) total, dataEnd);
        int copied = 0;
        if (Seq.after(target, tp.copiedSeq)) {
            copied = target - tp.copiedSeq - TcpUrg.skipped(tp, target);
            tp.copiedSeq = target;
            ReceiveWindow.rcvSpaceAdjust(net, tp);
        }
        finRead(tp, dataEnd);
        ReceiveQueue queue = tp.receiveQueue;
        SkMem.uncharge(net, tp, queue.copied(tp.copiedSeq));
        TcpUrg.copied(tp);
        TcpAckSndCheck.cleanupRbuf(net, tp, copied);
    }

    /** Reading the end of the stream takes the FIN out of the queue. */
    private static void finRead(TcpSock tp, int dataEnd) {
        if (tp.finReceived && tp.copiedSeq == dataEnd) {
            tp.copiedSeq = tp.rcvNxt;
        }
    }

    private static void shutdown(TcpNet net, TcpSock tp, int how) {
        if (tp.state() == TcpState.SYN_SENT) {
            TcpDone.disconnect(net, tp);
            return;
        }
        tp.rcvShutdown |= (how & RCV_SHUTDOWN) != 0;
        if (how == RCV_SHUTDOWN) {
            return;
        }
        tp.sndShutdown = true;
        if (closeState(net, tp)) {
            TcpWriteXmit.sendFin(net, tp);
        }
    }

    /** tcp_close_state(): true if a FIN must go out. */
    private static boolean closeState(TcpNet net, TcpSock tp) {
        TcpState next = switch (tp.state()) {
            case ESTABLISHED, SYN_RECV -> TcpState.FIN_WAIT1;
            case CLOSE_WAIT -> TcpState.LAST_ACK;
            default -> tp.state();
        };
        if (next == tp.state()) {
            return false;
        }
        TcpTransitions.set(net, tp, next);
        return true;
    }

    private static void close(TcpNet net, TcpSock tp, boolean unread) {
        if (tp.dead) {
            return;
        }
        int dataEnd = tp.finReceived ? tp.rcvNxt - 1 : tp.rcvNxt;
        // Bytes on their way to the socket when it closed were not read either.
        boolean lost = unread || Seq.before(tp.copiedSeq, dataEnd);
        SkMem.uncharge(net, tp, tp.receiveQueue.copied(tp.rcvNxt));
        TcpDone.orphan(net, tp);
        if (tp.state() == TcpState.SYN_SENT) {
            TcpDone.disconnect(net, tp);
            return;
        }
        tp.rcvShutdown = true;
        tp.sndShutdown = true;
        TcpDone.accept(tp);
        if (lost) {
            net.linux.inc(LinuxMib.TCP_ABORT_ON_CLOSE);
            TcpTransmitSkb.sendActiveReset(net, tp);
            TcpDone.done(net, tp);
            return;
        }
        if (closeState(net, tp)) {
            TcpWriteXmit.sendFin(net, tp);
        } else if (tp.state() == TcpState.FIN_WAIT2) {
            TcpFinWait2.closed(net, tp);
        }
        SkMem.chargeWriteQueue(net, tp);
        TcpOutOfResources.closed(net, tp);
    }

    private static void abort(TcpNet net, TcpSock tp, boolean disconnect) {
        if (!disconnect) {
            net.linux.inc(LinuxMib.TCP_ABORT_ON_DATA);
        }
        TcpDone.orphan(net, tp);
        if (tp.state() == TcpState.SYN_SENT) {
            TcpDone.disconnect(net, tp);
            return;
        }
        if (tp.state().needReset()) {
            TcpTransmitSkb.sendActiveReset(net, tp);
        }
        TcpDone.done(net, tp);
    }
}
