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

    boolean disabled(NetDevice dev) {
        return conf(dev, Ipv6Devconf.DISABLE_IPV6) != 0;
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
