package io.rxpath.lab.qdisc;

import io.rxpath.tcp.core.NetXmit;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * First in, first out, up to so many packets.
 *
 * <p>Kernel: net/sched/sch_fifo.c pfifo_enqueue().
 */
final class Pfifo implements Qdisc {
    private final ArrayDeque<QdiscPacket> queue = new ArrayDeque<>();
    private final long limit;

    /** {@code limit}: packets. */
    Pfifo(long limit) {
        this.limit = limit;
    }

    @Override
    public NetXmit enqueue(QdiscPacket packet, long now) {
        if (queue.size() >= limit) {
            return NetXmit.DROP;
        }
        queue.add(packet);
        return NetXmit.SUCCESS;
    }

    @Override
    public @Nullable QdiscPacket dequeue(long now) {
        return queue.poll();
    }

    @Override
    public int reset() {
        int n = queue.size();
        queue.clear();
        return n;
    }
}
