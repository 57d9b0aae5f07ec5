package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.RouteScope;
import io.rxpath.skb.LinuxMib;

/**
 * What the settings arp_* of a device say of a request or an announcement (kernel net/ipv4/arp.c arp_ignore(), arp_accept(),
 * arp_filter(), arp_fwd_proxy(); net/ipv4/devinet.c inet_confirm_addr()). A device has the medium 0, as unless set.
 */
final class ArpConf {
    private final Net net;
    private final IpRoute route;
    private final FibLookup fib;

    ArpConf(Net net, IpRoute route, FibLookup fib) {
        this.net = net;
        this.route = route;
        this.fib = fib;
    }

    /** True if a request by {@code sip} for our address {@code tip} is not to be answered. */
    boolean ignores(InetDevice in, int sip, int tip) {
        return switch (in.max(InetDevconf.ARP_IGNORE)) {
            case 1 -> !confirmed(in, 0, tip, RouteScope.HOST);
            case 2 -> !confirmed(in, sip, tip, RouteScope.HOST);
            case 3 -> fib.confirmAddr(0, 0, tip, RouteScope.LINK, localnet(in)) == 0;
            case 8 -> true;
            default -> false;
        };
    }

    /** True if arp_filter is on and we would speak to {@code sip} by another device. */
    boolean filtered(InetDevice in, int sip, int tip) {
        if (!in.or(InetDevconf.ARP_FILTER)) {
            return false;
        }
        Dst back = route.output(sip, tip, 0, 0);
        if (back == null) {
            return true;
        }
        boolean elsewhere = back.out().ifindex() != in.dev().ifindex();
        if (elsewhere) {
            net.linux.inc(LinuxMib.ARP_FILTER);
        }
        return elsewhere;
    }

    /** True if somebody unknown who announces himself becomes a neighbour. */
    boolean accepts(InetDevice in, int sip) {
        return switch (in.max(InetDevconf.ARP_ACCEPT)) {
            case 1 -> true;
            case 2 -> confirmed(in, sip, 0, RouteScope.LINK);
            default -> false;
        };
    }

    /** True if a request that came in here is answered for the host the route {@code dst} leads to. */
    boolean proxies(InetDevice in, Dst dst) {
        return dst.out().ifindex() != in.dev().ifindex() && in.or(InetDevconf.PROXY_ARP);
    }

    private boolean confirmed(InetDevice in, int dst, int local, int scope) {
        return fib.confirmAddr(in.dev().ifindex(), dst, local, scope, localnet(in)) != 0;
    }

    private static boolean localnet(InetDevice in) {
        return in.or(InetDevconf.ROUTE_LOCALNET);
    }
}
