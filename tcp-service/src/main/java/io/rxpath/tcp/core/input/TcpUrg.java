package io.rxpath.tcp.core.input;

import io.rxpath.skb.Seq;
import io.rxpath.skb.SockEvent;
import io.rxpath.tcp.core.queue.SkMem;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Urgent data: where the urgent byte is. While it waits there is no header prediction. The socket leaves it out of what
 * its application reads.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_urg(), tcp_check_urg(); the end of net/ipv4/tcp.c tcp_recvmsg_locked(). There is no
 * SIGURG.
 */
public final class TcpUrg {
    private TcpUrg() {}

    /** A segment on the slow path: notes where its urgent byte is, and tells the socket. */
    static void check(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        if (!cb.urg()) {
            return;
        }
        // With tcp_stdurg 0 it points behind the byte.
        int at = cb.seq + (net.settings.receiver().stdurg() ? cb.urgPtr : Math.max(0, cb.urgPtr - 1));
        boolean known =
                Seq.after(tp.copiedSeq, at) || Seq.before(at, tp.rcvNxt) || (tp.urgData && !Seq.after(at, tp.urgSeq));
        if (!known) {
            skipOld(net, tp);
            tp.urgData = true;
            tp.urgSeq = at;
            tp.predFlags = 0;
            if (tp.announced && !tp.dead) {
                net.notify(tp, SockEvent.Kind.URGENT, tp.bytesReceived + (at - tp.rcvNxt));
            }
        }
    }

    /** The application stands in front of an urgent byte that was not read, and another is announced: it is gone. */
    private static void skipOld(TcpNet net, TcpSock tp) {
        boolean waits = tp.urgData && tp.urgSeq == tp.copiedSeq && tp.copiedSeq != tp.rcvNxt;
        if (waits && !tp.opts.oobInline) {
            tp.copiedSeq++;
            SkMem.uncharge(net, tp, tp.receiveQueue.copied(tp.copiedSeq));
        }
    }

    /** 1 if reading on to {@code target} passes the urgent byte and does not copy it, else 0. */
    public static int skipped(TcpSock tp, int target) {
        boolean passed = tp.urgData && !Seq.before(tp.urgSeq, tp.copiedSeq) && Seq.before(tp.urgSeq, target);
        return passed && !tp.opts.oobInline ? 1 : 0;
    }

    /** The application has read on: behind the urgent byte prediction may go on. */
    public static void copied(TcpSock tp) {
        if (tp.urgData && Seq.after(tp.copiedSeq, tp.urgSeq)) {
            tp.urgData = false;
            TcpFastPath.check(tp);
        }
    }
}
