package io.rxpath.socket.core.app;

import io.rxpath.socket.core.state.PartReader;
import io.rxpath.socket.core.state.PartWriter;
import java.util.Arrays;

/**
 * A small HTTP/1.1 server (RFC 9112): GET and HEAD of one page, persistent connections, pipelining. It answers one
 * request after the other and reads no further while an answer waits for room to write.
 *
 * <p>A connection that ends while the client may still be sending is closed in two steps (RFC 9112 9.6): shutdown, then
 * reading until the client closes. close() alone would throw unread bytes away, the kernel would send a reset, and the
 * client might lose the answer.
 */
public final class HttpServer implements Application {
    /** Longest head of a request. */
    public static final int MAX_HEAD = 8192;

    private static final int VERSION = 1;
    private static final byte[] NONE = new byte[0];

    /** As long as nothing comes, respectively in all, before a lingering connection is closed. */
    private static final long LINGER_IDLE_NANOS = 5_000_000_000L;

    private static final long LINGER_NANOS = 30_000_000_000L;

    private byte[] in = NONE;
    private int have;
    private int scanned;
    private long bodyLeft;
    private byte[] answer = NONE;
    private int sent;
    private boolean last;
    private boolean lingering;
    private long lingerEnd;

    @Override
    public void onTimer(SocketCalls sk, long now) {
        sk.close();
    }

    @Override
    public void onReadable(SocketCalls sk, long now) {
        serve(sk, now);
    }

    @Override
    public void onWritable(SocketCalls sk, long now) {
        serve(sk, now);
    }

    @Override
    public void onEof(SocketCalls sk, long now) {
        if (serve(sk, now)) {
            sk.close();
        }
    }

    /** Goes on as far as possible. Returns true if only more input can help. */
    private boolean serve(SocketCalls sk, long now) {
        while (!lingering) {
            if (!flush(sk)) {
                return false;
            }
            if (last) {
                end(sk, now);
                return false;
            }
            if (!skipBody(sk)) {
                return true;
            }
            int end = headEnd();
            if (end >= 0) {
                take(end, sk, now);
            } else if (have == MAX_HEAD) {
                refuse(431, sk, now);
            } else if (!fill(sk)) {
                return true;
            }
        }
        linger(sk, now);
        return true;
    }

    /** Sends what is left of the answer; false if it must wait, or if there is nobody to send it to. */
    private boolean flush(SocketCalls sk) {
        if (sent == answer.length) {
            return true;
        }
        int n = sk.send(answer, sent, answer.length - sent);
        if (n == -SocketCalls.EPIPE) {
            sk.close();
            return false;
        }
        sent += Math.max(0, n);
        if (sent < answer.length) {
            return false;
        }
        answer = NONE;
        sent = 0;
        return true;
    }

    private boolean skipBody(SocketCalls sk) {
        if (bodyLeft > 0) {
            int buffered = (int) Math.min(bodyLeft, have);
            consume(buffered);
            bodyLeft -= buffered;
        }
        while (bodyLeft > 0) {
            int n = sk.discard((int) Math.min(bodyLeft, Integer.MAX_VALUE));
            if (n <= 0) {
                return false;
            }
            bodyLeft -= n;
        }
        return true;
    }

    private int headEnd() {
        int empty = 0;
        // Empty lines before a request are ignored (RFC 9112 2.2).
        while (empty < have && (in[empty] == '\n' || in[empty] == '\r' && empty + 1 < have && in[empty + 1] == '\n')) {
            empty++;
        }
        consume(empty);
        int end = HttpRequest.endOfHead(in, 0, have, scanned);
        scanned = have;
        return end;
    }

    private boolean fill(SocketCalls sk) {
        int queued = sk.queued();
        int room = Math.min(MAX_HEAD - have, queued);
        if (room == 0) {
            return false;
        }
        if (in.length < have + room) {
            in = Arrays.copyOf(in, Math.min(MAX_HEAD, Math.max(2 * in.length, have + room)));
        }
        have += sk.recv(in, have, room);
        return true;
    }

    private void consume(int n) {
        if (n == 0) {
            return;
        }
        System.arraycopy(in, n, in, 0, have - n);
        have -= n;
        scanned = 0;
    }

    private void take(int end, SocketCalls sk, long now) {
        HttpRequest request = HttpRequest.parse(in, 0, end);
        consume(end);
        // What follows a head that we did not understand, nobody knows.
        bodyLeft = request.status == 200 ? request.contentLength : Long.MAX_VALUE;
        last = !request.keepAlive;
        answer = HttpResponse.of(request.status, request, request.keepAlive, sk.flow(), now);
    }

    private void refuse(int status, SocketCalls sk, long now) {
        last = true;
        bodyLeft = Long.MAX_VALUE;
        answer = HttpResponse.refusal(status, sk.flow(), now);
    }

    private void end(SocketCalls sk, long now) {
        if (have == 0 && bodyLeft == 0 && sk.queued() == 0) {
            sk.close();
            return;
        }
        sk.shutdown();
        lingering = true;
        lingerEnd = now + LINGER_NANOS;
        sk.sleepUntil(now + LINGER_IDLE_NANOS);
        linger(sk, now);
    }

    private void linger(SocketCalls sk, long now) {
        have = 0;
        if (sk.discard(Integer.MAX_VALUE) > 0) {
            sk.sleepUntil(Math.min(now + LINGER_IDLE_NANOS, lingerEnd));
        }
    }

    @Override
    public void save(PartWriter part) {
        part.put8(VERSION).putBytes(in, 0, have).put64(bodyLeft);
        part.putBytes(answer, sent, answer.length - sent);
        part.put8(last ? 1 : 0).put8(lingering ? 1 : 0).put64(lingerEnd);
    }

    @Override
    public void load(PartReader part) {
        part.version(VERSION, "HTTP connection");
        in = part.getBytes();
        have = in.length;
        bodyLeft = part.get64();
        answer = part.getBytes();
        last = part.get8() != 0;
        lingering = part.get8() != 0;
        lingerEnd = part.get64();
    }
}
