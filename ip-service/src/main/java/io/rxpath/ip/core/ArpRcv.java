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
 * ARP packets received (kernel net/ipv4/arp.c arp_rcv(), arp_process(), arp_is_garp()); what the
 * settings say is {@link ArpConf}.
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
    private final ArpConf conf;
    private final PneighQueue proxyQueue;

    ArpRcv(Net net, IpRoute route, FibLookup fib, NeighTable neighbours, ArpSend arp, Prandom random) {
        this.net = net;
        this.route = route;
        this.fib = fib;
        this.neighbours = neighbours;
        this.arp = arp;
        this.conf = new ArpConf(net, route, fib);
        this.proxyQueue = new PneighQueue(net, random);
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
        InetDevice in = net.inDevice(skb);
        boolean loopback = IpRoute.isLoopback(header.targetIp()) && !in.or(InetDevconf.ROUTE_LOCALNET);
        boolean gratuitous = header.senderIp() == header.targetIp() && in.or(InetDevconf.DROP_GRATUITOUS_ARP);
        if (!understood(header) || loopback || gratuitous) {
            return net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, "arp_process", now);
        }
        if (process(skb, header, in, false, now)) {
            return SkbDropReason.NOT_DROPPED_YET;
        }
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

    /** True if the packet waits for its answer. */
    private boolean process(SkBuff skb, ArpHeader header, InetDevice in, boolean waited, long now) {
        NetDevice dev = in.dev();
        boolean request = header.operation() == ArpHeader.REQUEST;
        int sender = header.senderIp();
        int target = header.targetIp();
        if (sender == 0) {
            // Somebody asks whether the address is taken before he uses it (RFC 5227): there is nothing to learn.
            boolean ours = request && fib.isLocal(target);
            if (ours && !conf.ignores(in, sender, target)) {
                reply(skb, dev, header);
            }
            return false;
        }
        Dst dst = request ? route.input(target, sender, dev) : null;
        if (dst != null && dst.type() == RouteType.LOCAL) {
            if (!conf.ignores(in, sender, target) && !conf.filtered(in, sender, target)) {
                if (neighbour(skb, dev, header, now)) {
                    reply(skb, dev, header);
                }
            }
            return false;
        }
        if (dst != null && in.forwarding() && dst.type() == RouteType.UNICAST && conf.proxies(in, dst)) {
            boolean atOnce = waited
                    || skb.pktType == PacketType.HOST
                    || net.settings.neigh().proxyDelayNanos() == 0;
            neighbour(skb, dev, header, now);
            if (atOnce) {
                reply(skb, dev, header);
            } else {
                proxyQueue.enqueue(skb, net.settings.neigh(), now);
            }
            return !atOnce;
        }
        // Anything else is believed only of a neighbour we deal with already, unless arp_accept is on.
        NeighEntry entry = neighbours.lookup(dev, IpAddress.v4(sender));
        if (entry == null && conf.accepts(in, sender)) {
            boolean announced = gratuitous(header, request) || (!request && unicast(sender));
            entry = announced ? neighbours.lookupOrCreate(dev, IpAddress.v4(sender), now) : null;
        }
        if (entry != null) {
            update(skb, header, entry, request, now);
        }
        return false;
    }

    /** The asker is a neighbour now (kernel neigh_event_ns()); false if the table is full. */
    private boolean neighbour(SkBuff skb, NetDevice dev, ArpHeader header, long now) {
        NeighEntry entry = neighbours.lookupOrCreate(dev, IpAddress.v4(header.senderIp()), now);
        if (entry == null) {
            return false;
        }
        if (neighbours.update(entry, header.senderMac(), skb.port, NudState.STALE, NeighTable.OVERRIDE, now)) {
            neighbours.tell(entry);
        }
        return true;
    }

    /** A request for another host has waited (kernel parp_redo()). */
    private void redo(SkBuff skb, long now) {
        process(skb, new ArpHeader(skb.buf(), skb.data()), net.inDevice(skb), true, now);
        net.consumeSkb(skb, CONSUMED);
    }

    /** Packets that wait for their answer, in wire segments. */
    long heldSegments() {
        return proxyQueue.heldSegments();
    }

    /** When {@link #onTimeout} wants to be called, or Long.MAX_VALUE. */
    long nextTimeoutNanos() {
        return proxyQueue.nextTimeoutNanos();
    }

    /** Answers what has waited long enough. */
    void onTimeout(long now) {
        proxyQueue.onTimeout(this::redo, now);
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

    private boolean unicast(int address) {
        return fib.addrType(address) == RouteType.UNICAST;
    }

    private void reply(SkBuff skb, NetDevice dev, ArpHeader header) {
        long asker = header.senderMac();
        int ours = header.targetIp();
        int peer = header.senderIp();
        arp.send(ArpHeader.REPLY, dev, ours, asker, peer, asker, skb.port, skb.hash);
    }
}
