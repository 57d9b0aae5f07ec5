package io.rxpath.tcp.core.input;

import io.rxpath.skb.SkbDropReason;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * A valid RST.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_reset().
 */
final class TcpReset {
    private TcpReset() {}

    static SkbDropReason reset(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        abort(net, tp);
        return cb.consume("rst");
    }

    /** Kills the connection as if a RST had come. */
    static void abort(TcpNet net, TcpSock tp) {
        int errno = switch (tp.state()) {
            case SYN_SENT -> TcpDone.ECONNREFUSED;
            case CLOSE_WAIT -> TcpDone.EPIPE;
            default -> TcpDone.ECONNRESET;
        };
        TcpDone.error(net, tp, errno);
    }
}
