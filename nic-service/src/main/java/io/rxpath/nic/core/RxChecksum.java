package io.rxpath.nic.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.UdpHeader;

/**
 * Receive checksum offload: what card and driver together say of a frame's checksums (drivers/net/ethernet/intel/e1000e/
 * netdev.c e1000_rx_checksum()). Good TCP or UDP: UNNECESSARY. A bad one, or a bad IPv4 header: counted, and NONE, so
 * that the stack looks for itself and drops in its own name. What the card cannot judge (fragments, other protocols, UDP
 * without checksum, truncated packets) is NONE too, and not counted.
 */
final class RxChecksum {
    private final Counters<EthtoolStat> stats;

    RxChecksum(Counters<EthtoolStat> stats) {
        this.stats = stats;
    }

    IpSummed verify(byte[] a, HeaderParser p) {
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
