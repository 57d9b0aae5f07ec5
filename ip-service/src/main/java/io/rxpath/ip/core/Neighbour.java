package io.rxpath.ip.core;

import io.rxpath.skb.IpAddress;

/**
 * A neighbour's link-layer address as it was last heard.
 *
 * @param ifindex the device it is on
 * @param address the neighbour
 * @param mac its MAC address; 0 between instances of the layer: it is being asked for, and whoever hears the answer must
 *     tell the others (the answer may reach another instance than the one that asked)
 * @param port wire port it was heard on, {@link #ANY_PORT} if that is not known
 * @param permanent true for an entry set by hand: never replaced by what is heard
 */
public record Neighbour(int ifindex, IpAddress address, long mac, int port, boolean permanent) {
    /** All wire ports. */
    public static final int ANY_PORT = NetDevice.ANY_PORT;

    /** Number of eth0, the device of a host that has one. */
    public static final int ETH0 = 2;

    /** Checks device, MAC address and port. */
    public Neighbour {
        if (ifindex < 1) {
            throw new IllegalArgumentException(
                    "neighbour " + address + " is on device number " + ifindex + ", expected 1 or more");
        }
        if (mac >>> 48 != 0 || (permanent && mac == 0)) {
            throw new IllegalArgumentException("neighbour " + address + " has the MAC address 0x"
                    + Long.toHexString(mac) + ", expected 48 bits and, of a permanent one, not 0");
        }
        if (port < 0 || port > ANY_PORT) {
            throw new IllegalArgumentException(
                    "neighbour " + address + " has the port " + port + ", expected 0 to " + ANY_PORT);
        }
    }

    /** A neighbour on eth0. */
    public Neighbour(IpAddress address, long mac, int port, boolean permanent) {
        this(ETH0, address, mac, port, permanent);
    }
}
