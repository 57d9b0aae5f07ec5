package io.rxpath.socket.core.syscall;

import io.rxpath.socket.core.TcpRecvmsg;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of a process, made in its host or from afar. An int is what the call returns: a number or a negative
 * {@link Errno}. An {@link Outcome} may be late: the call waits. A null buffer is an address that is none (EFAULT). No two
 * calls, default methods apart, have the same name and the same number of arguments.
 */
public interface SystemCalls {
    /** How often a call that waited was woken, also in vain. */
    long wakeups();

    /** socket(): stream sockets of AF_INET and AF_INET6. */
    int socket(int domain, int type, int protocol);

    /** bind(); port 0 takes a free one. */
    int bind(int fd, @Nullable SockAddr address);

    /** listen(). */
    int listen(int fd, int backlog);

    /** accept4(); flags SOCK_NONBLOCK and SOCK_CLOEXEC. Returns the new descriptor. */
    Outcome accept(int fd, int flags);

    /** connect(). */
    Outcome connect(int fd, @Nullable SockAddr address);

    /** read(). */
    Outcome read(int fd, byte @Nullable [] buffer, int count);

    /** recv() and recvfrom(); flags of {@link TcpRecvmsg}. A stream has no address to tell. */
    Outcome recv(int fd, byte @Nullable [] buffer, int count, int flags);

    /** recvmsg() into all buffers, none of which is null. */
    Outcome recvmsg(int fd, MsgHdr msg, int flags);

    /** recvmsg() of {@code count} bytes at most: for buffers of which one is none. */
    Outcome recvmsg(int fd, MsgHdr msg, int count, int flags);

    /** write(). */
    Outcome write(int fd, byte @Nullable [] buffer, int count);

    /** send() and sendto(); flags MSG_DONTWAIT (0x40), MSG_MORE (0x8000), MSG_OOB (1), MSG_NOSIGNAL. */
    Outcome send(int fd, byte @Nullable [] buffer, int count, int flags);

    /** sendmsg() of all buffers, none of which is null; with MSG_FASTOPEN (0x20000000) to {@link MsgHdr#name}. */
    Outcome sendmsg(int fd, MsgHdr msg, int flags);

    /** sendmsg() of {@code count} bytes at most: for buffers of which one is none. */
    Outcome sendmsg(int fd, MsgHdr msg, int count, int flags);

    /** open() of a file with this content. */
    int open(byte[] content);

    /** sendfile() from a file that {@link #open} has opened, at its position, to a socket. */
    Outcome sendfile(int outFd, int inFd, int count);

    /** pipe(): the descriptors of the end to read and the end to write. */
    int[] pipe();

    /** splice(): from a socket into a pipe, or from a pipe into a socket. */
    Outcome splice(int inFd, int outFd, int count);

    /** close(); waits only with SO_LINGER. */
    Outcome close(int fd);

    /** dup(): another descriptor of the same file. */
    int dup(int fd);

    /** shutdown(); 0 SHUT_RD, 1 SHUT_WR, 2 SHUT_RDWR. */
    int shutdown(int fd, int how);

    /** fcntl(): F_GETFL and F_SETFL of O_NONBLOCK. */
    int fcntl(int fd, int command, int argument);

    /**
     * ioctl(): SIOCINQ, SIOCATMARK, SIOCOUTQ and SIOCOUTQNSD. Returns the number the kernel writes to its argument, or a
     * negative errno.
     */
    int ioctl(int fd, int request);

    /** setsockopt() of a value as it lies in memory; null is EFAULT. */
    int setsockopt(int fd, int level, int name, byte @Nullable [] value);

    /** setsockopt() of an int. */
    default int setsockopt(int fd, int level, int name, int value) {
        return setsockopt(fd, level, name, OptionBytes.of(value));
    }

    /** getsockopt() into {@code value}: how many bytes were written there, or a negative errno. */
    int getsockopt(int fd, int level, int name, byte[] value);

    /**
     * getsockopt() of an int.
     *
     * @throws IllegalArgumentException if there is no such option or socket, naming the errno
     */
    default int getsockoptInt(int fd, int level, int name) {
        byte[] value = new byte[4];
        int n = getsockopt(fd, level, name, value);
        if (n < 4) {
            throw new IllegalArgumentException("getsockopt(" + fd + ", " + level + ", " + name + ") = " + n);
        }
        return OptionBytes.get32(value, 0);
    }

    /** TCP_INFO and SO_MEMINFO by the kernel's names; empty if there is no such socket. */
    Map<String, Long> tcpInfo(int fd);

    /** getsockname(), null if the descriptor is no socket. */
    @Nullable
    SockAddr getsockname(int fd);

    /** getpeername(), null if there is no peer. */
    @Nullable
    SockAddr getpeername(int fd);

    /** poll(); {@code timeoutMillis} negative for ever. */
    Outcome poll(List<Poll.Fd> fds, int timeoutMillis);

    /** epoll_create(). */
    int epollCreate();

    /** epoll_ctl(); {@code op} and events of {@link Epoll}. */
    int epollCtl(int epfd, int op, int fd, @Nullable Epoll event);

    /** epoll_wait() of at most {@code max} events, which are written to {@code events}. */
    Outcome epollWait(int epfd, List<Epoll> events, int max, int timeoutMillis);
}
