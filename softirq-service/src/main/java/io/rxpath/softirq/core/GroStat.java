package io.rxpath.softirq.core;

import io.rxpath.skb.MibCounter;

/** What GRO decided per packet, and what came out. */
public enum GroStat implements MibCounter {
    /** Packets held as the first of a run. */
    HELD("GRO_HELD"),
    /** Packets merged that stay on the frag_list of the run. */
    MERGED("GRO_MERGED"),
    /** Packets merged of which only the payload stays. */
    MERGED_FREE("GRO_MERGED_FREE"),
    /** Packets passed up at once. */
    NORMAL("GRO_NORMAL"),
    /** Packets of more than one segment that went up. */
    SUPER_PACKETS("super_packets"),
    /** Wire segments in them. */
    SUPER_SEGMENTS("super_segments");

    private final String kernelName;

    GroStat(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "gro";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }
}
