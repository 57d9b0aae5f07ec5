package io.rxpath.socket.core;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbFrag;
import io.rxpath.socket.core.app.SocketCalls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reading from a receive queue: kernel net/ipv4/tcp.c tcp_recvmsg_locked, tcp_recv_urg and tcp_read_sock, never blocking.
 * What is queued is read before an error or the end of the stream is reported, as there. A read ends at the urgent mark;
 * the next one begins behind the urgent byte, which MSG_OOB gets.
 *
 * <p>Differs: TCP is not told here (tcp_cleanup_rbuf); the caller does it, for applications once per wake-up, see
 * {@link CurrentTask}.
 */
public final class TcpRecvmsg {
    /** Flags of recv(). */
    public static final int MSG_OOB = 1;

    public static final int MSG_PEEK = 2;
    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_WAITALL = 0x100;

    /** What {@link #copy} returns when the caller's buffer is no address. */
    public static final int EFAULT = 14;

    private static final int EINVAL = 22;
    private static final int ENOTCONN = 107;

    private final SocketBooks books;

    /** The reads of one layer. */
    public TcpRecvmsg(SocketBooks books) {
        this.books = books;
    }

    /**
     * Reads up to {@code max} bytes of {@code sk}.
     *
     * @param dst where to copy them to, or null to throw them away (MSG_TRUNC)
     * @return as {@link SocketCalls#recv}
     */
    int recv(StreamSock sk, byte @Nullable [] dst, int off, int max, long now) {
        int copied = copy(sk, dst, off, max, dst == null ? MSG_TRUNC : 0, 0, now);
        return copied > 0 || max == 0 ? copied : idle(sk);
    }

    /**
     * Copies what is there, up to {@code max} bytes.
     *
     * @param dst where to, from {@code off} on; null is an address nobody may write to unless MSG_TRUNC asks for none
     * @param flags MSG_PEEK and MSG_TRUNC have a meaning here
     * @param before bytes this system call has read already: at the urgent mark it ends then. With MSG_PEEK those it has
     *     seen, behind which it goes on
     * @return bytes copied; -EFAULT if none could be for want of a buffer
     */
    public int copy(StreamSock sk, byte @Nullable [] dst, int off, int max, int flags, int before, long now) {
        boolean peek = (flags & MSG_PEEK) != 0;
        boolean discard = (flags & MSG_TRUNC) != 0;
        long seq = sk.copiedSeq + (peek ? before : 0);
        int copied = 0;
        int at = 0;
        while (copied < max) {
            if (sk.urgSeq == seq && before + copied > 0) {
                break;
            }
            while (at < sk.receiveQueue.size()
                    && seq
                            >= sk.receiveQueue.start(at)
                                    + sk.receiveQueue.skb(at).len()) {
                at++;
            }
            if (at == sk.receiveQueue.size()) {
                break;
            }
            SkBuff skb = sk.receiveQueue.skb(at);
            int offset = (int) (seq - sk.receiveQueue.start(at));
            int n = Math.min(skb.len() - offset, max - copied);
            long toUrgent = sk.urgSeq - seq;
            if (sk.urgSeq != StreamSock.NO_URGENT && toUrgent >= 0 && toUrgent < n) {
                if (toUrgent > 0) {
                    n = (int) toUrgent;
                } else if (!sk.urgInline) {
                    seq++;
                    if (!peek) {
                        skipUrgent(sk, now);
                    }
                    continue;
                }
            }
            if (!discard && dst == null) {
                return copied == 0 ? -EFAULT : copied;
            }
            copyDatagram(skb, offset, n, discard ? null : dst, off + copied, peek ? null : sk);
            copied += n;
            seq += n;
            if (!peek) {
                advance(sk, skb, n, now);
                at = 0;
            }
        }
        if (!peek) {
            books.count(SocketStat.BYTES_RECEIVED, copied);
        }
        return copied;
    }

    /** What a read returns that has found nothing: 0 behind the peer's FIN (SOCK_DONE), else a negative errno. */
    private static int idle(StreamSock sk) {
        if (sk.finSeq != StreamSock.NO_FIN) {
            return 0;
        }
        return sk.err != 0 ? -sk.err : -SocketCalls.EAGAIN;
    }

    /**
     * recv() with MSG_OOB (tcp_recv_urg).
     *
     * @param dst where to copy the byte to, null for none
     * @return 1 with the byte copied; 0 when none can come any more; -EINVAL when there is none or it was read,
     *     -EAGAIN when it is announced and has not come, -ENOTCONN, -EFAULT
     */
    public int recvUrgent(StreamSock sk, byte @Nullable [] dst, int off, int max, int flags) {
        if (sk.urgInline || sk.urgSeq == StreamSock.NO_URGENT || sk.urgRead) {
            return -EINVAL;
        }
        if (sk.dead && sk.finSeq == StreamSock.NO_FIN) {
            return -ENOTCONN;
        }
        if (!sk.urgValid()) {
            return sk.dead || sk.finSeq != StreamSock.NO_FIN ? 0 : -SocketCalls.EAGAIN;
        }
        if ((flags & MSG_PEEK) == 0) {
            sk.urgRead = true;
        }
        if (max == 0) {
            return 0;
        }
        if ((flags & MSG_TRUNC) == 0) {
            if (dst == null) {
                return -EFAULT;
            }
            dst[off] = urgentByte(sk);
        }
        return 1;
    }

    private static byte urgentByte(StreamSock sk) {
        for (int i = 0; i < sk.receiveQueue.size(); i++) {
            long offset = sk.urgSeq - sk.receiveQueue.start(i);
            SkBuff skb = sk.receiveQueue.skb(i);
            if (offset >= 0 && offset < skb.len()) {
                byte[] one = new byte[1];
                copyDatagram(skb, (int) offset, 1, one, 0, null);
                return one[0];
            }
        }
        throw new IllegalStateException("the urgent byte of socket " + sk.cookie + " has come and is not queued");
    }

    /** Passes the urgent byte, which is not part of the stream without SO_OOBINLINE. It is the next one. */
    public void skipUrgent(StreamSock sk, long now) {
        sk.urgSkipped++;
        advance(sk, sk.receiveQueue.skb(0), 1, now);
    }

    private void advance(StreamSock sk, SkBuff skb, int n, long now) {
        sk.copiedSeq += n;
        if (sk.urgSeq != StreamSock.NO_URGENT && sk.copiedSeq > sk.urgSeq) {
            sk.urgSeq = StreamSock.NO_URGENT;
            sk.urgRead = false;
        }
        if (sk.copiedSeq == sk.receiveQueue.start(0) + skb.len()) {
            sk.receiveQueue.remove();
            books.read(skb, now);
        }
    }

    /** Bytes [offset, offset + n) of the skb, wherever they lie (net/core/datagram.c skb_copy_datagram_iter). */
    private static void copyDatagram(
            SkBuff skb, int offset, int n, byte @Nullable [] dst, int at, @Nullable StreamSock reader) {
        int skip = offset;
        int left = n;
        int to = at;
        int linear = Math.min(left, skb.headLen() - skip);
        if (linear > 0) {
            take(skb.buf(), skb.data() + skip, linear, dst, to, reader);
            to += linear;
            left -= linear;
        }
        skip = Math.max(0, skip - skb.headLen());
        List<SkbFrag> frags = skb.frags();
        for (int i = 0; left > 0; i++) {
            SkbFrag frag = frags.get(i);
            int run = Math.min(left, frag.size() - skip);
            if (run > 0) {
                take(frag.page(), frag.offset() + skip, run, dst, to, reader);
                to += run;
                left -= run;
            }
            skip = Math.max(0, skip - frag.size());
        }
    }

    private static void take(byte[] src, int from, int n, byte @Nullable [] dst, int to, @Nullable StreamSock reader) {
        if (dst != null) {
            System.arraycopy(src, from, dst, to, n);
        }
        if (reader != null) {
            reader.consumed(src, from, n);
        }
    }
}
