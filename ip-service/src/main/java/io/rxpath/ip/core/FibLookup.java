package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.FibTable;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables local and main, filled from addresses and static routes (kernel net/ipv4/fib_frontend.c fib_add_ifaddr(),
 * fib_lookup(); net/ipv4/devinet.c inet_select_addr()).
 *
 * <p>Since 5.14 the lowest address of a network is an ordinary one; only the highest is a broadcast address.
 */
final class FibLookup {
    private static final int LOOPBACK = 127 << 24;

    private final FibTable local;
    private final FibTable main;
    private final int[] addresses;
    private final int[] masks;

    FibLookup(IpSettings settings) {
        List<FibTable.Entry> localRoutes = new ArrayList<>();
        List<FibTable.Entry> mainRoutes = new ArrayList<>();
        List<Cidr> own = new ArrayList<>();
        localRoutes.add(new FibTable.Entry(LOOPBACK, 8, 0, Dst.of(RouteType.LOCAL, 0, 0)));
        for (Cidr address : settings.addresses()) {
            if (address.address().isV4()) {
                addAddress(address, localRoutes, mainRoutes);
                own.add(address);
            }
        }
        FibTable connected = new FibTable(mainRoutes);
        for (Route route : settings.routes()) {
            if (route.destination().address().isV4()) {
                mainRoutes.add(entry(route, connected, own));
            }
        }
        local = new FibTable(localRoutes);
        main = new FibTable(mainRoutes);
        addresses = own.stream().mapToInt(a -> a.address().v4()).toArray();
        masks = own.stream().mapToInt(Cidr::maskV4).toArray();
    }

    private static void addAddress(Cidr own, List<FibTable.Entry> local, List<FibTable.Entry> main) {
        int address = own.address().v4();
        int network = address & own.maskV4();
        local.add(new FibTable.Entry(address, 32, 0, Dst.of(RouteType.LOCAL, 0, address)));
        if (own.prefix() < 32) {
            main.add(new FibTable.Entry(network, own.prefix(), 0, Dst.of(RouteType.UNICAST, 0, address)));
        }
        if (own.prefix() < 31) {
            local.add(new FibTable.Entry(network | ~own.maskV4(), 32, 0, Dst.of(RouteType.BROADCAST, 0, address)));
        }
    }

    private static FibTable.Entry entry(Route route, FibTable connected, List<Cidr> own) {
        IpAddress via = route.via();
        int gateway = via == null ? 0 : via.v4();
        Dst link = gateway == 0 ? null : connected.lookup(gateway);
        if (gateway != 0 && link == null) {
            throw new IllegalArgumentException(
                    "route '" + route + "' has a gateway on none of the networks " + own + ", expected one of them");
        }
        int prefSrc = link != null
                ? link.prefSrc()
                : own.isEmpty() ? 0 : own.get(0).address().v4();
        return new FibTable.Entry(
                route.destination().address().v4(),
                route.destination().prefix(),
                route.metric(),
                Dst.of(RouteType.UNICAST, gateway, prefSrc));
    }

    /** The route of table local, else of table main, else null. */
    @Nullable
    Dst lookup(int daddr) {
        Dst dst = local.lookup(daddr);
        return dst != null ? dst : main.lookup(daddr);
    }

    /** True for the host's own addresses and loopback (kernel inet_addr_type() == RTN_LOCAL). */
    boolean isLocal(int address) {
        Dst dst = local.lookup(address);
        return dst != null && dst.type() == RouteType.LOCAL;
    }

    /** The own address to speak to {@code target} from: one of its network, else the first; 0 if there is none. */
    int selectAddr(int target) {
        for (int i = 0; i < addresses.length; i++) {
            if (((addresses[i] ^ target) & masks[i]) == 0) {
                return addresses[i];
            }
        }
        return addresses.length == 0 ? 0 : addresses[0];
    }
}
