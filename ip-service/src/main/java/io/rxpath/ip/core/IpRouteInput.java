package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.Errno;
import io.rxpath.ip.core.route.FibRoute;
import io.rxpath.ip.core.route.FlowI;
import io.rxpath.ip.core.route.RouteInput;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;

/** {@code ip route get ... iif}: route input asked with a packet that is none (kernel inet_rtm_getroute()). */
final class IpRouteInput implements RouteInput {
    private final Net net;
    private final IpRoute route;
    private final FibLookup fib;

    IpRouteInput(Net net, IpRoute route, FibLookup fib) {
        this.net = net;
        this.route = route;
        this.fib = fib;
    }

    @Override
    public Answer input(int daddr, int saddr, int tos, int mark, int iif) {
        NetDevice dev = net.devByIndex(iif);
        if (dev == null) {
            return Answer.refused(Errno.ENODEV);
        }
        SkBuff skb = Net.allocSkb(Ipv4Header.LENGTH);
        skb.put(Ipv4Header.LENGTH);
        skb.resetNetworkHeader();
        skb.mark = mark;
        Dst dst = route.input(skb, daddr, saddr, tos, dev);
        if (dst.type() == RouteType.MARTIAN) {
            return Answer.refused(dst.reason() == SkbDropReason.IP_RPFILTER ? Errno.EXDEV : Errno.EINVAL);
        }
        if (dst.type() == RouteType.UNREACHABLE) {
            return Answer.refused(dst.error());
        }
        FibRoute taken =
                fib.lookup(new FlowI().v4(daddr, saddr).tos(tos).mark(mark).iif(iif));
        IpCb cb = IpCb.of(skb);
        return new Answer(Errno.NONE, dst.type(), taken.found() ? taken : null, cb != null && cb.redirect);
    }
}
