package io.rxpath.ip.core;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.MacAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The IP layer's settings: what {@code ip addr}, {@code ip route}, {@code ip neigh} and the net.ipv4 sysctls say.
 *
 * @param mac the host's MAC address
 * @param addresses the host's addresses with the length of their network's prefix; loopback is there without being named
 * @param routes static routes
 * @param neighbours neighbours set by hand
 * @param mtu bytes of the largest IP packet the link takes, 68..65535
 * @param defaultTtl ip_default_ttl, 1..255
 * @param forward ip_forward; forwarding does not exist yet, so true is refused
 * @param dropUnicastInL2Multicast drop_unicast_in_l2_multicast (RFC 1122 section 3.3.6 read strictly)
 * @param icmp ICMP settings
 * @param neigh neighbour settings
 * @param frag reassembly settings
 * @param udp UDP sockets, each on a port of its own; what comes to another port is answered with port unreachable
 * @param llc whether the kernel module llc is there, which takes IEEE 802.2 frames before they count as unknown
 */
public record IpSettings(
        long mac,
        List<Cidr> addresses,
        List<Route> routes,
        List<Neighbour> neighbours,
        int mtu,
        int defaultTtl,
        boolean forward,
        boolean dropUnicastInL2Multicast,
        IcmpSettings icmp,
        NeighSettings neigh,
        FragSettings frag,
        List<UdpBind> udp,
        boolean llc) {
    private static final int MIN_MTU = 68;

    /** Checks the ranges and copies the lists. */
    public IpSettings {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        neighbours = List.copyOf(neighbours);
        udp = List.copyOf(udp);
        if (mac <= 0 || mac >>> 48 != 0 || MacAddress.isMulticast(mac)) {
            throw new IllegalArgumentException(
                    "mac is " + MacAddress.format(mac) + ", expected the address of one station");
        }
        if (mtu < MIN_MTU || mtu > 0xffff) {
            throw new IllegalArgumentException("mtu is " + mtu + ", expected 68 to 65535");
        }
        if (defaultTtl < 1 || defaultTtl > 255) {
            throw new IllegalArgumentException("ip_default_ttl is " + defaultTtl + ", expected 1 to 255");
        }
        if (forward) {
            throw new IllegalArgumentException("ip_forward is true, expected false: this layer does not forward yet");
        }
        Set<Integer> ports = new HashSet<>();
        for (UdpBind bind : udp) {
            if (!ports.add(bind.port())) {
                throw new IllegalArgumentException("udp port " + bind.port() + " is bound twice, expected once");
            }
        }
        for (Cidr address : addresses) {
            int v4 = address.address().v4();
            if (address.address().isV4() && (v4 == 0 || v4 >>> 28 >= 0xe || v4 >>> 24 == 0)) {
                throw new IllegalArgumentException("address " + address + " cannot be a host's own address");
            }
        }
    }

    /** A host with these addresses on an Ethernet link, otherwise as a 6.18 kernel starts. */
    public static IpSettings defaults(long mac, List<Cidr> addresses) {
        return new IpSettings(
                mac,
                addresses,
                List.of(),
                List.of(),
                1500,
                64,
                false,
                false,
                IcmpSettings.defaults(),
                NeighSettings.defaults(),
                FragSettings.defaults(),
                List.of(),
                false);
    }

    /** A copy with other static routes. */
    public IpSettings withRoutes(List<Route> newRoutes) {
        return copy(newRoutes, neighbours, mtu, defaultTtl, icmp, neigh, frag);
    }

    /** A copy with other neighbours set by hand. */
    public IpSettings withNeighbours(List<Neighbour> newNeighbours) {
        return copy(routes, newNeighbours, mtu, defaultTtl, icmp, neigh, frag);
    }

    /** A copy with another MTU. */
    public IpSettings withMtu(int newMtu) {
        return copy(routes, neighbours, newMtu, defaultTtl, icmp, neigh, frag);
    }

    /** A copy with another default TTL. */
    public IpSettings withDefaultTtl(int newTtl) {
        return copy(routes, neighbours, mtu, newTtl, icmp, neigh, frag);
    }

    /** A copy with other ICMP settings. */
    public IpSettings withIcmp(IcmpSettings newIcmp) {
        return copy(routes, neighbours, mtu, defaultTtl, newIcmp, neigh, frag);
    }

    /** A copy with other neighbour settings. */
    public IpSettings withNeigh(NeighSettings newNeigh) {
        return copy(routes, neighbours, mtu, defaultTtl, icmp, newNeigh, frag);
    }

    /** A copy with other reassembly settings. */
    public IpSettings withFrag(FragSettings newFrag) {
        return copy(routes, neighbours, mtu, defaultTtl, icmp, neigh, newFrag);
    }

    /** A copy with these UDP sockets. */
    public IpSettings withUdp(List<UdpBind> newUdp) {
        return new IpSettings(
                mac,
                addresses,
                routes,
                neighbours,
                mtu,
                defaultTtl,
                forward,
                dropUnicastInL2Multicast,
                icmp,
                neigh,
                frag,
                newUdp,
                llc);
    }

    /** A copy with or without the module llc. */
    public IpSettings withLlc(boolean loaded) {
        return new IpSettings(
                mac,
                addresses,
                routes,
                neighbours,
                mtu,
                defaultTtl,
                forward,
                dropUnicastInL2Multicast,
                icmp,
                neigh,
                frag,
                udp,
                loaded);
    }

    private IpSettings copy(
            List<Route> newRoutes,
            List<Neighbour> newNeighbours,
            int newMtu,
            int newTtl,
            IcmpSettings newIcmp,
            NeighSettings newNeigh,
            FragSettings newFrag) {
        return new IpSettings(
                mac,
                addresses,
                newRoutes,
                newNeighbours,
                newMtu,
                newTtl,
                forward,
                dropUnicastInL2Multicast,
                newIcmp,
                newNeigh,
                newFrag,
                udp,
                llc);
    }
}
