package io.rxpath.softirq.config;

import io.rxpath.softirq.core.ShowInterrupts;
import io.rxpath.softirq.core.SoftirqSettings;
import io.rxpath.softirq.core.xdp.XdpProgram;
import io.rxpath.softirq.core.xdp.XdpRules;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The settings of this layer by the keys of the config topic, which are those of sysctl, sysfs, procfs, ethtool and ip. */
public final class SoftirqConfig {
    private static final Pattern QUEUE_FILE = Pattern.compile("queues/rx-([0-9]{1,5})/(rps_cpus|rps_flow_cnt)");
    private static final Pattern IRQ_FILE = Pattern.compile("proc/irq/([0-9]{1,5})/smp_affinity");
    private static final String SYSCTL = "sysctl/";
    private static final String DEVICE = "sys/class/net/eth0/";
    private static final String ETHTOOL = "ethtool/eth0/";
    private static final String XDP = "ip/link/eth0/xdp";
    private static final String OWN = "rxpath/softirq/";
    private static final int MAX_QUEUES = 128;
    private static final long MAX_COST_NANOS = 1_000_000_000;

    private SoftirqConfig() {}

    /** True for keys of which some change something here. */
    public static boolean obeys(String key) {
        return key.startsWith(SYSCTL)
                || key.startsWith(DEVICE)
                || key.startsWith(ETHTOOL)
                || key.startsWith("proc/irq/")
                || key.equals(XDP)
                || key.startsWith(OWN);
    }

    /**
     * The settings after one change; {@code base} itself if the key is another layer's.
     *
     * @throws IllegalArgumentException naming the key, the value and what was expected
     */
    public static SoftirqSettings apply(SoftirqSettings base, String key, String value) {
        String text = value.strip();
        if (key.startsWith(SYSCTL)) {
            return sysctl(base, key.substring(SYSCTL.length()), text);
        }
        if (key.startsWith(DEVICE)) {
            return device(base, key, key.substring(DEVICE.length()), text);
        }
        if (key.startsWith(ETHTOOL)) {
            return ethtool(base, key, key.substring(ETHTOOL.length()), text);
        }
        if (key.startsWith("proc/irq/")) {
            return affinity(base, key, text);
        }
        if (key.equals(XDP)) {
            return xdp(base, key, text);
        }
        if (key.startsWith(OWN)) {
            return own(base, key, key.substring(OWN.length()), text);
        }
        return base;
    }

    /**
     * The settings after several changes, in the map's order.
     *
     * @throws IllegalArgumentException naming the first that is refused
     */
    public static SoftirqSettings all(SoftirqSettings base, Map<String, String> changes) {
        SoftirqSettings settings = base;
        for (Map.Entry<String, String> change : changes.entrySet()) {
            settings = apply(settings, change.getKey(), change.getValue());
        }
        return settings;
    }

    private static SoftirqSettings sysctl(SoftirqSettings base, String name, String value) {
        @Nullable
        Consumer<SoftirqSettings.Builder> change = switch (name) {
            case "net.core.netdev_budget" -> {
                int n = sysctl(name, value, 1, 1 << 30);
                yield b -> b.netdevBudget = n;
            }
            case "net.core.netdev_budget_usecs" -> {
                long nanos = sysctl(name, value, 1, 1 << 30) * 1000L;
                yield b -> b.netdevBudgetNanos = nanos;
            }
            case "net.core.gro_normal_batch" -> {
                int n = sysctl(name, value, 1, 1 << 30);
                yield b -> b.groNormalBatch = n;
            }
            case "net.core.dev_weight" -> {
                int n = sysctl(name, value, 1, 1 << 15);
                yield b -> b.devWeight = n;
            }
            case "net.core.dev_weight_rx_bias" -> {
                int n = sysctl(name, value, 1, 1 << 15);
                yield b -> b.devWeightRxBias = n;
            }
            case "net.core.netdev_max_backlog" -> {
                int n = sysctl(name, value, 0, 1 << 30);
                yield b -> b.netdevMaxBacklog = n;
            }
            case "net.core.flow_limit_cpu_bitmap" -> {
                long mask = mask("sysctl: " + name, value);
                yield b -> b.flowLimitCpus = mask;
            }
            case "net.core.flow_limit_table_len" -> {
                int n = sysctl(name, value, 1, 1 << 20);
                if (Integer.bitCount(n) != 1) {
                    throw fault("sysctl: " + name, value, "a power of 2");
                }
                yield b -> b.flowLimitTableLen = n;
            }
            case "net.core.rps_sock_flow_entries" -> {
                int n = sysctl(name, value, 0, 1 << 29);
                yield b -> b.rpsSockFlowEntries = n;
            }
            case "net.core.netdev_tstamp_prequeue" -> {
                boolean on = sysctl(name, value, 0, 1) == 1;
                yield b -> b.tstampPrequeue = on;
            }
            default -> null;
        };
        return change == null ? base : base.with(change);
    }

    private static SoftirqSettings device(SoftirqSettings base, String key, String file, String value) {
        switch (file) {
            case "napi_defer_hard_irqs" -> {
                int n = (int) number(key, value, 0, Integer.MAX_VALUE);
                return base.with(b -> b.napiDeferHardIrqs = n);
            }
            case "gro_flush_timeout" -> {
                long nanos = number(key, value, 0, Integer.MAX_VALUE * 1000L);
                return base.with(b -> b.groFlushTimeoutNanos = nanos);
            }
            case "threaded" -> {
                boolean on = number(key, value, 0, 1) == 1;
                return base.with(b -> b.threaded = on);
            }
            default -> {
                Matcher queue = QUEUE_FILE.matcher(file);
                if (!queue.matches()) {
                    throw new IllegalArgumentException(key + ": there is no such file to write to");
                }
                return rxQueue(base, key, Integer.parseInt(queue.group(1)), queue.group(2), value);
            }
        }
    }

    private static SoftirqSettings rxQueue(SoftirqSettings base, String key, int queue, String file, String value) {
        if (queue >= MAX_QUEUES) {
            throw new IllegalArgumentException(key + ": queue " + queue + ": expected 0 to " + (MAX_QUEUES - 1));
        }
        if (file.equals("rps_cpus")) {
            long mask = mask(key, value);
            return base.with(b -> b.rpsCpus.put(queue, mask));
        }
        int count = (int) number(key, value, 0, 1 << 29);
        return base.with(b -> b.rpsFlowCnt.put(queue, count));
    }

    private static SoftirqSettings ethtool(SoftirqSettings base, String key, String name, String value) {
        switch (name) {
            case "ring/rx" -> {
                int n = (int) number(key, value, 64, 4096);
                if (n % 8 != 0) {
                    throw fault(key, value, "a multiple of 8 from 64 to 4096");
                }
                return base.with(b -> b.ring = n);
            }
            case "channels/combined" -> {
                int n = (int) number(key, value, 1, MAX_QUEUES);
                return base.with(b -> b.channels = n);
            }
            case "feature/generic-receive-offload" -> {
                boolean on = onOff(key, value);
                return base.with(b -> b.gro = on);
            }
            case "feature/rx-gro-list" -> {
                boolean on = onOff(key, value);
                return base.with(b -> b.groList = on);
            }
            case "feature/rx-udp-gro-forwarding" -> {
                boolean on = onOff(key, value);
                return base.with(b -> b.udpGroForwarding = on);
            }
            default -> {
                return base;
            }
        }
    }

    private static SoftirqSettings affinity(SoftirqSettings base, String key, String value) {
        Matcher irq = IRQ_FILE.matcher(key);
        int queue = irq.matches() ? Integer.parseInt(irq.group(1)) - ShowInterrupts.FIRST_IRQ : -1;
        if (queue < 0 || queue >= MAX_QUEUES) {
            throw new IllegalArgumentException(key + ": expected proc/irq/N/smp_affinity with N from "
                    + ShowInterrupts.FIRST_IRQ + " to " + (ShowInterrupts.FIRST_IRQ + MAX_QUEUES - 1));
        }
        long mask = mask(key, value);
        if (Long.numberOfTrailingZeros(mask) >= base.cpus()) {
            throw fault(key, value, "a mask with at least one of the " + base.cpus() + " CPUs");
        }
        return base.with(b -> b.irqAffinity.put(queue, mask));
    }

    private static SoftirqSettings xdp(SoftirqSettings base, String key, String value) {
        if (value.equals("off")) {
            return base.with(b -> b.xdp = null);
        }
        try {
            XdpProgram program = value.startsWith("class ")
                    ? XdpClasses.load(value.substring("class ".length()).strip())
                    : XdpRules.parse(value);
            return base.with(b -> b.xdp = program);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    private static SoftirqSettings own(SoftirqSettings base, String key, String name, String value) {
        switch (name) {
            case "paused" -> {
                boolean on = number(key, value, 0, 1) == 1;
                return base.with(b -> b.paused = on);
            }
            case "cpu_packet_nanos" -> {
                long nanos = number(key, value, 0, MAX_COST_NANOS);
                return base.with(b -> b.cpuPacketNanos = nanos);
            }
            case "cpu_poll_nanos" -> {
                long nanos = number(key, value, 0, MAX_COST_NANOS);
                return base.with(b -> b.cpuPollNanos = nanos);
            }
            case "cpus" -> {
                int n = (int) number(key, value, 1, 64);
                return base.with(b -> b.cpus = n);
            }
            default ->
                throw new IllegalArgumentException(
                        key + ": expected paused, cpus, cpu_packet_nanos or cpu_poll_nanos behind " + OWN);
        }
    }

    private static boolean onOff(String key, String value) {
        if (value.equals("on") || value.equals("off")) {
            return value.equals("on");
        }
        throw fault(key, value, "on or off");
    }

    private static int sysctl(String name, String value, int min, int max) {
        return (int) number("sysctl: " + name, value, min, max);
    }

    private static long number(String key, String value, long min, long max) {
        try {
            long n = Long.parseLong(value);
            if (n >= min && n <= max) {
                return n;
            }
        } catch (NumberFormatException e) {
            // falls through to the same message: the range says that a number is expected
        }
        throw fault(key, value, "a number from " + min + " to " + max);
    }

    /** A CPU mask as the kernel takes it: hexadecimal digits, groups of 32 bits may be separated by commas. */
    private static long mask(String key, String value) {
        String digits = value.replace(",", "");
        try {
            return Long.parseUnsignedLong(digits.startsWith("0x") ? digits.substring(2) : digits, 16);
        } catch (NumberFormatException e) {
            throw fault(key, value, "a mask of CPUs 0 to 63 in hexadecimal digits");
        }
    }

    private static IllegalArgumentException fault(String key, String value, String expected) {
        return new IllegalArgumentException(key + " = " + value + ": expected " + expected);
    }
}
