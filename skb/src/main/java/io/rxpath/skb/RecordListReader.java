package io.rxpath.skb;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link RecordListWriter} built. Each method reads a whole list and either returns all its items or throws
 * {@link MalformedRecordException}: a list is never half processed. A record without a value (a Kafka tombstone) is
 * malformed too: anyone may write one.
 */
public final class RecordListReader {
    private interface Item<T> {
        T decode(byte[] a, int off, int len);
    }

    private RecordListReader() {}

    /** The skbs of a list, each with {@code headroom} free bytes in front. */
    public static List<SkBuff> skbs(byte @Nullable [] value, int headroom) {
        return read(value, RecordKind.SKB, (a, off, len) -> SkbRecord.decode(a, off, len, headroom));
    }

    /** The frames of a list. */
    public static List<WireFrame> wireFrames(byte @Nullable [] value) {
        return read(value, RecordKind.WIRE_FRAME, WireFrame::decode);
    }

    /** The interrupts of a list. */
    public static List<RingIrq> ringIrqs(byte @Nullable [] value) {
        return read(value, RecordKind.RING_IRQ, RingIrq::decode);
    }

    /** The register writes of a list. */
    public static List<RingMmio> ringMmios(byte @Nullable [] value) {
        return read(value, RecordKind.RING_MMIO, RingMmio::decode);
    }

    /** What TCP tells sockets. */
    public static List<SockEvent> sockEvents(byte @Nullable [] value) {
        return read(value, RecordKind.SOCK_EVENT, SockEvent::decode);
    }

    /** What sockets tell TCP. */
    public static List<SockCommand> sockCommands(byte @Nullable [] value) {
        return read(value, RecordKind.SOCK_COMMAND, SockCommand::decode);
    }

    /** Lost packets. */
    public static List<DropEvent> dropEvents(byte @Nullable [] value) {
        return read(value, RecordKind.DROP_EVENT, DropEvent::decode);
    }

    private static <T> List<T> read(byte @Nullable [] a, RecordKind kind, Item<T> item) {
        if (a == null) {
            throw new MalformedRecordException(0, "the record has no value");
        }
        if (a.length < RecordListWriter.HEADER_LENGTH) {
            throw new MalformedRecordException(
                    a.length, "the list header needs " + RecordListWriter.HEADER_LENGTH + " bytes");
        }
        if (Bytes.get16(a, 0) != RecordListWriter.MAGIC) {
            throw new MalformedRecordException(
                    0, "magic 0x5258 expected, got 0x" + Integer.toHexString(Bytes.get16(a, 0)));
        }
        if (a[2] != RecordListWriter.VERSION) {
            throw new MalformedRecordException(2, "list version 1 expected, got " + (a[2] & 0xff));
        }
        if (a[3] != kind.code()) {
            throw new MalformedRecordException(
                    3, "a list of " + kind + " (" + kind.code() + ") expected, got kind " + (a[3] & 0xff));
        }
        int count = Bytes.get32(a, 4);
        if (count < 0 || count > (a.length - RecordListWriter.HEADER_LENGTH) / 4) {
            throw new MalformedRecordException(4, "count " + (count & 0xffff_ffffL) + " does not fit the record");
        }
        List<T> items = new ArrayList<>(count);
        int at = RecordListWriter.HEADER_LENGTH;
        for (int i = 0; i < count; i++) {
            if (a.length - at < 4) {
                throw new MalformedRecordException(at, "the length of item " + i + " is cut off");
            }
            int length = Bytes.get32(a, at);
            at += 4;
            if (length < 0 || length > a.length - at) {
                throw new MalformedRecordException(
                        at - 4,
                        "item " + i + " claims " + (length & 0xffff_ffffL) + " bytes, " + (a.length - at)
                                + " are left");
            }
            items.add(item.decode(a, at, length));
            at += length;
        }
        if (at != a.length) {
            throw new MalformedRecordException(at, (a.length - at) + " bytes behind the last item");
        }
        return items;
    }

    /** Checks that an item has at least {@code need} bytes. */
    static void need(int off, int len, int need, String what) {
        if (len < need) {
            throw new MalformedRecordException(off, what + " needs " + need + " bytes, has " + len);
        }
    }
}
