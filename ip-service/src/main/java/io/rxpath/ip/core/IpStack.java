package io.rxpath.ip.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IcmpMib;
import io.rxpath.skb.IpExtMib;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.LinkStat;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.UdpMib;
import java.util.Collection;

/**
 * The IP layer of the host: packets from the device to TCP, segments from TCP to the card, ARP and ICMP in between (kernel
 * net/ipv4; the dispatch by protocol is the end of net/core/dev.c __netif_receive_skb_core()).
 *
 * <p>Single-threaded: the caller serialises the calls. The counters and the ledger may be read by any thread.
 */
public final class IpStack {
    private static final int VLAN_ID_MASK = 0xfff;

    private final Net net;
    private final NeighTable neighbours;
    private final IpFrag frag;
    private final IpRcv ipRcv;
    private final ArpRcv arpRcv;
    private final IpQueueXmit queueXmit;

    /**
     * A host with these settings that speaks to {@code out}.
     *
     * @throws IllegalArgumentException if a route's gateway cannot be reached
     */
    public IpStack(IpSettings settings, IpOutput out) {
        net = new Net(settings, out);
        FibLookup fib = new FibLookup(settings);
        IpRoute route = new IpRoute(fib);
        ArpSend arpSend = new ArpSend(net);
        neighbours = new NeighTable(net, fib, arpSend);
        arpRcv = new ArpRcv(net, route, fib, neighbours, arpSend);
        IpLocalOut localOut = new IpLocalOut(net, neighbours);
        queueXmit = new IpQueueXmit(net, route, localOut);
        IcmpSend icmpSend = new IcmpSend(net, route, localOut);
        frag = new IpFrag(net, route, icmpSend);
        IpLocalDeliver localDeliver =
                new IpLocalDeliver(net, frag, new IcmpRcv(net, icmpSend), new UdpRcv(net, icmpSend), icmpSend);
        ipRcv = new IpRcv(net, route, localDeliver, icmpSend);
    }

    /** A packet from the device: data begins behind the Ethernet header, {@code skb.protocol} says what it is. */
    public void receive(SkBuff skb, long now) {
        net.ledger.received(skb.segments());
        if (skb.vlanTci >= 0 && (skb.vlanTci & VLAN_ID_MASK) != 0) {
            // No device has that VLAN; a tag with id 0 is a priority only.
            skb.pktType = PacketType.OTHERHOST;
        }
        switch (skb.protocol) {
            case EthernetHeader.TYPE_IPV4 -> ipRcv.rcv(skb, now);
            case EthernetHeader.TYPE_ARP -> arpRcv.rcv(skb, now);
            default -> {
                net.link.inc(LinkStat.RX_DROPPED);
                net.kfreeSkb(skb, SkbDropReason.UNHANDLED_PROTO, "__netif_receive_skb_core", now);
            }
        }
    }

    /** A TCP segment to send: data begins at the TCP header; flow, tos and ttl of the skb are set. */
    public void output(SkBuff segment, long now) {
        queueXmit.queueXmit(segment, now);
    }

    /** Another instance of the layer has learnt a neighbour. Own changes that come back do no harm. */
    public void learn(Neighbour neighbour, long now) {
        if (neighbour.address().isV4()) {
            neighbours.learn(neighbour, now);
        }
    }

    /** When {@link #onTimeout} wants to be called, or Long.MAX_VALUE. */
    public long nextTimeoutNanos() {
        return Math.min(neighbours.nextTimeoutNanos(), frag.nextTimeoutNanos());
    }

    /** Runs what is due at {@code now}. */
    public void onTimeout(long now) {
        neighbours.onTimeout(now);
        frag.onTimeout(now);
    }

    /** The receive direction's ledger. */
    public Ledger ledger() {
        return net.ledger;
    }

    /** Wire segments that wait in reassembly. */
    public long heldSegments() {
        return frag.heldSegments();
    }

    /** Line Ip of /proc/net/snmp. */
    public Counters<IpMib> ip() {
        return net.ip;
    }

    /** Line IpExt of /proc/net/netstat. */
    public Counters<IpExtMib> ipExt() {
        return net.ipExt;
    }

    /** Line Icmp of /proc/net/snmp. */
    public Counters<IcmpMib> icmp() {
        return net.icmp;
    }

    /** Line Udp of /proc/net/snmp. */
    public Counters<UdpMib> udp() {
        return net.udp;
    }

    /** The two counters of the device that this layer moves: rx_dropped and rx_otherhost_dropped. */
    public Counters<LinkStat> link() {
        return net.link;
    }

    /** The neighbours whose link-layer address is known. */
    public Collection<Neighbour> neighbours() {
        return neighbours.neighbours();
    }
}
