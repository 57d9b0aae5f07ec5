package io.rxpath.ip.core.route;

import io.rxpath.ip.core.route.InDevice.IfAddress;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;

/**
 * What the IPv6 addresses of devices mean for the tables (kernel net/ipv6/addrconf.c addrconf_add_mroute(),
 * addrconf_prefix_route(), net/ipv6/route.c addrconf_f6i_alloc()).
 */
final class Fib6 {
    /** Metric of the routes that follow from addresses (kernel IP6_RT_PRIO_ADDRCONF). */
    private static final int ADDRCONF_PRIORITY = 256;

    private static final Cidr MULTICAST = Cidr.parse("ff00::/8");

    private Fib6() {}

    /** The routes a device has before it has an address: multicast. */
    static void addDevice(Fib fib, InDevice device) {
        if (!device.loopback()) {
            add(fib, device, RouteType.MULTICAST, MULTICAST, ADDRCONF_PRIORITY, RouteWords.TABLE_LOCAL);
        }
    }

    /** The routes of a new address. */
    static void addAddress(Fib fib, InDevice device, IfAddress address) {
        Cidr own = address.cidr();
        add(fib, device, RouteType.LOCAL, new Cidr(own.address(), 128), 0, RouteWords.TABLE_LOCAL);
        if (!device.loopback() && own.prefix() < 128) {
            add(fib, device, RouteType.UNICAST, own, ADDRCONF_PRIORITY, RouteWords.TABLE_MAIN);
        }
    }

    /** Takes the routes of an address that the device has no longer. */
    static void removeAddress(Fib fib, InDevice device, IfAddress gone) {
        FibConfig cfg = FibConfig.delete(new Cidr(gone.cidr().address(), 128));
        cfg.table = RouteWords.TABLE_LOCAL;
        cfg.ifindex = device.ifindex();
        fib.delete(cfg);
        boolean shared = device.addresses().stream()
                .anyMatch(a -> !a.v4()
                        && a.cidr().prefix() == gone.cidr().prefix()
                        && a.cidr().contains(gone.cidr().address()));
        if (!shared && gone.cidr().prefix() < 128) {
            for (FibRoute route : fib.routes(RouteWords.TABLE_MAIN)) {
                if (route.info().protocol() == RouteWords.PROTO_KERNEL
                        && route.ifindex() == device.ifindex()
                        && route.prefix() == gone.cidr().prefix()
                        && gone.cidr().contains(route.destination().address())) {
                    fib.delete(route);
                }
            }
        }
    }

    private static void add(Fib fib, InDevice device, RouteType type, Cidr to, int priority, int table) {
        FibConfig cfg = new FibConfig(to);
        cfg.type = type;
        cfg.table = table;
        cfg.protocol = RouteWords.PROTO_KERNEL;
        cfg.priority = priority;
        cfg.ifindex = device.ifindex();
        try {
            fib.add(cfg, FibChange.APPEND);
        } catch (RtnetlinkException e) {
            // A second address of the same network finds its route there already.
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /** True if a device has this address (kernel ipv6_chk_addr()). */
    static boolean isOwn(Fib fib, IpAddress address) {
        return fib.devices().stream()
                .anyMatch(d ->
                        d.addresses().stream().anyMatch(a -> a.cidr().address().equals(address)));
    }

    static boolean isLinkLocal(IpAddress address) {
        return address.hi() >>> 54 == 0xfe80 >>> 6;
    }

    /** The device a gateway is on (kernel ip6_validate_gw(), ip6_route_check_nh(), ip6_route_check_nh_onlink()). */
    static int gatewayDevice(Fib fib, FibConfig cfg, IpAddress gateway) {
        if (gateway.hi() >>> 56 == 0xff) {
            throw new RtnetlinkException(Errno.EINVAL, "Invalid gateway address");
        }
        if (isOwn(fib, gateway)) {
            throw new RtnetlinkException(Errno.EINVAL, "Gateway can not be a local address");
        }
        if (isLinkLocal(gateway) || cfg.onlink) {
            if (cfg.ifindex == 0) {
                throw new RtnetlinkException(
                        Errno.EINVAL,
                        cfg.onlink ? "Nexthop device required for onlink" : "Egress device not specified");
            }
            return known(fib, cfg.ifindex);
        }
        FlowI flow = new FlowI()
                .v6(gateway.hi(), gateway.lo(), 0, 0)
                .oif(cfg.ifindex)
                .strictOif(cfg.ifindex != 0);
        FibRoute way = fib.lookup(flow);
        if (!way.found() || way.gateway() != null || (cfg.ifindex != 0 && way.ifindex() != cfg.ifindex)) {
            throw new RtnetlinkException(Errno.EHOSTUNREACH);
        }
        return way.ifindex();
    }

    private static int known(Fib fib, int ifindex) {
        if (fib.device(ifindex) == null) {
            throw new RtnetlinkException(Errno.ENODEV);
        }
        return ifindex;
    }
}
