package io.rxpath.lab.demo;

import io.rxpath.kit.HostFile;
import io.rxpath.lab.peer.Station;
import io.rxpath.lab.run.LabException;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;

/** Stations on the simulated host's own network, for generators to live on. */
final class Neighbours {
    private static final long MAC_BASE = 0x0200_0000_0100L;
    private static final int FIRST = 100;

    private final Station host;
    private final int network;
    private final int hosts;

    /** Neighbours of the first IPv4 address of {@code file}. */
    Neighbours(HostFile file) {
        Cidr cidr = file.addresses().stream()
                .map(Cidr::parse)
                .filter(c -> c.address().isV4())
                .findFirst()
                .orElseThrow(() -> LabException.badInput("the host has no IPv4 address; generators need one"));
        if (cidr.prefix() > 29) {
            throw LabException.badInput(
                    "address " + cidr + ": expected a network with room for generators, a prefix of at most 29");
        }
        host = new Station(MacAddress.parse(file.mac()), cidr.address().v4());
        network = host.ip() & cidr.maskV4();
        hosts = (int) Math.min(Integer.MAX_VALUE, (1L << (32 - cidr.prefix())) - 2);
    }

    /** The simulated host. */
    Station host() {
        return host;
    }

    /** The {@code index}-th neighbour, from 0 on. */
    Station station(int index) {
        int taken = 0;
        for (int i = 0; i < hosts; i++) {
            int ip = network + 1 + (FIRST + i) % hosts;
            if (ip != host.ip() && taken++ == index) {
                return new Station(MAC_BASE + index, ip);
            }
        }
        throw LabException.badInput(
                "the network of " + IpAddress.format(host.ip()) + " has no room for " + (index + 1) + " generators");
    }
}
