package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.socket.core.app.Application;

/**
 * One connection as the socket layer sees it: data only (kernel struct sock, include/net/sock.h, and the part of struct
 * tcp_sock that system calls touch). Stream offsets count bytes from 0.
 */
final class Sock {
    /** No urgent byte. */
    static final long NO_URGENT = -1;

    /** No FIN yet. */
    static final long NO_FIN = -1;

    /** The socket's name in events and commands (sk_cookie). */
    final long cookie;

    /** Flow hash, which decides the partition (sk_rxhash). */
    final int hash;

    /** The 4-tuple. */
    final FlowKey flow;

    /** Settings of the program, as they were at accept(). */
    final App app;

    /** The program. */
    final Application program;

    /** sk_receive_queue. */
    final SockReceiveQueue receiveQueue = new SockReceiveQueue();

    /** Offset behind the last byte queued: the next one expected (tp->rcv_nxt). */
    long rcvNxt;

    /** Offset of the next byte to read (tp->copied_seq). */
    long copiedSeq;

    /** The {@link #copiedSeq} TCP was told. */
    long copiedReported;

    /** Offset of an urgent byte that was not passed yet, else {@link #NO_URGENT} (tp->urg_seq). */
    long urgSeq = NO_URGENT;

    /** Urgent bytes that were left out of what was read. */
    long urgSkipped;

    /** Length of the peer's stream once its FIN came, else {@link #NO_FIN} (RCV_SHUTDOWN). */
    long finSeq = NO_FIN;

    /** The program has read the end of the stream. */
    boolean eofRead;

    /** TCP was told of it, or may be told again after a restart. */
    boolean eofReported;

    /** Errno of a broken connection, or 0 (sk_err). */
    int err;

    /** TCP has forgotten the connection: commands are of no use. */
    boolean dead;

    /** accept() has returned it. */
    boolean accepted;

    /** shutdown(SHUT_WR) was called (SEND_SHUTDOWN). */
    boolean shutdown;

    /** TCP was told of it. */
    boolean shutdownSent;

    /** close() was called in this wake-up. */
    boolean closed;

    /** Bytes written (tp->write_seq). */
    long written;

    /** Bytes that may be written in all before TCP reports more room (sk_sndbuf). */
    long writeLimit;

    /** A write found no room: the program waits for sk_write_space (SOCK_NOSPACE). */
    boolean noSpace;

    /** sk_write_space was called. */
    boolean writeSpace;

    /** When the program wants to be woken, epoch nanoseconds. */
    long timerAt = Long.MAX_VALUE;

    /** That time has come. */
    boolean timerDue;

    /** It stands in the run queue. */
    boolean woken;

    /** Digest of the bytes read. */
    StreamDigest digestRead = new StreamDigest();

    /** Digest of the bytes written. */
    StreamDigest digestWritten = new StreamDigest();

    /** It changed since the last save. */
    boolean dirty;

    /** It is in the saved state. */
    boolean stored;

    Sock(long cookie, int hash, FlowKey flow, App app, Application program) {
        this.cookie = cookie;
        this.hash = hash;
        this.flow = flow;
        this.app = app;
        this.program = program;
        this.writeLimit = app.sndbuf();
    }

    /** Bytes that can be read (tcp_inq). */
    int inq() {
        return (int) (rcvNxt - copiedSeq);
    }

    /** The next byte is an urgent one: no read gets it. */
    boolean atUrgent() {
        return urgSeq == copiedSeq && inq() > 0;
    }

    /** A read would get bytes (tcp_stream_is_readable). */
    boolean readable() {
        return inq() > (atUrgent() ? 1 : 0);
    }

    /** The state to show while the socket is open. */
    String state() {
        return err != 0 ? "reset" : eofRead ? "eof" : "open";
    }

    AppConnection show(String state) {
        return new AppConnection(
                cookie,
                flow,
                app.port(),
                app.kind().label(),
                state,
                copiedSeq - urgSkipped,
                digestRead.hex(),
                written,
                digestWritten.hex(),
                inq(),
                receiveQueue.size());
    }
}
