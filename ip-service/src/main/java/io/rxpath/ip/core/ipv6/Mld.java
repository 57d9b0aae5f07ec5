package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.Net;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.route.Errno;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.Bytes;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.Ip6Mib;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import java.util.List;

/**
 * Multicast listener discovery version 2 (RFC 3810; kernel net/ipv6/mcast.c igmp6_event_query(), mld_sendpack()).
 *
 * <p>A report goes at once when the host comes up and when it is asked, where the kernel waits random times; each names all
 * groups with an empty exclude list. Version 1 routers are answered with version 2.
 */
final class Mld {
    private static final int CHANGE_TO_EXCLUDE = 4;
    private static final int MODE_IS_EXCLUDE = 2;
    private static final int RECORD = 20;
    /** Hop-by-hop options with a router alert, padded (RFC 3810 section 5). */
    private static final int HBH = 8;

    private final Net6 net6;
    private final Ip6Output output;

    Mld(Net6 net6, Ip6Output output) {
        this.net6 = net6;
        this.output = output;
    }

    /** A router asks; data at the ICMPv6 header. Queries that did not come from the link are ignored. */
    void query(SkBuff skb, long now) {
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.networkHeader());
        boolean fromLink = Ipv6Addr.isLinkLocal(hdr.saddrHi()) && hdr.hopLimit() == 1;
        boolean alerted = skb.cb instanceof Inet6SkbParm parm && parm.routerAlert;
        if (fromLink && alerted && skb.len() >= IcmpHeader.LENGTH + 16) {
            report(net6.in(skb), MODE_IS_EXCLUDE, now);
        }
    }

    /** The device is up. */
    void up(NetDevice dev, long now) {
        report(dev, CHANGE_TO_EXCLUDE, now);
    }

    private void report(NetDevice dev, int mode, long now) {
        List<IpAddress> groups = net6.addrconf().reportedGroups(dev);
        if (groups.isEmpty()) {
            return;
        }
        IpAddress linkLocal = net6.addrconf().linkLocal(dev);
        IpAddress saddr = linkLocal == null ? Ipv6Addr.ANY : linkLocal;
        IpAddress daddr = Ipv6Addr.ALL_MLDV2_ROUTERS;
        int size = IcmpHeader.LENGTH + RECORD * groups.size();
        SkBuff skb = Net.allocSkb(HBH + size);
        skb.reserve(HBH);
        int at = skb.put(size);
        byte[] a = skb.buf();
        new IcmpHeader(a, at).type(Icmpv6.MLD2_REPORT).code(0).restOfHeader(groups.size());
        int record = at + IcmpHeader.LENGTH;
        for (IpAddress group : groups) {
            a[record] = (byte) mode;
            Bytes.put64(a, record + 4, group.hi());
            Bytes.put64(a, record + 12, group.lo());
            record += RECORD;
        }
        Icmpv6Send.checksum(skb, saddr, daddr);
        int hbh = skb.push(HBH);
        a[hbh] = IpProtocol.ICMPV6;
        a[hbh + 2] = 5;
        a[hbh + 3] = 2;
        a[hbh + 6] = 1;
        Rt6 rt = new Rt6(RouteType.MULTICAST, Errno.NONE, dev, null, null, Math.max(dev.mtu(), 1280));
        output.header(skb, rt, saddr, daddr, IpProtocol.HOPOPTS, 0, 1);
        net6.ip6.inc(Ip6Mib.OUT_REQUESTS);
        net6.icmp6.out(Icmpv6.MLD2_REPORT);
        output.localOut(skb, rt, now);
    }
}
