package io.rxpath.softirq.core;

import java.util.Locale;

/**
 * The card's lines of /proc/interrupts: a column per CPU, a line per queue.
 *
 * <p>Kernel: kernel/irq/proc.c show_interrupts().
 */
public final class ShowInterrupts {
    /** Interrupt number of queue 0; those of the others follow. */
    public static final int FIRST_IRQ = 32;

    private ShowInterrupts() {}

    /** The file of a card with this many queues. */
    public static String text(Softirq softirq, int queues) {
        StringBuilder text = new StringBuilder(" ".repeat(11));
        for (int cpu = 0; cpu < softirq.cpus(); cpu++) {
            text.append(String.format(Locale.ROOT, "CPU%-8d", cpu));
        }
        text.append('\n');
        for (int queue = 0; queue < queues; queue++) {
            text.append(String.format(Locale.ROOT, "%3d:", FIRST_IRQ + queue));
            for (long count : softirq.interrupts(queue)) {
                text.append(String.format(Locale.ROOT, " %10d", count));
            }
            text.append(
                    String.format(Locale.ROOT, " PCI-MSIX-0000:00:03.0 %3d-edge      eth0-TxRx-%d\n", queue, queue));
        }
        return text.toString();
    }
}
