package io.rxpath.tcp.core.state;

import io.rxpath.skb.MalformedRecordException;
import io.rxpath.skb.SkbRecord;
import io.rxpath.tcp.core.output.SendQueue;
import io.rxpath.tcp.core.queue.OfoSkb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stored segments and write chunks between their loading and that of the socket they belong to. */
final class OfoParts {
    private static final int VERSION = 1;
    private static final int HEADROOM = 0;

    private final Map<Long, Map<Integer, OfoSkb>> segments = new HashMap<>();
    private final Map<Long, TreeMap<Long, byte[]>> writes = new HashMap<>();

    static byte[] encode(OfoSkb s) {
        int length = SkbRecord.encodedLength(s.skb);
        byte[] part = new byte[5 + length];
        part[0] = VERSION;
        part[1] = (byte) (s.seq >>> 24);
        part[2] = (byte) (s.seq >>> 16);
        part[3] = (byte) (s.seq >>> 8);
        part[4] = (byte) s.seq;
        SkbRecord.encode(s.skb, part, 5);
        return part;
    }

    void segment(long cookie, int id, byte[] part) {
        PartReader r = new PartReader(part, VERSION, "an out-of-order segment");
        int seq = r.i32();
        OfoSkb s = new OfoSkb(id, seq, seq, false, SkbRecord.decode(part, 5, part.length - 5, HEADROOM));
        s.stored = true;
        segments.computeIfAbsent(cookie, c -> new HashMap<>()).put(id, s);
    }

    void chunk(long cookie, long offset, byte[] bytes) {
        writes.computeIfAbsent(cookie, c -> new TreeMap<>()).put(offset, bytes);
    }

    OfoSkb take(long cookie, int id) {
        Map<Integer, OfoSkb> of = segments.get(cookie);
        OfoSkb s = of == null ? null : of.get(id);
        if (s == null) {
            throw new MalformedRecordException(0, "segment " + id + " of socket " + cookie + " is not stored");
        }
        return s;
    }

    /** The chunks that hold bytes from {@code base} on, in order. */
    List<SendQueue.Chunk> chunks(long cookie, long base) {
        List<SendQueue.Chunk> chunks = new ArrayList<>();
        TreeMap<Long, byte[]> of = writes.get(cookie);
        if (of != null) {
            of.forEach((offset, bytes) -> {
                if (offset + bytes.length > base) {
                    chunks.add(SendQueue.storedChunk(offset, bytes));
                }
            });
        }
        return chunks;
    }
}
