package io.rxpath.ip.core.ipv6;

import io.rxpath.skb.IpAddress;

/**
 * What an IPv6 address is (kernel include/net/ipv6.h, net/ipv6/addrconf_core.c __ipv6_addr_type(), net/ipv6/addrlabel.c).
 */
final class Ipv6Addr {
    /** ff02::1. */
    static final IpAddress ALL_NODES = new IpAddress(0xff02L << 48, 1);
    /** ff01::1. */
    static final IpAddress INTERFACE_LOCAL_ALL_NODES = new IpAddress(0xff01L << 48, 1);
    /** ff02::2. */
    static final IpAddress ALL_ROUTERS = new IpAddress(0xff02L << 48, 2);
    /** ff01::2. */
    static final IpAddress INTERFACE_LOCAL_ALL_ROUTERS = new IpAddress(0xff01L << 48, 2);
    /** ff05::2. */
    static final IpAddress SITE_LOCAL_ALL_ROUTERS = new IpAddress(0xff05L << 48, 2);
    /** ff02::16. */
    static final IpAddress ALL_MLDV2_ROUTERS = new IpAddress(0xff02L << 48, 0x16);
    /** ::. */
    static final IpAddress ANY = new IpAddress(0, 0);
    /** ::1. */
    static final IpAddress LOOPBACK = new IpAddress(0, 1);

    static final int SCOPE_INTERFACE = 1;
    static final int SCOPE_LINK = 2;
    static final int SCOPE_SITE = 5;
    static final int SCOPE_GLOBAL = 0xe;

    private static final long SOLICITED_HI = 0xff02L << 48;
    private static final long SOLICITED_LO = 0x1_ff00_0000L;

    private Ipv6Addr() {}

    static boolean isMulticast(long hi) {
        return hi >>> 56 == 0xff;
    }

    /** Scope of a multicast address, 0..15 (RFC 4291 section 2.7). */
    static int mcScope(long hi) {
        return (int) (hi >>> 48) & 0xf;
    }

    static boolean isAny(long hi, long lo) {
        return (hi | lo) == 0;
    }

    static boolean isLoopback(long hi, long lo) {
        return hi == 0 && lo == 1;
    }

    /** fe80::/10. */
    static boolean isLinkLocal(long hi) {
        return hi >>> 54 == 0xfe80 >>> 6;
    }

    static boolean isMulticast(IpAddress a) {
        return isMulticast(a.hi());
    }

    static boolean isAny(IpAddress a) {
        return isAny(a.hi(), a.lo());
    }

    static boolean isLinkLocal(IpAddress a) {
        return isLinkLocal(a.hi());
    }

    /** The address holds on one link only (kernel __ipv6_addr_needs_scope_id()). */
    static boolean needsScopeId(IpAddress a) {
        return isLinkLocal(a)
                || (isMulticast(a) && (mcScope(a.hi()) == SCOPE_LINK || mcScope(a.hi()) == SCOPE_INTERFACE));
    }

    /** A route to it must leave by the device that was asked for (kernel rt6_need_strict()). */
    static boolean needStrict(IpAddress a) {
        return isMulticast(a) || isLinkLocal(a) || isLoopback(a.hi(), a.lo());
    }

    /** Kernel ipv6_addr_src_scope(). */
    static int srcScope(IpAddress a) {
        if (isMulticast(a)) {
            return mcScope(a.hi());
        }
        if (isLinkLocal(a) || isLoopback(a.hi(), a.lo())) {
            return SCOPE_LINK;
        }
        return a.hi() >>> 54 == 0xfec0 >>> 6 ? SCOPE_SITE : SCOPE_GLOBAL;
    }

    /** One bit for each scope but global, which has none, and one for ::a.b.c.d (kernel ipv6_addr_scope()). */
    static int scopeBits(IpAddress a) {
        final int compatV4 = 8;
        if (isMulticast(a)) {
            return scopeBit(mcScope(a.hi()));
        }
        if (isLoopback(a.hi(), a.lo())) {
            return scopeBit(SCOPE_INTERFACE);
        }
        if (a.hi() == 0 && a.lo() >>> 32 == 0 && !isAny(a)) {
            return compatV4;
        }
        return scopeBit(srcScope(a));
    }

    private static int scopeBit(int scope) {
        return switch (scope) {
            case SCOPE_INTERFACE -> 1;
            case SCOPE_LINK -> 2;
            case SCOPE_SITE -> 4;
            default -> 0;
        };
    }

    /** The group that is asked for an address (RFC 4291 section 2.7.1). */
    static IpAddress solicitedNode(IpAddress a) {
        return new IpAddress(SOLICITED_HI, SOLICITED_LO | a.lo() & 0xff_ffff);
    }

    /** Kernel ipv6_addr_is_solict_mult(). */
    static boolean isSolicitedNode(IpAddress a) {
        return a.hi() == SOLICITED_HI && (a.lo() & ~0xff_ffffL) == SOLICITED_LO;
    }

    /** 33:33 and the last 32 bits (RFC 2464 section 7). */
    static long multicastMac(IpAddress a) {
        return 0x3333_0000_0000L | a.lo() & 0xffff_ffffL;
    }

    /** Leading bits two addresses share, 0..128 (kernel ipv6_addr_diff()). */
    static int commonBits(IpAddress a, IpAddress b) {
        long hi = a.hi() ^ b.hi();
        return hi != 0 ? Long.numberOfLeadingZeros(hi) : 64 + Long.numberOfLeadingZeros(a.lo() ^ b.lo());
    }

    /** Policy label (RFC 6724 section 2.1, with the kernel's table ip6addrlbl_init_table). */
    static int label(IpAddress a) {
        long hi = a.hi();
        if (hi == 0) {
            if (a.lo() == 1) {
                return 0;
            }
            return a.lo() >>> 32 == 0xffff ? 4 : a.lo() >>> 32 == 0 ? 3 : 1;
        }
        if (hi >>> 57 == 0xfc >>> 1) {
            return 5;
        }
        if (hi >>> 48 == 0x2002) {
            return 2;
        }
        if (hi >>> 32 == 0x2001_0000L) {
            return 6;
        }
        if (hi >>> 36 == 0x200_1001L) {
            return 7;
        }
        if (hi >>> 54 == 0xfec0 >>> 6) {
            return 11;
        }
        return hi >>> 48 == 0x3ffe ? 12 : 1;
    }

    /** The link-local address of a MAC address (RFC 4291 appendix A, modified EUI-64). */
    static IpAddress linkLocal(long mac) {
        return new IpAddress(0xfe80L << 48, eui64(mac));
    }

    /** Interface identifier of a MAC address. */
    static long eui64(long mac) {
        return ((mac >>> 24) << 40 | 0xff_fe00_0000L | mac & 0xff_ffff) ^ 0x0200_0000_0000_0000L;
    }
}
