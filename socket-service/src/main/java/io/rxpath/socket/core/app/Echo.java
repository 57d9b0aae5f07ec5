package io.rxpath.socket.core.app;

/**
 * Writes back what it reads (RFC 862). It reads only what it can write at once and so holds no byte itself: when the
 * peer does not read its echo, the send buffer fills, then the receive buffer, and the window closes.
 */
public final class Echo implements Application {
    private static final int CHUNK = 65_536;

    @Override
    public void onReadable(SocketCalls sk, long now) {
        pump(sk);
    }

    @Override
    public void onWritable(SocketCalls sk, long now) {
        pump(sk);
    }

    private static void pump(SocketCalls sk) {
        int queued = sk.queued();
        if (queued == 0) {
            return;
        }
        byte[] chunk = new byte[Math.min(queued, CHUNK)];
        if (sk.send(chunk, 0, 0) < 0) {
            // Nobody is left to hear the echo: what is unread stays so.
            sk.close();
            return;
        }
        while (queued > 0) {
            int room = Math.min(Math.min(queued, chunk.length), sk.writable());
            if (room <= 0) {
                return;
            }
            int n = sk.recv(chunk, 0, room);
            sk.send(chunk, 0, n);
            queued -= n;
        }
    }

    @Override
    public void onEof(SocketCalls sk, long now) {
        sk.close();
    }
}
