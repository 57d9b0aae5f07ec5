package io.rxpath.socket.core.app;

/** Reads everything at once and throws it away (RFC 863); closes when the peer does. */
public final class Discard implements Application {
    @Override
    public void onReadable(SocketCalls sk, long now) {
        sk.discard(Integer.MAX_VALUE);
    }

    @Override
    public void onEof(SocketCalls sk, long now) {
        sk.close();
    }
}
