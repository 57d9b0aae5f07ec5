package io.rxpath.softirq.http;

import io.rxpath.softirq.core.ShowInterrupts;
import io.rxpath.softirq.core.SoftirqSettings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the files of sysfs and procfs that set this layer contain. */
final class SoftirqFiles {
    private static final Pattern QUEUE_FILE =
            Pattern.compile("sys/class/net/eth0/queues/rx-([0-9]{1,4})/(rps_cpus|rps_flow_cnt)");
    private static final Pattern IRQ_FILE = Pattern.compile("proc/irq/([0-9]{1,4})/smp_affinity");
    private static final int BITS_OF_GROUP = 32;

    private SoftirqFiles() {}

    /** The text of the file at {@code path}, which has no slash in front; null if there is none. */
    static @Nullable String read(SoftirqSettings s, String path) {
        String text = value(s, path);
        return text == null ? null : text + "\n";
    }

    private static @Nullable String value(SoftirqSettings s, String path) {
        Matcher queueFile = QUEUE_FILE.matcher(path);
        if (queueFile.matches()) {
            int queue = Integer.parseInt(queueFile.group(1));
            if (queue >= s.channels()) {
                return null;
            }
            return queueFile.group(2).equals("rps_cpus")
                    ? mask(s.rpsCpus().getOrDefault(queue, 0L), s.cpus())
                    : Integer.toString(s.rpsFlowCnt().getOrDefault(queue, 0));
        }
        Matcher irqFile = IRQ_FILE.matcher(path);
        if (irqFile.matches()) {
            int queue = Integer.parseInt(irqFile.group(1)) - ShowInterrupts.FIRST_IRQ;
            if (queue < 0 || queue >= s.channels()) {
                return null;
            }
            return mask(s.irqAffinity().getOrDefault(queue, 1L << s.irqCpu(queue)), s.cpus());
        }
        return switch (path) {
            case "sys/class/net/eth0/threaded" -> s.threaded() ? "1" : "0";
            case "sys/class/net/eth0/napi_defer_hard_irqs" -> Integer.toString(s.napiDeferHardIrqs());
            case "sys/class/net/eth0/gro_flush_timeout" -> Long.toString(s.groFlushTimeoutNanos());
            case "proc/sys/net/core/netdev_budget" -> Integer.toString(s.netdevBudget());
            case "proc/sys/net/core/netdev_budget_usecs" -> Long.toString(s.netdevBudgetNanos() / 1000);
            case "proc/sys/net/core/dev_weight" -> Integer.toString(s.devWeight());
            case "proc/sys/net/core/dev_weight_rx_bias" -> Integer.toString(s.devWeightRxBias());
            case "proc/sys/net/core/gro_normal_batch" -> Integer.toString(s.groNormalBatch());
            case "proc/sys/net/core/netdev_max_backlog" -> Integer.toString(s.netdevMaxBacklog());
            case "proc/sys/net/core/netdev_tstamp_prequeue" -> s.tstampPrequeue() ? "1" : "0";
            case "proc/sys/net/core/rps_sock_flow_entries" -> Integer.toString(s.rpsSockFlowEntries());
            case "proc/sys/net/core/flow_limit_cpu_bitmap" -> mask(s.flowLimitCpus(), s.cpus());
            case "proc/sys/net/core/flow_limit_table_len" -> Integer.toString(s.flowLimitTableLen());
            default -> null;
        };
    }

    /** A mask as the kernel prints it: a digit for each four CPUs, commas between groups of 32. */
    static String mask(long mask, int cpus) {
        StringBuilder text = new StringBuilder();
        for (int digit = (cpus + 3) / 4 - 1; digit >= 0; digit--) {
            text.append(Character.forDigit((int) (mask >>> 4 * digit & 0xf), 16));
            if (digit > 0 && 4 * digit % BITS_OF_GROUP == 0) {
                text.append(',');
            }
        }
        return text.toString();
    }

    /** The lines of ethtool -k that are this layer's. */
    static String features(SoftirqSettings s) {
        return "generic-receive-offload: " + onOff(s.gro()) + "\nrx-gro-list: " + onOff(s.groList())
                + "\nrx-udp-gro-forwarding: " + onOff(s.udpGroForwarding()) + "\n";
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }
}
