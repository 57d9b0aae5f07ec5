package io.rxpath.socket.core.syscall;

import io.rxpath.skb.SockCommand;
import io.rxpath.socket.core.SocketStat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * write(), send(), sendto() and sendmsg(): hands bytes to TCP as long as there is room, and waits for more.
 *
 * <p>Kernel: net/ipv4/tcp.c tcp_sendmsg_locked(), tcp_sendmsg_fastopen(); net/core/stream.c sk_stream_wait_connect(), sk_stream_error().
 */
final class Sendmsg extends FileWait {
    /** Bytes of one WRITE command at most: well below the greatest record of the topic. */
    private static final int MAX_WRITE = 65_536;

    static final int MSG_OOB = 1;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_EOR = 0x80;
    static final int MSG_MORE = 0x8000;
    static final int MSG_ZEROCOPY = 0x400_0000;
    static final int MSG_FASTOPEN = 0x2000_0000;

    private final TcpSocket s;
    private final MsgHdr msg;
    private final int wanted;
    private final long flags;
    private final boolean mayWait;
    private int copied;
    /** Bytes TCP was offered and has not taken. */
    private int offered;
    /** That was for want of room: the call has to wait. */
    private boolean full;

    private boolean inCommand;
    /** The handshake this call begins, until it is over. */
    private @Nullable InetStreamConnect handshake;
    /** TCP was offered the bytes that go along with the SYN. */
    private boolean first;
    /** TCP knows that the call waits for the handshake. */
    private boolean pending;

    Sendmsg(TcpSocket s, MsgHdr msg, int wanted, int flags) {
        super(s);
        this.s = s;
        this.msg = msg;
        this.wanted = wanted;
        this.mayWait = s.mayWait(flags);
        this.flags = ((flags & MSG_MORE) != 0 ? SockCommand.MORE : 0)
                | ((flags & MSG_EOR) != 0 ? SockCommand.EOR : 0)
                | ((flags & MSG_OOB) != 0 ? SockCommand.OOB : 0)
                | ((flags & MSG_ZEROCOPY) != 0 && s.options.flag(SockOptions.ZEROCOPY) ? SockCommand.ZEROCOPY : 0)
                | s.errors.noteFlags();
        boolean fast = (flags & MSG_FASTOPEN) != 0 || s.deferred;
        this.handshake = fast ? new InetStreamConnect(s, msg.name, this) : null;
    }

    @Override
    long attempt(long now) {
        InetStreamConnect connect = handshake;
        if (connect != null) {
            long result = connect.attempt(now);
            if (result == WAITS) {
                return WAITS;
            }
            handshake = null;
            if (result < 0) {
                return result;
            }
        }
        if (s.state == TcpSocket.State.SYN_SENT) {
            if (mayWait && !pending) {
                pending = true;
                s.command(SockCommand.Kind.WRITE, s.written | SockCommand.PART);
            }
            return WAITS;
        }
        if (s.state != TcpSocket.State.CONNECTED) {
            s.writer = s.writer == this ? null : s.writer;
            int err = s.takeError();
            return ended(err != 0 ? err : -Errno.EPIPE);
        }
        while (s.writer == null) {
            if (s.sk.err != 0 || (s.shutdown & TcpSocket.SEND_SHUTDOWN) != 0) {
                int err = s.takeError();
                return ended(err != 0 ? err : -Errno.EPIPE);
            }
            if (copied >= wanted) {
                return copied;
            }
            if (full && !mayWait) {
                return ended(-Errno.EAGAIN);
            }
            if (full) {
                full = false;
                return WAITS;
            }
            byte[] bytes = take(Math.min(wanted - copied, MAX_WRITE));
            if (bytes.length == 0) {
                return ended(-Errno.EFAULT);
            }
            write(bytes);
        }
        s.contended |= s.writer != this;
        return WAITS;
    }

    /** Lets TCP take what it has room for. While the answer is due the socket is locked. */
    private void write(byte[] bytes) {
        boolean last = copied + bytes.length == wanted;
        long word = s.written | flags | SockCommand.ASK | (mayWait ? 0 : SockCommand.NOWAIT);
        offered = bytes.length;
        s.writer = this;
        inCommand = true;
        s.process.kernel.command(new SockCommand(
                SockCommand.Kind.WRITE, s.sk.hash, s.cookie, s.sk.flow, last ? word : word | SockCommand.PART, bytes));
        inCommand = false;
    }

    /** Lets TCP send the SYN with what it takes of the bytes. */
    void firstWrite() {
        first = true;
        write(take(Math.min(wanted, MAX_WRITE)));
    }

    /** TCP's answer: so much of what was offered it has taken. */
    void wrote(int taken) {
        copied += taken;
        offered -= taken;
        s.process.books.count(SocketStat.BYTES_SENT, taken);
        if (first) {
            first = false;
            offered = 0;
            if (taken > 0 && (copied == wanted || !mayWait)) {
                s.errors.sent(flags, s.written);
            }
            if (!inCommand) {
                s.process.resume(this);
            }
            return;
        }
        boolean over = copied == wanted || offered > 0 && !mayWait;
        if (over) {
            s.errors.sent(flags, s.written);
        }
        if (offered > 0) {
            s.noSpace = true;
            full = true;
        }
        if (!inCommand) {
            s.process.resume(this);
        }
    }

    @Override
    boolean isUnderWay() {
        return s.writer == this;
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
        if (wanted == 0) {
            return new byte[0];
        }
        throw new IllegalStateException("a message of fewer than " + wanted + " bytes");
    }

    @Override
    long expired(long now) {
        InetStreamConnect connect = handshake;
        if (connect != null) {
            long result = connect.expired(now);
            return result == -Errno.EINPROGRESS && copied > 0 ? copied : result;
        }
        if (copied > 0 && mayWait) {
            // The last byte is known only now.
            s.command(SockCommand.Kind.WRITE, s.written | flags & ~SockCommand.EOR | SockCommand.ASK);
            s.errors.sent(flags, s.written);
        }
        return copied > 0 ? copied : -Errno.EAGAIN;
    }
}
