package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.Net;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.skb.Counters;
import io.rxpath.skb.Ip6Mib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.Udp6Mib;
import java.util.Objects;

/** What the parts of IPv6 share (kernel struct netns_ipv6 with the snmp6 counters). */
public final class Net6 {
    private static final int MIN_MTU = 1280;

    final Net net;
    Ipv6Settings settings;
    final Counters<Ip6Mib> ip6 = new Counters<>(Ip6Mib.class);
    final Icmp6MsgStat icmp6 = new Icmp6MsgStat();
    final Counters<Udp6Mib> udp6 = new Counters<>(Udp6Mib.class);
    private Addrconf addrconf;

    Net6(Net net, Ipv6Settings settings, io.rxpath.ip.core.route.FibFrontend frontend) {
        this.net = net;
        this.settings = settings;
        this.addrconf = new Addrconf(this, frontend);
    }

    Addrconf addrconf() {
        return addrconf;
    }

    /** A setting of a device. */
    int conf(NetDevice dev, Ipv6Devconf what) {
        return settings.conf(dev.name(), what);
    }

    /** IPv6 is off, or the link takes no packet of the least length and has no IPv6 (RFC 8200 section 5). */
    boolean disabled(NetDevice dev) {
        return incapable(dev) || conf(dev, Ipv6Devconf.DISABLE_IPV6) != 0;
    }

    /** The link's MTU is too small, so that the kernel has no struct inet6_dev for it. */
    boolean incapable(NetDevice dev) {
        return dev.mtu() < MIN_MTU;
    }

    /** The device a received packet came in by. */
    NetDevice in(SkBuff skb) {
        return Objects.requireNonNull(net.devByIndex(skb.iif), "a received packet has a device");
    }

    /** A packet of {@code bytes} is received or sent: counts it and its bytes (kernel IP6_UPD_PO_STATS()). */
    void update(Ip6Mib packets, Ip6Mib octets, int bytes) {
        ip6.inc(packets);
        ip6.add(octets, bytes);
    }
}
