package io.rxpath.socket.core.syscall;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockOption;
import org.jspecify.annotations.Nullable;

/**
 * bind, listen, accept, disconnect, shutdown and close of stream sockets.
 *
 * <p>Kernel: net/ipv4/af_inet.c inet_bind(), inet_listen(), inet_shutdown(), inet_release();
 * net/ipv4/inet_connection_sock.c inet_csk_accept(); net/ipv4/tcp.c __tcp_close().
 */
final class InetStream {
    private static final int SHUT_BOTH = 3;
    private static final int UNREAD = 1;

    private InetStream() {}

    static int bind(TcpSocket s, @Nullable SockAddr address) {
        if (address == null) {
            return -Errno.EFAULT;
        }
        if (address.family() != s.family) {
            boolean old = address.family() == SockAddr.AF_UNSPEC && address.any() && s.family == SockAddr.AF_INET;
            if (!old) {
                return s.family == SockAddr.AF_INET ? -Errno.EAFNOSUPPORT : -Errno.EINVAL;
            }
        }
        boolean free = s.options.flag(SockOptions.FREEBIND) || s.options.flag(SockOptions.TRANSPARENT);
        if (!address.any() && !free && !s.process.kernel.isLocal(address.address())) {
            return -Errno.EADDRNOTAVAIL;
        }
        if (s.bound != null || s.state != TcpSocket.State.CLOSE || s.sk.dead) {
            return -Errno.EINVAL;
        }
        boolean later = s.options.flag(SockOptions.BIND_ADDRESS_NO_PORT);
        int port = address.port() == 0 && !later ? s.process.ephemeralPort(s.options) : address.port();
        for (TcpSocket other : s.process.sockets()) {
            if (other != s && conflict(s, address, port, other)) {
                return -Errno.EADDRINUSE;
            }
        }
        s.bound = new SockAddr(s.family, address.address(), port);
        s.process.add(s);
        return 0;
    }

    /** inet_csk_bind_conflict(). */
    private static boolean conflict(TcpSocket s, SockAddr address, int port, TcpSocket other) {
        SockAddr taken = other.bound;
        if (taken == null || taken.port() != port || port == 0) {
            return false;
        }
        boolean same = taken.any() || address.any() || taken.address().equals(address.address());
        boolean reuseAddr = s.options.flag(SockOptions.REUSEADDR)
                && other.options.flag(SockOptions.REUSEADDR)
                && other.state != TcpSocket.State.LISTEN;
        String device = s.options.device();
        String taker = other.options.device();
        boolean apart = !device.isEmpty() && !taker.isEmpty() && !device.equals(taker);
        boolean reusePort = s.options.flag(SockOptions.REUSEPORT) && other.options.flag(SockOptions.REUSEPORT);
        return same && !apart && !reuseAddr && !reusePort;
    }

    static int listen(TcpSocket s, int backlog) {
        if (s.state != TcpSocket.State.CLOSE && s.state != TcpSocket.State.LISTEN || s.connected || s.connecting) {
            return -Errno.EINVAL;
        }
        SockAddr local = s.bound;
        if (local == null || local.port() == 0) {
            IpAddress any = s.family == SockAddr.AF_INET ? IpAddress.ANY_V4 : SockAddr.ANY_V6;
            any = local == null ? any : local.address();
            local = new SockAddr(s.family, any, s.process.ephemeralPort(s.options));
            s.bound = local;
        }
        boolean again = s.state == TcpSocket.State.LISTEN;
        IpAddress a = local.address();
        FlowKey flow = new FlowKey(a.hi(), a.lo(), 0, 0, local.port(), 0);
        s.connection(flow, 0);
        s.state = TcpSocket.State.LISTEN;
        s.process.add(s);
        // As unsigned: a negative backlog is a very large one.
        long wanted = Integer.toUnsignedLong(backlog);
        byte[] options = again ? new byte[0] : SockOption.encode(s.options.list());
        s.process.kernel.command(new SockCommand(SockCommand.Kind.LISTEN, 0, s.cookie, flow, wanted, options));
        return 0;
    }

    /** accept(): its result is the descriptor. */
    static final class Accept extends FileWait {
        private final TcpSocket listener;
        private final boolean nonblock;

        Accept(TcpSocket listener, boolean nonblock) {
            super(listener);
            this.listener = listener;
            this.nonblock = nonblock;
        }

        @Override
        long attempt(long now) {
            if (listener.state != TcpSocket.State.LISTEN) {
                return -Errno.EINVAL;
            }
            TcpSocket child = listener.acceptQueue.poll();
            if (child == null) {
                return WAITS;
            }
            child.nonblock = nonblock;
            int fd = listener.process.files.add(child);
            child.command(SockCommand.Kind.ACCEPT, 0);
            return fd;
        }

        @Override
        long expired(long now) {
            return -Errno.EAGAIN;
        }
    }

    /** tcp_disconnect(): the connection is given up, and the socket may have another; its port stays. */
    static void disconnect(TcpSocket s) {
        boolean alive = (s.connected || s.connecting) && !s.sk.dead;
        if (s.state == TcpSocket.State.LISTEN) {
            stopListening(s);
        } else if (s.connected || s.connecting) {
            s.command(SockCommand.Kind.ABORT, SockCommand.DISCONNECT);
            s.process.books.purge(s.sk, s.process.kernel.now());
            if (s.bound == null) {
                s.bound = new SockAddr(s.family, s.sk.flow.local(), s.sk.flow.localPort());
            }
        }
        anew(s);
        if (alive) {
            s.sk.err = Errno.ECONNRESET;
        }
        s.waiters.wakeAll(0);
    }

    /** A socket as after socket(), but for its options and its port. */
    static void anew(TcpSocket s) {
        s.process.remove(s);
        s.cookie = s.process.newCookie();
        s.connection(new FlowKey(0, 0, 0, 0, 0, 0), 0);
        s.state = TcpSocket.State.CLOSE;
        s.connecting = false;
        s.connected = false;
        s.shutdown = 0;
        s.finRead = false;
        s.noSpace = false;
        s.written = 0;
        s.room = true;
        s.writer = null;
        s.defers = false;
        s.deferred = false;
        s.fastopenReq = false;
    }

    /** @param how 0 SHUT_RD, 1 SHUT_WR, 2 SHUT_RDWR */
    static int shutdown(TcpSocket s, int how) {
        int mask = how + 1;
        if ((mask & ~SHUT_BOTH) != 0 || mask == 0) {
            return -Errno.EINVAL;
        }
        int result = 0;
        switch (s.state) {
            case CLOSE -> {
                result = -Errno.ENOTCONN;
                s.shutdown |= mask;
            }
            case LISTEN -> {
                if ((mask & TcpSocket.RCV_SHUTDOWN) != 0) {
                    stopListening(s);
                }
            }
            case SYN_SENT -> {
                s.command(SockCommand.Kind.ABORT, 0);
                s.state = TcpSocket.State.CLOSE;
                s.connecting = false;
            }
            case CONNECTED -> {
                s.shutdown |= mask;
                s.command(SockCommand.Kind.SHUTDOWN, mask == TcpSocket.SEND_SHUTDOWN ? 0 : mask);
            }
        }
        s.waiters.wakeAll(0);
        return result;
    }

    private static void stopListening(TcpSocket s) {
        s.state = TcpSocket.State.CLOSE;
        for (TcpSocket child : s.acceptQueue) {
            child.closing = true;
            s.process.books.purge(child.sk, s.process.kernel.now());
            if (child.sk.dead) {
                child.command(SockCommand.Kind.CLOSE, 0);
                s.process.remove(child);
            }
        }
        s.acceptQueue.clear();
        s.command(SockCommand.Kind.CLOSE, 0);
    }

    /** __tcp_close() without the wait. */
    static void release(TcpSocket s, long now) {
        s.shutdown = TcpSocket.SHUTDOWN_MASK;
        if (s.state == TcpSocket.State.LISTEN) {
            stopListening(s);
            s.process.remove(s);
            return;
        }
        boolean known = s.connected || s.connecting;
        boolean unread = s.process.books.purge(s.sk, now);
        s.closing = true;
        if (known) {
            boolean reset = !s.sk.dead && !unread && s.options.linger == 0;
            s.command(reset ? SockCommand.Kind.ABORT : SockCommand.Kind.CLOSE, unread ? UNREAD : 0);
        }
        if (!known || s.sk.dead) {
            s.process.remove(s);
        }
    }

    /** The wait of close() with SO_LINGER (sk_stream_wait_close). */
    static final class Linger extends FileWait {
        private final TcpSocket s;

        Linger(TcpSocket s) {
            super(s);
            this.s = s;
        }

        @Override
        long attempt(long now) {
            return s.sk.dead || !s.closing ? 0 : WAITS;
        }

        @Override
        long expired(long now) {
            return 0;
        }
    }
}
