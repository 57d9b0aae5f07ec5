package io.rxpath.ip.core;

import io.rxpath.ip.core.route.RouteScope;
import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/** Requests for IPv4 neighbours (kernel net/ipv4/arp.c arp_solicit(), arp_error_report()). */
final class ArpSolicit implements NeighOps {
    /** Tells whoever sent a packet that cannot be delivered (kernel dst_link_failure(), ipv4_link_failure()). */
    interface LinkFailure {
        void linkFailure(SkBuff skb, NetDevice dev, long now);
    }

    private final Net net;
    private final FibLookup fib;
    private final ArpSend arp;
    private LinkFailure linkFailure = (skb, dev, now) -> {};

    ArpSolicit(Net net, FibLookup fib, ArpSend arp) {
        this.net = net;
        this.fib = fib;
        this.arp = arp;
    }

    /** Who is told of packets lost here; nobody until this is called. */
    void onLinkFailure(LinkFailure listener) {
        linkFailure = listener;
    }

    @Override
    public int protocol() {
        return EthernetHeader.TYPE_IPV4;
    }

    @Override
    public void solicit(NeighEntry entry, @Nullable SkBuff waiting, boolean unicast, long now) {
        int target = entry.address.v4();
        int saddr = waiting == null
                ? 0
                : announced(new Ipv4Header(waiting.buf(), waiting.networkHeader()).saddr(), entry.dev, target);
        if (saddr == 0) {
            saddr = fib.selectAddr(entry.dev.ifindex(), target, RouteScope.LINK);
        }
        arp.send(
                ArpHeader.REQUEST,
                entry.dev,
                saddr,
                0,
                target,
                unicast ? entry.ha : MacAddress.BROADCAST,
                unicast ? entry.port : Neighbour.ANY_PORT,
                0);
    }

    /** The source of the packet that waits, if arp_announce lets us ask from it; else 0. */
    private int announced(int saddr, NetDevice dev, int target) {
        if (!fib.isLocal(saddr)) {
            return 0;
        }
        return switch (net.devices.of(dev).max(InetDevconf.ARP_ANNOUNCE)) {
            case 0 -> saddr;
            case 1 -> IpRoute.onlink(dev, target, saddr) ? saddr : 0;
            default -> 0;
        };
    }

    @Override
    public void errorReport(NeighEntry entry, SkBuff skb, long now) {
        linkFailure.linkFailure(skb, entry.dev, now);
    }

    @Override
    public String errorPlace() {
        return "arp_error_report";
    }

    @Override
    public String createFailPlace() {
        return "ip_finish_output2";
    }
}
