package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;

/**
 * ARP packets received (kernel net/ipv4/arp.c arp_rcv(), arp_process(), arp_is_garp()), with arp_ignore, arp_filter,
 * arp_accept and proxy_arp 0.
 */
final class ArpRcv {
    private static final int HARDWARE_IEEE802 = 6;
    private static final int MAC_ADDRESS = 6;
    private static final int IPV4_ADDRESS = 4;
    private static final String CONSUMED = "arp";

    private final Net net;
    private final IpRoute route;
    private final FibLookup fib;
    private final NeighTable neighbours;
    private final ArpSend arp;

    ArpRcv(Net net, IpRoute route, FibLookup fib, NeighTable neighbours, ArpSend arp) {
        this.net = net;
        this.route = route;
        this.fib = fib;
        this.neighbours = neighbours;
        this.arp = arp;
    }

    /** A packet of EtherType 0x0806; data is where the ARP header should be. */
    SkbDropReason rcv(SkBuff skb, long now) {
        if (skb.pktType == PacketType.OTHERHOST) {
            return net.consumeSkb(skb, CONSUMED);
        }
        if (!Net.mayPull(skb, ArpHeader.LENGTH)) {
            return net.kfreeSkb(skb, SkbDropReason.PKT_TOO_SMALL, "arp_rcv", now);
        }
        skb.resetNetworkHeader();
        ArpHeader header = new ArpHeader(skb.buf(), skb.data());
        if (header.hardwareLength() != MAC_ADDRESS || header.protocolLength() != IPV4_ADDRESS) {
            return net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, "arp_rcv", now);
        }
        boolean loopback = IpRoute.isLoopback(header.targetIp());
        if (!understood(header) || (loopback && !net.inDevice(skb).or(InetDevconf.ROUTE_LOCALNET))) {
            return net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, "arp_process", now);
        }
        process(skb, header, now);
        return net.consumeSkb(skb, CONSUMED);
    }

    private static boolean understood(ArpHeader header) {
        int hardware = header.hardwareType();
        int operation = header.operation();
        int target = header.targetIp();
        return (hardware == ArpHeader.HARDWARE_ETHERNET || hardware == HARDWARE_IEEE802)
                && header.protocolType() == EthernetHeader.TYPE_IPV4
                && (operation == ArpHeader.REQUEST || operation == ArpHeader.REPLY)
                && !IpRoute.isMulticast(target);
    }

    private void process(SkBuff skb, ArpHeader header, long now) {
        NetDevice dev = net.dev(skb.port);
        boolean request = header.operation() == ArpHeader.REQUEST;
        int sender = header.senderIp();
        int target = header.targetIp();
        if (sender == 0) {
            // Somebody asks whether the address is taken before he uses it (RFC 5227): there is nothing to learn.
            if (request && fib.isLocal(target)) {
                reply(skb, dev, header);
            }
            return;
        }
        if (request && route.input(target, sender, dev).type() == RouteType.LOCAL) {
            NeighEntry entry = neighbours.lookupOrCreate(dev, IpAddress.v4(sender), now);
            if (entry != null) {
                boolean tell = neighbours.update(
                        entry, header.senderMac(), skb.port, NudState.STALE, NeighTable.OVERRIDE, now);
                reply(skb, dev, header);
                if (tell) {
                    neighbours.tell(entry);
                }
            }
            return;
        }
        // Anything else is believed only of a neighbour we deal with already.
        NeighEntry entry = neighbours.lookup(dev, IpAddress.v4(sender));
        if (entry != null) {
            update(skb, header, entry, request, now);
        }
    }

    private void update(SkBuff skb, ArpHeader header, NeighEntry entry, boolean request, long now) {
        boolean answered = !request && skb.pktType == PacketType.HOST;
        // Of several answers within the lock time the first counts: a proxy may be quicker or slower than the owner.
        boolean override = now - entry.updated > net.settings.neigh().locktimeNanos() || gratuitous(header, request);
        NudState heard = answered ? NudState.REACHABLE : NudState.STALE;
        int flags = override ? NeighTable.OVERRIDE : 0;
        if (neighbours.update(entry, header.senderMac(), skb.port, heard, flags, now)) {
            neighbours.tell(entry);
        }
    }

    private boolean gratuitous(ArpHeader header, boolean request) {
        boolean aboutItself = header.targetIp() == header.senderIp();
        if (aboutItself && !request) {
            aboutItself = header.targetMac() == header.senderMac();
        }
        return aboutItself && unicast(header.senderIp());
    }

    /** Kernel inet_addr_type_dev_table() == RTN_UNICAST. */
    private boolean unicast(int address) {
        Dst dst = fib.lookup(address);
        return dst != null && dst.type() == RouteType.UNICAST;
    }

    private void reply(SkBuff skb, NetDevice dev, ArpHeader header) {
        long asker = header.senderMac();
        int ours = header.targetIp();
        int peer = header.senderIp();
        arp.send(ArpHeader.REPLY, dev, ours, asker, peer, asker, skb.port, skb.hash);
    }
}
