package io.rxpath.softirq.core.gro;

import io.rxpath.skb.Gso;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;

/**
 * Makes a run of segments one packet that the layers above can read.
 *
 * <p>Kernel: net/core/gro.c gro_complete(), net/ipv4/af_inet.c inet_gro_complete(), net/ipv4/tcp_offload.c
 * tcp4_gro_complete(), tcp_gro_complete(). For CWR the kernel sets SKB_GSO_TCP_ACCECN since 6.18, which lies beyond the
 * eight bits of our record; {@link Gso#TCP_ECN} stands for it.
 */
final class GroComplete {
    private GroComplete() {}

    static void complete(GroCb head) {
        SkBuff skb = head.skb;
        if (head.count == 1) {
            skb.gsoSize = 0;
            return;
        }
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        int oldLength = iph.totalLength();
        iph.totalLength(skb.len());
        iph.checksum(InternetChecksum.replace16(iph.checksum(), oldLength, skb.len()));

        // As a packet the host itself would send: the field holds the pseudo header's sum, the data counts as verified.
        TcpHeader th = new TcpHeader(skb.buf(), skb.data() + Ipv4Header.LENGTH);
        int segment = skb.len() - Ipv4Header.LENGTH;
        th.checksum(
                InternetChecksum.fold(InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), IpProtocol.TCP, segment)));
        skb.ipSummed = IpSummed.PARTIAL;

        skb.gsoSegs = head.count;
        skb.gsoType |= Gso.TCPV4 | (head.fixedId ? Gso.TCP_FIXEDID : 0) | (th.cwr() ? Gso.TCP_ECN : 0);
    }
}
