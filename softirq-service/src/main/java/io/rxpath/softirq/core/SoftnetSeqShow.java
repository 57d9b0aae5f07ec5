package io.rxpath.softirq.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.SoftnetStat;

/**
 * The text of /proc/net/softnet_stat: a line per CPU, 15 columns of hexadecimal digits.
 *
 * <p>Kernel: net/core/net-procfs.c softnet_seq_show().
 */
public final class SoftnetSeqShow {
    private SoftnetSeqShow() {}

    /** The file of a softirq. */
    public static String text(Softirq softirq) {
        StringBuilder text = new StringBuilder();
        for (int cpu = 0; cpu < softirq.cpus(); cpu++) {
            Counters<SoftnetStat> stats = softirq.softnet(cpu);
            column(text, stats.get(SoftnetStat.PROCESSED));
            column(text, stats.get(SoftnetStat.DROPPED));
            column(text, stats.get(SoftnetStat.TIME_SQUEEZE));
            for (int gone = 0; gone < 6; gone++) {
                column(text, 0);
            }
            column(text, stats.get(SoftnetStat.RECEIVED_RPS));
            column(text, stats.get(SoftnetStat.FLOW_LIMIT_COUNT));
            column(text, stats.get(SoftnetStat.BACKLOG_LEN));
            column(text, cpu);
            column(text, stats.get(SoftnetStat.INPUT_QLEN));
            column(text, stats.get(SoftnetStat.PROCESS_QLEN));
            text.setCharAt(text.length() - 1, '\n');
        }
        return text.toString();
    }

    private static void column(StringBuilder text, long value) {
        String digits = Integer.toHexString((int) value);
        text.append("0".repeat(8 - digits.length())).append(digits).append(' ');
    }
}
