package io.rxpath.lab.peer;

import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;

/**
 * One end of the cable.
 *
 * @param mac MAC address, 48 bits
 * @param ip IPv4 address, 32 bits in network order
 */
public record Station(long mac, int ip) {
    /** Reads both addresses from text. */
    public static Station of(String mac, String ip) {
        return new Station(MacAddress.parse(mac), IpAddress.parse(ip).v4());
    }

    @Override
    public String toString() {
        return IpAddress.format(ip) + " (" + MacAddress.format(mac) + ")";
    }
}
