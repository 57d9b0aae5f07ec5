package io.rxpath.tcp.core.sock;

import io.rxpath.tcp.core.Listener;

/**
 * A listening socket and the lengths of its two queues. The lengths are not stored: they are counted when sockets are
 * loaded.
 *
 * <p>Kernel: include/net/inet_connection_sock.h struct inet_connection_sock, request_sock_queue.
 */
public final class ListenSock {
    /** Its settings. */
    public final Listener settings;
    /** The argument of listen(), capped by somaxconn. */
    public final int maxAckBacklog;
    /** Established connections nobody accepted. */
    public int ackBacklog;
    /** Requests in SYN_RECV. */
    public int reqskQlen;

    /** A listener without connections. */
    public ListenSock(Listener settings, int somaxconn) {
        this.settings = settings;
        maxAckBacklog = Math.min(settings.backlog(), somaxconn);
    }

    /** sk_acceptq_is_full(): one more than the backlog fits. */
    public boolean acceptqIsFull() {
        return ackBacklog > maxAckBacklog;
    }

    /** inet_csk_reqsk_queue_is_full(). */
    public boolean reqskQueueIsFull() {
        return reqskQlen > maxAckBacklog;
    }
}
