package io.rxpath.softirq.core;

import io.rxpath.skb.SkBuff;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the CPU that takes a packet to the protocols: the one on which the socket's reader ran last if RFS knows it, else
 * one of the queue's RPS mask by the flow's hash. A flow changes its CPU only when the old one has taken all of its
 * packets, so that they stay in order.
 *
 * <p>Kernel: net/core/dev.c get_rps_cpu(), set_rps_cpu(), include/net/rps.h rps_record_sock_flow(), rfs_slot().
 */
final class GetRpsCpu {
    private static final int GOLDEN_RATIO_32 = 0x61C88647;

    /** What is set for one receive queue. */
    private static final class RxQueue {
        int flowCount;

        /** The CPUs of the mask that exist, in order; null for none. */
        int @Nullable [] map;

        RpsDevFlow @Nullable [] flows;
    }

    private final SoftnetData[] cpus;

    /** Low bits of an entry of the sockets' table that are the CPU; the others are of the hash. */
    private final int cpuMask;

    private final Map<Integer, RxQueue> queues = new HashMap<>();
    private int sockFlowEntries;
    private int @Nullable [] sockFlows;

    /** Takes whatever a packet that RFS does not steer would leave in its entry. */
    private final RpsDevFlow none = new RpsDevFlow();

    private RpsDevFlow flow = none;

    GetRpsCpu(SoftnetData[] cpus) {
        this.cpus = cpus;
        cpuMask = roundUpPowerOfTwo(cpus.length) - 1;
    }

    /** Other masks and table sizes; a table whose size stays keeps its entries. */
    void settings(SoftirqSettings settings) {
        queues.keySet()
                .removeIf(queue -> settings.rpsCpus().getOrDefault(queue, 0L) == 0
                        && settings.rpsFlowCnt().getOrDefault(queue, 0) == 0);
        settings.rpsCpus().forEach((queue, mask) -> {
            if (mask != 0) {
                map(queues.computeIfAbsent(queue, q -> new RxQueue()), mask);
            }
        });
        settings.rpsFlowCnt().forEach((queue, count) -> {
            if (count != 0) {
                flows(queues.computeIfAbsent(queue, q -> new RxQueue()), count);
            }
        });
        queues.forEach((queue, rxq) -> {
            if (!settings.rpsCpus().containsKey(queue)) {
                map(rxq, 0);
            }
            if (settings.rpsFlowCnt().getOrDefault(queue, 0) == 0) {
                flows(rxq, 0);
            }
        });
        int entries = settings.rpsSockFlowEntries() == 0 ? 0 : roundUpPowerOfTwo(settings.rpsSockFlowEntries());
        if (entries != sockFlowEntries) {
            sockFlowEntries = entries;
            int[] table = entries == 0 ? null : new int[entries];
            if (table != null) {
                Arrays.fill(table, RpsDevFlow.NO_CPU);
            }
            sockFlows = table;
        }
    }

    private void map(RxQueue rxq, long mask) {
        int[] map = new int[Long.bitCount(mask)];
        int n = 0;
        for (int cpu = 0; cpu < cpus.length; cpu++) {
            if ((mask >>> cpu & 1) != 0) {
                map[n++] = cpu;
            }
        }
        rxq.map = n == 0 ? null : Arrays.copyOf(map, n);
    }

    private static void flows(RxQueue rxq, int count) {
        int size = count == 0 ? 0 : roundUpPowerOfTwo(count);
        if (size == rxq.flowCount) {
            return;
        }
        rxq.flowCount = size;
        if (size == 0) {
            rxq.flows = null;
            return;
        }
        RpsDevFlow[] flows = new RpsDevFlow[size];
        for (int i = 0; i < size; i++) {
            flows[i] = new RpsDevFlow();
        }
        rxq.flows = flows;
    }

    /** True if any queue has RPS or RFS (static key rps_needed). */
    boolean needed() {
        return !queues.isEmpty();
    }

    /** A socket's reader runs on {@code cpu}: its flow shall be steered there. */
    void recordSockFlow(int hash, int cpu) {
        int[] table = sockFlows;
        if (table != null && hash != 0) {
            table[hash & (table.length - 1)] = hash & ~cpuMask | cpu;
        }
    }

    /** The CPU for a packet, or -1 to go on with the one that has it. {@link #flow} is of this packet afterwards. */
    int cpuOf(SkBuff skb) {
        flow = none;
        RxQueue rxq = queues.get(skb.queueMapping);
        int hash = skb.hash;
        if (rxq == null || hash == 0) {
            return -1;
        }
        RpsDevFlow[] flows = rxq.flows;
        int[] table = sockFlows;
        if (flows != null && table != null) {
            int ident = table[hash & (table.length - 1)];
            if (((ident ^ hash) & ~cpuMask) == 0) {
                int cpu = steered(flows[hash32(hash, Integer.numberOfTrailingZeros(flows.length))], ident & cpuMask);
                if (cpu >= 0) {
                    return cpu;
                }
            }
        }
        int[] map = rxq.map;
        return map == null ? -1 : map[reciprocalScale(hash, map.length)];
    }

    private int steered(RpsDevFlow entry, int nextCpu) {
        if (entry.cpu != nextCpu && (entry.cpu >= cpus.length || cpus[entry.cpu].backlog.passed(entry.lastQtail))) {
            entry.cpu = nextCpu;
            if (nextCpu < cpus.length) {
                entry.lastQtail = cpus[nextCpu].backlog.queueHead();
            }
        }
        if (entry.cpu >= cpus.length) {
            return -1;
        }
        flow = entry;
        return entry.cpu;
    }

    /** The RFS entry of the packet last asked about, to be told where the packet stands in the backlog. */
    RpsDevFlow flow() {
        return flow;
    }

    /** Kernel: include/linux/hash.h hash_32(). */
    static int hash32(int value, int bits) {
        return bits == 0 ? 0 : value * GOLDEN_RATIO_32 >>> (32 - bits);
    }

    /** Kernel: include/linux/kernel.h reciprocal_scale(): the hash as a share of 2^32, of {@code length}. */
    static int reciprocalScale(int hash, int length) {
        return (int) ((hash & 0xffff_ffffL) * length >>> 32);
    }

    private static int roundUpPowerOfTwo(int n) {
        return n <= 1 ? 1 : Integer.highestOneBit(n - 1) << 1;
    }
}
