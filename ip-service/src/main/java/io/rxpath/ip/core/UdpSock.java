package io.rxpath.ip.core;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.UdpMib;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket: its receive queue and its reader (kernel net/ipv4/udp.c udp_queue_rcv_one_skb(),
 * __udp_enqueue_schedule_skb(), udp_recvmsg()).
 *
 * <p>Differs: memory of what was read is given back at once, where the kernel lets a quarter of the buffer gather first
 * (udp_rmem_release()); there is no limit over all sockets (udp_mem).
 */
final class UdpSock {
    private final Net net;
    private final UdpBind bind;
    private final ArrayDeque<SkBuff> receiveQueue = new ArrayDeque<>();
    private int rmemAlloc;
    private long heldSegments;

    UdpSock(Net net, UdpBind bind) {
        this.net = net;
        this.bind = bind;
    }

    int port() {
        return bind.port();
    }

    long heldSegments() {
        return heldSegments;
    }

    /** A datagram for this socket; data at the UDP header. Its checksum is looked at by the reader. */
    SkbDropReason queueRcv(SkBuff skb, long now) {
        int size = Net.truesize(skb);
        // A datagram larger than the whole buffer still fits into an empty one.
        if (rmemAlloc > 0 && rmemAlloc + size > bind.rcvbuf()) {
            net.udp.inc(UdpMib.RCVBUF_ERRORS);
            net.udp.inc(UdpMib.IN_ERRORS);
            return net.kfreeSkb(skb, SkbDropReason.SOCKET_RCVBUFF, "udp_queue_rcv_one_skb", now);
        }
        rmemAlloc += size;
        heldSegments += skb.segments();
        receiveQueue.add(skb);
        return SkbDropReason.SKB_CONSUMED;
    }

    /** recv(): the payload of the next sound datagram, or null if there is none. */
    byte @Nullable [] recv(long now) {
        for (SkBuff skb = receiveQueue.poll(); skb != null; skb = receiveQueue.poll()) {
            rmemAlloc -= Net.truesize(skb);
            heldSegments -= skb.segments();
            if (UdpRcv.checksumValid(skb)) {
                net.udp.inc(UdpMib.IN_DATAGRAMS);
                net.consumeSkb(skb, "udp_recvmsg");
                return UdpRcv.payload(skb);
            }
            net.udp.inc(UdpMib.IN_CSUM_ERRORS);
            net.udp.inc(UdpMib.IN_ERRORS);
            net.kfreeSkb(skb, SkbDropReason.UDP_CSUM, "udp_recvmsg", now);
        }
        return null;
    }
}
