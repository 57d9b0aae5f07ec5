package io.rxpath.ip.core;

import io.rxpath.skb.Gso;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.UdpHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes datagrams that GRO has merged apart again, for a socket that did not ask for them together (UDP_GRO), which none
 * does here.
 *
 * <p>Kernel: include/linux/udp.h udp_unexpected_gso(); include/net/udp.h udp_rcv_segment(), udp_post_segment_fix_csum().
 *
 * <p>Differs: each datagram is charged an equal share of the memory of the whole, where the kernel takes that of the parts.
 */
final class UdpRcvSegment {
    private UdpRcvSegment() {}

    /** True if the packet is several datagrams. */
    static boolean unexpectedGso(SkBuff skb) {
        return skb.gsoSize > 0 && (skb.gsoType & (Gso.UDP_L4 | Gso.FRAGLIST)) != 0;
    }

    /** The datagrams, in order; data of the whole is at the UDP header, and so is theirs. */
    static List<SkBuff> split(SkBuff skb) {
        int headers = skb.data() - skb.networkHeader() + UdpHeader.LENGTH;
        byte[] whole = skb.toByteArray();
        int truesize = Net.truesize(skb) / skb.segments();
        List<SkBuff> segments = new ArrayList<>(skb.segments());
        for (int at = UdpHeader.LENGTH; at < whole.length; at += skb.gsoSize) {
            int length = Math.min(skb.gsoSize, whole.length - at);
            byte[] packet = new byte[headers + length];
            System.arraycopy(skb.buf(), skb.networkHeader(), packet, 0, headers);
            System.arraycopy(whole, at, packet, headers, length);
            SkBuff segment = SkBuff.wrap(packet);
            segment.resetNetworkHeader();
            segment.pull(headers - UdpHeader.LENGTH);
            segment.resetTransportHeader();
            new UdpHeader(packet, segment.data()).length(UdpHeader.LENGTH + length);
            segment.protocol = skb.protocol;
            segment.pktType = skb.pktType;
            // GRO has verified it, and there was none without a checksum among them.
            segment.ipSummed = IpSummed.UNNECESSARY;
            segment.hash = skb.hash;
            segment.port = skb.port;
            segment.iif = skb.iif;
            segment.truesize = truesize;
            segment.copyHops(skb);
            segments.add(segment);
        }
        return segments;
    }
}
