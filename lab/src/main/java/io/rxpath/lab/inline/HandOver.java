package io.rxpath.lab.inline;

import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * One topic between two layers: what was put in comes out in order, a whole batch at a time. In record mode a batch is
 * encoded into one list and decoded again, so that nothing but the record's bytes passes.
 *
 * @param <T> what is handed over
 */
abstract class HandOver<T> {
    private final boolean throughRecords;
    private final ArrayDeque<T> waiting = new ArrayDeque<>();

    HandOver(boolean throughRecords) {
        this.throughRecords = throughRecords;
    }

    abstract List<T> throughRecords(Iterable<T> batch);

    void add(T item) {
        waiting.add(item);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    Iterable<T> waiting() {
        return waiting;
    }

    /** Everything that waits; the hand-over is empty afterwards. */
    List<T> take() {
        List<T> batch = throughRecords ? throughRecords(waiting) : new ArrayList<>(waiting);
        waiting.clear();
        return batch;
    }

    void clear() {
        waiting.clear();
    }

    /** Sk_buffs; decoded ones get {@code headroom} free bytes for the headers the next layer pushes. */
    static final class Skbs extends HandOver<SkBuff> {
        private final RecordListWriter writer = new RecordListWriter(RecordKind.SKB);
        private final int headroom;

        Skbs(boolean throughRecords, int headroom) {
            super(throughRecords);
            this.headroom = headroom;
        }

        @Override
        List<SkBuff> throughRecords(Iterable<SkBuff> batch) {
            batch.forEach(writer::add);
            return RecordListReader.skbs(writer.take(), headroom);
        }

        long segments() {
            long sum = 0;
            for (SkBuff skb : waiting()) {
                sum += skb.segments();
            }
            return sum;
        }
    }

    static final class Irqs extends HandOver<RingIrq> {
        private final RecordListWriter writer = new RecordListWriter(RecordKind.RING_IRQ);

        Irqs(boolean throughRecords) {
            super(throughRecords);
        }

        @Override
        List<RingIrq> throughRecords(Iterable<RingIrq> batch) {
            batch.forEach(writer::add);
            return RecordListReader.ringIrqs(writer.take());
        }
    }

    static final class Mmios extends HandOver<RingMmio> {
        private final RecordListWriter writer = new RecordListWriter(RecordKind.RING_MMIO);

        Mmios(boolean throughRecords) {
            super(throughRecords);
        }

        @Override
        List<RingMmio> throughRecords(Iterable<RingMmio> batch) {
            batch.forEach(writer::add);
            return RecordListReader.ringMmios(writer.take());
        }
    }

    static final class Events extends HandOver<SockEvent> {
        private final RecordListWriter writer = new RecordListWriter(RecordKind.SOCK_EVENT);

        Events(boolean throughRecords) {
            super(throughRecords);
        }

        @Override
        List<SockEvent> throughRecords(Iterable<SockEvent> batch) {
            batch.forEach(writer::add);
            return RecordListReader.sockEvents(writer.take());
        }

        long segments() {
            long sum = 0;
            for (SockEvent event : waiting()) {
                SkBuff skb = event.skb();
                sum += skb == null ? 0 : skb.segments();
            }
            return sum;
        }
    }

    static final class Commands extends HandOver<SockCommand> {
        private final RecordListWriter writer = new RecordListWriter(RecordKind.SOCK_COMMAND);

        Commands(boolean throughRecords) {
            super(throughRecords);
        }

        @Override
        List<SockCommand> throughRecords(Iterable<SockCommand> batch) {
            batch.forEach(writer::add);
            return RecordListReader.sockCommands(writer.take());
        }
    }
}
