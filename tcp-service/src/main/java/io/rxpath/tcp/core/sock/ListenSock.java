package io.rxpath.tcp.core.sock;

import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.TcpSetsockopt;
import io.rxpath.tcp.core.TcpSettings;
import java.util.ArrayDeque;

/**
 * A listening socket and the lengths of its two queues. The lengths are not stored: they are counted when sockets are
 * loaded.
 *
 * <p>Kernel: include/net/inet_connection_sock.h struct inet_connection_sock, request_sock_queue.
 */
public final class ListenSock {
    /** Its settings. */
    public final Listener settings;
    /** Its cookie if listen() made it, 0 if it is part of the settings. */
    public final long cookie;
    /** Bound to 0.0.0.0: takes no IPv6 connections. */
    public boolean v4only;
    /** Number of the only network device it hears, 0 for any (sk_bound_dev_if). */
    public int boundDev;
    /** Its options, which its connections begin with. Replaced, never changed: they share it. */
    public SockOpts opts = SockOpts.DEFAULT;
    /** It changed since it was stored. */
    public boolean dirty;
    /** A part of it is in the store. */
    public boolean stored;
    /** The argument of listen(), capped by somaxconn. */
    public int maxAckBacklog;
    /** Established connections nobody accepted. */
    public int ackBacklog;
    /** Requests in SYN_RECV. */
    public int reqskQlen;
    /** Those of them whose SYN-ACK did not time out yet. */
    public int reqskYoung;
    /** Fast open connections in SYN_RECV, and those of the last minute that a RST has ended. */
    public int fastopenQlen;
    /** When the latter stop counting, epoch ns, in order. Not stored: after a restart they are forgiven. */
    public final ArrayDeque<Long> fastopenRst = new ArrayDeque<>();
    /** When a SYN cookie was sent last, to the second, epoch ns; 0 for never (tcp_synq_overflow()). */
    public long synqOverflow;

    /** A listener without connections; {@code cookie} 0 for one of the settings. */
    public ListenSock(Listener settings, TcpSettings host, long cookie) {
        this.settings = settings;
        this.cookie = cookie;
        boundDev = settings.device();
        listen(settings.backlog(), host.limits().somaxconn());
        if (settings.rcvbuf() != 0) {
            opts = new SockOpts();
            opts.rcvbuf = TcpSetsockopt.rcvbuf(
                    Math.min(settings.rcvbuf(), host.memory().coreRmemMax()));
        }
    }

    /** listen() again: another backlog. */
    public void listen(int backlog, int somaxconn) {
        maxAckBacklog = Math.min(backlog, somaxconn);
    }

    /** inet_csk_reqsk_queue_added(). */
    public void reqskAdded(RequestSock req) {
        req.listener = this;
        reqskQlen++;
        reqskYoung += req.numTimeout == 0 ? 1 : 0;
    }

    /** reqsk_queue_removed(). */
    public void reqskRemoved(RequestSock req) {
        reqskQlen--;
        reqskYoung -= req.numTimeout == 0 ? 1 : 0;
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
