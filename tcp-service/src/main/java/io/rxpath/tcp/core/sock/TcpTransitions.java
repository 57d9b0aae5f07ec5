package io.rxpath.tcp.core.sock;

import io.rxpath.skb.TcpMib;

/**
 * The only writer of a socket's state, and of the gauges that hang on it.
 *
 * <p>Kernel: net/ipv4/tcp.c tcp_set_state().
 */
public final class TcpTransitions {
    private TcpTransitions() {}

    /** Moves the socket on. A way the state machine does not have is a programming error. */
    public static void set(TcpNet net, TcpSock tp, TcpState next) {
        TcpState old = tp.state;
        if (old == next) {
            return;
        }
        if (!old.mayBecome(next)) {
            throw new IllegalStateException(old + " does not lead to " + next + " for " + tp.flow);
        }
        if (next == TcpState.ESTABLISHED) {
            net.tcp.inc(TcpMib.CURR_ESTAB);
        } else if (next == TcpState.CLOSE && (old == TcpState.CLOSE_WAIT || old == TcpState.ESTABLISHED)) {
            net.tcp.inc(TcpMib.ESTAB_RESETS);
        }
        // CurrEstab counts ESTABLISHED and, as RFC 4022 says, CLOSE_WAIT.
        if (old == TcpState.ESTABLISHED && next != TcpState.CLOSE_WAIT || old == TcpState.CLOSE_WAIT) {
            net.tcp.add(TcpMib.CURR_ESTAB, -1);
        }
        tp.state = next;
    }

    /** Sets the state of a socket that was just made or loaded; counts nothing. */
    public static void restore(TcpSock tp, TcpState state) {
        tp.state = state;
    }
}
