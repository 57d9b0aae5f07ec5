package io.rxpath.ip.core;

import io.rxpath.ip.core.conntrack.ConntrackSettings;
import io.rxpath.ip.core.ipv6.Ipv6Settings;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.UdpBind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The IP layer's settings: what {@code ip link}, {@code ip addr}, {@code ip route}, {@code ip neigh} and the net.ipv4
 * sysctls say. Immutable.
 *
 * @param devices the host's devices in the order of their numbers; lo is there without being named
 * @param conf net.ipv4.conf.NAME by name: all, default, lo and every device; one that is not named is as default
 * @param routes static routes
 * @param neighbours neighbours set by hand
 * @param defaultTtl ip_default_ttl, 1..255
 * @param forwardUpdatePriority ip_forward_update_priority: forwarded packets get their queueing priority from the TOS
 * @param forwardUsePmtu ip_forward_use_pmtu: what redirects and ICMP said of a path's MTU holds for forwarded packets too
 * @param noPmtuDisc ip_no_pmtu_disc, 0..3: from 1 on, packets of our own leave without DF
 * @param fwmarkReflect fwmark_reflect: answers of the kernel itself have the mark of what they answer
 * @param route net.ipv4.route
 * @param icmp ICMP settings
 * @param neigh neighbour settings
 * @param frag reassembly settings
 * @param conntrack connection tracking's settings
 * @param udp UDP sockets; what comes to another port is answered with port unreachable
 * @param llc whether the kernel module llc is there, which takes IEEE 802.2 frames before they count as unknown
 * @param ipv6 net.ipv6
 */
public record IpSettings(
        List<NetDevice> devices,
        Map<String, InetConf> conf,
        List<Route> routes,
        List<Neighbour> neighbours,
        int defaultTtl,
        boolean forwardUpdatePriority,
        boolean forwardUsePmtu,
        int noPmtuDisc,
        boolean fwmarkReflect,
        RouteSettings route,
        IcmpSettings icmp,
        NeighSettings neigh,
        FragSettings frag,
        ConntrackSettings conntrack,
        List<UdpBind> udp,
        boolean llc,
        Ipv6Settings ipv6) {
    /** Name of the directory net.ipv4.conf.all. */
    public static final String ALL = "all";
    /** Name of the directory net.ipv4.conf.default. */
    public static final String DEFAULT = "default";

    /** The number of the first device that is not lo. */
    public static final int FIRST_IFINDEX = 2;

    /** Checks the ranges and copies the lists. */
    public IpSettings {
        devices = List.copyOf(devices);
        conf = Map.copyOf(conf);
        routes = List.copyOf(routes);
        neighbours = List.copyOf(neighbours);
        udp = List.copyOf(udp);
        checkDevices(devices);
        if (defaultTtl < 1 || defaultTtl > 255) {
            throw new IllegalArgumentException("ip_default_ttl is " + defaultTtl + ", expected 1 to 255");
        }
        if (noPmtuDisc < 0 || noPmtuDisc > 3) {
            throw new IllegalArgumentException("ip_no_pmtu_disc is " + noPmtuDisc + ", expected 0 to 3");
        }
        UdpBind.check(udp);
    }

    private static void checkDevices(List<NetDevice> devices) {
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("there is no device, expected one at least");
        }
        Set<Object> seen = new HashSet<>();
        for (NetDevice dev : devices) {
            if (dev.ifindex() < FIRST_IFINDEX || dev.name().equals(NetDevices.LOOPBACK.name())) {
                throw new IllegalArgumentException("device " + dev.name() + " has the number " + dev.ifindex()
                        + ", expected a device that is not lo");
            }
            if (dev.mac() == 0) {
                throw new IllegalArgumentException(
                        "mac is " + MacAddress.format(0) + ", expected the address of one station");
            }
            boolean first = seen.add(dev.ifindex());
            first &= seen.add(dev.name());
            first &= seen.add("port " + dev.port());
            if (!first) {
                throw new IllegalArgumentException("device " + dev.name()
                        + " has the number, name or wire port of another one, expected each once");
            }
            for (Cidr address : dev.addresses()) {
                int v4 = address.address().v4();
                if (address.address().isV4() && (v4 == 0 || v4 >>> 28 >= 0xe || v4 >>> 24 == 0)) {
                    throw new IllegalArgumentException("address " + address + " cannot be a host's own address");
                }
            }
        }
    }

    /** A host with these addresses on one Ethernet link eth0, otherwise as a 6.18 kernel starts. */
    public static IpSettings defaults(long mac, List<Cidr> addresses) {
        Builder builder = new Builder();
        builder.devices.add(new NetDevice(FIRST_IFINDEX, "eth0", mac, 1500, NetDevice.ANY_PORT, addresses));
        return builder.build();
    }

    /** A copy with the values that {@code change} sets. */
    public IpSettings with(Consumer<Builder> change) {
        Builder builder = new Builder(this);
        change.accept(builder);
        return builder.build();
    }

    /** The values of net.ipv4.conf.NAME; those of default for a name that has none of its own. */
    public InetConf conf(String name) {
        InetConf own = conf.get(name);
        return own != null ? own : conf.getOrDefault(DEFAULT, InetConf.DEFAULT);
    }

    /** ip_forward, which is conf.all.forwarding. */
    public boolean forward() {
        return conf(ALL).get(InetDevconf.FORWARDING) != 0;
    }

    /** The first device's MAC address. */
    public long mac() {
        return devices.get(0).mac();
    }

    /** The first device's MTU. */
    public int mtu() {
        return devices.get(0).mtu();
    }

    /** The first device's addresses. */
    public List<Cidr> addresses() {
        return devices.get(0).addresses();
    }

    /** A copy with other static routes. */
    public IpSettings withRoutes(List<Route> newRoutes) {
        return with(b -> b.routes = newRoutes);
    }

    /** A copy with other neighbours set by hand. */
    public IpSettings withNeighbours(List<Neighbour> newNeighbours) {
        return with(b -> b.neighbours = newNeighbours);
    }

    /** A copy with another MTU of the first device. */
    public IpSettings withMtu(int newMtu) {
        return with(b -> b.devices.set(0, devices.get(0).withMtu(newMtu)));
    }

    /** A copy with another default TTL. */
    public IpSettings withDefaultTtl(int newTtl) {
        return with(b -> b.defaultTtl = newTtl);
    }

    /** A copy with other ICMP settings. */
    public IpSettings withIcmp(IcmpSettings newIcmp) {
        return with(b -> b.icmp = newIcmp);
    }

    /** A copy with other neighbour settings. */
    public IpSettings withNeigh(NeighSettings newNeigh) {
        return with(b -> b.neigh = newNeigh);
    }

    /** A copy with other reassembly settings. */
    public IpSettings withFrag(FragSettings newFrag) {
        return with(b -> b.frag = newFrag);
    }

    /** A copy with these UDP sockets. */
    public IpSettings withUdp(List<UdpBind> newUdp) {
        return with(b -> b.udp = newUdp);
    }

    /** A copy with or without the module llc. */
    public IpSettings withLlc(boolean loaded) {
        return with(b -> b.llc = loaded);
    }

    /** Values to be set one by one; each field is the component of the same name. */
    public static final class Builder {
        public final List<NetDevice> devices = new ArrayList<>();
        public final Map<String, InetConf> conf = new TreeMap<>();
        public List<Route> routes = List.of();
        public List<Neighbour> neighbours = List.of();
        public int defaultTtl = 64;
        public boolean forwardUpdatePriority = true;
        public boolean forwardUsePmtu;
        public int noPmtuDisc;
        public boolean fwmarkReflect;
        public RouteSettings route = RouteSettings.defaults();
        public IcmpSettings icmp = IcmpSettings.defaults();
        public NeighSettings neigh = NeighSettings.defaults();
        public FragSettings frag = FragSettings.defaults();
        public ConntrackSettings conntrack = ConntrackSettings.DEFAULTS;
        public List<UdpBind> udp = List.of();
        public boolean llc;
        public Ipv6Settings ipv6 = Ipv6Settings.defaults();

        Builder() {
            conf.put(ALL, InetConf.ALL);
            conf.put(DEFAULT, InetConf.DEFAULT);
        }

        Builder(IpSettings s) {
            devices.addAll(s.devices);
            conf.putAll(s.conf);
            routes = s.routes;
            neighbours = s.neighbours;
            defaultTtl = s.defaultTtl;
            forwardUpdatePriority = s.forwardUpdatePriority;
            forwardUsePmtu = s.forwardUsePmtu;
            noPmtuDisc = s.noPmtuDisc;
            fwmarkReflect = s.fwmarkReflect;
            route = s.route;
            icmp = s.icmp;
            neigh = s.neigh;
            frag = s.frag;
            conntrack = s.conntrack;
            udp = s.udp;
            llc = s.llc;
            ipv6 = s.ipv6;
        }

        /**
         * Sets net.ipv4.conf.{@code name}. Of FORWARDING in all, every device follows (kernel net/ipv4/devinet.c
         * inet_forward_change()).
         *
         * @param name all, default, or a device
         * @throws IllegalArgumentException if the value is out of range or no device has that name
         */
        public void conf(String name, InetDevconf what, int value) {
            boolean known = name.equals(ALL)
                    || name.equals(DEFAULT)
                    || name.equals(NetDevices.LOOPBACK.name())
                    || devices.stream().anyMatch(dev -> dev.name().equals(name));
            if (!known) {
                throw new IllegalArgumentException("there is no device '" + name + "'");
            }
            if (name.equals(ALL) && what == InetDevconf.FORWARDING) {
                forward(value);
                return;
            }
            if (name.equals(DEFAULT)) {
                // Devices that are there already keep what they have.
                devices.forEach(dev -> conf.putIfAbsent(dev.name(), own(DEFAULT)));
                conf.putIfAbsent(NetDevices.LOOPBACK.name(), own(DEFAULT));
            }
            conf.put(name, own(name).with(what, value));
        }

        /** ip_forward: 0 or 1. */
        public void forward(int on) {
            if (own(ALL).get(InetDevconf.FORWARDING) == on) {
                return;
            }
            conf.put(
                    ALL, own(ALL).with(InetDevconf.FORWARDING, on).with(InetDevconf.ACCEPT_REDIRECTS, on == 0 ? 1 : 0));
            conf.put(DEFAULT, own(DEFAULT).with(InetDevconf.FORWARDING, on));
            conf.keySet().stream()
                    .filter(name -> !name.equals(ALL))
                    .toList()
                    .forEach(name -> conf.put(name, own(name).with(InetDevconf.FORWARDING, on)));
        }

        private InetConf own(String name) {
            InetConf own = conf.get(name);
            return own != null ? own : conf.getOrDefault(DEFAULT, InetConf.DEFAULT);
        }

        IpSettings build() {
            return new IpSettings(
                    devices,
                    conf,
                    routes,
                    neighbours,
                    defaultTtl,
                    forwardUpdatePriority,
                    forwardUsePmtu,
                    noPmtuDisc,
                    fwmarkReflect,
                    route,
                    icmp,
                    neigh,
                    frag,
                    conntrack,
                    udp,
                    llc,
                    ipv6);
        }
    }
}
