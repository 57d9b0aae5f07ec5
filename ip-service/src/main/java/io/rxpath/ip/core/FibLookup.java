package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.Fib;
import io.rxpath.ip.core.route.FibChange;
import io.rxpath.ip.core.route.FibConfig;
import io.rxpath.ip.core.route.FibFrontend;
import io.rxpath.ip.core.route.FibNhException;
import io.rxpath.ip.core.route.FibNhExceptions;
import io.rxpath.ip.core.route.FibRoute;
import io.rxpath.ip.core.route.FlowI;
import io.rxpath.ip.core.route.InDevice;
import io.rxpath.ip.core.route.RouteScope;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.ip.core.route.RtnetlinkException;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Route lookups of this host (kernel net/ipv4/fib_frontend.c fib_lookup(), inet_addr_type(); net/ipv4/devinet.c
 * inet_select_addr()): tables and rules of both families, filled from the devices' addresses and the static routes of the
 * settings; both may change later by {@link #frontend}.
 */
final class FibLookup {
    private final FibFrontend frontend = new FibFrontend();
    private final Fib v4 = frontend.v4();
    private final Fib v6 = frontend.v6();
    private final FlowI flow = new FlowI();
    private final FibNhExceptions exceptions = new FibNhExceptions();
    private final Map<Integer, NetDevice> devices = new HashMap<>();

    FibLookup(IpSettings settings) {
        this(settings.devices(), settings.routes());
    }

    /**
     * A host with these devices, and lo if it is not among them, and these static routes.
     *
     * @throws IllegalArgumentException if a route's gateway cannot be reached, naming the route
     */
    FibLookup(List<NetDevice> devices, List<Route> routes) {
        this.devices.put(NetDevice.LOOPBACK_IFINDEX, NetDevices.LOOPBACK);
        for (NetDevice device : devices) {
            this.devices.put(device.ifindex(), device);
            if (device.ifindex() == NetDevice.LOOPBACK_IFINDEX) {
                device.addresses().forEach(a -> frontend.addAddress(NetDevice.LOOPBACK_IFINDEX, a));
                continue;
            }
            InDevice in = new InDevice(device.ifindex(), device.name(), device.mtu());
            device.addresses().forEach(in::add);
            frontend.addDevice(in);
        }
        routes.forEach(this::add);
    }

    private void add(Route route) {
        Cidr destination = route.destination();
        FibConfig cfg = new FibConfig(destination);
        cfg.gateway = route.via();
        cfg.priority = route.metric();
        if (route.via() == null) {
            cfg.scope = RouteScope.LINK;
            cfg.ifindex = firstDevice();
        }
        try {
            (destination.address().isV4() ? v4 : v6).add(cfg, FibChange.APPEND);
        } catch (RtnetlinkException e) {
            throw new IllegalArgumentException("route '" + route + "': " + e.getMessage(), e);
        }
    }

    /** A route that names no device is on the first that is not lo. */
    private int firstDevice() {
        return v4.devices().stream()
                .filter(d -> !d.loopback())
                .mapToInt(InDevice::ifindex)
                .findFirst()
                .orElse(0);
    }

    /** Devices, addresses, and the tables and rules of both families. */
    FibFrontend frontend() {
        return frontend;
    }

    /** A device with other addresses than before; routes know it by its number. */
    void device(NetDevice changed) {
        devices.put(changed.ifindex(), changed);
    }

    /** The route of a flow, of the family its addresses were set with; never null: see {@link FibRoute#error}. */
    FibRoute lookup(FlowI what, boolean ipv4) {
        return (ipv4 ? v4 : v6).lookup(what);
    }

    /** The route of an IPv4 flow; never null: see {@link FibRoute#error}. */
    FibRoute lookup(FlowI what) {
        return v4.lookup(what);
    }

    /** The route as what packets that take it are given; it leads somewhere. */
    Dst dst(FibRoute route) {
        Dst known = route.rthOutput;
        if (known != null && route.rthGeneration == v4.generation()) {
            return known;
        }
        NetDevice dev = Objects.requireNonNull(devices.get(route.ifindex()), "a route's device is there");
        Dst dst = Dst.of(route.type(), dev, route.gatewayV4(), prefSrc(route), route.mtu());
        if (route.info().metrics().mtuLocked()) {
            dst = dst.path(dst.gateway(), dst.mtu(), true);
        }
        route.rthOutput = dst;
        route.rthGeneration = v4.generation();
        return dst;
    }

    /** What was learnt of the ways to single destinations. */
    FibNhExceptions exceptions() {
        return exceptions;
    }

    /**
     * The route's result for a packet to {@code daddr}, with what was learnt of that destination (kernel rt_bind_exception(),
     * ip_dst_mtu_maybe_forward()).
     *
     * @param believesPmtu whether a path MTU counts that is not locked: not of forwarded packets, unless
     *     ip_forward_use_pmtu says so
     */
    Dst dst(FibRoute route, int daddr, boolean believesPmtu, long now) {
        Dst dst = dst(route);
        if (exceptions.isEmpty()) {
            return dst;
        }
        FibNhException known = exceptions.find(route.info(), IpAddress.v4(daddr), now);
        if (known == null) {
            return dst;
        }
        IpAddress gateway = known.gateway();
        boolean counts = known.pmtu() != 0 && (believesPmtu || known.mtuLocked());
        return dst.path(
                gateway == null ? dst.gateway() : gateway.v4(),
                counts ? known.pmtu() : dst.mtu(),
                dst.mtuLocked() || known.mtuLocked());
    }

    /** True if a route by the device has this gateway (kernel ip_fib_check_default()). */
    boolean isGateway(int gateway, int ifindex) {
        for (int table : v4.tableIds()) {
            for (FibRoute route : v4.routes(table)) {
                if (route.found() && route.ifindex() == ifindex && route.gatewayV4() == gateway) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The way to an IPv4 address for packets of this host, or null if there is none. */
    @Nullable
    Dst lookup(int daddr) {
        FibRoute route = v4.lookup(flow.v4(daddr, 0));
        return route.found() ? dst(route) : null;
    }

    /** True once somebody changed the IPv4 rules. */
    boolean customRules() {
        return v4.customRules();
    }

    /** True if a device has the IPv4 address (kernel inet_lookup_ifaddr_rcu()). */
    boolean isOwn(int address) {
        return isLocal(address) && (address >>> 24 != 127 || address == 0x7f00_0001);
    }

    /** True for the host's own addresses and loopback (kernel inet_addr_type() == RTN_LOCAL). */
    boolean isLocal(int address) {
        return v4.addrType(address) == RouteType.LOCAL;
    }

    /** What an IPv4 address is to this host (kernel inet_addr_type()). */
    RouteType addrType(int address) {
        return v4.addrType(address);
    }

    /** What an IPv4 address is to this host as far as this device is concerned (kernel inet_addr_type_dev_table()). */
    RouteType addrType(int address, int ifindex) {
        return v4.addrType(address, ifindex);
    }

    /** The address packets on this route are sent from (kernel fib_result_prefsrc()); 0 if no device has one. */
    int prefSrc(FibRoute route) {
        IpAddress source = v4.prefSrc(route);
        return source == null ? 0 : source.v4();
    }

    /** An own IPv4 address of a device, 0 for any, that fits; 0 if none does; see {@link InDevice#confirmAddr}. */
    int confirmAddr(int ifindex, int dst, int local, int scope, boolean routeLocalnet) {
        for (InDevice device : v4.devices()) {
            int found = ifindex != 0 && device.ifindex() != ifindex
                    ? 0
                    : device.confirmAddr(dst, local, scope, routeLocalnet);
            if (found != 0) {
                return found;
            }
        }
        return 0;
    }

    /** The own address to speak to {@code target} from by this device (kernel inet_select_addr()); 0 if there is none. */
    int selectAddr(int ifindex, int target, int scope) {
        IpAddress address = v4.selectAddr(ifindex, target, scope);
        return address == null ? 0 : address.v4();
    }

    /** The own address to speak to {@code target} from by the first device; 0 if there is none. */
    int selectAddr(int target) {
        return selectAddr(firstDevice(), target, RouteScope.UNIVERSE);
    }
}
