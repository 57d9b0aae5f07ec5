package io.rxpath.tcp.core.output;

import io.rxpath.skb.SockEvent;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Tells the socket of the way of bytes it asked for: sent, acknowledged, and their memory given back.
 *
 * <p>Kernel: net/core/skbuff.c __skb_tstamp_tx(), msg_zerocopy_callback(); net/ipv4/tcp_input.c tcp_ack_tstamp().
 */
public final class TcpTxTstamp {
    private TcpTxTstamp() {}

    /** {@code len} bytes from {@code offset} on go out the first time. */
    static void sent(TcpNet net, TcpSock tp, long offset, int len) {
        WriteMarks marks = tp.marks;
        for (int i = 0; i < marks.size() && marks.offset(i) <= offset + len; i++) {
            if (marks.offset(i) > offset) {
                tell(net, tp, marks.offset(i), marks.kind(i), WriteMarks.SCHED, SockEvent.TX_SCHED);
                tell(net, tp, marks.offset(i), marks.kind(i), WriteMarks.SOFTWARE, SockEvent.TX_SOFTWARE);
            }
        }
    }

    /** The peer has everything before {@code offset}. */
    public static void acknowledged(TcpNet net, TcpSock tp, long offset) {
        while (tp.marks.size() > 0 && tp.marks.offset(0) <= offset) {
            long at = tp.marks.offset(0);
            int kind = tp.marks.acknowledged(offset);
            tell(net, tp, at, kind, WriteMarks.ACKED, SockEvent.TX_ACK);
            tell(net, tp, at, kind, WriteMarks.ZEROCOPY, SockEvent.TX_ZEROCOPY);
        }
    }

    /** The queues of the connection are purged: memory of the program is given back, the rest is never told. */
    public static void purged(TcpNet net, TcpSock tp) {
        for (int i = 0; i < tp.marks.size(); i++) {
            tell(net, tp, tp.marks.offset(i), tp.marks.kind(i), WriteMarks.ZEROCOPY, SockEvent.TX_ZEROCOPY);
        }
        tp.marks.clear();
    }

    private static void tell(TcpNet net, TcpSock tp, long offset, int kinds, int kind, long what) {
        if ((kinds & kind) != 0 && tp.announced) {
            net.notify(tp, SockEvent.Kind.TX_NOTE, what | offset - 1);
        }
    }
}
