package io.rxpath.skb;

import java.util.Arrays;

/**
 * Builds the value of one Kafka record: a list of one or more records of one kind, as the kernel passes lists of skbs
 * up (netif_receive_skb_list).
 *
 * <pre>
 *   0  u16  magic 0x5258 "RX"
 *   2  u8   version, 1
 *   3  u8   {@link RecordKind#code()}
 *   4  u32  number of items
 *   8  items, each: u32 length, then that many bytes
 * </pre>
 *
 * <p>All numbers are big-endian. The writer keeps its buffer, so that a list costs one allocation: the array handed
 * out by {@link #take()}. Not thread-safe.
 */
public final class RecordListWriter {
    static final int MAGIC = 0x5258;
    static final int VERSION = 1;
    static final int HEADER_LENGTH = 8;

    private final RecordKind kind;
    private byte[] a = new byte[2048];
    private int end = HEADER_LENGTH;
    private int count;

    /** A writer of empty lists of {@code kind}. */
    public RecordListWriter(RecordKind kind) {
        this.kind = kind;
        Bytes.put16(a, 0, MAGIC);
        a[2] = VERSION;
        a[3] = (byte) kind.code();
    }

    /** Number of items so far. */
    public int count() {
        return count;
    }

    /** Bytes the record's value would have now. */
    public int size() {
        return end;
    }

    /** True before the first item. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** Appends an skb. */
    public void add(SkBuff skb) {
        int at = begin(RecordKind.SKB, SkbRecord.encodedLength(skb));
        finish(SkbRecord.encode(skb, a, at));
    }

    /** Appends a frame of the cable. */
    public void add(WireFrame frame) {
        int at = begin(RecordKind.WIRE_FRAME, frame.encodedLength());
        finish(frame.encode(a, at));
    }

    /** Appends an interrupt. */
    public void add(RingIrq irq) {
        int at = begin(RecordKind.RING_IRQ, RingIrq.ENCODED_LENGTH);
        finish(irq.encode(a, at));
    }

    /** Appends register writes. */
    public void add(RingMmio mmio) {
        int at = begin(RecordKind.RING_MMIO, RingMmio.ENCODED_LENGTH);
        finish(mmio.encode(a, at));
    }

    /** Appends what TCP tells a socket. */
    public void add(SockEvent event) {
        int at = begin(RecordKind.SOCK_EVENT, event.encodedLength());
        finish(event.encode(a, at));
    }

    /** Appends what a socket tells TCP. */
    public void add(SockCommand command) {
        int at = begin(RecordKind.SOCK_COMMAND, command.encodedLength());
        finish(command.encode(a, at));
    }

    /** Appends a lost packet. */
    public void add(DropEvent event) {
        int at = begin(RecordKind.DROP_EVENT, event.encodedLength());
        finish(event.encode(a, at));
    }

    /** The finished value; the writer is empty again. */
    public byte[] take() {
        Bytes.put32(a, 4, count);
        byte[] value = Arrays.copyOf(a, end);
        end = HEADER_LENGTH;
        count = 0;
        return value;
    }

    private int begin(RecordKind item, int length) {
        if (item != kind) {
            throw new IllegalArgumentException("a " + item + " in a list of " + kind);
        }
        int need = end + 4 + length;
        if (need > a.length) {
            a = Arrays.copyOf(a, Math.max(need, a.length * 2));
        }
        return end + 4;
    }

    private void finish(int newEnd) {
        Bytes.put32(a, end, newEnd - end - 4);
        end = newEnd;
        count++;
    }
}
