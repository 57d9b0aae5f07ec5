package io.rxpath.socket.core.syscall;

import io.rxpath.socket.core.TcpRecvmsg;

/**
 * splice() from a socket into a pipe: it stops at an urgent byte and passes none (kernel net/ipv4/tcp.c tcp_splice_read,
 * __tcp_read_sock).
 */
final class Splice extends Call {
    private final TcpSocket s;
    private final Pipe pipe;
    private final int wanted;

    Splice(TcpSocket s, Pipe pipe, int wanted) {
        this.s = s;
        this.pipe = pipe;
        this.wanted = wanted;
    }

    @Override
    long attempt(long now) {
        if (s.state == TcpSocket.State.LISTEN) {
            return -Errno.EINVAL;
        }
        int room = Math.min(wanted, pipe.room());
        byte[] buffer = new byte[Math.min(room, s.sk.inq())];
        int n = s.sk.urgSeq == s.sk.copiedSeq ? 0 : s.process.recvmsg.copy(s.sk, buffer, 0, buffer.length, 0, 1, now);
        if (n > 0) {
            pipe.put(buffer, 0, n);
            s.copied();
            return n;
        }
        if (s.done()) {
            return 0;
        }
        if (s.sk.err != 0) {
            return s.takeError();
        }
        if (s.rcvShutdown()) {
            return 0;
        }
        if (s.state == TcpSocket.State.CLOSE) {
            return -Errno.ENOTCONN;
        }
        return s.sk.inq() > 0 ? 0 : WAITS;
    }

    @Override
    long expired(long now) {
        return -Errno.EAGAIN;
    }

    @Override
    void wait(WaitQueue.Entry entry) {
        s.waiters.add(entry);
    }

    /** True if a read of {@code flags} may wait. */
    static boolean waits(TcpSocket s, int flags) {
        return !s.nonblock && (flags & TcpRecvmsg.MSG_DONTWAIT) == 0;
    }
}
