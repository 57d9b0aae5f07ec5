package io.rxpath.ip.core;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.route.Dst;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;

/**
 * Packets for this host: reassembly, then the protocol (kernel net/ipv4/ip_input.c ip_local_deliver(),
 * ip_local_deliver_finish(), ip_protocol_deliver_rcu()).
 *
 * <p>{@link #deliver} and {@link #deliverFinish} are separate because the LOCAL_IN hooks run between them.
 */
final class IpLocalDeliver {
    private static final int IGMP = 2;
    private static final int PIM = 103;

    private final Net net;
    private final IpHooks hooks;
    private final IpFrag frag;
    private final IcmpRcv icmp;
    private final UdpRcv udp;
    private final IcmpSend icmpSend;
    private final IgmpRcv igmp;

    IpLocalDeliver(Net net, IpHooks hooks, IpFrag frag, IcmpRcv icmp, UdpRcv udp, IcmpSend icmpSend) {
        this.net = net;
        this.hooks = hooks;
        this.frag = frag;
        this.icmp = icmp;
        this.udp = udp;
        this.icmpSend = icmpSend;
        this.igmp = new IgmpRcv(net);
    }

    /** A packet for us; data at the IP header, trimmed to its total length. */
    SkbDropReason deliver(SkBuff skb, Dst dst, long now) {
        SkBuff whole = skb;
        if (new Ipv4Header(skb.buf(), skb.data()).isFragment()) {
            whole = frag.defrag(skb, IpDefragUser.LOCAL_DELIVER, now);
            if (whole == null) {
                return SkbDropReason.SKB_CONSUMED;
            }
        }
        SkBuff rest = hooks.received(NfHook.LOCAL_IN, whole, net.inDevice(whole).dev(), null, dst, now);
        return rest == null ? SkbDropReason.SKB_CONSUMED : deliverFinish(rest, dst, now);
    }

    private SkbDropReason deliverFinish(SkBuff skb, Dst dst, long now) {
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        int protocol = iph.protocol();
        skb.pull(iph.headerLength());
        skb.resetTransportHeader();
        switch (protocol) {
            case IpProtocol.TCP -> deliverTcp(skb, dst, now);
            case IpProtocol.ICMP -> icmp.rcv(skb, dst, now);
            case IpProtocol.UDP -> udp.rcv(skb, dst, now);
            case IGMP -> igmp.rcv(skb, now);
            // A router for multicast would take registrations of others; this one takes none.
            case PIM -> net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, "pim_rcv", now);
            default -> {
                net.ip.inc(IpMib.IN_UNKNOWN_PROTOS);
                icmpSend.send(skb, dst, IcmpHeader.DEST_UNREACH, IcmpHeader.PROT_UNREACH, 0, now);
                return net.kfreeSkb(skb, SkbDropReason.IP_NOPROTO, "ip_local_deliver_finish", now);
            }
        }
        // Counted behind the handler and whatever it did with the packet.
        net.ip.inc(IpMib.IN_DELIVERS);
        return SkbDropReason.SKB_CONSUMED;
    }

    /**
     * TCP asks its route whether a segment came to a broadcast address. The route does not travel with the skb, so a
     * segment to many says so by its packet type; tcp_v4_rcv drops what is not for the host alone.
     */
    private void deliverTcp(SkBuff skb, Dst dst, long now) {
        if (dst.toMany() && skb.pktType == PacketType.HOST) {
            skb.pktType = PacketType.BROADCAST;
        }
        net.toTcp(skb, now);
    }
}
