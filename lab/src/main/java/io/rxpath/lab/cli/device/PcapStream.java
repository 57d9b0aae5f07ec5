package io.rxpath.lab.cli.device;

import io.rxpath.lab.run.LabException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A classic pcap file as it comes over a connection, packet by packet. */
public final class PcapStream {
    /** Bytes of the file header. */
    public static final int HEADER = 24;

    private static final int RECORD = 16;
    private static final int MOST = 262_144;
    private static final int MICROS = 0xa1b2c3d4;
    private static final int NANOS = 0xa1b23c4d;

    /**
     * A captured packet.
     *
     * @param record its record header and bytes, as they came
     * @param nanos epoch nanoseconds
     * @param length bytes the packet had
     * @param bytes those that are kept, from the Ethernet header on
     */
    public record Packet(byte[] record, long nanos, int length, byte[] bytes) {}

    private final InputStream in;
    private final byte[] header;
    private final ByteOrder order;
    private final int unit;

    /**
     * Reads the file header.
     *
     * @throws LabException if this is no capture
     */
    public PcapStream(InputStream in) throws IOException {
        this.in = in;
        header = in.readNBytes(HEADER);
        int magic = header.length < HEADER ? 0 : ByteBuffer.wrap(header).getInt();
        order = magic == MICROS || magic == NANOS ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        int read = order == ByteOrder.BIG_ENDIAN ? magic : Integer.reverseBytes(magic);
        if (read != MICROS && read != NANOS) {
            throw LabException.failed(
                    "the tap of softirq-service gives no pcap file: it begins with 0x" + String.format("%08x", magic));
        }
        unit = read == MICROS ? 1000 : 1;
    }

    /** The file header, as it came. */
    public byte[] header() {
        return header.clone();
    }

    /** The next packet, or null at the end. */
    public @Nullable Packet next() throws IOException {
        byte[] head = in.readNBytes(RECORD);
        if (head.length == 0) {
            return null;
        }
        if (head.length < RECORD) {
            throw new EOFException("the capture ends within a packet's header");
        }
        ByteBuffer fields = ByteBuffer.wrap(head).order(order);
        long seconds = Integer.toUnsignedLong(fields.getInt());
        long nanos = seconds * 1_000_000_000L + Integer.toUnsignedLong(fields.getInt()) * unit;
        int kept = fields.getInt();
        int length = fields.getInt();
        if (kept < 0 || kept > MOST) {
            throw new IOException("a packet of " + Integer.toUnsignedString(kept) + " bytes; expected at most " + MOST);
        }
        byte[] bytes = in.readNBytes(kept);
        if (bytes.length < kept) {
            throw new EOFException("the capture ends after " + bytes.length + " of " + kept + " bytes of a packet");
        }
        byte[] record = new byte[RECORD + kept];
        System.arraycopy(head, 0, record, 0, RECORD);
        System.arraycopy(bytes, 0, record, RECORD, kept);
        return new Packet(record, nanos, length, bytes);
    }
}
