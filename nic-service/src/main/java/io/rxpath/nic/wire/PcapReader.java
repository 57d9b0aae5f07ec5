package io.rxpath.nic.wire;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Reads Ethernet capture files: pcap (microseconds or nanoseconds) and pcapng, of either byte order, as a stream.
 * Formats: draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng.
 *
 * <p>{@link #hasNext} and {@link #next} throw {@link PcapFormatException}, which names the byte offset, for anything
 * malformed and for link types other than Ethernet; and {@link java.io.UncheckedIOException} if the file cannot be read.
 */
public final class PcapReader implements Iterator<PcapPacket>, AutoCloseable {
    /** Longest packet that is believed (libpcap MAXIMUM_SNAPLEN). */
    static final int MAX_PACKET = 262_144;

    /** Largest part of a packet's bytes that is its frame check sequence. */
    static final int FCS = 4;

    private static final int LINKTYPE_ETHERNET = 1;

    /** One format's way to find the next packet. */
    interface Format {
        /** The next packet, or null at the end of the file. */
        @Nullable
        PcapPacket read();

        /** Bytes of frame check sequence at the end of the packet last read. */
        int fcsLength();
    }

    private final PcapInput in;
    private final Format format;
    private @Nullable PcapPacket next;
    private int nextFcs;
    private int fcs;

    private PcapReader(PcapInput in, Format format) {
        this.in = in;
        this.format = format;
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws IOException if it cannot be opened
     * @throws PcapFormatException if it is no capture of Ethernet frames
     */
    public static PcapReader open(Path file) throws IOException {
        PcapInput in = new PcapInput(file);
        try {
            int magic = in.read(4, "the magic number").getInt();
            return new PcapReader(in, format(in, magic));
        } catch (RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static Format format(PcapInput in, int magic) {
        return switch (magic) {
            case PcapFile.MICROS -> new PcapFile(in, ByteOrder.BIG_ENDIAN, 1_000_000);
            case PcapFile.MICROS_SWAPPED -> new PcapFile(in, ByteOrder.LITTLE_ENDIAN, 1_000_000);
            case PcapFile.NANOS -> new PcapFile(in, ByteOrder.BIG_ENDIAN, 1_000_000_000);
            case PcapFile.NANOS_SWAPPED -> new PcapFile(in, ByteOrder.LITTLE_ENDIAN, 1_000_000_000);
            case PcapngFile.SECTION_HEADER -> new PcapngFile(in);
            default -> {
                String hint = magic >>> 16 == 0x1f8b ? "; it is compressed with gzip: unpack it first" : "";
                throw new PcapFormatException(
                        0, "magic number " + hex(magic) + " is neither pcap's nor pcapng's" + hint);
            }
        };
    }

    static String hex(int value) {
        return "0x" + String.format("%08x", value);
    }

    /** Refuses what is not Ethernet; {@code at} is the offset of the field that says so. */
    static void needEthernet(long at, int linkType, String where) {
        if (linkType == LINKTYPE_ETHERNET) {
            return;
        }
        String name = switch (linkType) {
            case 0 -> " (BSD loopback)";
            case 12, 14, 101 -> " (raw IP, without Ethernet headers)";
            case 113 -> " (Linux cooked, as of -i any)";
            case 228 -> " (raw IPv4, without Ethernet headers)";
            case 229 -> " (raw IPv6, without Ethernet headers)";
            case 276 -> " (Linux cooked v2, as of -i any)";
            default -> "";
        };
        throw new PcapFormatException(
                at, "link type " + linkType + name + where + ": expected " + LINKTYPE_ETHERNET + " (Ethernet)");
    }

    /** Checks a packet's two lengths, whose offsets are {@code at} and {@code at + 4}. */
    static void checkLengths(long at, int captured, int original) {
        if (captured < 0 || captured > MAX_PACKET) {
            throw new PcapFormatException(
                    at, "captured length " + Integer.toUnsignedString(captured) + " is above " + MAX_PACKET);
        }
        if (original < captured) {
            throw new PcapFormatException(
                    at + 4,
                    "original length " + Integer.toUnsignedString(original) + " does not fit captured length "
                            + captured);
        }
    }

    /** True if the file holds another packet, which is read. */
    @Override
    public boolean hasNext() {
        if (next == null) {
            next = format.read();
            nextFcs = format.fcsLength();
        }
        return next != null;
    }

    @Override
    public PcapPacket next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("no packet behind byte " + in.offset());
        }
        PcapPacket packet = next;
        next = null;
        fcs = packet.truncated() || packet.bytes().length < nextFcs ? 0 : nextFcs;
        return packet;
    }

    /**
     * How many bytes at the end of the packet last returned are its frame check sequence, as the file says: 0 or 4.
     * Files that say nothing have none as a rule.
     */
    public int fcsLength() {
        return fcs;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
