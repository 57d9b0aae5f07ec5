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
        TcpState state = tp.state();
        switch (state) {
            case SYN_RECV, ESTABLISHED -> {
                TcpTransitions.set(net, tp, TcpState.CLOSE_WAIT);
                tp.pingpong = 1;
            }
            case FIN_WAIT1 -> {
                TcpTransmitSkb.sendAck(net, tp);
                TcpTransitions.set(net, tp, TcpState.CLOSING);
            }
            case FIN_WAIT2 -> TcpTransmitSkb.sendAck(net, tp);
            default -> {
                // A repeated FIN: nothing new.
            }
        }
        // The acknowledgment has told of what came out of order behind the FIN; now it is forgotten.
        TcpDataQueueOfo.purge(net, tp);
        tp.sacks.reset();
        if (state == TcpState.FIN_WAIT2) {
            TcpDone.timeWait(net, tp, TcpState.TIME_WAIT, 0);
        }
    }
}
