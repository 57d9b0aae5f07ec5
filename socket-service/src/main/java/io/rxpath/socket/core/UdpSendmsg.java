package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.UdpHeader;
import io.rxpath.skb.UdpMib;
import io.rxpath.socket.core.app.DatagramCalls;

/**
 * Writing to a UDP socket: kernel net/ipv4/udp.c udp_sendmsg(), udp_send_skb(), never blocking. The datagram leaves with its
 * header; IP finds the source address, if it is not said, and fills in the checksum, which covers it.
 *
 * <p>Differs: a route is looked for in another service, so what has none is counted and dropped there and no error is
 * returned; memory of what is sent is not held until the card has sent it.
 */
final class UdpSendmsg {
    private static final int MAX_PAYLOAD_V4 = 0xffff - 20 - UdpHeader.LENGTH;
    private static final int MAX_PAYLOAD_V6 = 0xffff - UdpHeader.LENGTH;

    /** Room for IP and Ethernet headers, as the topic's reader leaves it too. */
    private static final int HEADROOM = 64;

    private final SocketBooks books;
    private final UdpSettings settings;

    UdpSendmsg(SocketBooks books, UdpSettings settings) {
        this.books = books;
        this.settings = settings;
    }

    /** Sends to the remote end of {@code flow} from its local end; as {@link DatagramCalls#reply}. */
    int send(UdpSock sk, FlowKey flow, int hash, byte[] bytes) {
        if (bytes.length > (flow.isV4() ? MAX_PAYLOAD_V4 : MAX_PAYLOAD_V6)) {
            return -DatagramCalls.EMSGSIZE;
        }
        if (sk.err != 0) {
            int err = sk.err;
            sk.err = 0;
            sk.errors++;
            return -err;
        }
        SkBuff skb = SkBuff.alloc(HEADROOM + UdpHeader.LENGTH + bytes.length);
        skb.reserve(HEADROOM);
        int length = UdpHeader.LENGTH + bytes.length;
        int at = skb.put(length);
        new UdpHeader(skb.buf(), at)
                .source(flow.localPort())
                .dest(flow.remotePort())
                .length(length);
        System.arraycopy(bytes, 0, skb.buf(), at + UdpHeader.LENGTH, bytes.length);
        skb.truesize = UdpMem.truesize(skb);
        // __ip_append_data() lets the fragments of one datagram use twice the buffer.
        if (skb.truesize > 2L * settings.sndbuf()) {
            books.udp(flow.isV4(), UdpMib.SNDBUF_ERRORS);
            return -DatagramCalls.ENOBUFS;
        }
        skb.resetTransportHeader();
        skb.ipSummed = IpSummed.PARTIAL;
        skb.flow = flow;
        skb.ipProtocol = IpProtocol.UDP;
        skb.hash = hash;
        books.udp(flow.isV4(), UdpMib.OUT_DATAGRAMS);
        books.out.transmit(skb);
        return bytes.length;
    }
}
