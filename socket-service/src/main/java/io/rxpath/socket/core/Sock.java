package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.socket.core.app.Application;
import org.jspecify.annotations.Nullable;

/**
 * One connection and the program that serves it: data only (kernel struct sock, include/net/sock.h, and the part of struct
 * tcp_sock that system calls touch). Stream offsets count bytes from 0.
 */
final class Sock extends StreamSock {
    /** Settings of the program, as they were at accept(). */
    final App app;

    /** The program. */
    final Application program;

    /** The {@link #copiedSeq} TCP was told. */
    long copiedReported;

    /** The program has read the end of the stream. */
    boolean eofRead;

    /** TCP was told of it, or may be told again after a restart. */
    boolean eofReported;

    /** TCP was told to give the connection up: it keeps nothing of it. */
    boolean aborted;

    /** accept() has returned it. */
    boolean accepted;

    /** Nobody calls accept(): it is never woken. Not saved, as such programs are not. */
    boolean waits;

    /** shutdown(SHUT_WR) was called (SEND_SHUTDOWN). */
    boolean shutdown;

    /** TCP was told of it. */
    boolean shutdownSent;

    /** close() was called in this wake-up. */
    boolean closed;

    /** It was with SO_LINGER 0. */
    boolean lingerZero;

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

    /** Digest of the bytes read, null while there are none. */
    @Nullable
    StreamDigest digestRead;

    /** Digest of the bytes written, null while there are none. */
    @Nullable
    StreamDigest digestWritten;

    /** It changed since the last save. */
    boolean dirty;

    /** It is in the saved state. */
    boolean stored;

    Sock(long cookie, int hash, FlowKey flow, App app, Application program) {
        super(cookie, hash, flow);
        this.app = app;
        this.program = program;
        this.writeLimit = app.sndbuf();
    }

    @Override
    protected void consumed(byte[] a, int from, int n) {
        StreamDigest digest = digestRead;
        if (digest == null) {
            digest = new StreamDigest();
            digestRead = digest;
        }
        digest.update(a, from, n);
    }

    void produced(byte[] a, int from, int n) {
        StreamDigest digest = digestWritten;
        if (digest == null) {
            digest = new StreamDigest();
            digestWritten = digest;
        }
        digest.update(a, from, n);
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
                StreamDigest.hexOf(digestRead),
                written,
                StreamDigest.hexOf(digestWritten),
                inq(),
                receiveQueue.size());
    }
}
