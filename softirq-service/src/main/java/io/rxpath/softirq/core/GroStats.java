package io.rxpath.softirq.core;

/**
 * What GRO decided, counted per packet, and what came out of it. One thread writes.
 */
public final class GroStats {
    /** Packets held as the first of a run. */
    public long held() {
        return 0;
    }

    /** Packets merged whose struct sk_buff went onto the frag_list of the run. */
    public long merged() {
        return 0;
    }

    /** Packets merged whose payload became fragments of the run and whose struct sk_buff was freed. */
    public long mergedFree() {
        return 0;
    }

    /** Packets passed up at once. */
    public long normal() {
        return 0;
    }

    /** Packets of more than one segment that went up. */
    public long superPackets() {
        return 0;
    }

    /** Wire segments in those super-packets. */
    public long superSegments() {
        return 0;
    }
}
