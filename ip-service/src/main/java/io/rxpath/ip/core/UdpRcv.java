package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.UdpHeader;
import io.rxpath.skb.UdpMib;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams for the host's UDP sockets (kernel net/ipv4/udp.c __udp4_lib_rcv(), __udp4_lib_mcast_deliver()). Where no
 * socket is, a sound datagram is answered with port unreachable, one to many is ignored, a broken one counts as an error.
 */
final class UdpRcv {
    private final Net net;
    private final IcmpSend icmpSend;
    private final List<UdpSock> socks = new ArrayList<>();

    UdpRcv(Net net, IcmpSend icmpSend) {
        this.net = net;
        this.icmpSend = icmpSend;
        for (UdpBind bind : net.settings.udp()) {
            socks.add(new UdpSock(net, bind));
        }
    }

    /** The socket of a port, or null. */
    @Nullable
    UdpSock sock(int port) {
        for (UdpSock sock : socks) {
            if (sock.port() == port) {
                return sock;
            }
        }
        return null;
    }

    /** Wire segments that wait to be read. */
    long heldSegments() {
        long held = 0;
        for (UdpSock sock : socks) {
            held += sock.heldSegments();
        }
        return held;
    }

    /** A datagram; data at the UDP header. */
    SkbDropReason rcv(SkBuff skb, Dst dst, long now) {
        if (!Net.mayPull(skb, UdpHeader.LENGTH)) {
            return drop(skb, SkbDropReason.NOT_SPECIFIED, now);
        }
        UdpHeader uh = new UdpHeader(skb.buf(), skb.data());
        int length = uh.length();
        if (length > skb.len() || length < UdpHeader.LENGTH) {
            return drop(skb, SkbDropReason.PKT_TOO_SMALL, now);
        }
        skb.trim(length);
        UdpSock sock = sock(uh.dest());
        if (sock != null) {
            // A socket on all addresses gets what is sent to many too, unless it left the group (ip_mc_sf_allow()).
            if (UdpRcvSegment.unexpectedGso(skb)) {
                for (SkBuff segment : UdpRcvSegment.split(skb)) {
                    sock.queueRcv(segment, now);
                }
                return SkbDropReason.SKB_CONSUMED;
            }
            return sock.queueRcv(skb, now);
        }
        if (dst.toMany()) {
            net.udp.inc(UdpMib.IGNORED_MULTI);
            return net.consumeSkb(skb, "udp");
        }
        if (!checksumValid(skb)) {
            net.udp.inc(UdpMib.IN_CSUM_ERRORS);
            return drop(skb, SkbDropReason.UDP_CSUM, now);
        }
        net.udp.inc(UdpMib.NO_PORTS);
        icmpSend.send(skb, dst, IcmpHeader.DEST_UNREACH, IcmpHeader.PORT_UNREACH, 0, now);
        return net.kfreeSkb(skb, SkbDropReason.NO_SOCKET, "__udp4_lib_rcv", now);
    }

    private SkbDropReason drop(SkBuff skb, SkbDropReason reason, long now) {
        net.udp.inc(UdpMib.IN_ERRORS);
        return net.kfreeSkb(skb, reason, "__udp4_lib_rcv", now);
    }

    /** Whether the checksum of a datagram is right, or not to be looked at (udp_lib_checksum_complete()). */
    static boolean checksumValid(SkBuff skb) {
        UdpHeader uh = new UdpHeader(skb.buf(), skb.data());
        if (skb.ipSummed == IpSummed.UNNECESSARY || skb.ipSummed == IpSummed.PARTIAL || uh.checksum() == 0) {
            return true;
        }
        skb.linearize();
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.networkHeader());
        long pseudo = InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), IpProtocol.UDP, skb.len());
        return InternetChecksum.finish(InternetChecksum.partial(skb.buf(), skb.data(), skb.len(), pseudo)) == 0;
    }

    /** A copy of what follows the UDP header. */
    static byte[] payload(SkBuff skb) {
        byte[] bytes = skb.toByteArray();
        return Arrays.copyOfRange(bytes, UdpHeader.LENGTH, bytes.length);
    }
}
