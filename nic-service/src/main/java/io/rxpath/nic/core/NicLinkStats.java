package io.rxpath.nic.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.LinkStat;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a driver reports of its card as the device's statistics (drivers/net/ethernet/intel/e1000e/netdev.c
 * e1000e_get_stats64()). rx_dropped is the host's and always 0 here; a missed frame is in rx_missed_errors alone, not in
 * rx_errors nor in rx_dropped.
 */
public final class NicLinkStats {
    private NicLinkStats() {}

    /** The card's share of the statistics; names that are not there are 0. */
    public static Map<LinkStat, Long> of(Counters<EthtoolStat> c) {
        Map<LinkStat, Long> stats = new EnumMap<>(LinkStat.class);
        stats.put(LinkStat.RX_PACKETS, c.get(EthtoolStat.RX_PACKETS));
        stats.put(LinkStat.RX_BYTES, c.get(EthtoolStat.RX_BYTES));
        stats.put(LinkStat.TX_PACKETS, c.get(EthtoolStat.TX_PACKETS));
        stats.put(LinkStat.TX_BYTES, c.get(EthtoolStat.TX_BYTES));
        stats.put(LinkStat.MULTICAST, c.get(EthtoolStat.RX_MULTICAST));
        stats.put(LinkStat.RX_ERRORS, c.get(EthtoolStat.RX_ERRORS));
        stats.put(LinkStat.RX_DROPPED, 0L);
        stats.put(LinkStat.RX_LENGTH_ERRORS, c.get(EthtoolStat.RX_LENGTH_ERRORS));
        stats.put(LinkStat.RX_CRC_ERRORS, c.get(EthtoolStat.RX_CRC_ERRORS));
        stats.put(LinkStat.RX_FRAME_ERRORS, c.get(EthtoolStat.RX_FRAME_ERRORS));
        stats.put(LinkStat.RX_MISSED_ERRORS, c.get(EthtoolStat.RX_MISSED_ERRORS));
        return stats;
    }
}
