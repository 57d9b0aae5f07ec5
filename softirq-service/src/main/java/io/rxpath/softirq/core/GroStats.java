package io.rxpath.softirq.core;

import io.rxpath.skb.Counters;
import io.rxpath.softirq.core.gro.GroResult;

/**
 * What GRO decided, counted per packet, and what came out of it. One thread writes, any may read. The kernel does not
 * count verdicts; they are what dev_gro_receive() returns (net/core/gro.c enum gro_result).
 */
public final class GroStats {
    private final Counters<GroStat> counters = new Counters<>(GroStat.class);

    GroStats() {}

    void decided(GroResult result) {
        counters.inc(
                switch (result) {
                    case HELD -> GroStat.HELD;
                    case MERGED -> GroStat.MERGED;
                    case MERGED_FREE -> GroStat.MERGED_FREE;
                    case NORMAL -> GroStat.NORMAL;
                });
    }

    void wentUp(int segments) {
        if (segments > 1) {
            counters.inc(GroStat.SUPER_PACKETS);
            counters.add(GroStat.SUPER_SEGMENTS, segments);
        }
    }

    /** All of it under the names of {@link GroStat}. */
    public Counters<GroStat> counters() {
        return counters;
    }

    /** Packets held as the first of a run. */
    public long held() {
        return counters.get(GroStat.HELD);
    }

    /** Packets merged that stay on the frag_list of the run. */
    public long merged() {
        return counters.get(GroStat.MERGED);
    }

    /** Packets merged of which only the payload stays. */
    public long mergedFree() {
        return counters.get(GroStat.MERGED_FREE);
    }

    /** Packets passed up at once. */
    public long normal() {
        return counters.get(GroStat.NORMAL);
    }

    /** Packets of more than one segment that went up. */
    public long superPackets() {
        return counters.get(GroStat.SUPER_PACKETS);
    }

    /** Wire segments in those super-packets. */
    public long superSegments() {
        return counters.get(GroStat.SUPER_SEGMENTS);
    }
}
