package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The forwarding information base of one family: its tables, its rules and the devices they speak of (kernel
 * net/ipv4/fib_frontend.c, fib_semantics.c, fib_rules.c; net/ipv6/route.c, ip6_fib.c, fib6_rules.c). All of it can change at
 * any time. Single-threaded.
 */
public final class Fib {
    private final boolean v4;
    private final Map<Integer, InDevice> devices;
    private final TreeMap<Integer, FibTable> tables = new TreeMap<>();
    /** The tables with numbers below 256 again, to be found without boxing a number. */
    private final @Nullable FibTable[] lowTables = new @Nullable FibTable[256];

    /** The question {@link Fib4} asks for every packet. */
    final FlowI addressFlow = new FlowI();

    private final Map<FibInfo, FibInfo> infos = new HashMap<>();
    private final FibRules rules;
    private final FibTable local;
    private final FibTable main;
    private @Nullable FibTable byDefault;
    private boolean customRules;
    private int generation;

    /** The tables and rules a system starts with, on these devices; their addresses' routes are not there yet. */
    Fib(boolean v4, Map<Integer, InDevice> devices) {
        this.v4 = v4;
        this.devices = devices;
        rules = new FibRules(v4, this::ifindexOf);
        local = table(RouteWords.TABLE_LOCAL);
        main = table(RouteWords.TABLE_MAIN);
    }

    /** True for IPv4's, false for IPv6's. */
    public boolean isV4() {
        return v4;
    }

    /** Grows with every change: results kept from before no longer hold (kernel rt_genid). */
    public int generation() {
        return generation;
    }

    /** The devices by number. */
    public Collection<InDevice> devices() {
        return Collections.unmodifiableCollection(devices.values());
    }

    /** The device of that number, or null. */
    public @Nullable InDevice device(int ifindex) {
        return devices.get(ifindex);
    }

    /** Number of the device of that name, -1 if there is none. */
    public int ifindexOf(String name) {
        for (InDevice device : devices.values()) {
            if (device.name().equals(name)) {
                return device.ifindex();
            }
        }
        return -1;
    }

    /**
     * The route the rules lead to (kernel fib_lookup(), fib6_rule_lookup()); never null: see {@link FibRoute#error}.
     */
    public FibRoute lookup(FlowI flow) {
        if (customRules) {
            return rules.lookup(flow, this);
        }
        FibRoute found = v4 ? merged(flow) : passable(local.lookup(flow));
        if (found == null && !v4) {
            found = passable(main.lookup(flow));
        }
        FibTable last = byDefault;
        if (v4 && last != null && (found == null || !found.found())) {
            FibRoute other = last.lookup(flow);
            if (other != null) {
                found = other;
            }
        }
        return found == null || found.error() == Errno.EAGAIN ? FibRoute.NO_ROUTE : found;
    }

    private static @Nullable FibRoute passable(@Nullable FibRoute route) {
        return route != null && route.error() == Errno.EAGAIN ? null : route;
    }

    /**
     * As long as nobody changed the IPv4 rules, local and main are one trie (kernel fib_unmerge() splits them): a longer prefix
     * in main wins against a shorter one in local.
     */
    private @Nullable FibRoute merged(FlowI flow) {
        FibRoute own = local.lookup(flow);
        if (own != null && own.prefix() == 32) {
            return own;
        }
        FibRoute other = main.lookup(flow);
        return own == null || (other != null && other.prefix() > own.prefix()) ? other : own;
    }

    /** What one table says, null for nothing (kernel fib_table_lookup()); local and main may be one, see above. */
    public @Nullable FibRoute tableLookup(int id, FlowI flow) {
        if (v4 && !customRules && (id == RouteWords.TABLE_LOCAL || id == RouteWords.TABLE_MAIN)) {
            return merged(flow);
        }
        FibTable table = id >= 0 && id < lowTables.length ? lowTables[id] : tables.get(id);
        return table == null ? null : table.lookup(flow);
    }

    /** The chains of this table that contain the flow's destination, the longest prefix first. */
    List<FibRoute> candidates(int id, FlowI flow) {
        FibTable table = tables.get(id);
        return table == null ? List.of() : table.candidates(flow);
    }

    /** True once rules were changed: before, IPv4's local and main are searched as one table. */
    public boolean customRules() {
        return customRules;
    }

    FibRules fibRules() {
        return rules;
    }

    /** The rules in the order they are tried. */
    public List<FibRule> rules() {
        return rules.rules();
    }

    /** The number a rule gets that asks for none. */
    public int freePriority() {
        return rules.freePriority();
    }

    /**
     * Adds a rule.
     *
     * @throws RtnetlinkException if the kernel refuses it
     */
    public void addRule(FibRule rule) {
        rules.add(rule);
        if (v4 && rule.table() != 0) {
            table(rule.table());
        }
        customRules = true;
        generation++;
    }

    /** Removes the rule at this place of {@link #rules}. */
    public void removeRule(int at) {
        rules.remove(at);
        customRules = true;
        generation++;
    }

    /**
     * Adds, or puts in the place of another, a route.
     *
     * @throws RtnetlinkException if the kernel refuses it
     */
    public void add(FibConfig cfg, FibChange change) {
        FibRoute route = v4 ? Fib4Semantics.route(this, cfg) : Fib6Semantics.route(this, cfg);
        table(cfg.table).insert(route, change);
        generation++;
    }

    /**
     * Removes the first route that fits the request and returns it.
     *
     * @throws RtnetlinkException ESRCH if there is none
     */
    public FibRoute delete(FibConfig cfg) {
        FibTable table = tables.get(cfg.table);
        Cidr destination = cfg.destination;
        FibRoute gone = table == null
                ? null
                : table.delete(
                        hi(destination),
                        lo(destination),
                        destination.prefix(),
                        route -> v4 ? Fib4Semantics.fits(route, cfg) : Fib6Semantics.fits(route, cfg));
        if (gone == null) {
            throw new RtnetlinkException(Errno.ESRCH);
        }
        generation++;
        return gone;
    }

    /** Removes exactly this route. */
    void delete(FibRoute route) {
        FibTable table = tables.get(route.table());
        if (table != null && table.delete(route.hi(), route.lo(), route.prefix(), other -> other == route) != null) {
            generation++;
        }
    }

    /** The one instance of this next hop. */
    FibInfo share(FibInfo info) {
        FibInfo known = infos.putIfAbsent(info, info);
        return known == null ? info : known;
    }

    /** All routes of a table, in the order {@code ip route show} lists them. */
    public List<FibRoute> routes(int id) {
        FibTable table = tables.get(id);
        return table == null ? List.of() : table.routes();
    }

    /** The tables that exist, in the order the kernel lists them (by the last byte of the number). */
    public List<Integer> tableIds() {
        List<Integer> ids = new ArrayList<>(tables.keySet());
        ids.sort((a, b) -> (a & 0xff) != (b & 0xff) ? (a & 0xff) - (b & 0xff) : b - a);
        return ids;
    }

    /** Number of routes in all tables. */
    public int size() {
        return tables.values().stream().mapToInt(FibTable::size).sum();
    }

    /**
     * The address packets on this route are sent from (kernel fib_result_prefsrc()); null if no device has one.
     */
    public @Nullable IpAddress prefSrc(FibRoute route) {
        IpAddress said = route.info().prefSrc();
        IpAddress gateway = route.gateway();
        return said != null || !v4
                ? said
                : selectAddr(route.ifindex(), gateway == null ? 0 : gateway.v4(), route.scope());
    }

    /**
     * The address to speak to {@code target} from by this device (kernel inet_select_addr()): of its primary ones of this scope
     * or a wider one that has the target in its network, else the first; else one of any device.
     *
     * @param target IPv4 address, 0 for any
     */
    public @Nullable IpAddress selectAddr(int ifindex, int target, int scope) {
        InDevice device = devices.get(ifindex);
        IpAddress found = device == null ? null : device.select(target, scope);
        if (found != null) {
            return found;
        }
        for (InDevice other : devices.values()) {
            for (InDevice.IfAddress address : other.addresses()) {
                if (address.v4()
                        && !address.secondary()
                        && address.scope() != RouteScope.LINK
                        && address.scope() <= scope) {
                    return address.cidr().address();
                }
            }
        }
        return null;
    }

    /** What an IPv4 address is to this host, as table local says (kernel inet_addr_type()). */
    public RouteType addrType(int address) {
        return Fib4.addrTypeTable(this, address, RouteWords.TABLE_LOCAL);
    }

    /** The same, but what is another device's counts as a stranger's (kernel inet_dev_addr_type()). */
    public RouteType addrType(int address, int ifindex) {
        return Fib4.addrType(this, address, ifindex);
    }

    private FibTable table(int id) {
        FibTable table = tables.get(id);
        if (table == null) {
            table = v4 ? new Fib4Table(id) : new Fib6Table(id);
            tables.put(id, table);
            if (id >= 0 && id < lowTables.length) {
                lowTables[id] = table;
            }
            if (id == RouteWords.TABLE_DEFAULT) {
                byDefault = table;
            }
        }
        return table;
    }

    long hi(Cidr cidr) {
        return v4 ? (long) cidr.address().v4() << 32 : cidr.address().hi();
    }

    long lo(Cidr cidr) {
        return v4 ? 0 : cidr.address().lo();
    }
}
