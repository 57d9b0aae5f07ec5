package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IcmpMib;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.UdpHeader;

/**
 * Datagrams of UDP and ping sockets on their way out (kernel net/ipv4/ip_output.c __ip_make_skb(), ip_send_skb();
 * net/ipv4/udp.c udp_send_skb(); net/ipv4/ping.c ping_v4_push_pending_frames()).
 *
 * <p>As with IP_PMTUDISC_WANT, which sockets start with: DF is set in a packet that fits the path, and one that does not is
 * fragmented here. With ip_no_pmtu_disc they start with IP_PMTUDISC_DONT: no DF.
 */
final class IpMakeSkb {
    private final Net net;
    private final IpRoute route;
    private final IpLocalOut localOut;

    IpMakeSkb(Net net, IpRoute route, IpLocalOut localOut) {
        this.net = net;
        this.route = route;
        this.localOut = localOut;
    }

    /** A datagram; data at the UDP or ICMP header, flow, protocol, tos and ttl set. */
    void send(SkBuff datagram, FlowKey flow, long now) {
        Dst dst = flow.isV4() ? route.output(flow.remoteV4()) : null;
        if (dst == null) {
            net.ip.inc(IpMib.OUT_NO_ROUTES);
            net.kfreeSent(datagram, SkbDropReason.IP_OUTNOROUTES, "ip_route_output_flow", now);
            return;
        }
        int saddr = flow.localV4() != 0 ? flow.localV4() : dst.prefSrc();
        SkBuff skb = Net.cowHead(datagram, Ipv4Header.LENGTH);
        skb.linearize();
        skb.resetTransportHeader();
        if (skb.ipProtocol == IpProtocol.UDP) {
            udpChecksum(skb, saddr, flow.remoteV4());
        } else {
            icmpChecksum(skb);
        }
        int length = Ipv4Header.LENGTH + skb.len();
        int at = skb.push(Ipv4Header.LENGTH);
        int ttl = dst.type() == RouteType.MULTICAST ? 1 : net.settings.defaultTtl();
        new Ipv4Header(skb.buf(), at)
                .version(4)
                .ihl(5)
                .tos(datagram.tos)
                .id(localOut.selectIdent(saddr, flow.remoteV4(), skb.ipProtocol))
                .fragOff16(dontFragment(dst) && length <= dst.outMtu() ? Ipv4Header.DF : 0)
                .ttl(datagram.ttl > 0 ? datagram.ttl : ttl)
                .protocol(skb.ipProtocol)
                .saddr(saddr)
                .daddr(flow.remoteV4());
        localOut.sendSkb(skb, dst, now);
    }

    /** Kernel ip_dont_fragment(), for IP_PMTUDISC_WANT. */
    private boolean dontFragment(Dst dst) {
        return net.settings.noPmtuDisc() == 0 && !dst.mtuLocked();
    }

    /** A sum of 0 would say that there is none (CSUM_MANGLED_0). */
    private static void udpChecksum(SkBuff skb, int saddr, int daddr) {
        UdpHeader uh = new UdpHeader(skb.buf(), skb.data()).checksum(0);
        long pseudo = InternetChecksum.pseudoV4(saddr, daddr, IpProtocol.UDP, skb.len());
        int sum = InternetChecksum.finish(InternetChecksum.partial(skb.buf(), skb.data(), skb.len(), pseudo));
        uh.checksum(sum == 0 ? 0xffff : sum);
    }

    private void icmpChecksum(SkBuff skb) {
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data());
        icmph.checksum(0);
        icmph.checksum(InternetChecksum.checksum(skb.buf(), skb.data(), skb.len()));
        net.icmp.inc(IcmpMib.OUT_MSGS);
        if (icmph.type() == IcmpHeader.ECHO) {
            net.icmp.inc(IcmpMib.OUT_ECHOS);
        }
    }
}
