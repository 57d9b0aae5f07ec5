package io.rxpath.tcp.core.input;

import io.rxpath.skb.SockEvent;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.output.TcpTransmitSkb;
import io.rxpath.tcp.core.queue.TcpDataQueueOfo;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TcpTransitions;

/**
 * The peer's FIN has come into sequence.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_fin().
 */
public final class TcpFin {
    private TcpFin() {}

    /** Moves the state on; rcv_nxt is behind the FIN already. */
    public static void fin(TcpNet net, TcpSock tp) {
        TcpAckSndCheck.schedule(tp);
        tp.rcvShutdown = true;
        boolean tellSocket = tp.announced && !tp.dead && !tp.finReceived;
        tp.finReceived = true;
        if (tellSocket) {
            net.notify(tp, SockEvent.Kind.FIN, tp.bytesReceived - 1);
        }
        TcpDataQueueOfo.purge(net, tp);
        tp.sacks.reset();
        switch (tp.state()) {
            case SYN_RECV, ESTABLISHED -> {
                TcpTransitions.set(net, tp, TcpState.CLOSE_WAIT);
                tp.pingpong = 1;
            }
            case FIN_WAIT1 -> {
                TcpTransmitSkb.sendAck(net, tp);
                TcpTransitions.set(net, tp, TcpState.CLOSING);
            }
            case FIN_WAIT2 -> {
                TcpTransmitSkb.sendAck(net, tp);
                TcpDone.timeWait(net, tp, TcpState.TIME_WAIT, 0);
            }
            default -> {
                // A repeated FIN: nothing new.
            }
        }
    }
}
