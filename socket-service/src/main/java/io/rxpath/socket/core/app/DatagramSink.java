package io.rxpath.socket.core.app;

/** Reads everything at once and throws it away (RFC 863). */
public final class DatagramSink implements DatagramApplication {
    /** No datagram is longer. */
    static final int MAX = 65_535;

    @Override
    public void onReadable(DatagramCalls sk, long now) {
        int result = 0;
        while (result != -DatagramCalls.EAGAIN) {
            result = sk.recv(MAX, 0).result();
        }
    }
}
