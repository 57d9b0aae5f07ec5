package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpErrorValue;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.UdpHeader;
import io.rxpath.skb.UdpMib;
import java.util.List;

/**
 * Datagrams for the host's UDP sockets (kernel net/ipv4/udp.c __udp4_lib_rcv(), __udp4_lib_mcast_deliver(),
 * udp_queue_rcv_skb()). The sockets' queues are in socket-service: what the lookup finds goes there. Where no socket is, a
 * sound datagram is answered with port unreachable, one to many is ignored, a broken one counts as an error.
 */
final class UdpRcv {
    /**
     * CHECKSUM_BREAK: a packet that is no longer is verified at once, a longer one by its reader, unless connection tracking
     * has summed it up already.
     */
    private static final int CHECKSUM_BREAK = 76;

    private static final String RCV = "__udp4_lib_rcv";

    private final Net net;
    private final IcmpSend icmpSend;
    private final UdpTable table;

    UdpRcv(Net net, IcmpSend icmpSend, UdpTable table) {
        this.net = net;
        this.icmpSend = icmpSend;
        this.table = table;
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
        // What was found of a longer packet says nothing of what is left (__skb_checksum_validate()).
        skb.csumValid &= length == skb.len();
        skb.trim(length);
        if (skb.len() <= CHECKSUM_BREAK || skb.csumCompleteSw) {
            if (!UdpHeader.checksumValid(skb)) {
                return csumError(skb, now);
            }
            skb.ipSummed = skb.ipSummed == IpSummed.PARTIAL ? IpSummed.PARTIAL : IpSummed.UNNECESSARY;
        }
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.networkHeader());
        FlowKey flow = FlowKey.v4(iph.daddr(), uh.dest(), iph.saddr(), uh.source());
        if (dst.toMany()) {
            return mcastDeliver(skb, flow, now);
        }
        if (deliverToOne(skb, flow, now)) {
            return SkbDropReason.SKB_CONSUMED;
        }
        if (!UdpHeader.checksumValid(skb)) {
            return csumError(skb, now);
        }
        net.udp.inc(UdpMib.NO_PORTS);
        icmpSend.send(skb, dst, IcmpHeader.DEST_UNREACH, IcmpHeader.PORT_UNREACH, 0, now);
        return net.kfreeSkb(skb, SkbDropReason.NO_SOCKET, RCV, now);
    }

    private SkbDropReason csumError(SkBuff skb, long now) {
        net.udp.inc(UdpMib.IN_CSUM_ERRORS);
        return drop(skb, SkbDropReason.UDP_CSUM, now);
    }

    private SkbDropReason drop(SkBuff skb, SkbDropReason reason, long now) {
        net.udp.inc(UdpMib.IN_ERRORS);
        return net.kfreeSkb(skb, reason, RCV, now);
    }

    /** A copy for every socket that wants it. A socket on all addresses gets every group (ip_mc_sf_allow(), mc_all). */
    private SkbDropReason mcastDeliver(SkBuff skb, FlowKey flow, long now) {
        if (!deliverToAll(skb, flow, now)) {
            net.udp.inc(UdpMib.IGNORED_MULTI);
            return net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, RCV, now);
        }
        return SkbDropReason.SKB_CONSUMED;
    }

    /** A copy for every socket that wants it, the packet itself for the last; false if none does. */
    boolean deliverToAll(SkBuff skb, FlowKey flow, long now) {
        List<UdpTable.Entry> socks = table.mcast(flow, skb.iif);
        if (socks.isEmpty()) {
            return false;
        }
        for (int i = 0; i < socks.size() - 1; i++) {
            SkBuff copy = clone(skb);
            net.cloned(copy);
            queueRcv(socks.get(i), copy, flow, now);
        }
        queueRcv(socks.get(socks.size() - 1), skb, flow, now);
        return true;
    }

    /** To the socket the lookup finds; false if there is none. */
    boolean deliverToOne(SkBuff skb, FlowKey flow, long now) {
        UdpTable.Entry sock = table.lookup(flow, skb.iif);
        if (sock == null) {
            return false;
        }
        queueRcv(sock, skb, flow, now);
        return true;
    }

    /** skb_clone(): each owner is charged all of the memory. */
    private static SkBuff clone(SkBuff skb) {
        skb.linearize();
        byte[] buf = skb.buf().clone();
        SkBuff copy = SkBuff.wrap(buf, skb.data(), skb.tail());
        copy.headers(skb.macHeader(), skb.networkHeader(), skb.transportHeader());
        copy.protocol = skb.protocol;
        copy.pktType = skb.pktType;
        copy.ipSummed = skb.ipSummed;
        copy.csum = skb.csum;
        copy.csumValid = skb.csumValid;
        copy.hash = skb.hash;
        copy.l4Hash = skb.l4Hash;
        copy.gsoSize = skb.gsoSize;
        copy.gsoSegs = skb.gsoSegs;
        copy.gsoType = skb.gsoType;
        copy.mark = skb.mark;
        copy.port = skb.port;
        copy.iif = skb.iif;
        copy.truesize = skb.truesize;
        copy.copyHops(skb);
        return copy;
    }

    /** udp_queue_rcv_skb(): to the socket, datagrams that GRO has merged one by one. IPv6 ends here too. */
    private void queueRcv(UdpTable.Entry sock, SkBuff skb, FlowKey flow, long now) {
        if (UdpRcvSegment.unexpectedGso(skb)) {
            for (SkBuff segment : UdpRcvSegment.split(skb)) {
                deliver(sock, segment, flow, now);
            }
        } else {
            deliver(sock, skb, flow, now);
        }
    }

    private void deliver(UdpTable.Entry sock, SkBuff skb, FlowKey flow, long now) {
        if (skb.csumValid && skb.ipSummed != IpSummed.PARTIAL) {
            skb.ipSummed = IpSummed.UNNECESSARY;
        }
        net.toSocket(skb, sock.cookie(), flow, now);
    }

    /** __udp4_lib_err(): an ICMP error quotes a datagram of ours. False if no socket has sent it. */
    boolean err(FlowKey flow, IcmpErrorValue error, int dif) {
        UdpTable.Entry sock = table.lookup(flow, dif);
        if (sock == null) {
            return false;
        }
        net.out.deliverSocket(new SockEvent(
                SockEvent.Kind.ICMP_ERROR, SockCookie.home(sock.cookie()), sock.cookie(), flow, error.encode(), null));
        return true;
    }

    /** Whether a socket could have sent from the local to the remote end of {@code flow}. */
    boolean bound(FlowKey flow, int dif) {
        return table.lookup(flow, dif) != null;
    }
}
