package io.rxpath.softirq.core;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SoftnetStat;
import java.util.ArrayDeque;

/**
 * The backlog of one CPU: packets that RPS has steered to it, and the NAPI that takes them to the protocols. Others put
 * packets into the input queue; the poll moves them into its own queue wholesale.
 *
 * <p>Kernel: net/core/dev.c process_backlog(), struct softnet_data input_pkt_queue, process_queue, backlog.
 */
final class ProcessBacklog extends Napi {
    private final NetifReceiveSkbCore core;
    private ArrayDeque<SkBuff> inputPktQueue = new ArrayDeque<>();
    private ArrayDeque<SkBuff> processQueue = new ArrayDeque<>();
    private long segments;
    private boolean sched;

    /** As of the last poll: the sysctl is read when a poll begins, the softirq has asked for the weight before. */
    private int weight = 64;

    /** Packets taken out so far, counted at the end of each poll (input_queue_head). Wraps. */
    private int queueHead;

    /** Packets put in so far (input_queue_tail). Wraps. */
    private int queueTail;

    ProcessBacklog(SoftnetData sd, NetifReceiveSkbCore core) {
        super(sd);
        this.core = core;
    }

    /**
     * Puts a packet into the queue and has it polled.
     *
     * @param from the CPU that does it
     * @return the tail of the queue behind this packet, for {@link #passed}
     */
    int enqueue(SkBuff skb, SoftnetData from) {
        if (inputPktQueue.isEmpty() && !sched) {
            sched = true;
            from.scheduleRps(cpu);
        }
        inputPktQueue.add(skb);
        segments += skb.segments();
        gauges();
        return ++queueTail;
    }

    /** Packets in the queue that others put packets into. */
    int inputLength() {
        return inputPktQueue.size();
    }

    /** Wire segments in both queues. */
    long segments() {
        return segments;
    }

    /** Where the queue's head is. */
    int queueHead() {
        return queueHead;
    }

    /** True if what was enqueued up to {@code tail} has been taken out. */
    boolean passed(int tail) {
        return queueHead - tail >= 0;
    }

    @Override
    int weight() {
        return weight;
    }

    @Override
    boolean scheduled() {
        return sched;
    }

    @Override
    int poll(int quota) {
        SoftirqSettings settings = cpu.settings;
        cpu.sendRpsIpis();
        weight = settings.devWeight() * settings.devWeightRxBias();
        int work = 0;
        while (true) {
            for (SkBuff skb = processQueue.poll(); skb != null; skb = processQueue.poll()) {
                segments -= skb.segments();
                core.receive(skb, cpu, polledAt);
                if (++work >= quota) {
                    queueHead += work;
                    gauges();
                    return work;
                }
            }
            if (inputPktQueue.isEmpty()) {
                sched = false;
                queueHead += work;
                gauges();
                return work;
            }
            ArrayDeque<SkBuff> empty = processQueue;
            processQueue = inputPktQueue;
            inputPktQueue = empty;
        }
    }

    /** There is no GRO here. */
    @Override
    void flushAfterFullPoll() {}

    private void gauges() {
        cpu.stats.set(SoftnetStat.INPUT_QLEN, inputPktQueue.size());
        cpu.stats.set(SoftnetStat.PROCESS_QLEN, processQueue.size());
        cpu.stats.set(SoftnetStat.BACKLOG_LEN, inputPktQueue.size() + processQueue.size());
    }

    @Override
    public String toString() {
        return "backlog " + inputPktQueue.size() + "+" + processQueue.size() + (sched ? " sched" : "");
    }
}
