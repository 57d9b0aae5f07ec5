package io.rxpath.socket.core.syscall;

/**
 * splice() from a socket into a pipe: it stops at an urgent byte and passes none (kernel net/ipv4/tcp.c tcp_splice_read,
 * __tcp_read_sock).
 */
final class Splice extends FileWait {
    private final TcpSocket s;
    private final Pipe pipe;
    private final int wanted;

    Splice(TcpSocket s, Pipe pipe, int wanted) {
        super(s);
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
        long result = s.nothingRead();
        // Bytes behind an urgent one are there, but not to be had.
        return result == WAITS && s.sk.inq() > 0 ? 0 : result;
    }

    @Override
    long expired(long now) {
        return -Errno.EAGAIN;
    }
}
