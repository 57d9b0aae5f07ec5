package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.run.Reply.Done;
import io.rxpath.skb.IpAddress;
import io.rxpath.socket.core.syscall.Epoll;
import io.rxpath.socket.core.syscall.MsgHdr;
import io.rxpath.socket.core.syscall.Outcome;
import io.rxpath.socket.core.syscall.Poll;
import io.rxpath.socket.core.syscall.SockAddr;
import io.rxpath.socket.core.syscall.SystemCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The process that makes a script's system calls, on the host under test. */
final class ScriptProcess {
    private static final int LONGEST_OPTION = 256;
    private static final int ENOENT = 2;
    private static final int MAX_BUFFER = 1 << 24;

    private final HostUnderTest host;
    private final SystemCalls calls;
    private final int family;

    /** Its sockets are of IPv6 or of IPv4; an IPv4 address of an IPv6 socket is a mapped one. */
    ScriptProcess(HostUnderTest host, boolean v6) {
        this.host = host;
        family = v6 ? SockAddr.AF_INET6 : SockAddr.AF_INET;
        calls = host.process();
    }

    private Reply now(long value, Long... numbers) {
        return Reply.at(host.now(), value, numbers);
    }

    private static Reply of(Outcome call) {
        return of(call, List::of, List::of, List::of);
    }

    private static Reply of(
            Outcome call,
            Supplier<List<Long>> numbers,
            Supplier<List<Reply.Control>> control,
            Supplier<List<Reply.Ready>> ready) {
        return Reply.of(() -> call.isDone()
                ? new Done(call.value(), call.doneAtNanos(), numbers.get(), control.get(), ready.get())
                : null);
    }

    private static byte[] buffer(int length) {
        return new byte[Math.max(0, Math.min(length, MAX_BUFFER))];
    }

    Reply socket(int domain, int type, int protocol) {
        return now(calls.socket(domain, type, protocol));
    }

    Reply bind(int fd, IpAddress address, int port) {
        return now(calls.bind(fd, new SockAddr(family, address, port)));
    }

    Reply listen(int fd, int backlog) {
        return now(calls.listen(fd, backlog));
    }

    Reply accept(int fd, int flags) {
        return of(calls.accept(fd, flags));
    }

    Reply connect(int fd, IpAddress address, int port) {
        return of(calls.connect(fd, new SockAddr(family, address, port)));
    }

    /** connect() with AF_UNSPEC. */
    Reply disconnect(int fd) {
        return of(calls.connect(fd, new SockAddr(SockAddr.AF_UNSPEC, IpAddress.ANY_V4, 0)));
    }

    Reply shutdown(int fd, int how) {
        return now(calls.shutdown(fd, how));
    }

    Reply close(int fd) {
        return of(calls.close(fd));
    }

    Reply read(int fd, boolean bad, int count) {
        return of(calls.read(fd, bad ? null : buffer(count), count));
    }

    Reply recv(int fd, boolean bad, int count, int flags) {
        return of(calls.recv(fd, bad ? null : buffer(count), count, flags));
    }

    Reply recvmsg(int fd, int[] lengths, int flags) {
        MsgHdr msg = new MsgHdr();
        for (int length : lengths) {
            msg.iov.add(buffer(length));
        }
        return of(
                calls.recvmsg(fd, msg, flags),
                () -> List.of((long) msg.flags),
                () -> msg.control.stream()
                        .map(c -> new Reply.Control(c.level(), c.type(), c.value(), c.fields()))
                        .toList(),
                List::of);
    }

    Reply write(int fd, boolean bad, int count) {
        return of(calls.write(fd, bad ? null : buffer(count), count));
    }

    Reply send(int fd, boolean bad, int count, int flags) {
        return of(calls.send(fd, bad ? null : buffer(count), count, flags));
    }

    /** sendto() an address. */
    Reply sendto(int fd, boolean bad, int count, int flags, IpAddress address, int port) {
        MsgHdr msg = MsgHdr.of(bad ? null : buffer(count));
        msg.name = new SockAddr(family, address, port);
        return of(calls.sendmsg(fd, msg, count, flags));
    }

    Reply sendmsg(int fd, int[] lengths, int flags) {
        MsgHdr msg = new MsgHdr();
        for (int length : lengths) {
            msg.iov.add(buffer(length));
        }
        return of(calls.sendmsg(fd, msg, flags));
    }

    Reply open(String name) {
        byte[] content = host.files().get(name);
        return now(content == null ? -ENOENT : calls.open(content));
    }

    Reply sendfile(int out, int in, int count) {
        return of(calls.sendfile(out, in, count));
    }

    Reply splice(int in, int out, int count) {
        return of(calls.splice(in, out, count));
    }

    Reply pipe() {
        int[] ends = calls.pipe();
        return now(0, (long) ends[0], (long) ends[1]);
    }

    Reply fcntl(int fd, int command, long argument) {
        return now(calls.fcntl(fd, command, (int) argument));
    }

    Reply ioctl(int fd, int request) {
        int value = calls.ioctl(fd, request);
        return value < 0 ? now(value) : now(0, (long) value);
    }

    Reply setsockopt(int fd, int level, int name, byte[] value) {
        return now(calls.setsockopt(fd, level, name, value));
    }

    Reply getsockopt(int fd, int level, int name) {
        byte[] value = new byte[LONGEST_OPTION];
        int n = calls.getsockopt(fd, level, name, value);
        List<Long> numbers = new ArrayList<>();
        for (int at = 0; at < n; at += 4) {
            numbers.add((long) (value[at] & 0xff
                    | (value[at + 1] & 0xff) << 8
                    | (value[at + 2] & 0xff) << 16
                    | value[at + 3] << 24));
        }
        return now(Math.min(0, n), numbers.toArray(Long[]::new));
    }

    Reply poll(int[] fds, int[] events, int timeoutMillis) {
        List<Poll.Fd> list = new ArrayList<>();
        for (int i = 0; i < fds.length; i++) {
            list.add(new Poll.Fd(fds[i], events[i]));
        }
        return of(
                calls.poll(list, timeoutMillis),
                () -> list.stream().map(fd -> (long) fd.revents).toList(),
                List::of,
                List::of);
    }

    Reply epollCreate() {
        return now(calls.epollCreate());
    }

    Reply epollCtl(int epoll, int operation, int fd, int events, long data) {
        return now(calls.epollCtl(epoll, operation, fd, new Epoll(events, data)));
    }

    Reply epollWait(int epoll, int max, int timeoutMillis) {
        List<Epoll> ready = new ArrayList<>();
        return of(
                calls.epollWait(epoll, ready, max, timeoutMillis),
                List::of,
                List::of,
                () -> ready.stream()
                        .map(e -> new Reply.Ready(e.events(), e.data()))
                        .toList());
    }

    /** The peer's port of a connected socket, 0 if there is none. */
    int peerPort(int fd) {
        SockAddr peer = calls.getpeername(fd);
        return peer == null ? 0 : peer.port();
    }

    /** TCP_INFO and SO_MEMINFO by name; empty if there is no such socket. */
    Map<String, Long> info(int fd) {
        return calls.tcpInfo(fd);
    }
}
