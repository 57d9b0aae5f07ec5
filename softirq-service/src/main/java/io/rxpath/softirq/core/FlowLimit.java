package io.rxpath.softirq.core;

import java.util.Arrays;

/**
 * Keeps one flow from filling a backlog: of the last packets that came while a backlog was half full, no flow may have
 * more than half. The table belongs to the CPU that puts packets into backlogs, not to the one whose backlog it is.
 *
 * <p>Kernel: net/core/dev.c skb_flow_limit(), include/linux/netdevice.h struct sd_flow_limit. The kernel's documentation
 * says that 256 packets are remembered; FLOW_LIMIT_HISTORY is 128.
 */
final class FlowLimit {
    private static final int HISTORY = 1 << 7;

    private int logBuckets = -1;
    private byte[] buckets = {};
    private final int[] history = new int[HISTORY];
    private int head;

    /**
     * Switches limiting on with a table of this many buckets, a power of two, or off with 0. A table that is there keeps
     * its size until it is switched off.
     */
    void enable(int tableLen) {
        if (tableLen == 0) {
            logBuckets = -1;
        } else if (logBuckets < 0) {
            logBuckets = Integer.numberOfTrailingZeros(tableLen);
            buckets = new byte[tableLen];
            Arrays.fill(history, 0);
            head = 0;
        }
    }

    /**
     * Notes a packet; true if it must be dropped.
     *
     * @param queued packets in the backlog it shall go to
     */
    boolean exceeded(int hash, int queued, int maxBacklog) {
        if (logBuckets < 0 || queued < maxBacklog >> 1) {
            return false;
        }
        int newFlow = GetRpsCpu.hash32(hash, logBuckets);
        int oldFlow = history[head];
        history[head] = newFlow;
        head = (head + 1) & (HISTORY - 1);
        if (buckets[oldFlow] != 0) {
            buckets[oldFlow]--;
        }
        // A bucket never holds more than the history, so a byte is enough.
        buckets[newFlow]++;
        return (buckets[newFlow] & 0xff) > HISTORY >> 1;
    }
}
