package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device with its addresses of both families (kernel include/linux/inetdevice.h struct in_device, include/net/if_inet6.h
 * struct inet6_dev).
 */
public final class InDevice {
    /** The loopback device's name. */
    public static final String LOOPBACK_NAME = "lo";

    private final int ifindex;
    private final String name;
    private final int mtu;
    private final List<IfAddress> addresses = new ArrayList<>();

    /**
     * An address of a device (kernel struct in_ifaddr, inet6_ifaddr).
     *
     * @param cidr the address with the length of its network's prefix
     * @param scope how far it is known, see {@link RouteScope}
     * @param secondary whether another one of the same network came first
     */
    public record IfAddress(Cidr cidr, int scope, boolean secondary) {
        boolean v4() {
            return cidr.address().isV4();
        }

        private boolean inNetwork(int other) {
            return ((cidr.address().v4() ^ other) & cidr.maskV4()) == 0;
        }
    }

    /**
     * A device without addresses.
     *
     * @param ifindex its number, 1 for lo
     * @param name its name
     * @param mtu bytes of the largest IP packet it takes
     */
    public InDevice(int ifindex, String name, int mtu) {
        this.ifindex = ifindex;
        this.name = name;
        this.mtu = mtu;
    }

    /** The loopback device with 127.0.0.1/8 and ::1. */
    public static InDevice lo() {
        InDevice lo = new InDevice(FlowI.LOOPBACK_IFINDEX, LOOPBACK_NAME, 65536);
        lo.add(Cidr.parse("127.0.0.1/8"));
        lo.add(Cidr.parse("::1/128"));
        return lo;
    }

    /** Its number. */
    public int ifindex() {
        return ifindex;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Bytes of the largest IP packet it takes. */
    public int mtu() {
        return mtu;
    }

    /** True for lo. */
    public boolean loopback() {
        return ifindex == FlowI.LOOPBACK_IFINDEX;
    }

    /** Its addresses in the order the kernel keeps them: primary ones first. */
    public List<IfAddress> addresses() {
        return Collections.unmodifiableList(addresses);
    }

    /**
     * Adds an address (kernel net/ipv4/devinet.c __inet_insert_ifa()).
     *
     * @throws RtnetlinkException if the device has it already
     */
    public IfAddress add(Cidr cidr) {
        boolean v4 = cidr.address().isV4();
        boolean secondary = false;
        for (IfAddress other : addresses) {
            if (other.v4() != v4) {
                continue;
            }
            boolean sameNetwork = other.cidr.prefix() == cidr.prefix() && other.cidr.contains(cidr.address());
            if (other.cidr.address().equals(cidr.address()) && (sameNetwork || !v4)) {
                throw new RtnetlinkException(
                        Errno.EEXIST, v4 ? "ipv4: Address already assigned" : "ipv6: address already assigned");
            }
            secondary |= v4 && sameNetwork;
        }
        IfAddress added = new IfAddress(cidr, scope(cidr.address()), secondary);
        addresses.add(placeOf(added), added);
        return added;
    }

    /**
     * Primary IPv4 addresses stand before secondary ones, and wider scopes first; of IPv6's a new one stands before those of its
     * scope (kernel ipv6_link_dev_addr()).
     */
    private int placeOf(IfAddress added) {
        if (!added.v4()) {
            for (int i = 0; i < addresses.size(); i++) {
                if (!addresses.get(i).v4() && added.scope <= addresses.get(i).scope) {
                    return i;
                }
            }
            return addresses.size();
        }
        if (added.secondary) {
            return addresses.size();
        }
        int place = 0;
        for (int i = 0; i < addresses.size(); i++) {
            IfAddress other = addresses.get(i);
            if (!other.secondary && other.v4() && added.scope <= other.scope) {
                place = i + 1;
            }
        }
        return place;
    }

    /**
     * Removes an address; with a primary IPv4 address its secondary ones go too (promote_secondaries is off).
     *
     * @return what was removed, the named one first
     * @throws RtnetlinkException if the device does not have it
     */
    public List<IfAddress> remove(Cidr cidr) {
        List<IfAddress> gone = new ArrayList<>();
        for (IfAddress address : addresses) {
            if (address.cidr.equals(cidr)) {
                gone.add(address);
            }
        }
        if (gone.isEmpty()) {
            boolean v4 = cidr.address().isV4();
            throw new RtnetlinkException(
                    Errno.EADDRNOTAVAIL, v4 ? "ipv4: Address not found" : "ipv6: address not found");
        }
        if (!gone.get(0).secondary && cidr.address().isV4()) {
            for (IfAddress address : addresses) {
                if (address.secondary
                        && address.cidr.prefix() == cidr.prefix()
                        && cidr.contains(address.cidr.address())) {
                    gone.add(address);
                }
            }
        }
        addresses.removeAll(gone);
        return gone;
    }

    /** The primary address of this address's network (kernel inet_ifa_byprefix()). */
    IfAddress primaryOf(IfAddress address) {
        for (IfAddress other : addresses) {
            if (!other.secondary
                    && other.v4()
                    && other.cidr.prefix() == address.cidr.prefix()
                    && other.cidr.contains(address.cidr.address())) {
                return other;
            }
        }
        return address;
    }

    /** The first primary IPv4 address of this scope or a wider one that has {@code target} in its network, else the first. */
    @Nullable
    IpAddress select(int target, int scope) {
        IpAddress first = null;
        for (IfAddress address : addresses) {
            if (!address.v4() || address.secondary || address.scope > scope) {
                continue;
            }
            if (target == 0 || address.cidr.contains(IpAddress.v4(target))) {
                return address.cidr.address();
            }
            if (first == null) {
                first = address.cidr.address();
            }
        }
        return first;
    }

    /**
     * An IPv4 address of the device that fits (kernel net/ipv4/devinet.c confirm_addr_indev()); 0 if none does.
     *
     * @param dst must be in the address's network, 0 for any
     * @param local the address itself, 0 for any
     * @param scope the narrowest scope that counts
     * @param routeLocalnet whether loopback addresses are routed like others
     */
    public int confirmAddr(int dst, int local, int scope, boolean routeLocalnet) {
        int widest = routeLocalnet ? RouteScope.LINK : RouteScope.HOST;
        int found = 0;
        boolean same = false;
        for (IfAddress each : addresses) {
            if (!each.v4()) {
                continue;
            }
            int own = each.cidr.address().v4();
            boolean known = Math.min(each.scope, widest) <= scope;
            if (found == 0 && (local == own || local == 0) && known) {
                found = own;
                if (same) {
                    break;
                }
            }
            if (same) {
                continue;
            }
            same = (local == 0 || each.inNetwork(local)) && (dst == 0 || each.inNetwork(dst));
            if (same && found != 0) {
                if (local != 0 || dst == 0 || each.inNetwork(found)) {
                    break;
                }
                if (known) {
                    found = own;
                    break;
                }
                same = false;
            }
        }
        return same ? found : 0;
    }

    private static int scope(IpAddress address) {
        if (address.isV4()) {
            return address.v4() >>> 24 == 127 ? RouteScope.HOST : RouteScope.UNIVERSE;
        }
        if (address.hi() == 0 && address.lo() == 1) {
            return RouteScope.HOST;
        }
        return address.hi() >>> 54 == 0xfe80 >>> 6 ? RouteScope.LINK : RouteScope.UNIVERSE;
    }
}
