package io.rxpath.softirq.core.gro;

/**
 * What GRO did with one packet.
 *
 * <p>Kernel: include/linux/netdevice.h enum gro_result, whose fifth value GRO_CONSUMED only IPsec returns.
 */
public enum GroResult {
    /** Joined a held packet and keeps its own struct sk_buff on the frag_list. */
    MERGED,
    /** Joined a held packet as page fragments; its struct sk_buff is free again. */
    MERGED_FREE,
    /** Kept as the first of a run that later packets may join. */
    HELD,
    /** Passed up alone. */
    NORMAL
}
