package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;

/**
 * The receiving side of one connection as system calls see it: data only (the part of kernel struct sock and struct
 * tcp_sock that tcp_recvmsg touches). Stream offsets count bytes from 0; the FIN is none.
 */
public class StreamSock {
    /** No urgent byte. */
    public static final long NO_URGENT = -1;

    /** No FIN yet. */
    public static final long NO_FIN = -1;

    /** The socket's name in events and commands (sk_cookie). */
    public final long cookie;

    /** Flow hash, which decides the partition (sk_rxhash). */
    public final int hash;

    /** The 4-tuple. */
    public final FlowKey flow;

    /** sk_receive_queue. */
    public final SockReceiveQueue receiveQueue = new SockReceiveQueue();

    /** Offset behind the last byte queued: the next one expected (tp->rcv_nxt). */
    public long rcvNxt;

    /** Offset of the next byte to read (tp->copied_seq). */
    public long copiedSeq;

    /** Offset of an urgent byte that was not passed yet, else {@link #NO_URGENT} (tp->urg_seq while tp->urg_data). */
    public long urgSeq = NO_URGENT;

    /** The urgent byte was read with MSG_OOB (TCP_URG_READ). */
    public boolean urgRead;

    /** The urgent byte is one as any other (SO_OOBINLINE, SOCK_URGINLINE). */
    public boolean urgInline;

    /** Urgent bytes that were left out of what was read. */
    public long urgSkipped;

    /** Length of the peer's stream once its FIN came, else {@link #NO_FIN} (RCV_SHUTDOWN, SOCK_DONE). */
    public long finSeq = NO_FIN;

    /** Errno of a broken connection, or 0 (sk_err). */
    public int err;

    /** TCP has forgotten the connection: commands are of no use (TCP_CLOSE). */
    public boolean dead;

    /** A connection of which nothing has come. */
    public StreamSock(long cookie, int hash, FlowKey flow) {
        this.cookie = cookie;
        this.hash = hash;
        this.flow = flow;
    }

    /** Bytes that can be read (tcp_inq). */
    public int inq() {
        return (int) (rcvNxt - copiedSeq);
    }

    /** The next byte is an urgent one that is not part of the stream: no read gets it. */
    public boolean atUrgent() {
        return urgSeq == copiedSeq && inq() > 0 && !urgInline;
    }

    /** The urgent byte has come (TCP_URG_VALID). */
    public boolean urgValid() {
        return urgSeq != NO_URGENT && urgSeq < rcvNxt && !urgRead;
    }

    /** A read would get bytes (tcp_stream_is_readable). */
    public boolean readable() {
        return inq() > (atUrgent() ? 1 : 0);
    }

    /** {@code n} bytes were read, which are {@code a} from {@code from} on. */
    protected void consumed(byte[] a, int from, int n) {
        // Whoever keeps a digest overrides it.
    }
}
