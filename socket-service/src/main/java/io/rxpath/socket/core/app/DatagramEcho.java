package io.rxpath.socket.core.app;

/** Sends back what it reads (RFC 862), from the address it was sent to. An error is read and forgotten. */
public final class DatagramEcho implements DatagramApplication {
    @Override
    public void onReadable(DatagramCalls sk, long now) {
        Datagram datagram = sk.recv(DatagramSink.MAX, 0);
        while (datagram.result() != -DatagramCalls.EAGAIN) {
            if (datagram.result() >= 0) {
                sk.reply(datagram, datagram.bytes());
            }
            datagram = sk.recv(DatagramSink.MAX, 0);
        }
    }
}
