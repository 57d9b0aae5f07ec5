package io.rxpath.tcp.core.output;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes the application has written and the peer has not acknowledged, as the chunks in which they were written.
 * Positions are offsets in the stream. Kernel: the part of sk_write_queue behind tcp_send_head() (include/net/tcp.h); it
 * keeps skbs, and segments are cut from them when they are sent.
 */
public final class SendQueue {
    private final List<Chunk> chunks = new ArrayList<>();
    private int head;
    private long base;
    private long end;

    /** Bytes of one write. */
    public static final class Chunk {
        /** Stream offset of its first byte. */
        public final long offset;

        public final byte[] bytes;
        /** It is in the store. */
        public boolean stored;
        /** It is not part of the skb of the chunk before, which waited to be sent when it was written. */
        public boolean beginsSkb;

        Chunk(long offset, byte[] bytes) {
            this.offset = offset;
            this.bytes = bytes;
        }
    }

    /** Offset of the first byte that is not acknowledged. */
    public long base() {
        return base;
    }

    /** Offset behind the last byte written. */
    public long end() {
        return end;
    }

    /** Number of chunks. */
    public int size() {
        return chunks.size() - head;
    }

    /** Chunk {@code i}, the oldest first. */
    public Chunk get(int i) {
        return chunks.get(head + i);
    }

    /** Adds bytes at the end, to the last skb or as a new one. Takes the array over. */
    public Chunk append(byte[] bytes, boolean beginsSkb) {
        Chunk chunk = new Chunk(end, bytes);
        chunk.beginsSkb = beginsSkb;
        chunks.add(chunk);
        end += bytes.length;
        return chunk;
    }

    /** Copies bytes from a stream offset on; they must be there. */
    public void copy(long offset, byte[] dst, int at, int length) {
        int i = find(offset);
        long from = offset;
        int to = at;
        int left = length;
        while (left > 0) {
            Chunk chunk = chunks.get(i++);
            int skip = (int) (from - chunk.offset);
            int n = Math.min(left, chunk.bytes.length - skip);
            System.arraycopy(chunk.bytes, skip, dst, to, n);
            from += n;
            to += n;
            left -= n;
        }
    }

    private int find(long offset) {
        int low = head;
        int high = chunks.size() - 1;
        while (low < high) {
            int mid = (low + high + 1) >>> 1;
            if (chunks.get(mid).offset <= offset) {
                low = mid;
            } else {
                high = mid - 1;
            }
        }
        return low;
    }

    /** The peer has everything before {@code offset}. Returns a chunk no longer needed, null for none; call again. */
    public @Nullable Chunk acknowledged(long offset) {
        base = Math.max(base, Math.min(offset, end));
        if (head < chunks.size()) {
            Chunk first = chunks.get(head);
            if (first.offset + first.bytes.length <= base) {
                head++;
                if (head > 64 && head > chunks.size() / 2) {
                    chunks.subList(0, head).clear();
                    head = 0;
                }
                return first;
            }
        }
        return null;
    }

    /** Forgets what is not acknowledged. */
    public void clear() {
        base = end;
        head = 0;
        chunks.clear();
    }

    /** Sets the positions of an empty queue: for loading. */
    public void restore(long newBase, List<Chunk> stored) {
        base = newBase;
        end = newBase;
        head = 0;
        chunks.clear();
        for (Chunk chunk : stored) {
            chunks.add(chunk);
            end = chunk.offset + chunk.bytes.length;
        }
    }

    /** A chunk as it was stored. */
    public static Chunk storedChunk(long offset, byte[] bytes) {
        Chunk chunk = new Chunk(offset, bytes);
        chunk.stored = true;
        return chunk;
    }
}
