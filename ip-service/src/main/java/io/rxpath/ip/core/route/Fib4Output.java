package io.rxpath.ip.core.route;

import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The way of a packet of this host (kernel net/ipv4/route.c ip_route_output_key_hash_rcu(), __mkroute_output()): which device,
 * which gateway, which source address. One object serves one caller, lookup after lookup.
 */
public final class Fib4Output {
    /** Which groups a device listens to (kernel ip_check_mc_rcu()). */
    @FunctionalInterface
    public interface Groups {
        /** True if {@code group} is joined on the device. */
        boolean joined(int ifindex, int group);
    }

    private static final int LIMITED_BROADCAST = -1;
    private static final int LOOPBACK = 0x7f00_0001;

    private final Fib fib;
    private final Groups groups;
    private final FlowI flow = new FlowI();

    private Errno error = Errno.NONE;
    private RouteType type = RouteType.UNICAST;
    private @Nullable FibRoute route;
    private int table;
    private int ifindex;
    private int daddr;
    private int saddr;
    private boolean local;

    /** For the tables of {@code fib}, on devices that have joined these groups. */
    public Fib4Output(Fib fib, Groups groups) {
        this.fib = fib;
        this.groups = groups;
    }

    /**
     * Looks for the way to {@code to}.
     *
     * @param from source address, 0 to choose one
     * @param oif the device to leave by, 0 for any
     * @return NONE, or why there is none
     */
    public Errno route(int to, int from, int tos, int mark, int oif) {
        daddr = to;
        saddr = from;
        route = null;
        table = 0;
        local = false;
        type = RouteType.UNICAST;
        ifindex = 0;
        error = choose(flow.v4(to, from).tos(tos).mark(mark).oif(oif));
        if (error == Errno.NONE) {
            error = make();
        }
        return error;
    }

    private Errno choose(FlowI fl) {
        boolean toMany = isMulticast(daddr) || daddr == LIMITED_BROADCAST;
        if (saddr != 0) {
            if (isMulticast(saddr) || saddr == LIMITED_BROADCAST) {
                return Errno.EINVAL;
            }
            int owner = deviceOf(saddr);
            if (owner == 0) {
                return Errno.ENETUNREACH;
            }
            if (fl.oif == 0 && toMany) {
                ifindex = owner;
                return Errno.NONE;
            }
        }
        if (fl.oif != 0) {
            if (fib.device(fl.oif) == null) {
                return Errno.ENODEV;
            }
            ifindex = fl.oif;
            if (isLinkMulticast(daddr) || daddr == LIMITED_BROADCAST) {
                sourceOf(RouteScope.LINK);
                return Errno.NONE;
            }
            if (isMulticast(daddr) || daddr == 0) {
                sourceOf(daddr == 0 ? RouteScope.HOST : fl.scope);
            }
        }
        if (daddr == 0) {
            saddr = saddr == 0 ? LOOPBACK : saddr;
            daddr = saddr;
            ifindex = FlowI.LOOPBACK_IFINDEX;
            type = RouteType.LOCAL;
            local = true;
            return Errno.NONE;
        }
        return lookup(fl);
    }

    private Errno lookup(FlowI fl) {
        FibRoute found = fib.lookup(fl);
        if (!found.found()) {
            if (fl.oif == 0) {
                return found.error();
            }
            // The sender knows the device: the destination is taken to be on its link.
            sourceOf(RouteScope.LINK);
            return Errno.NONE;
        }
        route = found;
        table = found.table();
        type = found.type();
        IpAddress said = found.info().prefSrc();
        if (type == RouteType.LOCAL) {
            saddr = saddr != 0 ? saddr : said != null ? said.v4() : daddr;
            ifindex = FlowI.LOOPBACK_IFINDEX;
            local = true;
            return Errno.NONE;
        }
        ifindex = found.ifindex();
        if (saddr == 0) {
            IpAddress chosen = fib.prefSrc(found);
            saddr = chosen == null ? 0 : chosen.v4();
        }
        return Errno.NONE;
    }

    /** kernel __mkroute_output(). */
    private Errno make() {
        boolean loopback = ifindex == FlowI.LOOPBACK_IFINDEX;
        if (saddr >>> 24 == 127 && !loopback) {
            return Errno.EINVAL;
        }
        if (daddr == LIMITED_BROADCAST) {
            type = RouteType.BROADCAST;
        } else if (isMulticast(daddr)) {
            type = RouteType.MULTICAST;
        }
        local |= loopback;
        if (type == RouteType.BROADCAST) {
            local = true;
            route = null;
        } else if (type == RouteType.MULTICAST) {
            local = groups.joined(ifindex, daddr);
            if (route != null && route.prefix() < 4) {
                // No route for groups: the default one names the device, its gateway has no part in it.
                route = null;
            }
        }
        return Errno.NONE;
    }

    private void sourceOf(int scope) {
        if (saddr == 0) {
            IpAddress chosen = fib.selectAddr(ifindex, 0, scope);
            saddr = chosen == null ? 0 : chosen.v4();
        }
    }

    /** The device that has this address, 0 for none (kernel __ip_dev_find()). */
    private int deviceOf(int address) {
        for (InDevice device : fib.devices()) {
            for (InDevice.IfAddress own : device.addresses()) {
                if (own.v4() && own.cidr().address().v4() == address) {
                    return device.ifindex();
                }
            }
        }
        FibRoute found = fib.tableLookup(RouteWords.TABLE_LOCAL, fib.addressFlow.v4(address, 0));
        return found != null && found.type() == RouteType.LOCAL ? found.ifindex() : 0;
    }

    private static boolean isMulticast(int address) {
        return address >>> 28 == 0xe;
    }

    private static boolean isLinkMulticast(int address) {
        return address >>> 8 == 0xe0_0000;
    }

    /** What the packet's route is; a broadcast or group's address also without an entry of that type. */
    public RouteType type() {
        return type;
    }

    /** The entry taken, null if none was needed. */
    public @Nullable FibRoute route() {
        return route;
    }

    /** The table that was asked, 0 if none was needed. */
    public int table() {
        return table;
    }

    /** The device it leaves by; 1 if it is for this host. */
    public int ifindex() {
        return ifindex;
    }

    /** The next hop if it is a gateway, else 0. */
    public int gateway() {
        return route == null || type == RouteType.LOCAL ? 0 : route.gatewayV4();
    }

    /** The destination: the source's own address where none was given. */
    public int daddr() {
        return daddr;
    }

    /** The source address, 0 if this host has none. */
    public int saddr() {
        return saddr;
    }

    /** True if this host gets the packet too (kernel RTCF_LOCAL). */
    public boolean local() {
        return local;
    }
}
