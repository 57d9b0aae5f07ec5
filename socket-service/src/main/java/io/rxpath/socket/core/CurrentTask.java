package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockOption;
import io.rxpath.socket.core.app.Application;
import io.rxpath.socket.core.app.SocketCalls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program that runs now (kernel: current) and its system calls: one wake-up from epoll_wait() to the next.
 *
 * <p>The effects on TCP leave when the wake-up ends, in the order of a read-write-close loop: one COPIED with the total
 * (net/ipv4/tcp.c tcp_cleanup_rbuf), the writes, then shutdown or close. A kernel acts within each call; here a command
 * is a record in a topic, and one wake-up may read hundreds of skbs.
 */
final class CurrentTask implements SocketCalls {
    private final SocketBooks books;
    private final WakeQueue wakeQueue;
    private final TcpRecvmsg recvmsg;
    private final TcpSendmsg sendmsg = new TcpSendmsg();
    private @Nullable Sock current;
    private long now;

    CurrentTask(SocketBooks books, WakeQueue wakeQueue) {
        this.books = books;
        this.wakeQueue = wakeQueue;
        this.recvmsg = new TcpRecvmsg(books);
    }

    /** Runs the program of a socket until it would wait again. True if it has closed the socket. */
    boolean run(Sock sk, long nowNanos) {
        current = sk;
        now = nowNanos;
        books.count(SocketStat.WAKEUPS, 1);
        poll(sk, nowNanos);
        flush(sk);
        current = null;
        return sk.closed;
    }

    /** The urgent byte that is next is left out of the stream, as a later one has come before it was read. */
    void skipUrgent(Sock sk, long nowNanos) {
        recvmsg.skipUrgent(sk, nowNanos);
        flush(sk);
    }

    /** What epoll_wait() reports, in a fixed order (net/ipv4/tcp.c tcp_poll). */
    private void poll(Sock sk, long nowNanos) {
        Application program = sk.program;
        if (!sk.accepted) {
            accept(sk);
            program.onAccept(this, nowNanos);
        }
        if (sk.timerDue && !sk.closed) {
            sk.timerDue = false;
            program.onTimer(this, nowNanos);
        }
        if (sk.readable() && !sk.closed) {
            program.onReadable(this, nowNanos);
        }
        if (sk.writeSpace && !sk.closed) {
            sk.writeSpace = false;
            program.onWritable(this, nowNanos);
        }
        if (sk.readable() || sk.closed) {
            return;
        }
        if (sk.err != 0) {
            program.onError(this, nowNanos);
        } else if (sk.finSeq != Sock.NO_FIN) {
            if (sk.atUrgent()) {
                recvmsg.skipUrgent(sk, nowNanos);
            }
            program.onEof(this, nowNanos);
        }
    }

    /** net/ipv4/inet_connection_sock.c inet_csk_accept. */
    private void accept(Sock sk) {
        sk.accepted = true;
        books.count(SocketStat.ACCEPTED, 1);
        if (!sk.aborted) {
            // Also one that is over already: it has kept its place in the accept queue.
            books.out.command(SockCommand.of(SockCommand.Kind.ACCEPT, sk.hash, sk.cookie, sk.flow, 0));
        }
    }

    private void flush(Sock sk) {
        // Reading the end of the stream frees the FIN (tcp_cleanup_rbuf()); close() does that too.
        boolean finRead = sk.eofRead && !sk.eofReported && !sk.closed;
        if (sk.copiedReported != sk.copiedSeq || finRead) {
            sk.eofReported |= finRead;
            sk.copiedReported = sk.copiedSeq;
            if (!sk.aborted) {
                // Also of a connection that is over, whose memory goes with what is read.
                books.out.command(SockCommand.of(SockCommand.Kind.COPIED, sk.hash, sk.cookie, sk.flow, sk.copiedSeq));
            }
        }
        List<byte[]> writes = sendmsg.take();
        int pending = 0;
        for (byte[] bytes : writes) {
            pending += bytes.length;
        }
        long at = sk.written - pending;
        books.count(SocketStat.BYTES_SENT, pending);
        for (byte[] bytes : writes) {
            books.out.command(new SockCommand(SockCommand.Kind.WRITE, sk.hash, sk.cookie, sk.flow, at, bytes));
            at += bytes.length;
        }
        if (sk.closed) {
            release(sk);
        } else if (sk.shutdown && !sk.shutdownSent) {
            sk.shutdownSent = true;
            command(sk, SockCommand.Kind.SHUTDOWN, 0);
        }
    }

    /** net/ipv4/tcp.c __tcp_close: unread data makes TCP send a reset. */
    private void release(Sock sk) {
        boolean unread = books.purge(sk, now);
        wakeQueue.sleepUntil(sk, Long.MAX_VALUE);
        // Also of a connection that is over: TCP has kept its last state until now.
        if (!sk.aborted) {
            boolean reset = sk.lingerZero && !sk.dead && !unread;
            SockCommand.Kind kind = reset ? SockCommand.Kind.ABORT : SockCommand.Kind.CLOSE;
            books.out.command(SockCommand.of(kind, sk.hash, sk.cookie, sk.flow, unread ? 1 : 0));
        }
    }

    private void command(Sock sk, SockCommand.Kind kind, long value) {
        if (!sk.dead) {
            books.out.command(SockCommand.of(kind, sk.hash, sk.cookie, sk.flow, value));
        }
    }

    private Sock sock() {
        Sock sk = current;
        if (sk == null || sk.closed) {
            throw new IllegalStateException(
                    sk == null ? "a system call outside a wake-up" : "a system call on a closed socket");
        }
        return sk;
    }

    @Override
    public int recv(byte[] dst, int off, int max) {
        return recv(sock(), dst, off, max);
    }

    private int recv(Sock sk, byte @Nullable [] dst, int off, int max) {
        int n = recvmsg.recv(sk, dst, off, max, now);
        sk.eofRead |= n == 0 && max > 0;
        return n;
    }

    @Override
    public int discard(int max) {
        return recv(sock(), null, 0, max);
    }

    @Override
    public int recvUrgent(byte[] dst, int off) {
        return recvmsg.recvUrgent(sock(), dst, off, 1, 0);
    }

    @Override
    public int queued() {
        return sock().inq();
    }

    @Override
    public int writable() {
        Sock sk = sock();
        int space = TcpSendmsg.space(sk);
        sk.noSpace |= space == 0;
        return space;
    }

    @Override
    public int send(byte[] src, int off, int len) {
        return sendmsg.send(sock(), src, off, len);
    }

    @Override
    public void shutdown() {
        sock().shutdown = true;
    }

    @Override
    public void close() {
        sock().closed = true;
    }

    @Override
    public void abort() {
        Sock sk = sock();
        sk.lingerZero = true;
        sk.closed = true;
    }

    @Override
    public void setsockopt(SockOption option) {
        Sock sk = sock();
        flush(sk);
        if (!sk.dead) {
            books.out.command(new SockCommand(
                    SockCommand.Kind.SETSOCKOPT, sk.hash, sk.cookie, sk.flow, option.word(), option.bytes()));
        }
    }

    @Override
    public void sleepUntil(long at) {
        wakeQueue.sleepUntil(sock(), at);
    }

    @Override
    public FlowKey flow() {
        return sock().flow;
    }
}
