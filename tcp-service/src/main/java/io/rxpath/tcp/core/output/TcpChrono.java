package io.rxpath.tcp.core.output;

import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * How long there was something to send, and how long of that the peer's window forbade it or the send buffer was too small.
 *
 * <p>Kernel: net/ipv4/tcp_output.c tcp_chrono_start(), tcp_chrono_stop(); net/ipv4/tcp.c tcp_get_info_chrono_stats().
 */
public final class TcpChrono {
    /** Nothing is to be sent. */
    public static final int UNSPEC = 0;

    /** Something is. */
    public static final int BUSY = 1;

    /** It does not fit the peer's window. */
    public static final int RWND_LIMITED = 2;

    /** All of it is sent, and the program waits for room in the send buffer. */
    public static final int SNDBUF_LIMITED = 3;

    private TcpChrono() {}

    /** A state begins, unless a more specific one lasts. */
    public static void start(TcpNet net, TcpSock tp, int type) {
        if (type > tp.chronoType) {
            set(net, tp, type);
        }
    }

    /** A state is over. */
    public static void stop(TcpNet net, TcpSock tp, int type) {
        if (tp.rtx.isEmpty() && tp.sndNxt == tp.writeSeq) {
            set(net, tp, UNSPEC);
        } else if (type == tp.chronoType) {
            set(net, tp, BUSY);
        }
    }

    private static void set(TcpNet net, TcpSock tp, int type) {
        if (tp.chronoType == BUSY) {
            tp.busyTime += net.now - tp.chronoStart;
        } else if (tp.chronoType == RWND_LIMITED) {
            tp.rwndLimitedTime += net.now - tp.chronoStart;
        } else if (tp.chronoType == SNDBUF_LIMITED) {
            tp.sndbufLimitedTime += net.now - tp.chronoStart;
        }
        tp.chronoStart = net.now;
        tp.chronoType = type;
    }

    /** tcpi_rwnd_limited, microseconds. */
    public static long rwndLimitedMicros(TcpNet net, TcpSock tp) {
        return micros(net, tp, RWND_LIMITED, tp.rwndLimitedTime);
    }

    /** tcpi_sndbuf_limited, microseconds. */
    public static long sndbufLimitedMicros(TcpNet net, TcpSock tp) {
        return micros(net, tp, SNDBUF_LIMITED, tp.sndbufLimitedTime);
    }

    /** tcpi_busy_time, microseconds: those that were limited count too. */
    public static long busyMicros(TcpNet net, TcpSock tp) {
        return micros(net, tp, BUSY, tp.busyTime) + rwndLimitedMicros(net, tp) + sndbufLimitedMicros(net, tp);
    }

    private static long micros(TcpNet net, TcpSock tp, int type, long sum) {
        return (sum + (tp.chronoType == type ? net.now - tp.chronoStart : 0)) / 1000;
    }
}
