package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.Errno;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpExtMib;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;

/** Packets for which there is no way (kernel net/ipv4/route.c ip_error()). */
final class IpError {
    /** Kernel ip_rt_error_cost, ip_rt_error_burst. */
    private static final long COST = 1_000_000_000L;

    private static final long BURST = 5 * COST;

    private final Net net;
    private final IcmpSend icmpSend;

    IpError(Net net, IcmpSend icmpSend) {
        this.net = net;
        this.icmpSend = icmpSend;
    }

    /** Drops the packet; a router tells its sender. */
    SkbDropReason error(SkBuff skb, Dst dst, long now) {
        return net.kfreeSkb(skb, reason(skb, dst, now), "ip_error", now);
    }

    private SkbDropReason reason(SkBuff skb, Dst dst, long now) {
        Errno error = dst.error();
        if (!net.inDevice(skb).forwarding()) {
            if (error == Errno.EHOSTUNREACH) {
                net.ip.inc(IpMib.IN_ADDR_ERRORS);
                return SkbDropReason.IP_INADDRERRORS;
            }
            return SkbDropReason.NOT_SPECIFIED;
        }
        switch (error) {
            case EHOSTUNREACH -> {
                tell(skb, dst, IcmpHeader.HOST_UNREACH, now);
                return SkbDropReason.NOT_SPECIFIED;
            }
            case ENETUNREACH -> {
                net.ipExt.inc(IpExtMib.IN_NO_ROUTES);
                tell(skb, dst, IcmpHeader.NET_UNREACH, now);
                return SkbDropReason.IP_INNOROUTES;
            }
            case EACCES -> {
                tell(skb, dst, IcmpHeader.PKT_FILTERED, now);
                return SkbDropReason.NOT_SPECIFIED;
            }
            default -> {
                return SkbDropReason.NOT_SPECIFIED;
            }
        }
    }

    private void tell(SkBuff skb, Dst dst, int code, long now) {
        int saddr = new Ipv4Header(skb.buf(), skb.networkHeader()).saddr();
        if (InetPeers.take(net.peers.get(saddr, now), COST, BURST, now)) {
            icmpSend.send(skb, dst, IcmpHeader.DEST_UNREACH, code, 0, now);
        }
    }
}
