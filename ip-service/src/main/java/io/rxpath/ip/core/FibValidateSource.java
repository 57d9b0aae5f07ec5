package io.rxpath.ip.core;

import io.rxpath.ip.core.route.FibRoute;
import io.rxpath.ip.core.route.FlowI;
import io.rxpath.ip.core.route.RouteScope;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.SkbDropReason;

/** May a packet from this address come in here? (Kernel net/ipv4/fib_frontend.c fib_validate_source().) */
final class FibValidateSource {
    private final FibLookup fib;
    private final FlowI flow = new FlowI();
    private boolean onLink;

    FibValidateSource(FibLookup fib) {
        this.fib = fib;
    }

    /**
     * Checks a source address.
     *
     * @param daddr the packet's destination, 0 if it is for many
     * @param oif the device the packet leaves by, 0 if it is for this host
     * @param mark the packet's mark
     * @return why the packet is refused, NOT_DROPPED_YET if it is not
     */
    SkbDropReason validate(int saddr, int daddr, int tos, int mark, int oif, InetDevice in) {
        onLink = false;
        int rpf = in.max(InetDevconf.RP_FILTER);
        boolean full = rpf != 0 || (in.dev().ifindex() == oif && in.or(InetDevconf.SEND_REDIRECTS));
        if (!full) {
            if (in.or(InetDevconf.ACCEPT_LOCAL)) {
                return SkbDropReason.NOT_DROPPED_YET;
            }
            if (!fib.customRules()) {
                return fib.isOwn(saddr) ? SkbDropReason.IP_LOCAL_SOURCE : SkbDropReason.NOT_DROPPED_YET;
            }
        }
        return lookBack(saddr, daddr, tos, mark, oif, rpf, in);
    }

    /** True if the source last validated is on the link of the device the packet came in by. */
    boolean onLink() {
        return onLink;
    }

    /** Kernel __fib_validate_source(). */
    private SkbDropReason lookBack(int saddr, int daddr, int tos, int mark, int oif, int rpf, InetDevice in) {
        int ifindex = in.dev().ifindex();
        int vmark = in.or(InetDevconf.SRC_VALID_MARK) ? mark : 0;
        flow.v4(saddr, daddr).tos(tos).mark(vmark).iif(oif != 0 ? oif : FlowI.LOOPBACK_IFINDEX);
        FibRoute back = fib.lookup(flow);
        if (!back.found()) {
            return lastResort(rpf);
        }
        if (back.type() != RouteType.UNICAST) {
            if (back.type() != RouteType.LOCAL) {
                return SkbDropReason.IP_INVALID_SOURCE;
            }
            if (!in.or(InetDevconf.ACCEPT_LOCAL)) {
                return SkbDropReason.IP_LOCAL_SOURCE;
            }
        }
        boolean same =
                back.ifindex() == ifindex || (back.type() == RouteType.LOCAL && ifindex == NetDevice.LOOPBACK_IFINDEX);
        if (same) {
            onLink = back.info().nexthopScope() >= RouteScope.HOST;
            return SkbDropReason.NOT_DROPPED_YET;
        }
        if (in.dev().addresses().stream().noneMatch(a -> a.address().isV4())) {
            return lastResort(rpf);
        }
        if (rpf == 1) {
            return SkbDropReason.IP_RPFILTER;
        }
        FibRoute here = fib.lookup(flow.oif(ifindex));
        onLink = here.found() && here.type() == RouteType.UNICAST && here.info().nexthopScope() >= RouteScope.HOST;
        return SkbDropReason.NOT_DROPPED_YET;
    }

    private static SkbDropReason lastResort(int rpf) {
        return rpf != 0 ? SkbDropReason.IP_RPFILTER : SkbDropReason.NOT_DROPPED_YET;
    }
}
