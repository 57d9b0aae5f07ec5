package io.rxpath.socket.core;

import io.rxpath.socket.core.app.SocketCalls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writing: kernel net/ipv4/tcp.c tcp_sendmsg_locked, never blocking, and net/core/stream.c sk_stream_write_space. What a
 * program writes during one wake-up is gathered and leaves in few commands.
 */
final class TcpSendmsg {
    /** Bytes of one WRITE command at most: well below the greatest record of the topic. */
    static final int MAX_WRITE = 65_536;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] last = new byte[4096];
    private int lastLen;

    /** As {@link SocketCalls#send}. */
    int send(Sock sk, byte[] src, int off, int len) {
        if (sk.dead || sk.shutdown) {
            return -SocketCalls.EPIPE;
        }
        int n = Math.min(len, space(sk));
        if (n < len) {
            sk.noSpace = true;
        }
        if (n == 0) {
            return len == 0 ? 0 : -SocketCalls.EAGAIN;
        }
        sk.produced(src, off, n);
        sk.written += n;
        append(src, off, n);
        return n;
    }

    /**
     * Bytes a write would take (sk_stream_wspace). A connection that cannot be written counts as writable, so that the
     * program tries, and learns that it cannot (tcp_poll).
     */
    static int space(Sock sk) {
        if (sk.dead || sk.shutdown) {
            return Integer.MAX_VALUE;
        }
        return (int) Math.min(Math.max(0, sk.writeLimit - sk.written), Integer.MAX_VALUE);
    }

    private void append(byte[] src, int off, int n) {
        int from = off;
        int left = n;
        while (left > 0) {
            if (lastLen == MAX_WRITE) {
                full.add(Arrays.copyOf(last, lastLen));
                lastLen = 0;
            }
            int run = Math.min(left, MAX_WRITE - lastLen);
            if (last.length < lastLen + run) {
                last = Arrays.copyOf(last, Math.min(MAX_WRITE, Math.max(2 * last.length, lastLen + run)));
            }
            System.arraycopy(src, from, last, lastLen, run);
            lastLen += run;
            from += run;
            left -= run;
        }
    }

    /** What was written since the last call, in pieces of at most {@link #MAX_WRITE} bytes. */
    List<byte[]> take() {
        if (lastLen == 0) {
            return List.of();
        }
        List<byte[]> all = new ArrayList<>(full);
        all.add(Arrays.copyOf(last, lastLen));
        full.clear();
        lastLen = 0;
        return all;
    }
}
