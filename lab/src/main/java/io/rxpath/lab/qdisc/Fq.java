package io.rxpath.lab.qdisc;

import io.rxpath.tcp.core.NetXmit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Fair queue: each socket's packets go at their times of departure, sockets take turns by quantum. All packets are of one
 * band, and what has no socket is told apart by its flow's hash.
 *
 * <p>Kernel: net/sched/sch_fq.c fq_enqueue(), fq_classify(), fq_fastpath_check(), fq_dequeue(), fq_check_throttled().
 */
final class Fq implements Qdisc {
    private static final long SECOND = 1_000_000_000L;

    /** Packets of the fast path that may wait. */
    private static final int FAST_PATH = 8;

    private static final int ORPHAN_MASK = 1023;
    private static final Comparator<Flow> BY_TIME =
            Comparator.<Flow>comparingLong(f -> f.timeNext).thenComparingLong(f -> f.order);

    /** A socket's packets. */
    private static final class Flow {
        final long order;
        final ArrayDeque<QdiscPacket> queue = new ArrayDeque<>();
        long credit;
        long timeNext;
        long age;
        boolean detached = true;

        Flow(long order, long credit) {
            this.order = order;
            this.credit = credit;
        }
    }

    private FqOptions options;
    private final Map<Long, Flow> flows = new HashMap<>();
    private final ArrayDeque<QdiscPacket> internal = new ArrayDeque<>();
    private final ArrayDeque<Flow> newFlows = new ArrayDeque<>();
    private final ArrayDeque<Flow> oldFlows = new ArrayDeque<>();
    private final TreeSet<Flow> throttled = new TreeSet<>(BY_TIME);
    private int qlen;
    private long made;

    Fq(FqOptions options) {
        this.options = options;
    }

    /** fq_change(). */
    void change(List<String> words) {
        options = options.with(words);
    }

    @Override
    public NetXmit enqueue(QdiscPacket packet, long now) {
        if (qlen >= options.limit() || packet.departure - now > options.horizon()) {
            return NetXmit.DROP;
        }
        if (fastPath(packet, now)) {
            internal.add(packet);
        } else {
            Flow f = classify(packet);
            if (f.queue.size() >= options.flowLimit()) {
                return NetXmit.DROP;
            }
            if (f.detached) {
                f.detached = false;
                newFlows.add(f);
                if (now > f.age + options.refillDelay()) {
                    f.credit = Math.max(f.credit, options.quantum());
                }
            }
            f.queue.add(packet);
        }
        qlen++;
        return NetXmit.SUCCESS;
    }

    /** Nothing could come before it. */
    private boolean fastPath(QdiscPacket packet, long now) {
        boolean free = qlen == 0
                || newFlows.isEmpty() && oldFlows.isEmpty() && internal.size() < FAST_PATH && nextTimeoutNanos() > now;
        return packet.departure <= now && free && options.maxRate() == FqOptions.UNLIMITED;
    }

    private Flow classify(QdiscPacket packet) {
        long key = packet.sender != 0 ? packet.sender << 1 : (long) (packet.hash & ORPHAN_MASK) << 1 | 1;
        return flows.computeIfAbsent(key, k -> new Flow(made++, options.initialQuantum()));
    }

    @Override
    public @Nullable QdiscPacket dequeue(long now) {
        QdiscPacket first = internal.poll();
        if (first != null) {
            qlen--;
            return first;
        }
        while (!throttled.isEmpty() && throttled.first().timeNext <= now) {
            Flow due = throttled.first();
            throttled.remove(due);
            oldFlows.add(due);
        }
        while (true) {
            ArrayDeque<Flow> head = newFlows.isEmpty() ? oldFlows : newFlows;
            Flow f = head.poll();
            if (f == null) {
                return null;
            }
            if (f.credit <= 0) {
                f.credit += options.quantum();
                oldFlows.add(f);
                continue;
            }
            QdiscPacket packet = f.queue.peek();
            if (packet == null) {
                rest(f, head == newFlows, now);
                continue;
            }
            long time = Math.max(packet.departure, f.timeNext);
            if (now < time) {
                f.timeNext = time;
                throttled.add(f);
                continue;
            }
            f.queue.poll();
            qlen--;
            // It stays at the head of its list while it has credit.
            head.addFirst(f);
            charge(f, packet, now);
            return packet;
        }
    }

    /** It has nothing to send: an old one is forgotten, a new one waits for its turn among the old ones first. */
    private void rest(Flow f, boolean young, long now) {
        if (young && !oldFlows.isEmpty()) {
            oldFlows.add(f);
        } else {
            f.detached = true;
            f.age = now;
        }
    }

    private void charge(Flow f, QdiscPacket packet, long now) {
        f.credit -= packet.length;
        if (!options.pacing()) {
            return;
        }
        long rate = options.maxRate();
        long length = packet.length;
        if (packet.departure == 0) {
            if (Long.compareUnsigned(rate, FqOptions.LOW_RATE) <= 0) {
                f.credit = 0;
            } else {
                length = Math.max(length, options.quantum());
                if (f.credit > 0) {
                    return;
                }
            }
        }
        if (rate == FqOptions.UNLIMITED) {
            return;
        }
        long nanos = rate == 0 ? length * SECOND : Long.divideUnsigned(length * SECOND, rate);
        nanos = Math.min(nanos, SECOND);
        if (f.timeNext != 0) {
            nanos -= Math.min(nanos / 2, now - f.timeNext);
        }
        f.timeNext = now + nanos;
    }

    @Override
    public long nextTimeoutNanos() {
        return throttled.isEmpty() ? Long.MAX_VALUE : throttled.first().timeNext;
    }

    @Override
    public boolean paces() {
        return options.pacing();
    }

    @Override
    public int reset() {
        int n = qlen;
        flows.clear();
        internal.clear();
        newFlows.clear();
        oldFlows.clear();
        throttled.clear();
        qlen = 0;
        return n;
    }
}
