package io.rxpath.socket.core.syscall;

import io.rxpath.skb.SockCommand;
import io.rxpath.socket.core.SocketStat;
import java.util.Arrays;

/**
 * write(), send(), sendto() and sendmsg(): hands bytes to TCP as long as there is room, and waits for more.
 *
 * <p>Kernel: net/ipv4/tcp.c tcp_sendmsg_locked(); net/core/stream.c sk_stream_wait_connect(), sk_stream_error().
 */
final class Sendmsg extends FileWait {
    /** Bytes of one WRITE command at most: well below the greatest record of the topic. */
    private static final int MAX_WRITE = 65_536;

    static final int MSG_OOB = 1;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_EOR = 0x80;
    static final int MSG_MORE = 0x8000;
    static final int MSG_ZEROCOPY = 0x400_0000;

    private final TcpSocket s;
    private final MsgHdr msg;
    private final int wanted;
    private final long flags;
    private final boolean mayWait;
    private int copied;

    Sendmsg(TcpSocket s, MsgHdr msg, int wanted, int flags) {
        super(s);
        this.s = s;
        this.msg = msg;
        this.wanted = wanted;
        this.mayWait = s.mayWait(flags);
        this.flags = ((flags & MSG_MORE) != 0 ? SockCommand.MORE : 0)
                | ((flags & MSG_OOB) != 0 ? SockCommand.OOB : 0)
                | ((flags & MSG_EOR) != 0 ? SockCommand.EOR : 0)
                | ((flags & MSG_ZEROCOPY) != 0 && s.options.flag(SockOptions.ZEROCOPY) ? SockCommand.ZEROCOPY : 0)
                | s.errors.noteFlags();
    }

    @Override
    long attempt(long now) {
        if (s.state == TcpSocket.State.SYN_SENT) {
            return WAITS;
        }
        if (s.state != TcpSocket.State.CONNECTED) {
            int err = s.takeError();
            return ended(err != 0 ? err : -Errno.EPIPE);
        }
        while (true) {
            if (s.sk.err != 0 || (s.shutdown & TcpSocket.SEND_SHUTDOWN) != 0) {
                int err = s.takeError();
                return ended(err != 0 ? err : -Errno.EPIPE);
            }
            if (copied >= wanted) {
                return copied;
            }
            int n = Math.min(Math.min(wanted - copied, s.space()), MAX_WRITE);
            if (n <= 0) {
                s.noSpace = true;
                return WAITS;
            }
            byte[] bytes = take(n);
            if (bytes.length == 0) {
                return ended(-Errno.EFAULT);
            }
            long at = s.written;
            s.written += bytes.length;
            copied += bytes.length;
            s.process.books.count(SocketStat.BYTES_SENT, bytes.length);
            boolean room = s.space() > 0;
            boolean last = copied == wanted || !room && !mayWait;
            long word = at | flagsOf(last, room);
            if (last) {
                s.errors.sent(word, s.written);
            }
            s.process.kernel.command(
                    new SockCommand(SockCommand.Kind.WRITE, s.sk.hash, s.cookie, s.sk.flow, word, bytes));
        }
    }

    /** Flags of one of several commands of a call: before it waits for room it pushes what it has. */
    private long flagsOf(boolean last, boolean room) {
        if (last) {
            return flags;
        }
        return flags & SockCommand.ZEROCOPY | (room ? SockCommand.PART : 0);
    }

    private long ended(long error) {
        return copied > 0 ? copied : error;
    }

    /** Up to {@code n} bytes behind those that are sent; none at an address that is none. */
    private byte[] take(int n) {
        int skip = copied;
        for (byte[] buffer : msg.iov) {
            if (buffer == null) {
                return new byte[0];
            }
            if (skip < buffer.length) {
                return Arrays.copyOfRange(buffer, skip, Math.min(buffer.length, skip + n));
            }
            skip -= buffer.length;
        }
        throw new IllegalStateException("a message of fewer than " + wanted + " bytes");
    }

    @Override
    long expired(long now) {
        return copied > 0 ? copied : -Errno.EAGAIN;
    }
}
