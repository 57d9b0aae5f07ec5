package io.rxpath.lab.peer;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The receiving half: reassembly, window, SACK blocks (RFC 2018). Positions are stream offsets. */
final class ModelReceiver {
    private final StreamSink sink;
    private final int buffer;
    private final TreeMap<Long, byte[]> outOfOrder = new TreeMap<>();
    private final ArrayDeque<byte[]> unread = new ArrayDeque<>();

    private boolean paused;
    private long next;
    private long fin = -1;
    private long windowEnd;
    private long unreadBytes;
    private long received;
    private long lastArrived = -1;

    ModelReceiver(StreamSink sink, int buffer) {
        this.sink = sink;
        this.buffer = buffer;
        this.windowEnd = Math.min(buffer, 0xffff);
    }

    /** What the receiver thinks of a segment. */
    enum Verdict {
        /** It fits the window. */
        GOOD,
        /** All of it was there already. */
        OLD,
        /** Part of it lies beyond the window ever offered. */
        BEYOND_WINDOW,
        /** Its bytes differ from those that came before, or lie behind the FIN. */
        CONTRADICTION
    }

    Verdict segment(long offset, byte[] frame, int at, int length, boolean finFlag) {
        long end = offset + length;
        if (fin >= 0 && (end > fin || finFlag && end != fin)) {
            return Verdict.CONTRADICTION;
        }
        if (end + (finFlag ? 1 : 0) <= next) {
            return Verdict.OLD;
        }
        if (end > windowEnd) {
            return Verdict.BEYOND_WINDOW;
        }
        if (finFlag) {
            fin = end;
        }
        lastArrived = Math.max(offset, next);
        if (offset > next) {
            return store(offset, frame, at, length);
        }
        int skip = (int) (next - offset);
        deliver(frame, at + skip, length - skip);
        while (!outOfOrder.isEmpty() && outOfOrder.firstKey() <= next) {
            Map.Entry<Long, byte[]> first = outOfOrder.pollFirstEntry();
            int old = (int) Math.min(next - first.getKey(), first.getValue().length);
            deliver(first.getValue(), old, first.getValue().length - old);
        }
        if (fin == next) {
            next++;
        }
        return Verdict.GOOD;
    }

    private Verdict store(long offset, byte[] frame, int at, int length) {
        byte[] bytes = Arrays.copyOfRange(frame, at, at + length);
        byte[] known = outOfOrder.get(offset);
        if (known != null) {
            int common = Math.min(known.length, length);
            if (!Arrays.equals(known, 0, common, bytes, 0, common)) {
                return Verdict.CONTRADICTION;
            }
            if (known.length >= length) {
                return Verdict.GOOD;
            }
        }
        outOfOrder.put(offset, bytes);
        return Verdict.GOOD;
    }

    private void deliver(byte[] bytes, int off, int length) {
        next += length;
        if (paused) {
            unread.add(Arrays.copyOfRange(bytes, off, off + length));
            unreadBytes += length;
        } else if (length > 0) {
            received += length;
            sink.received(bytes, off, length);
        }
    }

    /** The application stops reading, or reads again what has gathered. */
    void pause(boolean stop) {
        paused = stop;
        if (!stop) {
            for (byte[] bytes = unread.poll(); bytes != null; bytes = unread.poll()) {
                received += bytes.length;
                sink.received(bytes, 0, bytes.length);
            }
            unreadBytes = 0;
        }
    }

    /** The window to offer, shifted right by {@code scale} and at most 65535; never takes back what was offered but by rounding. */
    int window(int scale) {
        long free = Math.max(0, buffer - unreadBytes);
        long bytes = Math.max(free, windowEnd - next);
        // Rounded down: rounded up, every answer would offer a little more than there is.
        long field = Math.min(0xffff, bytes >> scale);
        windowEnd = Math.max(windowEnd, next + (field << scale));
        return (int) field;
    }

    /** Fills in up to {@code max} SACK blocks, the one that grew last first, and returns their number. */
    int sackBlocks(int max, int firstSeq, int[] start, int[] end) {
        int count = 0;
        long blockStart = -1;
        long blockEnd = -1;
        // Two passes over the runs: the most recent, then the others from the left.
        for (int pass = 0; pass < 2; pass++) {
            blockStart = -1;
            for (Map.Entry<Long, byte[]> entry : outOfOrder.entrySet()) {
                long s = entry.getKey();
                long e = s + entry.getValue().length + (s + entry.getValue().length == fin ? 1 : 0);
                if (blockStart >= 0 && s <= blockEnd) {
                    blockEnd = Math.max(blockEnd, e);
                    continue;
                }
                count = block(count, max, pass, blockStart, blockEnd, firstSeq, start, end);
                blockStart = s;
                blockEnd = e;
            }
            count = block(count, max, pass, blockStart, blockEnd, firstSeq, start, end);
        }
        return count;
    }

    private int block(int count, int max, int pass, long from, long to, int firstSeq, int[] start, int[] end) {
        boolean recent = lastArrived >= from && lastArrived < to;
        if (from < 0 || count == max || recent != (pass == 0)) {
            return count;
        }
        start[count] = firstSeq + (int) from;
        end[count] = firstSeq + (int) to;
        return count + 1;
    }

    /** Offset of the next byte that is missing; one behind the FIN when all is there. */
    long next() {
        return next;
    }

    boolean finReceived() {
        return fin >= 0 && next > fin;
    }

    long windowEnd() {
        return windowEnd;
    }

    long received() {
        return received;
    }

    boolean holes() {
        return !outOfOrder.isEmpty();
    }
}
