package io.rxpath.softirq.kafka;

import io.rxpath.skb.SkBuff;
import io.rxpath.softirq.core.Tap;
import io.rxpath.softirq.core.TapFrame;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Those who look at the tap. Each has a buffer of its own; whoever reads too slowly loses packets, and they are counted. */
public final class TapReaders implements Tap {
    /** Packets a reader may be behind. */
    private static final int BUFFER = 4096;

    /**
     * A packet that passed.
     *
     * @param nanos when, epoch nanoseconds
     * @param frame its first bytes from the MAC header on
     * @param length bytes of the whole frame
     */
    public record Captured(long nanos, byte[] frame, int length) {}

    /** One who looks. */
    public static final class Reader {
        private final BlockingQueue<Captured> buffer = new ArrayBlockingQueue<>(BUFFER);
        private final AtomicLong lost = new AtomicLong();
        private final int snaplen;

        private Reader(int snaplen) {
            this.snaplen = snaplen;
        }

        /** The next packet, or null if none has come for {@code millis}. */
        public @Nullable Captured next(long millis) throws InterruptedException {
            return buffer.poll(millis, TimeUnit.MILLISECONDS);
        }

        /** Packets this reader was too slow for. */
        public long lost() {
            return lost.get();
        }
    }

    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    TapReaders() {}

    Reader open(int snaplen) {
        Reader reader = new Reader(snaplen);
        readers.add(reader);
        return reader;
    }

    void close(Reader reader) {
        readers.remove(reader);
    }

    /** Readers there are now. */
    public int count() {
        return readers.size();
    }

    /** Packets put into readers' buffers so far. */
    public long packets() {
        return packets.get();
    }

    /** Packets readers were too slow for, those of former readers included. */
    public long lost() {
        return lost.get();
    }

    @Override
    public void packet(SkBuff skb, long nanos) {
        int length = TapFrame.length(skb);
        for (Reader reader : readers) {
            // One thread fills the buffers, so that there is still room for what is copied now.
            if (reader.buffer.remainingCapacity() > 0) {
                reader.buffer.add(new Captured(nanos, TapFrame.copy(skb, reader.snaplen), length));
                packets.incrementAndGet();
            } else {
                reader.lost.incrementAndGet();
                lost.incrementAndGet();
            }
        }
    }
}
