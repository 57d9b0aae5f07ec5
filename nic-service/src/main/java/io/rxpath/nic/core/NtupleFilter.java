package io.rxpath.nic.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.VlanTag;

/**
 * The steering rules in front of the flow hash, in the order of their places: the first that matches decides. With rules
 * set, an IP frame counts as fdir_match or fdir_miss. A frame for {@link NtupleRule#DROP} counts as a match and nothing
 * else: ixgbe lets its card write such frames to a queue that does not exist (IXGBE_FDIR_DROP_QUEUE, ixgbe_fdir.c).
 *
 * <p>Kernel: drivers/net/ethernet/intel/ixgbe/ixgbe_82599.c ixgbe_fdir_write_perfect_filter_82599().
 */
final class NtupleFilter {
    /** No rule matches. */
    static final int MISS = Integer.MIN_VALUE;

    private static final int VID_MASK = 0xfff;

    private final NtupleRule[] rules;

    NtupleFilter(NicSettings settings) {
        rules = settings.features().ntuple()
                ? settings.ntuple().values().toArray(new NtupleRule[0])
                : new NtupleRule[0];
    }

    /** The action for a frame that {@code p} has parsed, or {@link #MISS}. */
    int action(SkBuff skb, HeaderParser p) {
        for (NtupleRule rule : rules) {
            if (rule.matches(skb.buf(), skb.data(), p, vid(skb, p))) {
                return rule.action();
            }
        }
        return MISS;
    }

    private static int vid(SkBuff skb, HeaderParser p) {
        if (skb.vlanTci >= 0) {
            return skb.vlanTci & VID_MASK;
        }
        return p.tags == 0 ? -1 : new VlanTag(skb.buf(), skb.data() + 12).vid();
    }

    void count(Counters<EthtoolStat> stats, int action, HeaderParser p) {
        if (rules.length == 0) {
            return;
        }
        if (action != MISS) {
            stats.inc(EthtoolStat.FDIR_MATCH);
        } else if (p.ipVersion != 0) {
            stats.inc(EthtoolStat.FDIR_MISS);
        }
    }
}
