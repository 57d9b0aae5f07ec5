package io.rxpath.socket.core.syscall;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.socket.core.SocketStat;
import io.rxpath.socket.core.StreamSock;
import io.rxpath.socket.core.TcpRecvmsg;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket of a process: what TCP tells it, who is woken by it, and which events hold.
 *
 * <p>Kernel: struct socket and struct sock; net/ipv4/tcp.c tcp_poll(), tcp_stream_is_readable(); net/core/sock.c
 * sock_def_readable(); net/core/stream.c sk_stream_write_space().
 */
final class TcpSocket extends SysFile {
    /** What a process can tell of TCP's states without asking it. */
    enum State {
        /** New, or gone. */
        CLOSE,
        LISTEN,
        SYN_SENT,
        /** Between the handshake and the end. */
        CONNECTED
    }

    static final int RCV_SHUTDOWN = 1;
    static final int SEND_SHUTDOWN = 2;
    static final int SHUTDOWN_MASK = 3;

    private static final int EIO = 5;
    private static final FlowKey NO_FLOW = new FlowKey(0, 0, 0, 0, 0, 0);

    final ProcessTable process;
    final int family;
    final SockOptions options;
    State state = State.CLOSE;
    /** Where bind() has put it. */
    @Nullable
    SockAddr bound;
    /** Cookie in commands and events. */
    long cookie;
    /** The stream, once there is one. */
    StreamSock sk;
    /** sk_shutdown. */
    int shutdown;
    /** connect() has begun and was not answered (SS_CONNECTING). */
    boolean connecting;
    /** TCP was asked whether connect() is to wait for the first write, and has not answered. */
    boolean defers;
    /** It is: the first write sends the SYN (DEFER_CONNECT). */
    boolean deferred;
    /** The SYN has asked for a cookie instead (tp->fastopen_req). */
    boolean fastopenReq;
    /** connect() or accept() has made it a connection (SS_CONNECTED). */
    boolean connected;
    /** A read has come to the end of the stream, and TCP knows. */
    boolean finRead;
    /** tp->write_seq. */
    long written;
    /** TCP has room for more, as it has told last (__sk_stream_is_writeable()). */
    boolean room = true;
    /** The call whose bytes TCP was offered, until it answers: it has the socket to itself (lock_sock()). */
    @Nullable
    Sendmsg writer;

    /** Another call waits for that. */
    boolean contended;
    /** SOCK_NOSPACE. */
    boolean noSpace;
    /** Connections nobody has accepted yet. */
    final ArrayDeque<TcpSocket> acceptQueue = new ArrayDeque<>(0);
    /** What MSG_ERRQUEUE gets. */
    final ErrorQueue errors = new ErrorQueue(this);
    /** close() was called, and TCP is not done (sk_stream_wait_close). */
    boolean closing;

    TcpSocket(ProcessTable process, int family, SockOptions options, long cookie) {
        this.process = process;
        this.family = family;
        this.options = options;
        this.cookie = cookie;
        this.sk = new StreamSock(cookie, 0, NO_FLOW);
    }

    /** The child of a listener. */
    static TcpSocket child(TcpSocket listener, SockEvent event) {
        TcpSocket child =
                new TcpSocket(listener.process, listener.family, listener.options.inherited(), event.cookie());
        child.connection(event.flow(), event.hash());
        child.state = State.CONNECTED;
        child.connected = true;
        return child;
    }

    /** From now on it has two ends. */
    void connection(FlowKey flow, int hash) {
        sk = new StreamSock(cookie, hash, flow);
        sk.urgInline = options.flag(SockOptions.OOB_INLINE);
    }

    /** Lets TCP act. */
    void command(SockCommand.Kind kind, long value) {
        process.kernel.command(SockCommand.of(kind, sk.hash, cookie, sk.flow, value));
    }

    /** tcp_cleanup_rbuf(): TCP hears how much was read in all. */
    void copied() {
        command(SockCommand.Kind.COPIED, sk.copiedSeq);
    }

    /** sock_error(): the error, negative, which is forgotten with it. */
    int takeError() {
        int err = sk.err;
        sk.err = 0;
        return -err;
    }

    /** TCP tells it something. */
    void receive(SockEvent event, long now) {
        switch (event.kind()) {
            case DATA -> data(event, now);
            case FIN -> fin(event.value());
            case URGENT -> urgent(event.value(), now);
            case ERROR -> gone((int) event.value());
            case CLOSED -> gone(0);
            case WROTE -> wrote(event.value());
            case DEFERRED -> {
                defers = false;
                deferred = event.value() == 1;
                fastopenReq = !deferred;
                waiters.wakeAll(0);
            }
            case WRITE_SPACE -> {
                // For programs that cannot ask.
            }
            case TX_NOTE -> {
                if (errors.note(event.value(), now)) {
                    waiters.wake(Poll.ERR);
                }
            }
            case CONNECTED -> {
                state = State.CONNECTED;
                waiters.wakeAll(0);
            }
            default -> process.books.count(SocketStat.EVENT_REPEAT, 1);
        }
    }

    /** A connection has entered the accept queue (inet_csk_reqsk_queue_add, then sk_data_ready of the listener). */
    void enqueue(TcpSocket child) {
        acceptQueue.add(child);
        waiters.wake(Poll.READABLE);
    }

    private void data(SockEvent event, long now) {
        SkBuff skb = event.skb();
        if (skb == null) {
            throw new IllegalArgumentException("DATA for socket " + cookie + " without an skb");
        }
        if (closing) {
            process.books.arrived(skb);
            process.books.refused(skb, SkbDropReason.SOCKET_CLOSE.name(), "tcp_queue_rcv", now);
        } else if (!process.queueRcv.queue(sk, skb, event.value(), now)) {
            // A hole in the stream, which nobody may read across.
            command(SockCommand.Kind.ABORT, 0);
            gone(EIO);
        } else if (epollinReady(options.rcvlowat()) || sk.urgValid()) {
            waiters.wake(Poll.READABLE);
        }
    }

    private void fin(long length) {
        if (sk.finSeq != StreamSock.NO_FIN || sk.dead) {
            process.books.count(SocketStat.EVENT_REPEAT, 1);
            return;
        }
        sk.finSeq = length;
        shutdown |= RCV_SHUTDOWN;
        waiters.wakeAll(0);
        // tcp_data_ready(): SOCK_DONE makes it ready whatever is there.
        waiters.wake(Poll.READABLE);
    }

    private void urgent(long offset, long now) {
        if (offset < sk.copiedSeq || offset <= sk.urgSeq) {
            process.books.count(SocketStat.EVENT_REPEAT, 1);
            return;
        }
        if (sk.atUrgent()) {
            process.recvmsg.skipUrgent(sk, now);
        }
        sk.urgSeq = offset;
        sk.urgRead = false;
    }

    private void gone(int errno) {
        if (sk.dead) {
            return;
        }
        sk.dead = true;
        defers = false;
        sk.err = errno;
        state = State.CLOSE;
        shutdown = SHUTDOWN_MASK;
        waiters.wakeAll(0);
        if (errno != 0) {
            process.books.count(SocketStat.RESETS, 1);
            waiters.wake(Poll.ERR);
        }
    }

    private void wrote(long value) {
        long total = value & SockCommand.OFFSET;
        room = (value & SockEvent.ROOM) != 0;
        Sendmsg call = writer;
        int taken = (int) (total - written);
        written = total;
        if (call != null) {
            writer = null;
            call.wrote(taken);
        }
        if (contended) {
            contended = false;
            waiters.wakeAll(0);
        }
        if (noSpace && room) {
            noSpace = false;
            waiters.wake(Poll.WRITABLE);
        }
    }

    /** poll() finds no room and wants to hear of it. */
    private void wantsRoom() {
        if (!noSpace) {
            noSpace = true;
            command(SockCommand.Kind.WRITE, written | SockCommand.ASK);
        }
    }

    /** The peer will send no more, or the reading side is shut (RCV_SHUTDOWN). */
    boolean rcvShutdown() {
        return (shutdown & RCV_SHUTDOWN) != 0;
    }

    boolean done() {
        return sk.finSeq != StreamSock.NO_FIN;
    }

    /** tcp_epollin_ready(): so much is there, or more cannot come. */
    private boolean epollinReady(int target) {
        int avail = sk.inq() + (done() && !finRead ? 1 : 0);
        if (avail <= 0) {
            return false;
        }
        if (avail >= target) {
            return true;
        }
        var info = process.kernel.tcpInfo(cookie, sk.flow);
        return info.getOrDefault("rcv_window", 1L << 30) <= info.getOrDefault("tcpi_rcv_mss", 0L);
    }

    @Override
    int poll() {
        if (state == State.LISTEN) {
            return acceptQueue.isEmpty() ? 0 : Poll.IN | Poll.RDNORM;
        }
        int mask = 0;
        if (shutdown == SHUTDOWN_MASK || state == State.CLOSE) {
            mask |= Poll.HUP;
        }
        if (rcvShutdown()) {
            mask |= Poll.IN | Poll.RDNORM | Poll.RDHUP;
        }
        if (state != State.SYN_SENT) {
            int target = options.rcvlowat() + (sk.urgSeq == sk.copiedSeq && !sk.urgInline ? 1 : 0);
            if (epollinReady(target)) {
                mask |= Poll.IN | Poll.RDNORM;
            }
            if ((shutdown & SEND_SHUTDOWN) != 0 || state == State.CLOSE || room) {
                mask |= Poll.OUT | Poll.WRNORM;
            } else {
                wantsRoom();
            }
            if (sk.urgValid()) {
                mask |= Poll.PRI;
            }
        } else if (deferred) {
            mask |= Poll.OUT | Poll.WRNORM;
        }
        return sk.err != 0 || !errors.isEmpty() ? mask | Poll.ERR : mask;
    }

    @Override
    void release(long now) {
        InetStream.release(this, now);
    }

    /** True if a call with these flags may wait. */
    boolean mayWait(int flags) {
        return !nonblock && (flags & TcpRecvmsg.MSG_DONTWAIT) == 0;
    }

    /**
     * What a read returns that has found nothing: 0 at the end of the stream, a negative errno, or {@link Call#WAITS} while
     * more may come.
     */
    long nothingRead() {
        if (done()) {
            return 0;
        }
        if (sk.err != 0) {
            return takeError();
        }
        if (rcvShutdown()) {
            return 0;
        }
        return state == State.CLOSE ? -Errno.ENOTCONN : Call.WAITS;
    }

    /** getsockname(). */
    SockAddr local() {
        if (connected || connecting) {
            return address(sk.flow.local(), sk.flow.localPort());
        }
        return bound == null
                ? new SockAddr(family, family == SockAddr.AF_INET ? IpAddress.ANY_V4 : SockAddr.ANY_V6, 0)
                : bound;
    }

    /** getpeername() of a connection. */
    SockAddr peer() {
        return address(sk.flow.remote(), sk.flow.remotePort());
    }

    private SockAddr address(IpAddress address, int port) {
        return new SockAddr(family, address, port);
    }
}
