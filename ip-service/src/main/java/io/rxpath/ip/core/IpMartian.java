package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;

/**
 * What the kernel's log says of packets that must not be, with log_martians (kernel net/ipv4/route.c
 * ip_handle_martian_source(), ip_route_input_slow(); net/core/utils.c net_ratelimit()).
 */
final class IpMartian {
    /** Kernel KERN_WARNING. */
    private static final int WARNING = 4;
    /** So many lines within {@link #INTERVAL}, then silence. */
    private static final int BURST = 10;

    private static final long INTERVAL = 5_000_000_000L;

    private final Net net;
    private long begin = Long.MIN_VALUE / 2;
    private int printed;

    IpMartian(Net net) {
        this.net = net;
    }

    /** A packet was refused by the routes; its header is at the network header. */
    void log(SkBuff skb, Dst dst, long now) {
        InetDevice in = net.inDevice(skb);
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.networkHeader());
        // To a group a wrong source is refused without a word (ip_route_input_mc()).
        boolean told = dst.reason() != SkbDropReason.NOT_SPECIFIED && !IpRoute.isMulticast(iph.daddr());
        if (!told || !in.or(InetDevconf.LOG_MARTIANS) || !ratelimit(now)) {
            return;
        }
        String to = IpAddress.format(iph.daddr());
        String from = IpAddress.format(iph.saddr());
        boolean destination = dst.reason() == SkbDropReason.IP_INVALID_DEST
                || (dst.reason() == SkbDropReason.IP_LOCALNET && IpRoute.isLoopback(iph.daddr()));
        if (destination) {
            net.out.log(
                    WARNING,
                    "IPv4: martian destination " + to + " from " + from + ", dev "
                            + in.dev().name());
            return;
        }
        net.out.log(
                WARNING,
                "IPv4: martian source " + to + " from " + from + ", on dev "
                        + in.dev().name());
        if (skb.macHeader() >= 0) {
            net.out.log(WARNING, header(skb));
        }
    }

    private static String header(SkBuff skb) {
        StringBuilder text = new StringBuilder("ll header: 00000000:");
        for (int i = 0; i < EthernetHeader.LENGTH; i++) {
            int b = skb.buf()[skb.macHeader() + i] & 0xff;
            text.append(b < 16 ? " 0" : " ").append(Integer.toHexString(b));
        }
        return text.toString();
    }

    private boolean ratelimit(long now) {
        if (now - begin > INTERVAL) {
            begin = now;
            printed = 0;
        }
        return printed++ < BURST;
    }
}
