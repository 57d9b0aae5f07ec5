package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.UdpHeader;
import io.rxpath.skb.UdpMib;
import io.rxpath.socket.core.app.Datagram;
import io.rxpath.socket.core.app.DatagramCalls;
import java.util.Arrays;

/**
 * Reading from a UDP socket: kernel net/ipv4/udp.c udp_recvmsg() and __skb_recv_udp(), net/ipv6/udp.c
 * udpv6_recvmsg(), never blocking. An error of the
 * socket is reported before what is queued. A datagram counts as received only now, and only now a checksum that nobody has
 * looked at is looked at: a bad one is dropped and the next one is read.
 */
final class UdpRecvmsg {
    private final SocketBooks books;
    private final UdpMem mem;

    UdpRecvmsg(SocketBooks books, UdpMem mem) {
        this.books = books;
        this.mem = mem;
    }

    /**
     * Reads one datagram.
     *
     * @param max bytes to copy at most
     * @param flags {@link DatagramCalls#MSG_PEEK}, {@link DatagramCalls#MSG_TRUNC} or 0
     */
    Datagram recv(UdpSock sk, int max, int flags, long now) {
        if (sk.err != 0) {
            int err = sk.err;
            sk.err = 0;
            sk.errors++;
            return Datagram.error(err);
        }
        boolean peek = (flags & DatagramCalls.MSG_PEEK) != 0;
        while (!sk.queue.isEmpty()) {
            SkBuff skb = sk.queue.getFirst();
            if (sk.readerQueue == 0) {
                sk.readerQueue = sk.queue.size();
            }
            if (!UdpHeader.checksumValid(skb)) {
                remove(sk, skb);
                sk.drops++;
                books.udp(skb, UdpMib.IN_CSUM_ERRORS);
                books.udp(skb, UdpMib.IN_ERRORS);
                String place = sk.bind.address().isV4() ? "udp_recvmsg" : "udpv6_recvmsg";
                books.purged(skb, SkbDropReason.UDP_CSUM.name(), place, now);
                continue;
            }
            Datagram datagram = copy(skb, max, flags);
            if (!peek) {
                remove(sk, skb);
                books.udp(skb, UdpMib.IN_DATAGRAMS);
                books.read(skb, now);
            }
            return datagram;
        }
        return Datagram.error(DatagramCalls.EAGAIN);
    }

    private void remove(UdpSock sk, SkBuff skb) {
        sk.queue.removeFirst();
        sk.readerQueue--;
        sk.headSeq++;
        mem.release(sk, UdpMem.truesize(skb));
    }

    private static Datagram copy(SkBuff skb, int max, int flags) {
        byte[] whole = skb.toByteArray();
        int ulen = whole.length - UdpHeader.LENGTH;
        int copied = Math.min(max, ulen);
        byte[] bytes = Arrays.copyOfRange(whole, UdpHeader.LENGTH, UdpHeader.LENGTH + copied);
        FlowKey flow = skb.flow;
        if (flow == null) {
            throw new IllegalStateException("a datagram without addresses: " + skb);
        }
        return new Datagram(
                (flags & DatagramCalls.MSG_TRUNC) != 0 ? ulen : copied,
                bytes,
                copied < ulen,
                flow,
                skb.iif,
                skb.hash,
                skb.pktType == PacketType.HOST);
    }
}
