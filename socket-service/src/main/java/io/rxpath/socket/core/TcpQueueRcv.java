package io.rxpath.socket.core;

import io.rxpath.skb.Hop;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;

/**
 * Payload from TCP into the receive queue: kernel net/ipv4/tcp_input.c tcp_queue_rcv, and the check that
 * net/ipv4/tcp.c tcp_recvmsg_locked makes on what it finds there ("TCP recvmsg seq # bug").
 *
 * <p>Differs: in the kernel queue and TCP are one; here a record lies between them. The guarantee is each byte exactly
 * once and in order, and this is where it is proved: bytes that came before are not taken again, as in tcp_recvmsg,
 * and where bytes are missing nothing is taken at all.
 */
public final class TcpQueueRcv {
    private final SocketBooks books;

    /** The queueing of one layer. */
    public TcpQueueRcv(SocketBooks books) {
        this.books = books;
    }

    /**
     * Queues the payload {@code skb} whose first byte has stream offset {@code start}.
     *
     * @return false if bytes are missing before it, or it lies behind the peer's FIN: the skb is dropped and the stream
     *     is broken
     */
    public boolean queue(StreamSock sk, SkBuff skb, long start, long now) {
        books.arrived(skb);
        long missing = start - sk.rcvNxt;
        long end = start + skb.len();
        if (end <= sk.rcvNxt) {
            books.count(SocketStat.STREAM_REPEAT, skb.len());
            books.refused(skb, SkbDropReason.TCP_OLD_DATA.name(), "tcp_queue_rcv", now);
            return true;
        }
        if (missing > 0 || sk.finSeq != StreamSock.NO_FIN || sk.dead) {
            books.count(SocketStat.STREAM_GAP, 1);
            books.refused(skb, SocketStat.STREAM_GAP.kernelName(), "tcp_queue_rcv", now);
            return false;
        }
        if (missing < 0) {
            books.count(SocketStat.STREAM_REPEAT, -missing);
            skb.eat((int) -missing);
        }
        skb.passed(Hop.QUEUED, now);
        sk.receiveQueue.add(skb, sk.rcvNxt, false);
        sk.rcvNxt = end;
        books.queued(skb);
        return true;
    }
}
