package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.InetDevice;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.route.FibFrontend;
import io.rxpath.ip.core.route.RtnetlinkException;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of the devices, the groups that follow from them, and which address a packet is sent from (kernel
 * net/ipv6/addrconf.c ipv6_chk_addr(), ipv6_get_ifaddr(), ipv6_get_lladdr(), ipv6_dev_get_saddr(); net/ipv6/mcast.c
 * ipv6_chk_mcast_addr(); net/ipv6/anycast.c). Source addresses follow RFC 6724 as far as the kernel does; there are no
 * temporary, home or optimistic addresses.
 */
public final class Addrconf {
    private final Net6 net;
    private final FibFrontend frontend;
    private final List<Inet6Ifaddr> addresses = new ArrayList<>();
    /** Groups joined besides those that follow from addresses. */
    private final List<Joined> joined = new ArrayList<>();

    private record Joined(int ifindex, IpAddress group) {}

    Addrconf(Net6 net, FibFrontend frontend) {
        this.net = net;
        this.frontend = frontend;
        for (InetDevice device : net.net.devices.all()) {
            NetDevice dev = device.dev();
            if (dev.ifindex() == NetDevice.LOOPBACK_IFINDEX) {
                insert(new Inet6Ifaddr(dev, Ipv6Addr.LOOPBACK, 128));
                continue;
            }
            if (!net.disabled(dev) && net.conf(dev, Ipv6Devconf.ADDR_GEN_MODE) == 0) {
                add(dev, new Cidr(Ipv6Addr.linkLocal(dev.mac()), 64));
            }
            for (Cidr own : dev.addresses()) {
                if (!own.address().isV4()) {
                    insert(new Inet6Ifaddr(dev, own.address(), own.prefix()));
                }
            }
        }
    }

    /** Gives a device an address and its routes; the address that is there already if it has it. */
    Inet6Ifaddr add(NetDevice dev, Cidr cidr) {
        Inet6Ifaddr known = get(dev, cidr.address());
        if (known != null) {
            return known;
        }
        try {
            frontend.addAddress(dev.ifindex(), cidr);
        } catch (RtnetlinkException there) {
            if (there.errno() != io.rxpath.ip.core.route.Errno.EEXIST) {
                throw there;
            }
        }
        Inet6Ifaddr made = new Inet6Ifaddr(dev, cidr.address(), cidr.prefix());
        insert(made);
        return made;
    }

    /** Takes an address away with its routes. */
    void remove(Inet6Ifaddr gone) {
        addresses.remove(gone);
        frontend.removeAddress(gone.dev.ifindex(), new Cidr(gone.address, gone.prefix));
    }

    /** Of a device's addresses those of wider scope come first, and of one scope the newest (ipv6_link_dev_addr()). */
    private void insert(Inet6Ifaddr made) {
        int scope = Ipv6Addr.srcScope(made.address);
        int at = 0;
        while (at < addresses.size()) {
            Inet6Ifaddr other = addresses.get(at);
            boolean same = other.dev.ifindex() == made.dev.ifindex();
            if (other.dev.ifindex() > made.dev.ifindex() || (same && scope >= Ipv6Addr.srcScope(other.address))) {
                break;
            }
            at++;
        }
        addresses.add(at, made);
    }

    /** All addresses by device. Not to be changed. */
    public List<Inet6Ifaddr> addresses() {
        return addresses;
    }

    /** The device's entry of this address, tentative ones too, or null (kernel ipv6_get_ifaddr() with strict). */
    @Nullable
    Inet6Ifaddr get(NetDevice dev, IpAddress address) {
        for (int i = 0; i < addresses.size(); i++) {
            Inet6Ifaddr a = addresses.get(i);
            if (a.dev.ifindex() == dev.ifindex() && a.address.equals(address)) {
                return a;
            }
        }
        return null;
    }

    /**
     * True if it is an address of ours that is no longer tentative; one that holds on one link must be {@code dev}'s (kernel
     * ipv6_chk_addr()).
     */
    boolean checkAddr(IpAddress address, @Nullable NetDevice dev) {
        for (int i = 0; i < addresses.size(); i++) {
            Inet6Ifaddr a = addresses.get(i);
            if (a.address.equals(address) && !a.tentative) {
                boolean otherDevice = dev != null && a.dev.ifindex() != dev.ifindex();
                if (!otherDevice || !Ipv6Addr.isLinkLocal(address)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The device's link-local address, or null (kernel ipv6_get_lladdr()). */
    @Nullable
    IpAddress linkLocal(NetDevice dev) {
        for (Inet6Ifaddr a : addresses) {
            if (a.dev.ifindex() == dev.ifindex() && Ipv6Addr.isLinkLocal(a.address) && !a.tentative) {
                return a.address;
            }
        }
        return null;
    }

    /** True if the device listens to the group (kernel ipv6_chk_mcast_addr()). */
    boolean checkMcast(NetDevice dev, IpAddress group) {
        if (group.equals(Ipv6Addr.ALL_NODES) || group.equals(Ipv6Addr.INTERFACE_LOCAL_ALL_NODES)) {
            return true;
        }
        if (net.conf(dev, Ipv6Devconf.FORWARDING) != 0 && group.equals(Ipv6Addr.ALL_ROUTERS)) {
            return true;
        }
        if (Ipv6Addr.isSolicitedNode(group)) {
            for (Inet6Ifaddr a : addresses) {
                boolean ours = a.dev.ifindex() == dev.ifindex() && !a.dadFailed;
                if (ours && (a.address.lo() & 0xff_ffff) == (group.lo() & 0xff_ffff)) {
                    return true;
                }
                if (ours && (group.lo() & 0xff_ffff) == (anycastLo(a) & 0xff_ffff) && joinsAnycast(a)) {
                    return true;
                }
            }
        }
        return joined.contains(new Joined(dev.ifindex(), group));
    }

    /**
     * Forwarding was switched on while the device is there: then it listens to routers' groups of three scopes (kernel
     * dev_forward_change()); a device that comes when it is on already listens to that of the link only (ipv6_add_dev()).
     */
    void becomesRouter(NetDevice dev) {
        for (IpAddress group : List.of(Ipv6Addr.INTERFACE_LOCAL_ALL_ROUTERS, Ipv6Addr.SITE_LOCAL_ALL_ROUTERS)) {
            Joined membership = new Joined(dev.ifindex(), group);
            if (!joined.contains(membership)) {
                joined.add(membership);
            }
        }
    }

    /** Listens to a group from now on (kernel ipv6_sock_mc_join()). */
    public void joinGroup(NetDevice dev, IpAddress group) {
        joined.add(new Joined(dev.ifindex(), group));
    }

    /** Stops listening to it. */
    public void leaveGroup(NetDevice dev, IpAddress group) {
        joined.remove(new Joined(dev.ifindex(), group));
    }

    /** The groups a device listens to and tells routers of: all but all-nodes and what stays on the host. */
    List<IpAddress> reportedGroups(NetDevice dev) {
        List<IpAddress> groups = new ArrayList<>();
        for (Joined j : joined) {
            boolean reported = Ipv6Addr.mcScope(j.group().hi()) > Ipv6Addr.SCOPE_INTERFACE;
            if (j.ifindex() == dev.ifindex() && reported) {
                groups.add(j.group());
            }
        }
        for (Inet6Ifaddr a : addresses) {
            IpAddress group = Ipv6Addr.solicitedNode(a.address);
            if (a.dev.ifindex() == dev.ifindex() && !groups.contains(group)) {
                groups.add(group);
            }
            IpAddress anycast = Ipv6Addr.solicitedNode(new IpAddress(anycastHi(a), anycastLo(a)));
            if (a.dev.ifindex() == dev.ifindex() && joinsAnycast(a) && !groups.contains(anycast)) {
                groups.add(anycast);
            }
        }
        if (net.conf(dev, Ipv6Devconf.FORWARDING) != 0) {
            groups.add(Ipv6Addr.ALL_ROUTERS);
        }
        return groups;
    }

    /** The device is a router's: it has the anycast address of the address's network (kernel addrconf_join_anycast()). */
    private boolean joinsAnycast(Inet6Ifaddr a) {
        boolean none = a.prefix >= 127 || (anycastHi(a) | anycastLo(a)) == 0;
        return !none && net.conf(a.dev, Ipv6Devconf.FORWARDING) != 0;
    }

    private static long anycastHi(Inet6Ifaddr a) {
        return a.prefix >= 64 ? a.address.hi() : a.prefix == 0 ? 0 : a.address.hi() & -1L << 64 - a.prefix;
    }

    private static long anycastLo(Inet6Ifaddr a) {
        return a.prefix <= 64 ? 0 : a.address.lo() & -1L << 128 - a.prefix;
    }

    /**
     * True if it is an anycast address of ours (kernel ipv6_chk_acast_addr()).
     *
     * @param dev the device that must have it, or null for any
     */
    boolean checkAnycast(@Nullable NetDevice dev, IpAddress address) {
        for (int i = 0; i < addresses.size(); i++) {
            Inet6Ifaddr a = addresses.get(i);
            boolean same = address.hi() == anycastHi(a) && address.lo() == anycastLo(a);
            if (same && (dev == null || a.dev.ifindex() == dev.ifindex()) && joinsAnycast(a)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The same for a packet's source or destination: only a link-local one must be {@code dev}'s (kernel
     * ipv6_chk_acast_addr_src(), and RTF_ANYCAST routes, which are found by any device).
     */
    boolean checkAnycastRoute(@Nullable NetDevice dev, IpAddress address) {
        return checkAnycast(Ipv6Addr.isLinkLocal(address) ? dev : null, address);
    }

    /**
     * The address to send from to {@code daddr}, or null if there is none (kernel ipv6_dev_get_saddr(),
     * ipv6_get_saddr_eval()).
     *
     * @param out the device the packet leaves by, or null if that is not known
     */
    @Nullable
    IpAddress devGetSaddr(@Nullable NetDevice out, IpAddress daddr, long now) {
        int scope = Ipv6Addr.srcScope(daddr);
        boolean ofDevice = out != null
                && (Ipv6Addr.isMulticast(daddr)
                        || scope <= Ipv6Addr.SCOPE_LINK
                        || net.conf(out, Ipv6Devconf.USE_OIF_ADDRS_ONLY) != 0);
        int onlyDevice = ofDevice && out != null ? out.ifindex() : 0;
        Predicate<Inet6Ifaddr> candidate = a -> onlyDevice == 0 || a.dev.ifindex() == onlyDevice;
        Inet6Ifaddr best = null;
        for (Inet6Ifaddr a : addresses) {
            if (!a.tentative && !a.dadFailed && candidate.test(a) && !Ipv6Addr.isAny(a.address)) {
                if (best == null || better(a, best, daddr, scope, out, now)) {
                    best = a;
                }
            }
        }
        return best == null ? null : best.address;
    }

    /**
     * The device's first address whose scope is that of {@code daddr}; the first of any scope for a global one (kernel
     * nf_nat_redirect_ipv6_usable()).
     */
    @Nullable
    IpAddress redirect(NetDevice dev, IpAddress daddr) {
        int scope = Ipv6Addr.scopeBits(daddr);
        for (Inet6Ifaddr a : addresses) {
            boolean fits = scope == 0 || (scope & Ipv6Addr.scopeBits(a.address)) != 0;
            if (fits && a.dev.ifindex() == dev.ifindex() && !a.tentative) {
                return a.address;
            }
        }
        return null;
    }

    private static boolean better(
            Inet6Ifaddr a, Inet6Ifaddr best, IpAddress daddr, int scope, @Nullable NetDevice out, long now) {
        int difference = Boolean.compare(a.address.equals(daddr), best.address.equals(daddr));
        if (difference == 0) {
            difference = scopeScore(a, scope) - scopeScore(best, scope);
        }
        if (difference == 0) {
            difference = Boolean.compare(best.deprecated(now), a.deprecated(now));
        }
        if (difference == 0 && out != null) {
            difference = Boolean.compare(a.dev.ifindex() == out.ifindex(), best.dev.ifindex() == out.ifindex());
        }
        if (difference == 0) {
            int label = Ipv6Addr.label(daddr);
            difference = Boolean.compare(Ipv6Addr.label(a.address) == label, Ipv6Addr.label(best.address) == label);
        }
        if (difference == 0) {
            difference = Math.min(Ipv6Addr.commonBits(a.address, daddr), a.prefix)
                    - Math.min(Ipv6Addr.commonBits(best.address, daddr), best.prefix);
        }
        return difference > 0;
    }

    /** The narrowest scope that reaches the destination is best, then the widest that does not. */
    private static int scopeScore(Inet6Ifaddr a, int scope) {
        int own = Ipv6Addr.srcScope(a.address);
        return own >= scope ? -own : own - 128;
    }
}
