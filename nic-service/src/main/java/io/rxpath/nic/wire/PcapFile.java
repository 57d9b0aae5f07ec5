package io.rxpath.nic.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The classic capture format: a header of 24 bytes, then packets, each behind a header of 16.
 *
 * <pre>
 *   0  u32  magic              0  u32  seconds
 *   4  u16  version 2          4  u32  micro- or nanoseconds
 *   6  u16  version 4          8  u32  captured length
 *   8  u32  0, 0              12  u32  original length
 *  16  u32  snap length       16  the bytes
 *  20  u32  link type; bit 26: bits 28..31 hold the FCS length in 16-bit words
 * </pre>
 */
final class PcapFile implements PcapReader.Format {
    static final int MICROS = 0xa1b2c3d4;
    static final int MICROS_SWAPPED = 0xd4c3b2a1;
    static final int NANOS = 0xa1b23c4d;
    static final int NANOS_SWAPPED = 0x4d3cb2a1;

    private static final int FCS_PRESENT = 1 << 26;

    private final PcapInput in;
    private final int unitsPerSecond;
    private final int fcs;

    /** Reads the header behind the magic number. */
    PcapFile(PcapInput in, ByteOrder order, int unitsPerSecond) {
        this.in = in;
        this.unitsPerSecond = unitsPerSecond;
        in.order = order;
        ByteBuffer header = in.read(20, "the pcap header");
        int major = header.getShort(0) & 0xffff;
        int minor = header.getShort(2) & 0xffff;
        if (major != 2 || minor != 4) {
            throw new PcapFormatException(4, "pcap version " + major + "." + minor + ": expected 2.4");
        }
        int snap = header.getInt(12);
        if (snap < 0) {
            throw new PcapFormatException(
                    16, "snap length " + Integer.toUnsignedString(snap) + ": expected below 2^31");
        }
        int link = header.getInt(16);
        PcapReader.needEthernet(20, link & 0xffff, "");
        int words = (link & FCS_PRESENT) != 0 ? link >>> 28 : 0;
        if (words != 0 && words != PcapReader.FCS / 2) {
            throw new PcapFormatException(20, "FCS of " + words + " 16-bit words: expected none or 2");
        }
        fcs = words * 2;
    }

    @Override
    public @Nullable PcapPacket read() {
        if (in.atEnd()) {
            return null;
        }
        long at = in.offset();
        ByteBuffer header = in.read(16, "a packet header");
        long seconds = header.getInt(0) & 0xffffffffL;
        int fraction = header.getInt(4);
        if (fraction < 0 || fraction >= unitsPerSecond) {
            throw new PcapFormatException(
                    at + 4,
                    "fraction of a second " + Integer.toUnsignedString(fraction) + " is not below " + unitsPerSecond);
        }
        int captured = header.getInt(8);
        int original = header.getInt(12);
        PcapReader.checkLengths(at + 8, captured, original);
        byte[] bytes = in.bytes(captured, "a packet");
        long nanos = seconds * 1_000_000_000L + (long) fraction * (1_000_000_000 / unitsPerSecond);
        return new PcapPacket(nanos, original, bytes, captured < original);
    }

    @Override
    public int fcsLength() {
        return fcs;
    }
}
