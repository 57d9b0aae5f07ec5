package io.rxpath.ip.core.route;

import io.rxpath.ip.core.route.InDevice.IfAddress;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The source address for an IPv6 destination (RFC 6724 section 5; kernel net/ipv6/addrconf.c ipv6_dev_get_saddr(),
 * net/ipv6/addrlabel.c). Addresses here are neither deprecated nor temporary, so those rules have nothing to say.
 */
public final class Fib6Source {
    private static final int SCOPE_LINK = 2;
    private static final int SCOPE_GLOBAL = 14;
    private static final int BELOW_SCOPE = 128;

    private static final Cidr[] LABEL_PREFIXES = {
        Cidr.parse("::1/128"),
        Cidr.parse("::/96"),
        Cidr.parse("2001::/32"),
        Cidr.parse("2001:10::/28"),
        Cidr.parse("2002::/16"),
        Cidr.parse("3ffe::/16"),
        Cidr.parse("fec0::/10"),
        Cidr.parse("fc00::/7")
    };
    private static final int[] LABELS = {0, 3, 6, 7, 2, 12, 11, 5};

    private Fib6Source() {}

    /**
     * The address to speak to {@code daddr} from when packets leave by this device; null if the host has none.
     */
    public static @Nullable IpAddress select(Fib fib, int ifindex, IpAddress daddr) {
        int scope = scope(daddr);
        boolean thisDeviceOnly = isMulticast(daddr) || scope <= SCOPE_LINK;
        IfAddress best = null;
        boolean bestHere = false;
        for (InDevice device : fib.devices()) {
            boolean here = device.ifindex() == ifindex;
            if (thisDeviceOnly && !here && ifindex != FlowI.LOOPBACK_IFINDEX) {
                continue;
            }
            for (IfAddress candidate : device.addresses()) {
                if (!candidate.v4() && (best == null || better(candidate, here, best, bestHere, daddr, scope))) {
                    best = candidate;
                    bestHere = here;
                }
            }
        }
        return best == null ? null : best.cidr().address();
    }

    private static boolean better(IfAddress a, boolean aHere, IfAddress b, boolean bHere, IpAddress daddr, int scope) {
        IpAddress x = a.cidr().address();
        IpAddress y = b.cidr().address();
        if (x.equals(daddr) != y.equals(daddr)) {
            return x.equals(daddr);
        }
        int byScope = scopeRank(x, scope) - scopeRank(y, scope);
        if (byScope != 0) {
            return byScope > 0;
        }
        if (aHere != bHere) {
            return aHere;
        }
        int label = label(daddr);
        if ((label(x) == label) != (label(y) == label)) {
            return label(x) == label;
        }
        return matching(a, daddr) > matching(b, daddr);
    }

    /** The smallest scope that is wide enough ranks first. */
    private static int scopeRank(IpAddress address, int wanted) {
        int scope = scope(address);
        return scope >= wanted ? -scope : scope - BELOW_SCOPE;
    }

    private static int matching(IfAddress address, IpAddress daddr) {
        IpAddress own = address.cidr().address();
        int bits = Long.numberOfLeadingZeros(own.hi() ^ daddr.hi());
        if (bits == 64) {
            bits += Long.numberOfLeadingZeros(own.lo() ^ daddr.lo());
        }
        return Math.min(bits, address.cidr().prefix());
    }

    /** Scope of an address as RFC 4007 numbers them, of a group its own. */
    private static int scope(IpAddress address) {
        if (isMulticast(address)) {
            return (int) (address.hi() >>> 48) & 0xf;
        }
        boolean loopback = address.hi() == 0 && address.lo() == 1;
        return Fib6.isLinkLocal(address) || loopback ? SCOPE_LINK : SCOPE_GLOBAL;
    }

    private static boolean isMulticast(IpAddress address) {
        return address.hi() >>> 56 == 0xff;
    }

    private static int label(IpAddress address) {
        for (int i = 0; i < LABELS.length; i++) {
            if (LABEL_PREFIXES[i].contains(address)) {
                return LABELS[i];
            }
        }
        return 1;
    }
}
