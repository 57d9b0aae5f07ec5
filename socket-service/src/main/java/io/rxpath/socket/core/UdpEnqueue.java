package io.rxpath.socket.core;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.UdpMib;

/**
 * Datagrams into a receive queue: kernel net/ipv4/udp.c __udp_queue_rcv_skb() and __udp_enqueue_schedule_skb().
 *
 * <p>Differs: skbs are charged as they came; above half of the buffer the kernel copies small fragments into the linear part
 * to charge less (skb_condense()), and here they are linear already.
 */
final class UdpEnqueue {
    /** The compiler has put __udp_queue_rcv_skb() into its caller: the place that the kernel's trace names. */
    private static final String PLACE = "udp_queue_rcv_one_skb";

    /** The same for IPv6 packets; an IPv4 packet for an IPv6 socket takes IPv4's way. */
    private static final String PLACE_V6 = "udpv6_queue_rcv_one_skb";

    private final SocketBooks books;
    private final UdpMem mem;

    UdpEnqueue(SocketBooks books, UdpMem mem) {
        this.books = books;
        this.mem = mem;
    }

    /** True if the socket has it; otherwise it is dropped and counted. */
    boolean queueRcv(UdpSock sk, SkBuff skb, long now) {
        books.arrived(skb);
        int size = UdpMem.truesize(skb);
        // A datagram larger than the whole buffer still fits into an empty one.
        if (sk.rmemAlloc > 0 && sk.rmemAlloc + size > sk.bind.rcvbuf()) {
            return refuse(sk, skb, UdpMib.RCVBUF_ERRORS, SkbDropReason.SOCKET_RCVBUFF, now);
        }
        if (!mem.schedule(sk, size)) {
            return refuse(sk, skb, UdpMib.MEM_ERRORS, SkbDropReason.PROTO_MEM, now);
        }
        sk.rmemAlloc += size;
        sk.queue.add(skb);
        books.queued(skb);
        return true;
    }

    private boolean refuse(UdpSock sk, SkBuff skb, UdpMib counter, SkbDropReason reason, long now) {
        sk.drops++;
        books.udp(skb, counter);
        books.udp(skb, UdpMib.IN_ERRORS);
        boolean v6 = skb.protocol == EthernetHeader.TYPE_IPV6;
        books.refused(skb, reason.name(), v6 ? PLACE_V6 : PLACE, now);
        return false;
    }
}
