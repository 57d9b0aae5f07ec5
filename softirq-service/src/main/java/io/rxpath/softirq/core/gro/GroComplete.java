package io.rxpath.softirq.core.gro;

import io.rxpath.skb.Gso;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;

/**
 * Makes a run of segments one packet that the layers above can read.
 *
 * <p>Kernel: net/core/gro.c gro_complete(), net/ipv4/af_inet.c inet_gro_complete(), net/ipv6/ip6_offload.c
 * ipv6_gro_complete(), net/8021q/vlan_core.c vlan_gro_complete(), net/ipv4/tcp_offload.c tcp4_gro_complete(),
 * tcp_gro_complete(), net/ipv6/tcpv6_offload.c tcp6_gro_complete(), net/ipv4/udp_offload.c udp4_gro_complete(),
 * udp_gro_complete_segment(), net/ipv6/udp_offload.c udp6_gro_complete().
 */
final class GroComplete {
    private GroComplete() {}

    static void complete(GroCb head) {
        SkBuff skb = head.skb;
        if (head.count == 1) {
            skb.gsoSize = 0;
            return;
        }
        network(head);
        skb.gsoSegs = head.count;
        if (head.proto == IpProtocol.UDP) {
            udp(head);
        } else {
            tcp(head);
        }
    }

    private static void network(GroCb head) {
        SkBuff skb = head.skb;
        int length = skb.len() - head.networkOffset;
        if (head.ipv6) {
            new Ipv6Header(skb.buf(), head.network()).payloadLength(length - Ipv6Header.LENGTH);
        } else {
            Ipv4Header iph = new Ipv4Header(skb.buf(), head.network());
            int oldLength = iph.totalLength();
            iph.totalLength(length);
            iph.checksum(InternetChecksum.replace16(iph.checksum(), oldLength, length));
        }
    }

    private static void tcp(GroCb head) {
        SkBuff skb = head.skb;
        int version = head.ipv6 ? Gso.TCPV6 : Gso.TCPV4;
        if (head.flist) {
            chained(skb, version);
            return;
        }
        TcpHeader th = new TcpHeader(skb.buf(), head.transport());
        th.checksum(pseudo(head));
        skb.ipSummed = IpSummed.PARTIAL;
        skb.gsoType |= version | (head.fixedId && !head.ipv6 ? Gso.TCP_FIXEDID : 0) | (th.cwr() ? Gso.TCP_ACCECN : 0);
    }

    private static void udp(GroCb head) {
        SkBuff skb = head.skb;
        UdpHeader uh = new UdpHeader(skb.buf(), head.transport());
        uh.length(skb.len() - head.transportOffset);
        if (head.flist) {
            chained(skb, Gso.UDP_L4);
            return;
        }
        uh.checksum(pseudo(head));
        skb.ipSummed = IpSummed.PARTIAL;
        skb.gsoType |= Gso.UDP_L4;
    }

    /** Chained packets still have their own headers and right checksums. */
    private static void chained(SkBuff skb, int type) {
        skb.gsoType |= Gso.FRAGLIST | type;
        GroChecksum.markVerified(skb);
    }

    /** As in a packet the host itself would send: the field holds the pseudo header's sum, the data counts as verified. */
    private static int pseudo(GroCb head) {
        return InternetChecksum.fold(GroChecksum.pseudo(head, head.skb.len() - head.transportOffset));
    }
}
