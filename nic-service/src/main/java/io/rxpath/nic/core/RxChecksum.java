package io.rxpath.nic.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.UdpHeader;

/**
 * Receive checksum offload: what card and driver together say of a frame's checksums (drivers/net/ethernet/intel/e1000e/
 * netdev.c e1000_rx_checksum()). Good TCP or UDP: UNNECESSARY. A bad one, or a bad IPv4 header: counted, and NONE, so
 * that the stack looks for itself and drops in its own name. What the card cannot judge (fragments, other protocols, UDP
 * without checksum, truncated packets) is NONE too, and not counted.
 *
 * <p>A card of the other kind sums all of an IP frame behind its Ethernet header, padding and remaining VLAN tags
 * included, judges nothing and counts nothing: COMPLETE (drivers/net/ethernet/mellanox/mlx5/core/en_rx.c
 * mlx5e_handle_csum()).
 */
final class RxChecksum {
    private final Counters<EthtoolStat> stats;

    RxChecksum(Counters<EthtoolStat> stats) {
        this.stats = stats;
    }

    void verify(SkBuff skb, HeaderParser p, RxChecksumMode mode) {
        if (mode == RxChecksumMode.UNNECESSARY) {
            skb.ipSummed = judge(skb.buf(), p);
        } else if (mode == RxChecksumMode.COMPLETE && p.ipVersion != 0) {
            skb.ipSummed = IpSummed.COMPLETE;
            int from = EthernetHeader.LENGTH;
            skb.csum =
                    InternetChecksum.fold(InternetChecksum.partial(skb.buf(), skb.data() + from, skb.len() - from, 0));
        }
    }

    private IpSummed judge(byte[] a, HeaderParser p) {
        if (p.ipVersion == 4 && !new Ipv4Header(a, p.l3).checksumValid()) {
            stats.inc(EthtoolStat.RX_CSUM_OFFLOAD_ERRORS);
            return IpSummed.NONE;
        }
        if (!p.tcp() && !p.udp()) {
            return IpSummed.NONE;
        }
        if (p.protocol == IpProtocol.UDP && new UdpHeader(a, p.l4).checksum() == 0) {
            return IpSummed.NONE;
        }
        if (p.l4ChecksumValid()) {
            stats.inc(EthtoolStat.RX_CSUM_OFFLOAD_GOOD);
            return IpSummed.UNNECESSARY;
        }
        stats.inc(EthtoolStat.RX_CSUM_OFFLOAD_ERRORS);
        return IpSummed.NONE;
    }
}
