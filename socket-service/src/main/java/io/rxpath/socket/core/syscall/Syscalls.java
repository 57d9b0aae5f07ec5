package io.rxpath.socket.core.syscall;

import io.rxpath.socket.core.SocketStack;
import io.rxpath.socket.core.TcpRecvmsg;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One process and its system calls on stream sockets of IPv4 and IPv6. An int is what the call returns: a number or a
 * negative {@link Errno}. A {@link Call} may wait: it is done when the host has run on far enough, at the time it says. A
 * null buffer is an address that is none (EFAULT).
 *
 * <p>TCP acts within each call, as in a kernel. The process dies with its host: it is in no saved state.
 *
 * <p>Kernel: net/socket.c, fs/read_write.c, fs/splice.c, fs/select.c, fs/eventpoll.c.
 */
public final class Syscalls implements SystemCalls {
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int O_RDWR = 2;
    public static final int O_NONBLOCK = 0x800;
    public static final int SIOCINQ = 0x541B;
    public static final int SIOCOUTQ = 0x5411;
    public static final int SIOCATMARK = 0x8905;
    public static final int SIOCOUTQNSD = 0x894B;

    private static final long TCP_CLOSE = 7;
    private static final int IPPROTO_TCP = 6;
    private static final long NEVER = Long.MAX_VALUE;

    private final ProcessTable process;
    private final Kernel kernel;

    /**
     * A process.
     *
     * @param sockets of the host; each of its processes has another number
     * @param number 0..2^29
     */
    public Syscalls(SocketStack sockets, Kernel kernel, int number) {
        this.kernel = kernel;
        this.process = new ProcessTable(kernel, sockets.books(), sockets.ports(), number);
        sockets.add(process);
    }

    @Override
    public long wakeups() {
        return process.wakeups();
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        if (domain != SockAddr.AF_INET && domain != SockAddr.AF_INET6) {
            return -Errno.EAFNOSUPPORT;
        }
        if ((type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) != SOCK_STREAM) {
            return -Errno.ESOCKTNOSUPPORT;
        }
        if (protocol != 0 && protocol != IPPROTO_TCP) {
            return -Errno.EPROTONOSUPPORT;
        }
        TcpSocket s = new TcpSocket(process, domain, new SockOptions(), process.newCookie());
        s.nonblock = (type & SOCK_NONBLOCK) != 0;
        return process.files.add(s);
    }

    @Override
    public int bind(int fd, @Nullable SockAddr address) {
        TcpSocket s = stream(fd);
        return s == null ? noSocket(fd) : InetStream.bind(s, address);
    }

    @Override
    public int listen(int fd, int backlog) {
        TcpSocket s = stream(fd);
        return s == null ? noSocket(fd) : InetStream.listen(s, backlog);
    }

    @Override
    public Call accept(int fd, int flags) {
        TcpSocket s = stream(fd);
        if (s == null) {
            return returned(noSocket(fd));
        }
        if ((flags & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) != 0) {
            return returned(-Errno.EINVAL);
        }
        long deadline = deadline(s.nonblock, s.options.rcvtimeo);
        return process.start(new InetStream.Accept(s, (flags & SOCK_NONBLOCK) != 0), deadline, true);
    }

    @Override
    public Call connect(int fd, @Nullable SockAddr address) {
        TcpSocket s = stream(fd);
        if (s == null) {
            return returned(noSocket(fd));
        }
        return process.start(new InetStreamConnect(s, address, null), deadline(s.nonblock, s.options.sndtimeo), false);
    }

    @Override
    public Call read(int fd, byte @Nullable [] buffer, int count) {
        SysFile file = process.files.get(fd);
        if (file instanceof TcpSocket) {
            return recv(fd, buffer, count, 0);
        }
        if (file instanceof Pipe.End || file instanceof RegularFile) {
            return process.start(new FileCall(file, buffer, count, false), deadline(file.nonblock, NEVER), false);
        }
        return returned(file == null ? -Errno.EBADF : -Errno.EINVAL);
    }

    @Override
    public Call recv(int fd, byte @Nullable [] buffer, int count, int flags) {
        return recvmsg(fd, MsgHdr.of(buffer), count, flags);
    }

    @Override
    public Call recvmsg(int fd, MsgHdr msg, int flags) {
        return recvmsg(fd, msg, msg.length(), flags);
    }

    @Override
    public Call recvmsg(int fd, MsgHdr msg, int count, int flags) {
        TcpSocket s = stream(fd);
        if (s == null) {
            return returned(noSocket(fd));
        }
        msg.control.clear();
        msg.flags = 0;
        boolean waits = s.mayWait(flags) && (flags & TcpRecvmsg.MSG_OOB) == 0;
        return process.start(new Recvmsg(s, msg, count, flags), deadline(!waits, s.options.rcvtimeo), false);
    }

    @Override
    public Call write(int fd, byte @Nullable [] buffer, int count) {
        SysFile file = process.files.get(fd);
        if (file instanceof TcpSocket) {
            return send(fd, buffer, count, 0);
        }
        if (file instanceof Pipe.End) {
            return process.start(new FileCall(file, buffer, count, true), deadline(file.nonblock, NEVER), false);
        }
        return returned(file == null ? -Errno.EBADF : -Errno.EINVAL);
    }

    @Override
    public Call send(int fd, byte @Nullable [] buffer, int count, int flags) {
        return sendmsg(fd, MsgHdr.of(buffer), count, flags);
    }

    @Override
    public Call sendmsg(int fd, MsgHdr msg, int flags) {
        return sendmsg(fd, msg, msg.length(), flags);
    }

    @Override
    public Call sendmsg(int fd, MsgHdr msg, int count, int flags) {
        TcpSocket s = stream(fd);
        if (s == null) {
            return returned(noSocket(fd));
        }
        return process.start(new Sendmsg(s, msg, count, flags), deadline(!s.mayWait(flags), s.options.sndtimeo), false);
    }

    @Override
    public int open(byte[] content) {
        return process.files.add(new RegularFile(content));
    }

    @Override
    public Call sendfile(int outFd, int inFd, int count) {
        TcpSocket s = stream(outFd);
        SysFile in = process.files.get(inFd);
        if (s == null || in == null) {
            return returned(-Errno.EBADF);
        }
        if (!(in instanceof RegularFile file)) {
            return returned(-Errno.EINVAL);
        }
        byte[] bytes = file.next(count);
        Sendmsg message = new Sendmsg(s, MsgHdr.of(bytes), bytes.length, 0);
        Call call = process.start(message, deadline(s.nonblock, s.options.sndtimeo), false);
        if (call.isDone()) {
            file.back(bytes.length - (int) Math.max(0, call.value()));
        }
        return call;
    }

    @Override
    public int[] pipe() {
        Pipe pipe = new Pipe();
        return new int[] {process.files.add(pipe.reader), process.files.add(pipe.writer)};
    }

    @Override
    public Call splice(int inFd, int outFd, int count) {
        SysFile in = process.files.get(inFd);
        SysFile out = process.files.get(outFd);
        if (in instanceof TcpSocket s && out instanceof Pipe.End end && end.writes) {
            return process.start(new Splice(s, end.pipe(), count), deadline(s.nonblock, s.options.rcvtimeo), false);
        }
        if (in instanceof Pipe.End end && !end.writes && out instanceof TcpSocket s) {
            byte[] bytes = end.pipe().peek(count);
            Call call = process.start(new Sendmsg(s, MsgHdr.of(bytes), bytes.length, 0), deadline(true, NEVER), false);
            if (call.value() > 0) {
                end.pipe().take((int) call.value());
            }
            return call;
        }
        return returned(in == null || out == null ? -Errno.EBADF : -Errno.EINVAL);
    }

    @Override
    public Call close(int fd) {
        SysFile file = process.files.remove(fd);
        if (file == null) {
            return returned(-Errno.EBADF);
        }
        if (file.refs > 0) {
            return returned(0);
        }
        process.forget(file);
        file.release(kernel.now());
        if (file instanceof TcpSocket s && s.options.linger > 0 && s.closing && !s.sk.dead) {
            return process.start(new InetStream.Linger(s), after(s.options.linger * 1_000_000_000L), false);
        }
        return returned(0);
    }

    /** exit(): closes every file. */
    public void exit() {
        for (int fd = 0; fd < process.files.end(); fd++) {
            if (process.files.get(fd) != null) {
                close(fd);
            }
        }
    }

    @Override
    public int dup(int fd) {
        SysFile file = process.files.get(fd);
        return file == null ? -Errno.EBADF : process.files.add(file);
    }

    @Override
    public int shutdown(int fd, int how) {
        TcpSocket s = stream(fd);
        return s == null ? noSocket(fd) : InetStream.shutdown(s, how);
    }

    @Override
    public int fcntl(int fd, int command, int argument) {
        SysFile file = process.files.get(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        return switch (command) {
            case F_GETFL -> O_RDWR | (file.nonblock ? O_NONBLOCK : 0);
            case F_SETFL -> {
                file.nonblock = (argument & O_NONBLOCK) != 0;
                yield 0;
            }
            default -> -Errno.EINVAL;
        };
    }

    @Override
    public int ioctl(int fd, int request) {
        TcpSocket s = stream(fd);
        return s == null ? noSocket(fd) : TcpIoctl.ioctl(s, request);
    }

    @Override
    public int setsockopt(int fd, int level, int name, byte @Nullable [] value) {
        TcpSocket s = stream(fd);
        return s == null ? noSocket(fd) : Getsockopt.set(s, level, name, value);
    }

    @Override
    public int getsockopt(int fd, int level, int name, byte[] value) {
        TcpSocket s = stream(fd);
        if (s == null) {
            return noSocket(fd);
        }
        byte[] found = Getsockopt.get(s, level, name, value.length);
        if (found == null) {
            return -Errno.ENOPROTOOPT;
        }
        int n = Math.min(found.length, value.length);
        System.arraycopy(found, 0, value, 0, n);
        return n;
    }

    @Override
    public Map<String, Long> tcpInfo(int fd) {
        TcpSocket s = stream(fd);
        if (s == null) {
            return Map.of();
        }
        boolean none = s.state == TcpSocket.State.CLOSE && !s.connected && !s.connecting;
        return none ? Map.of("tcpi_state", TCP_CLOSE) : kernel.tcpInfo(s.cookie, s.sk.flow);
    }

    @Override
    public @Nullable SockAddr getsockname(int fd) {
        TcpSocket s = stream(fd);
        return s == null ? null : s.local();
    }

    @Override
    public @Nullable SockAddr getpeername(int fd) {
        TcpSocket s = stream(fd);
        return s == null || !s.connected ? null : s.peer();
    }

    @Override
    public Call poll(List<Poll.Fd> fds, int timeoutMillis) {
        return process.start(new Poll.PollCall(process.files, fds), millis(timeoutMillis), false);
    }

    @Override
    public int epollCreate() {
        return process.files.add(new EventPoll());
    }

    @Override
    public int epollCtl(int epfd, int op, int fd, @Nullable Epoll event) {
        SysFile ep = process.files.get(epfd);
        if (ep == null) {
            return -Errno.EBADF;
        }
        return ep instanceof EventPoll poll ? poll.ctl(op, process.files.get(fd), event) : -Errno.EINVAL;
    }

    @Override
    public Call epollWait(int epfd, List<Epoll> events, int max, int timeoutMillis) {
        SysFile ep = process.files.get(epfd);
        if (ep == null) {
            return returned(-Errno.EBADF);
        }
        if (!(ep instanceof EventPoll poll) || max <= 0) {
            return returned(-Errno.EINVAL);
        }
        return process.start(new EventPoll.Wait(poll, max, events), millis(timeoutMillis), true);
    }

    private long millis(int timeout) {
        return timeout < 0 ? NEVER : kernel.now() + timeout * 1_000_000L;
    }

    private long deadline(boolean nonblock, long timeo) {
        return nonblock ? kernel.now() : after(timeo);
    }

    private long after(long nanos) {
        long now = kernel.now();
        return nanos > NEVER - now ? NEVER : now + nanos;
    }

    private Call returned(long result) {
        return process.start(new Returned(result), 0, false);
    }

    private @Nullable TcpSocket stream(int fd) {
        return process.files.get(fd) instanceof TcpSocket s ? s : null;
    }

    private int noSocket(int fd) {
        return process.files.get(fd) == null ? -Errno.EBADF : -Errno.ENOTSOCK;
    }
}
