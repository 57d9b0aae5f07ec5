package io.rxpath.socket.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.UdpMib;

/**
 * Where every skb of the layer is accounted for: once when it comes and once when it goes (kernel net/core/skbuff.c
 * consume_skb, sk_skb_reason_drop). All in wire segments.
 */
public final class SocketBooks {
    /** Why segments were consumed: recv() has read their last byte. */
    static final String RECV = "recv";

    public final Ledger ledger = new Ledger(Layer.SOCKET);
    final Counters<SocketStat> stats = new Counters<>(SocketStat.class);

    /** The part of line Udp of /proc/net/snmp that sockets count. */
    final Counters<UdpMib> udp = new Counters<>(UdpMib.class);

    /** The same of /proc/net/snmp6, names beginning with Udp6. */
    final Counters<UdpMib> udp6 = new Counters<>(UdpMib.class);

    final SocketOutput out;
    private long held;

    /** Something was booked since the last save. */
    boolean dirty;

    SocketBooks(SocketOutput out) {
        this.out = out;
    }

    long held() {
        return held;
    }

    /** {@code n} more of something. */
    public void count(SocketStat stat, long n) {
        stats.add(stat, n);
        dirty = true;
    }

    /** A datagram is counted; its family decides where, not the socket's. */
    void udp(SkBuff skb, UdpMib counter) {
        udp(skb.protocol != EthernetHeader.TYPE_IPV6, counter);
    }

    void udp(boolean v4, UdpMib counter) {
        (v4 ? udp : udp6).inc(counter);
        dirty = true;
    }

    /** An skb came from TCP or IP. */
    public void arrived(SkBuff skb) {
        ledger.received(skb.segments());
        dirty = true;
    }

    /** It stands in a receive queue. */
    void queued(SkBuff skb) {
        held += skb.segments();
    }

    /** It was in a queue and is read to its end. */
    void read(SkBuff skb, long now) {
        held -= skb.segments();
        ledger.consumed(RECV, skb.segments());
        dirty = true;
        out.received(skb, now);
    }

    /** It was in a queue and is thrown away unread or half read. */
    public void purged(SkBuff skb, String reason, String place, long now) {
        held -= skb.segments();
        refused(skb, reason, place, now);
    }

    /**
     * close() empties a receive queue. The kernel frees the skbs in __tcp_close() without a drop reason; here no loss may be
     * without one.
     *
     * @return true if there were bytes nobody has read
     */
    public boolean purge(StreamSock sk, long now) {
        boolean unread = sk.inq() > 0;
        while (sk.receiveQueue.size() > 0) {
            purged(sk.receiveQueue.remove(), SkbDropReason.SOCKET_CLOSE.name(), "tcp_close", now);
        }
        sk.rcvNxt = sk.copiedSeq;
        return unread;
    }

    /** It never got into a queue. */
    public void refused(SkBuff skb, String reason, String place, long now) {
        ledger.dropped(reason, skb.segments());
        dirty = true;
        out.drop(DropEvent.of(Layer.SOCKET, skb, reason, place, now));
    }
}
