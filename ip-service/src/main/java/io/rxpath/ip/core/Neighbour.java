package io.rxpath.ip.core;

import io.rxpath.skb.IpAddress;

/**
 * A neighbour's link-layer address as it was last heard.
 *
 * @param address the neighbour
 * @param mac its MAC address; 0 between instances of the layer: it is being asked for, and whoever hears the answer must
 *     tell the others (the answer may reach another instance than the one that asked)
 * @param port wire port it was heard on, {@link #ANY_PORT} if that is not known
 * @param permanent true for an entry set by hand: never replaced by what is heard
 */
public record Neighbour(IpAddress address, long mac, int port, boolean permanent) {
    /** All wire ports. */
    public static final int ANY_PORT = 0xffff;

    /** Checks MAC address and port. */
    public Neighbour {
        if (mac >>> 48 != 0 || (permanent && mac == 0)) {
            throw new IllegalArgumentException("neighbour " + address + " has the MAC address 0x"
                    + Long.toHexString(mac) + ", expected 48 bits and, of a permanent one, not 0");
        }
        if (port < 0 || port > ANY_PORT) {
            throw new IllegalArgumentException(
                    "neighbour " + address + " has the port " + port + ", expected 0 to " + ANY_PORT);
        }
    }
}
