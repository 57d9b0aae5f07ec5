package io.rxpath.softirq.core;

import io.rxpath.skb.MacAddress;
import io.rxpath.softirq.core.gro.GroFeatures;
import io.rxpath.softirq.core.xdp.XdpProgram;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What can be set about the receive softirq. Immutable; each wrong value is refused by name. A CPU mask has a bit for each
 * CPU, the lowest for CPU 0.
 *
 * @param weight packets a NAPI poll takes at most, 1..1024 (kernel NAPI_POLL_WEIGHT; chosen by the driver, no sysctl
 *     changes it)
 * @param netdevBudget packets after which net_rx_action stops, at least 1 (sysctl net.core.netdev_budget). Looked at
 *     after each poll, so it may be exceeded by one weight less one
 * @param netdevBudgetNanos nanoseconds after which net_rx_action stops, at least 0 (net.core.netdev_budget_usecs). The
 *     kernel counts it in jiffies
 * @param napiDeferHardIrqs polls without a packet before the interrupt is unmasked, at least 0 (napi_defer_hard_irqs of
 *     the device); without groFlushTimeoutNanos it does nothing
 * @param groFlushTimeoutNanos how long GRO may hold packets after a completed poll, nanoseconds; 0: not at all
 *     (gro_flush_timeout of the device)
 * @param threaded whether each NAPI is polled by a thread of its own instead of the softirq (threaded of the device)
 * @param gro whether GRO is on (ethtool -K generic-receive-offload)
 * @param groList whether GRO chains whole packets where no socket wants them merged (ethtool -K rx-gro-list)
 * @param udpGroForwarding whether GRO merges UDP that is forwarded (ethtool -K rx-udp-gro-forwarding)
 * @param groNormalBatch segments that wait to go up as one list, at least 1 (net.core.gro_normal_batch)
 * @param hz jiffies per second, 100..1000 (CONFIG_HZ)
 * @param mac the device's address, an individual one, 48 bits
 * @param portMacs addresses of the devices that have a wire port of their own, by its number
 * @param truesize how the driver's buffers are charged
 * @param ring descriptors of each ring, 64..32768, a multiple of 8; 0: as the softirq was made (ethtool -G rx)
 * @param channels receive queues the driver serves, 0..128; 0: as many as there are (ethtool -L combined)
 * @param cpus CPUs that run softirqs, 1..64; fixed once the softirq is made
 * @param cpuPacketNanos CPU time a packet costs, 0..10^9 ns; with cpuPollNanos 0: CPUs are infinitely fast
 * @param cpuPollNanos CPU time a poll costs, 0..10^9 ns
 * @param paused whether no CPU runs: interrupts are taken, nothing is polled
 * @param irqAffinity CPU masks by queue number (smp_affinity of its interrupt); a queue that is not there has CPU
 *     queue mod cpus
 * @param devWeight packets a poll of the backlog takes at most, at least 1 (net.core.dev_weight times
 *     dev_weight_rx_bias, see devWeightRxBias)
 * @param devWeightRxBias factor on devWeight, at least 1 (net.core.dev_weight_rx_bias)
 * @param netdevMaxBacklog packets a backlog holds less one, at least 0 (net.core.netdev_max_backlog)
 * @param flowLimitCpus mask of the CPUs that limit flows (net.core.flow_limit_cpu_bitmap)
 * @param flowLimitTableLen buckets of their tables, a power of two, 1..2^20 (net.core.flow_limit_table_len)
 * @param rpsCpus CPU masks by queue number (rps_cpus); 0 or not there: no RPS
 * @param rpsFlowCnt entries of the RFS table by queue number (rps_flow_cnt); 0 or not there: no RFS
 * @param rpsSockFlowEntries entries of the table of sockets' CPUs, 0..2^29 (net.core.rps_sock_flow_entries)
 * @param tstampPrequeue whether a packet gets its time before it waits for its RPS CPU (net.core.netdev_tstamp_prequeue)
 * @param xdp the device's XDP program, null for none (ip link set xdp)
 */
public record SoftirqSettings(
        int weight,
        int netdevBudget,
        long netdevBudgetNanos,
        int napiDeferHardIrqs,
        long groFlushTimeoutNanos,
        boolean threaded,
        boolean gro,
        boolean groList,
        boolean udpGroForwarding,
        int groNormalBatch,
        int hz,
        long mac,
        Map<Integer, Long> portMacs,
        Truesize truesize,
        int ring,
        int channels,
        int cpus,
        long cpuPacketNanos,
        long cpuPollNanos,
        boolean paused,
        Map<Integer, Long> irqAffinity,
        int devWeight,
        int devWeightRxBias,
        int netdevMaxBacklog,
        long flowLimitCpus,
        int flowLimitTableLen,
        Map<Integer, Long> rpsCpus,
        Map<Integer, Integer> rpsFlowCnt,
        int rpsSockFlowEntries,
        boolean tstampPrequeue,
        @Nullable XdpProgram xdp) {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Largest number of entries of an RFS table. */
    private static final int MAX_FLOWS = 1 << 29;

    /** Checks every value. */
    public SoftirqSettings {
        check("weight", weight, 1, 1024);
        check("netdevBudget", netdevBudget, 1, Integer.MAX_VALUE);
        check("netdevBudgetNanos", netdevBudgetNanos, 0, Long.MAX_VALUE / 4);
        check("napiDeferHardIrqs", napiDeferHardIrqs, 0, Integer.MAX_VALUE);
        check("groFlushTimeoutNanos", groFlushTimeoutNanos, 0, Long.MAX_VALUE / 4);
        check("groNormalBatch", groNormalBatch, 1, Integer.MAX_VALUE);
        check("hz", hz, 100, 1000);
        checkMac(mac);
        portMacs = Map.copyOf(portMacs);
        for (long each : portMacs.values()) {
            checkMac(each);
        }
        if (ring != 0) {
            checkRing(ring);
        }
        check("channels", channels, 0, 128);
        check("cpus", cpus, 1, 64);
        check("cpuPacketNanos", cpuPacketNanos, 0, NANOS_PER_SECOND);
        check("cpuPollNanos", cpuPollNanos, 0, NANOS_PER_SECOND);
        check("devWeight", devWeight, 1, Integer.MAX_VALUE);
        check("devWeightRxBias", devWeightRxBias, 1, Integer.MAX_VALUE);
        check("devWeight times devWeightRxBias", (long) devWeight * devWeightRxBias, 1, Integer.MAX_VALUE);
        check("netdevMaxBacklog", netdevMaxBacklog, 0, Integer.MAX_VALUE - 1);
        check("flowLimitTableLen", flowLimitTableLen, 1, 1 << 20);
        if (Integer.bitCount(flowLimitTableLen) != 1) {
            throw new IllegalArgumentException("flowLimitTableLen is " + flowLimitTableLen + ": expected a power of 2");
        }
        check("rpsSockFlowEntries", rpsSockFlowEntries, 0, MAX_FLOWS);
        rpsFlowCnt.forEach((queue, count) -> check("rpsFlowCnt of queue " + queue, count, 0, MAX_FLOWS));
        irqAffinity = Map.copyOf(irqAffinity);
        rpsCpus = Map.copyOf(rpsCpus);
        rpsFlowCnt = Map.copyOf(rpsFlowCnt);
    }

    private static void checkMac(long mac) {
        if (mac <= 0 || mac >>> 48 != 0 || MacAddress.isMulticast(mac)) {
            throw new IllegalArgumentException(
                    "mac is 0x" + Long.toHexString(mac) + ": expected the address of one station, 48 bits");
        }
    }

    /** The address of the device that is plugged into a wire port. */
    long macOf(int port) {
        return portMacs.isEmpty() ? mac : portMacs.getOrDefault(port, mac);
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ": expected " + min + ".." + max);
        }
    }

    /** Refuses a number of descriptors that no ring can have. */
    static void checkRing(int descriptors) {
        if (descriptors < 64 || descriptors > 32768 || descriptors % 8 != 0) {
            throw new IllegalArgumentException("ring is " + descriptors + ": expected a multiple of 8 in 64..32768");
        }
    }

    /** The defaults of a 6.18 kernel with HZ=250 and one CPU that is infinitely fast. */
    public static SoftirqSettings defaults(long mac) {
        return new Builder(mac).build();
    }

    /** A copy in which {@code change} has set some values. */
    public SoftirqSettings with(Consumer<Builder> change) {
        Builder builder = new Builder(this);
        change.accept(builder);
        return builder.build();
    }

    /** A copy with another NAPI weight. */
    public SoftirqSettings withWeight(int newWeight) {
        return with(b -> b.weight = newWeight);
    }

    /** A copy with another budget of packets and nanoseconds. */
    public SoftirqSettings withNetdevBudget(int packets, long nanos) {
        return with(b -> {
            b.netdevBudget = packets;
            b.netdevBudgetNanos = nanos;
        });
    }

    /** A copy with other values of napi_defer_hard_irqs and gro_flush_timeout. */
    public SoftirqSettings withDeferral(int deferHardIrqs, long flushTimeoutNanos) {
        return with(b -> {
            b.napiDeferHardIrqs = deferHardIrqs;
            b.groFlushTimeoutNanos = flushTimeoutNanos;
        });
    }

    /** A copy with GRO on or off and another gro_normal_batch. */
    public SoftirqSettings withGro(boolean on, int normalBatch) {
        return with(b -> {
            b.gro = on;
            b.groNormalBatch = normalBatch;
        });
    }

    /** A copy with other jiffies per second. */
    public SoftirqSettings withHz(int newHz) {
        return with(b -> b.hz = newHz);
    }

    /** A copy with another truesize model. */
    public SoftirqSettings withTruesize(Truesize model) {
        return with(b -> b.truesize = model);
    }

    /** A copy with another number of CPUs. */
    public SoftirqSettings withCpus(int count) {
        return with(b -> b.cpus = count);
    }

    /** A copy in which a packet and a poll cost so much CPU time. */
    public SoftirqSettings withCpuCost(long packetNanos, long pollNanos) {
        return with(b -> {
            b.cpuPacketNanos = packetNanos;
            b.cpuPollNanos = pollNanos;
        });
    }

    /** True if CPU time costs anything. */
    boolean cpuCosts() {
        return cpuPacketNanos > 0 || cpuPollNanos > 0;
    }

    /** The CPU that takes the interrupt of a queue: the lowest one of its mask that exists. */
    public int irqCpu(int queue) {
        Long mask = irqAffinity.get(queue);
        int lowest = mask == null ? cpus : Long.numberOfTrailingZeros(mask);
        return lowest < cpus ? lowest : queue % cpus;
    }

    /** What of it concerns GRO. */
    GroFeatures groFeatures() {
        return GroFeatures.DEFAULTS.with(gro, groNormalBatch).withForwarding(groList, udpGroForwarding);
    }

    /** The jiffy that {@code nanos} lies in. */
    long jiffies(long nanos) {
        return nanos / (NANOS_PER_SECOND / hz);
    }

    /** netdevBudgetNanos in jiffies, rounded up (usecs_to_jiffies). */
    long netdevBudgetJiffies() {
        long jiffy = NANOS_PER_SECOND / hz;
        return (netdevBudgetNanos + jiffy - 1) / jiffy;
    }

    /** Values to be set one by one; each field is the component of the same name. */
    public static final class Builder {
        public int weight = 64;
        public int netdevBudget = 300;
        public long netdevBudgetNanos = 8_000_000;
        public int napiDeferHardIrqs;
        public long groFlushTimeoutNanos;
        public boolean threaded;
        public boolean gro = true;
        public boolean groList;
        public boolean udpGroForwarding;
        public int groNormalBatch = 8;
        public int hz = 250;
        public long mac;
        public final Map<Integer, Long> portMacs = new TreeMap<>();
        public Truesize truesize = Truesize.NIC_HALF_PAGE;
        public int ring;
        public int channels;
        public int cpus = 1;
        public long cpuPacketNanos;
        public long cpuPollNanos;
        public boolean paused;
        public final Map<Integer, Long> irqAffinity = new TreeMap<>();
        public int devWeight = 64;
        public int devWeightRxBias = 1;
        public int netdevMaxBacklog = 1000;
        public long flowLimitCpus;
        public int flowLimitTableLen = 4096;
        public final Map<Integer, Long> rpsCpus = new TreeMap<>();
        public final Map<Integer, Integer> rpsFlowCnt = new TreeMap<>();
        public int rpsSockFlowEntries;
        public boolean tstampPrequeue = true;
        public @Nullable XdpProgram xdp;

        Builder(long mac) {
            this.mac = mac;
        }

        Builder(SoftirqSettings s) {
            weight = s.weight;
            netdevBudget = s.netdevBudget;
            netdevBudgetNanos = s.netdevBudgetNanos;
            napiDeferHardIrqs = s.napiDeferHardIrqs;
            groFlushTimeoutNanos = s.groFlushTimeoutNanos;
            threaded = s.threaded;
            gro = s.gro;
            groList = s.groList;
            udpGroForwarding = s.udpGroForwarding;
            groNormalBatch = s.groNormalBatch;
            hz = s.hz;
            mac = s.mac;
            portMacs.putAll(s.portMacs);
            truesize = s.truesize;
            ring = s.ring;
            channels = s.channels;
            cpus = s.cpus;
            cpuPacketNanos = s.cpuPacketNanos;
            cpuPollNanos = s.cpuPollNanos;
            paused = s.paused;
            irqAffinity.putAll(s.irqAffinity);
            devWeight = s.devWeight;
            devWeightRxBias = s.devWeightRxBias;
            netdevMaxBacklog = s.netdevMaxBacklog;
            flowLimitCpus = s.flowLimitCpus;
            flowLimitTableLen = s.flowLimitTableLen;
            rpsCpus.putAll(s.rpsCpus);
            rpsFlowCnt.putAll(s.rpsFlowCnt);
            rpsSockFlowEntries = s.rpsSockFlowEntries;
            tstampPrequeue = s.tstampPrequeue;
            xdp = s.xdp;
        }

        SoftirqSettings build() {
            return new SoftirqSettings(
                    weight,
                    netdevBudget,
                    netdevBudgetNanos,
                    napiDeferHardIrqs,
                    groFlushTimeoutNanos,
                    threaded,
                    gro,
                    groList,
                    udpGroForwarding,
                    groNormalBatch,
                    hz,
                    mac,
                    portMacs,
                    truesize,
                    ring,
                    channels,
                    cpus,
                    cpuPacketNanos,
                    cpuPollNanos,
                    paused,
                    irqAffinity,
                    devWeight,
                    devWeightRxBias,
                    netdevMaxBacklog,
                    flowLimitCpus,
                    flowLimitTableLen,
                    rpsCpus,
                    rpsFlowCnt,
                    rpsSockFlowEntries,
                    tstampPrequeue,
                    xdp);
        }
    }
}
