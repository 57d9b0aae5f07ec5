package io.rxpath.ip.core.route;

import io.rxpath.ip.core.route.InDevice.IfAddress;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the IPv4 addresses of devices mean for the tables, and what the tables say of an address (kernel
 * net/ipv4/fib_frontend.c fib_add_ifaddr(), fib_del_ifaddr(), fib_magic(), __inet_dev_addr_type()).
 */
final class Fib4 {
    private Fib4() {}

    /** The routes of a new address. */
    static void addAddress(Fib fib, InDevice device, IfAddress address) {
        IpAddress source = address.secondary()
                ? device.primaryOf(address).cidr().address()
                : address.cidr().address();
        int own = address.cidr().address().v4();
        int mask = address.cidr().maskV4();
        int prefix = own & mask;
        int length = address.cidr().prefix();
        magic(fib, device, RouteType.LOCAL, own, 32, source);
        boolean network = prefix != 0 && !address.secondary() && (prefix != own || length < 32);
        if (!network) {
            return;
        }
        magic(fib, device, device.loopback() ? RouteType.LOCAL : RouteType.UNICAST, prefix, length, source);
        if (length < 31) {
            magic(fib, device, RouteType.BROADCAST, prefix | ~mask, 32, source);
        }
    }

    private static void magic(Fib fib, InDevice device, RouteType type, int prefix, int length, IpAddress source) {
        FibConfig cfg = new FibConfig(new Cidr(IpAddress.v4(prefix), length));
        cfg.type = type;
        cfg.table = type == RouteType.UNICAST ? RouteWords.TABLE_MAIN : RouteWords.TABLE_LOCAL;
        cfg.protocol = RouteWords.PROTO_KERNEL;
        cfg.scope = type == RouteType.LOCAL ? RouteScope.HOST : RouteScope.LINK;
        cfg.prefSrc = source;
        cfg.ifindex = device.ifindex();
        try {
            fib.add(cfg, FibChange.APPEND);
        } catch (RtnetlinkException e) {
            // Two addresses may ask for the same route; the kernel does not look at the answer either.
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /**
     * Takes the routes of an address that the device has no longer, unless another address needs them, and those that send from it
     * if no device has it any more (kernel fib_del_ifaddr(), fib_sync_down_addr()).
     *
     * @param primary the primary address of its network, itself unless it was a secondary one
     */
    static void removeAddress(Fib fib, InDevice device, IfAddress gone, IfAddress primary) {
        IpAddress own = gone.cidr().address();
        IpAddress source = primary.cidr().address();
        int mask = gone.cidr().maskV4();
        int prefix = own.v4() & mask;
        int length = gone.cidr().prefix();
        boolean network = !gone.secondary() && prefix != 0 && (prefix != own.v4() || length < 32);
        if (network) {
            unmagic(fib, device, device.loopback() ? RouteType.LOCAL : RouteType.UNICAST, prefix, length, source);
        }
        if (network && length < 31) {
            unmagic(fib, device, RouteType.BROADCAST, prefix | ~mask, 32, source);
        }
        boolean still =
                device.addresses().stream().anyMatch(a -> a.cidr().address().equals(own));
        if (!still) {
            unmagic(fib, device, RouteType.LOCAL, own.v4(), 32, source);
            if (addrTypeTable(fib, own.v4(), RouteWords.TABLE_LOCAL) != RouteType.LOCAL) {
                flush(fib, route -> own.equals(route.info().prefSrc()));
            }
        }
        if (device.addresses().stream().noneMatch(IfAddress::v4)) {
            // Without an address the device is out of IPv4 (kernel fib_disable_ip()).
            flush(fib, route -> route.ifindex() == device.ifindex());
        }
    }

    private static void unmagic(Fib fib, InDevice device, RouteType type, int prefix, int length, IpAddress source) {
        int table = type == RouteType.UNICAST ? RouteWords.TABLE_MAIN : RouteWords.TABLE_LOCAL;
        flush(
                fib,
                route -> route.table() == table
                        && route.type() == type
                        && route.hi() == (long) prefix << 32
                        && route.prefix() == length
                        && route.ifindex() == device.ifindex()
                        && route.info().protocol() == RouteWords.PROTO_KERNEL
                        && source.equals(route.info().prefSrc()));
    }

    private static void flush(Fib fib, Predicate<FibRoute> which) {
        for (int table : fib.tableIds()) {
            fib.routes(table).stream().filter(which).forEach(fib::delete);
        }
    }

    /** What an address is to this host, as table local says (kernel inet_addr_type()). */
    static RouteType addrTypeTable(Fib fib, int address, int table) {
        FibRoute found = addrRoute(fib, address, table);
        return found == null ? wellKnown(address) : found.type();
    }

    /** The same, but what is another device's counts as a stranger (kernel inet_addr_type_dev_table(), inet_dev_addr_type()). */
    static RouteType addrType(Fib fib, int address, int ifindex) {
        FibRoute found = addrRoute(fib, address, RouteWords.TABLE_LOCAL);
        return found == null ? wellKnown(address) : found.ifindex() == ifindex ? found.type() : RouteType.UNICAST;
    }

    private static @Nullable FibRoute addrRoute(Fib fib, int address, int table) {
        if (wellKnown(address) != RouteType.UNICAST) {
            return null;
        }
        FibRoute found = fib.tableLookup(table, fib.addressFlow.v4(address, 0));
        return found != null && found.found() ? found : null;
    }

    private static RouteType wellKnown(int address) {
        if (address == -1 || address == 0) {
            return RouteType.BROADCAST;
        }
        return address >>> 28 == 0xe ? RouteType.MULTICAST : RouteType.UNICAST;
    }
}
