package io.rxpath.socket.core;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbFrag;
import io.rxpath.socket.core.app.SocketCalls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reading from a receive queue: kernel net/ipv4/tcp.c tcp_recvmsg_locked and tcp_read_sock, never blocking. What is
 * queued is read before an error or the end of the stream is reported, as there. A read ends at the urgent mark; the next
 * one begins behind the urgent byte. There is no MSG_OOB to get that byte with.
 *
 * <p>Differs: TCP is not told after every call (tcp_cleanup_rbuf) but once per wake-up with the total, since a command
 * costs what a packet costs; see {@link CurrentTask}.
 */
final class TcpRecvmsg {
    private final SocketBooks books;

    TcpRecvmsg(SocketBooks books) {
        this.books = books;
    }

    /**
     * Reads up to {@code max} bytes of {@code sk}.
     *
     * @param dst where to copy them to, or null to throw them away (MSG_TRUNC)
     * @return as {@link SocketCalls#recv}
     */
    int recv(Sock sk, byte @Nullable [] dst, int off, int max, long now) {
        int copied = 0;
        while (copied < max && sk.receiveQueue.size() > 0) {
            if (sk.atUrgent()) {
                if (copied > 0) {
                    break;
                }
                skipUrgent(sk, now);
                continue;
            }
            SkBuff skb = sk.receiveQueue.skb(0);
            int offset = (int) (sk.copiedSeq - sk.receiveQueue.start(0));
            int n = Math.min(skb.len() - offset, max - copied);
            if (sk.urgSeq > sk.copiedSeq) {
                n = (int) Math.min(n, sk.urgSeq - sk.copiedSeq);
            }
            copyDatagram(skb, offset, n, dst, off + copied, sk.digestRead);
            copied += n;
            advance(sk, skb, n, now);
        }
        if (copied > 0 || max == 0) {
            books.count(SocketStat.BYTES_RECEIVED, copied);
            return copied;
        }
        if (sk.err != 0) {
            return -sk.err;
        }
        if (sk.finSeq != Sock.NO_FIN) {
            sk.eofRead = true;
            return 0;
        }
        return -SocketCalls.EAGAIN;
    }

    /** Passes the urgent byte, which is not part of the stream without SO_OOBINLINE. It is the next one. */
    void skipUrgent(Sock sk, long now) {
        sk.urgSeq = Sock.NO_URGENT;
        sk.urgSkipped++;
        advance(sk, sk.receiveQueue.skb(0), 1, now);
    }

    private void advance(Sock sk, SkBuff skb, int n, long now) {
        sk.copiedSeq += n;
        if (sk.copiedSeq == sk.receiveQueue.start(0) + skb.len()) {
            sk.receiveQueue.remove();
            books.read(skb, now);
        }
    }

    /** Bytes [offset, offset + n) of the skb, wherever they lie (net/core/datagram.c skb_copy_datagram_iter). */
    private static void copyDatagram(
            SkBuff skb, int offset, int n, byte @Nullable [] dst, int at, StreamDigest digest) {
        int skip = offset;
        int left = n;
        int to = at;
        int linear = Math.min(left, skb.headLen() - skip);
        if (linear > 0) {
            take(skb.buf(), skb.data() + skip, linear, dst, to, digest);
            to += linear;
            left -= linear;
        }
        skip = Math.max(0, skip - skb.headLen());
        List<SkbFrag> frags = skb.frags();
        for (int i = 0; left > 0; i++) {
            SkbFrag frag = frags.get(i);
            int run = Math.min(left, frag.size() - skip);
            if (run > 0) {
                take(frag.page(), frag.offset() + skip, run, dst, to, digest);
                to += run;
                left -= run;
            }
            skip = Math.max(0, skip - frag.size());
        }
    }

    private static void take(byte[] src, int from, int n, byte @Nullable [] dst, int to, StreamDigest digest) {
        if (dst != null) {
            System.arraycopy(src, from, dst, to, n);
        }
        digest.update(src, from, n);
    }
}
