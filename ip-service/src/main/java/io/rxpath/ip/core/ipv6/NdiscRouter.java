package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.NeighEntry;
import io.rxpath.ip.core.NeighTable;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.NudState;
import io.rxpath.ip.core.route.Errno;
import io.rxpath.ip.core.route.Fib;
import io.rxpath.ip.core.route.FibChange;
import io.rxpath.ip.core.route.FibConfig;
import io.rxpath.ip.core.route.RtnetlinkException;
import io.rxpath.skb.Bytes;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Router solicitations and advertisements (kernel net/ipv6/ndisc.c ndisc_recv_rs(), ndisc_router_discovery(); addrconf.c
 * addrconf_prefix_rcv()). An advertisement makes its sender a neighbour; only with accept_ra it also makes a default route,
 * routes to prefixes and addresses. Of its parameters the MTU and the timers are not taken over.
 */
final class NdiscRouter {
    private static final int RA_MSG = IcmpHeader.LENGTH + 8;
    private static final int OPT_PREFIX = 3;
    private static final int PREFIX_LENGTH = 32;
    private static final int ON_LINK = 0x80;
    private static final int AUTONOMOUS = 0x40;
    private static final int PROTO_KERNEL = 2;
    private static final int PROTO_RA = 9;
    private static final int USER_PRIORITY = 1024;
    private static final int ADDRCONF_PRIORITY = 256;
    private static final long SECOND = 1_000_000_000L;
    private static final long FOREVER = 0xffff_ffffL;

    /** A route that holds until a time. */
    private static final class Dynamic {
        final NetDevice dev;
        final Cidr destination;
        final @Nullable IpAddress gateway;
        long expires = Long.MAX_VALUE;

        Dynamic(NetDevice dev, Cidr destination, @Nullable IpAddress gateway) {
            this.dev = dev;
            this.destination = destination;
            this.gateway = gateway;
        }
    }

    private final Net6 net6;
    private final Fib fib;
    private final Dad dad;
    private final List<Dynamic> routes = new ArrayList<>();
    private @Nullable NeighTable neighbours;

    NdiscRouter(Net6 net6, Fib fib, Dad dad) {
        this.net6 = net6;
        this.fib = fib;
        this.dad = dad;
    }

    void wire(NeighTable table) {
        neighbours = table;
    }

    SkbDropReason recvRs(SkBuff skb, Ipv6Header hdr, NetDevice dev, long now) {
        IpAddress saddr = new IpAddress(hdr.saddrHi(), hdr.saddrLo());
        if (net6.conf(dev, Ipv6Devconf.FORWARDING) == 0 || Ipv6Addr.isAny(saddr)) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        return heard(skb, skb.data() + IcmpHeader.LENGTH, saddr, dev, 0, now);
    }

    /** Makes the sender a neighbour. */
    private SkbDropReason heard(SkBuff skb, int options, IpAddress saddr, NetDevice dev, int router, long now) {
        Ndisc.Options found = Ndisc.parseOptions(skb, options);
        if (found == null) {
            return SkbDropReason.IPV6_NDISC_BAD_OPTIONS;
        }
        long lladdr = found.sourceLladdr >= 0 ? Ndisc.lladdr(skb, found.sourceLladdr) : 0;
        NeighTable table = neighbours;
        NeighEntry entry = lladdr < 0 || table == null ? null : table.lookupOrCreate(dev, saddr, now);
        if (entry == null || table == null) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        int flags = NeighTable.WEAK_OVERRIDE | NeighTable.OVERRIDE | NeighTable.OVERRIDE_ISROUTER | router;
        if (table.update(entry, lladdr, skb.port, NudState.STALE, flags, now)) {
            table.tell(entry);
        }
        return SkbDropReason.SKB_CONSUMED;
    }

    SkbDropReason recvRa(SkBuff skb, Ipv6Header hdr, NetDevice dev, long now) {
        IpAddress saddr = new IpAddress(hdr.saddrHi(), hdr.saddrLo());
        if (!Ipv6Addr.isLinkLocal(saddr)) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        if (skb.len() < RA_MSG) {
            return SkbDropReason.PKT_TOO_SMALL;
        }
        int options = skb.data() + RA_MSG;
        SkbDropReason reason = heard(skb, options, saddr, dev, NeighTable.ISROUTER, now);
        if (reason == SkbDropReason.IPV6_NDISC_BAD_OPTIONS || !acceptRa(dev)) {
            return reason;
        }
        boolean fromUs = net6.addrconf().checkAddr(saddr, dev);
        if (net6.conf(dev, Ipv6Devconf.ACCEPT_RA_DEFRTR) != 0 && !fromUs) {
            int lifetime = new IcmpHeader(skb.buf(), skb.data()).restOfHeader() & 0xffff;
            set(dev, new Cidr(Ipv6Addr.ANY, 0), saddr, lifetime, now);
        }
        if (net6.conf(dev, Ipv6Devconf.ACCEPT_RA_PINFO) != 0) {
            prefixes(skb, options, dev, now);
        }
        return reason;
    }

    /** Kernel ipv6_accept_ra(). */
    private boolean acceptRa(NetDevice dev) {
        int accept = net6.conf(dev, Ipv6Devconf.ACCEPT_RA);
        return net6.conf(dev, Ipv6Devconf.FORWARDING) != 0 ? accept == 2 : accept != 0;
    }

    private void prefixes(SkBuff skb, int options, NetDevice dev, long now) {
        byte[] a = skb.buf();
        for (int at = options; at < skb.tail(); at += (a[at + 1] & 0xff) * 8) {
            if ((a[at] & 0xff) == OPT_PREFIX && (a[at + 1] & 0xff) * 8 == PREFIX_LENGTH) {
                prefix(a, at, dev, now);
            }
        }
    }

    private void prefix(byte[] a, int at, NetDevice dev, long now) {
        int length = a[at + 2] & 0xff;
        int flags = a[at + 3] & 0xff;
        long valid = Bytes.get32(a, at + 4) & 0xffff_ffffL;
        long preferred = Bytes.get32(a, at + 8) & 0xffff_ffffL;
        IpAddress prefix = new IpAddress(Bytes.get64(a, at + 16), Bytes.get64(a, at + 24));
        boolean notOurs = Ipv6Addr.isMulticast(prefix) || Ipv6Addr.isLinkLocal(prefix);
        if (notOurs || preferred > valid || length > 128) {
            return;
        }
        if ((flags & ON_LINK) != 0) {
            set(dev, new Cidr(masked(prefix, length), length), null, valid, now);
        }
        boolean autonomous = (flags & AUTONOMOUS) != 0 && net6.conf(dev, Ipv6Devconf.AUTOCONF) != 0;
        if (autonomous && length == 64 && valid != 0) {
            IpAddress own = new IpAddress(prefix.hi(), Ipv6Addr.eui64(dev.mac()));
            Inet6Ifaddr address = net6.addrconf().get(dev, own);
            if (address == null) {
                address = net6.addrconf().add(dev, new Cidr(own, length));
                dad.start(address, net6.settings.neigh().retransNanos(), now);
            }
            address.dynamic = true;
            address.validUntil = until(valid, now);
            address.preferredUntil = until(preferred, now);
        }
    }

    private static IpAddress masked(IpAddress a, int length) {
        long hi = length == 0 ? 0 : length >= 64 ? a.hi() : a.hi() & -1L << 64 - length;
        long lo = length <= 64 ? 0 : a.lo() & -1L << 128 - length;
        return new IpAddress(hi, lo);
    }

    private static long until(long seconds, long now) {
        return seconds == FOREVER ? Long.MAX_VALUE : now + seconds * SECOND;
    }

    /** Adds, prolongs, or with a lifetime of 0 takes away a route. */
    private void set(NetDevice dev, Cidr destination, @Nullable IpAddress gateway, long lifetime, long now) {
        Dynamic known = null;
        for (Dynamic d : routes) {
            boolean same = d.dev.ifindex() == dev.ifindex() && d.destination.equals(destination);
            if (same && java.util.Objects.equals(d.gateway, gateway)) {
                known = d;
            }
        }
        if (lifetime == 0) {
            if (known != null) {
                remove(known);
            }
            return;
        }
        if (known == null) {
            known = new Dynamic(dev, destination, gateway);
            if (!add(known)) {
                return;
            }
            routes.add(known);
        }
        known.expires = until(lifetime, now);
    }

    private static FibConfig config(Dynamic route, FibConfig cfg) {
        cfg.ifindex = route.dev.ifindex();
        cfg.gateway = route.gateway;
        cfg.protocol = route.gateway == null ? PROTO_KERNEL : PROTO_RA;
        cfg.priority = route.gateway == null ? ADDRCONF_PRIORITY : USER_PRIORITY;
        return cfg;
    }

    /** False if the route is there already, by an address of ours or by hand. */
    private boolean add(Dynamic route) {
        try {
            fib.add(config(route, new FibConfig(route.destination)), FibChange.ADD);
            return true;
        } catch (RtnetlinkException refused) {
            if (refused.errno() == Errno.EEXIST) {
                return false;
            }
            throw refused;
        }
    }

    private void remove(Dynamic route) {
        routes.remove(route);
        try {
            fib.delete(config(route, FibConfig.delete(route.destination)));
        } catch (RtnetlinkException gone) {
            // Somebody has deleted it by hand.
            if (gone.errno() != Errno.ESRCH) {
                throw gone;
            }
        }
    }

    /** A neighbour has stopped being a router (kernel rt6_clean_tohost()). */
    void noLongerRouter(NetDevice dev, IpAddress gateway) {
        for (Dynamic route : List.copyOf(routes)) {
            if (route.dev.ifindex() == dev.ifindex() && gateway.equals(route.gateway)) {
                remove(route);
            }
        }
    }

    long nextTimeoutNanos() {
        long next = Long.MAX_VALUE;
        for (Dynamic route : routes) {
            next = Math.min(next, route.expires);
        }
        return next;
    }

    void onTimeout(long now) {
        for (Dynamic route : List.copyOf(routes)) {
            if (route.expires <= now) {
                remove(route);
            }
        }
    }
}
