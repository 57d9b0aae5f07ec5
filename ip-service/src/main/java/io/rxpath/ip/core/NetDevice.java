package io.rxpath.ip.core;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.MacAddress;
import java.util.List;

/**
 * A network device (kernel struct net_device with its in_device and inet6_dev).
 *
 * @param ifindex its number, 1 or more; 1 is lo
 * @param name its name, such as eth0
 * @param mac its MAC address, 0 for lo
 * @param mtu bytes of the largest IP packet it takes, 68..65535
 * @param port the wire port it is plugged into, {@link #ANY_PORT} for every port that no other device has
 * @param addresses its addresses with the length of their network's prefix, IPv4 and IPv6
 */
public record NetDevice(int ifindex, String name, long mac, int mtu, int port, List<Cidr> addresses) {
    /** All wire ports that no other device has. */
    public static final int ANY_PORT = 0xffff;

    /** The loopback device's number. */
    public static final int LOOPBACK_IFINDEX = 1;

    private static final int MIN_MTU = 68;

    /** Checks the ranges and copies the list. */
    public NetDevice {
        addresses = List.copyOf(addresses);
        if (ifindex < 1) {
            throw new IllegalArgumentException(
                    "device " + name + " has the number " + ifindex + ", expected 1 or more");
        }
        if (name.isBlank() || name.length() > 15) {
            throw new IllegalArgumentException("device '" + name + "': expected a name of 1 to 15 characters");
        }
        if (mac < 0 || mac >>> 48 != 0 || MacAddress.isMulticast(mac)) {
            throw new IllegalArgumentException(
                    "mac of " + name + " is " + MacAddress.format(mac) + ", expected the address of one station");
        }
        if (mtu < MIN_MTU || mtu > 0xffff) {
            throw new IllegalArgumentException("mtu of " + name + " is " + mtu + ", expected 68 to 65535");
        }
        if (port < 0 || port > ANY_PORT) {
            throw new IllegalArgumentException("port of " + name + " is " + port + ", expected 0 to " + ANY_PORT);
        }
    }

    /** The same device with another MTU, bytes. */
    public NetDevice withMtu(int newMtu) {
        return new NetDevice(ifindex, name, mac, newMtu, port, addresses);
    }
}
