package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;

/**
 * A connection as its application sees it.
 *
 * @param cookie the socket (kernel sock_gen_cookie)
 * @param flow its 4-tuple
 * @param port local port, which decides the application
 * @param app the application's {@link AppKind#label()}
 * @param state open, eof (the peer's FIN was read), reset (an error) or closed (by the application)
 * @param bytesReceived bytes the application has read
 * @param sha256 digest of those bytes, 64 hex digits
 * @param bytesSent bytes the application has written
 * @param sha256Sent digest of those bytes, 64 hex digits
 * @param queuedBytes bytes in the receive queue that are not read yet
 * @param queuedSkbs skbs in the receive queue
 */
public record AppConnection(
        long cookie,
        FlowKey flow,
        int port,
        String app,
        String state,
        long bytesReceived,
        String sha256,
        long bytesSent,
        String sha256Sent,
        int queuedBytes,
        int queuedSkbs) {}
