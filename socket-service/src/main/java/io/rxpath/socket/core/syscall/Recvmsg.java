package io.rxpath.socket.core.syscall;

import io.rxpath.skb.SockOption;
import io.rxpath.socket.core.TcpRecvmsg;

/**
 * read(), recv(), recvfrom() and recvmsg(): waits until as much is there as the socket's low-water mark or MSG_WAITALL asks
 * for.
 *
 * <p>Kernel: net/ipv4/tcp.c tcp_recvmsg(), tcp_recvmsg_locked(), tcp_inq_hint().
 */
final class Recvmsg extends FileWait {
    private static final int TCP_CM_INQ = SockOption.TCP_INQ;

    private final TcpSocket s;
    private final MsgHdr msg;
    private final int flags;
    private final int wanted;
    private final int target;
    private int copied;

    /** @param wanted bytes asked for, of which the buffers of {@code msg} may hold fewer if one of them is none */
    Recvmsg(TcpSocket s, MsgHdr msg, int wanted, int flags) {
        super(s);
        this.s = s;
        this.msg = msg;
        this.flags = flags;
        this.wanted = wanted;
        int least = (flags & TcpRecvmsg.MSG_WAITALL) != 0 ? wanted : Math.min(s.options.rcvlowat(), wanted);
        this.target = Math.max(1, least);
    }

    @Override
    long attempt(long now) {
        if ((flags & ErrorQueue.MSG_ERRQUEUE) != 0) {
            return s.errors.receive(msg);
        }
        if (s.state == TcpSocket.State.LISTEN) {
            return -Errno.ENOTCONN;
        }
        if ((flags & TcpRecvmsg.MSG_OOB) != 0) {
            return urgent();
        }
        boolean any = false;
        long result = WAITS;
        while (result == WAITS) {
            int n = copyOnce(now);
            if (n == -Errno.EFAULT) {
                result = copied > 0 ? copied : -Errno.EFAULT;
                break;
            }
            copied += n;
            any |= n > 0;
            if (copied >= wanted || copied >= target || n == 0 && copied > 0 && mayEnd()) {
                result = copied;
            } else if (n == 0) {
                break;
            }
        }
        boolean peek = (flags & TcpRecvmsg.MSG_PEEK) != 0;
        boolean atEnd = s.done() && s.sk.inq() == 0 && copied < wanted && !peek;
        if (result == WAITS) {
            result = copied > 0 ? WAITS : wanted == 0 ? 0 : s.nothingRead();
        }
        if (any && !peek || atEnd && !s.finRead) {
            s.finRead |= atEnd;
            s.copied();
        }
        return finished(result);
    }

    /** A read that has something ends at the urgent mark, and when no more can come. */
    private boolean mayEnd() {
        return s.sk.urgSeq == s.sk.copiedSeq || s.sk.err != 0 || s.state == TcpSocket.State.CLOSE || s.rcvShutdown();
    }

    private int copyOnce(long now) {
        int skip = copied;
        for (byte[] buffer : msg.iov) {
            int room = buffer == null ? wanted - copied : Math.min(buffer.length, wanted);
            if (skip < room) {
                return s.process.recvmsg.copy(
                        s.sk, buffer, skip, Math.min(room - skip, wanted - copied), flags, copied, now);
            }
            skip -= room;
        }
        return 0;
    }

    private long urgent() {
        byte[] buffer = msg.iov.isEmpty() ? null : msg.iov.get(0);
        int n = s.process.recvmsg.recvUrgent(s.sk, buffer, 0, wanted, flags);
        if (n >= 0 && s.sk.urgSeq >= 0) {
            msg.flags |= TcpRecvmsg.MSG_OOB | (wanted == 0 ? TcpRecvmsg.MSG_TRUNC : 0);
        }
        return n;
    }

    private long finished(long result) {
        if (result >= 0 && s.options.flag(SockOptions.INQ)) {
            msg.control.add(new MsgHdr.Cmsg(SockOption.SOL_TCP, TCP_CM_INQ, inqHint()));
        }
        return result;
    }

    /** tcp_inq_hint(): what is left; after the peer's FIN at least 1, so that the end is read too. */
    private int inqHint() {
        int inq = s.sk.inq() + (s.done() && !s.finRead ? 1 : 0);
        return inq == 0 && s.done() ? 1 : inq;
    }

    @Override
    long expired(long now) {
        return copied > 0 ? finished(copied) : -Errno.EAGAIN;
    }
}
