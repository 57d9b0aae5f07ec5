package io.rxpath.ip.core.route;

import io.rxpath.skb.IpAddress;

/**
 * What a route is looked up for (kernel include/net/flow.h struct flowi4, flowi6). Mutable and made to be used again: the
 * setters return this, {@link #v4} and {@link #v6} begin anew.
 */
public final class FlowI {
    /** Of packets that come from this host (kernel LOOPBACK_IFINDEX). */
    public static final int LOOPBACK_IFINDEX = 1;

    long daddrHi;
    long daddrLo;
    long saddrHi;
    long saddrLo;
    int tos;
    int mark;
    int iif;
    int oif;
    int scope;
    int protocol;
    int sport;
    int dport;
    int prefer;
    boolean strictOif;

    /** A flow between these IPv4 addresses; everything else is 0, and it comes from this host. */
    public FlowI v4(int daddr, int saddr) {
        return v6((long) daddr << 32, 0, (long) saddr << 32, 0);
    }

    /** A flow between these IPv6 addresses; everything else is 0, and it comes from this host. */
    public FlowI v6(long newDaddrHi, long newDaddrLo, long newSaddrHi, long newSaddrLo) {
        daddrHi = newDaddrHi;
        daddrLo = newDaddrLo;
        saddrHi = newSaddrHi;
        saddrLo = newSaddrLo;
        tos = 0;
        mark = 0;
        iif = LOOPBACK_IFINDEX;
        oif = 0;
        prefer = 0;
        scope = RouteScope.UNIVERSE;
        protocol = 0;
        sport = 0;
        dport = 0;
        strictOif = false;
        return this;
    }

    /** A flow between two addresses of one family. */
    public FlowI between(IpAddress daddr, IpAddress saddr) {
        return daddr.isV4() ? v4(daddr.v4(), saddr.v4()) : v6(daddr.hi(), daddr.lo(), saddr.hi(), saddr.lo());
    }

    /** TOS or traffic class, 0..255. */
    public FlowI tos(int newTos) {
        tos = newTos;
        return this;
    }

    /** The packet's mark. */
    public FlowI mark(int newMark) {
        mark = newMark;
        return this;
    }

    /** The device the packet came in by; 1 if it comes from this host. */
    public FlowI iif(int ifindex) {
        iif = ifindex;
        return this;
    }

    /** The device it must leave by, 0 for any. */
    public FlowI oif(int ifindex) {
        oif = ifindex;
        prefer = ifindex;
        return this;
    }

    /**
     * IPv6: routes of this device are preferred, as those of the device it came in by are for a received packet (kernel
     * ip6_pol_route_input()). {@link #oif} sets it too.
     */
    public FlowI prefer(int ifindex) {
        prefer = ifindex;
        return this;
    }

    /** IPv6: the preferred device must match even if a worse route would do (kernel RT6_LOOKUP_F_IFACE). */
    public FlowI strictOif(boolean strict) {
        strictOif = strict;
        return this;
    }

    /** Routes of a narrower scope only (kernel flowi4_scope); UNIVERSE for all. */
    public FlowI scope(int newScope) {
        scope = newScope;
        return this;
    }

    /** Protocol and ports, which rules may ask for; ports 0 if there are none. */
    public FlowI ports(int newProtocol, int newSport, int newDport) {
        protocol = newProtocol;
        sport = newSport;
        dport = newDport;
        return this;
    }
}
