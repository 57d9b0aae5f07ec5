package io.rxpath.nic.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pcapng format: sections of blocks, each block framed by its total length on both ends. Section header, interface
 * description, enhanced, simple and the obsolete packet block are read; all others are skipped.
 */
final class PcapngFile implements PcapReader.Format {
    static final int SECTION_HEADER = 0x0a0d0d0a;

    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int OLD_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int OPTION_END = 0;
    private static final int OPTION_TSRESOL = 9;
    private static final int OPTION_FCSLEN = 13;
    private static final int OPTION_TSOFFSET = 14;
    private static final int OPTION_EPB_FLAGS = 2;

    /** Type and total length in front of a block's body. */
    private static final int FRAME = 8;

    private static final int MAX_BLOCK = 16 << 20;

    /** What an interface description block says of its packets. */
    private record Interface(long at, int linkType, int snapLength, PcapngClock clock, int fcs) {}

    private final PcapInput in;
    private final List<Interface> interfaces = new ArrayList<>();
    private int fcs;

    /** Reads the first section header behind its block type. */
    PcapngFile(PcapInput in) {
        this.in = in;
        sectionHeader(0);
    }

    @Override
    public int fcsLength() {
        return fcs;
    }

    @Override
    public @Nullable PcapPacket read() {
        while (!in.atEnd()) {
            long at = in.offset();
            int type = in.read(4, "a block type").getInt();
            if (type == SECTION_HEADER) {
                sectionHeader(at);
                continue;
            }
            int length = in.read(4, "a block length").getInt();
            checkBlockLength(at, length, 12);
            ByteBuffer body = in.read(length - 12, "a block of type " + PcapReader.hex(type));
            trailer(length);
            PcapPacket packet = block(type, at + FRAME, body);
            if (packet != null) {
                return packet;
            }
        }
        return null;
    }

    private @Nullable PcapPacket block(int type, long at, ByteBuffer body) {
        return switch (type) {
            case INTERFACE_DESCRIPTION -> {
                interfaces.add(describe(at, body));
                yield null;
            }
            case ENHANCED_PACKET -> {
                need(at, body, 20, "an enhanced packet block");
                yield packet(at, body, body.getInt(0), 4);
            }
            case OLD_PACKET -> {
                need(at, body, 20, "a packet block");
                yield packet(at, body, body.getShort(0) & 0xffff, 4);
            }
            case SIMPLE_PACKET -> {
                need(at, body, 4, "a simple packet block");
                yield simple(at, body);
            }
            default -> null;
        };
    }

    /** A section header at {@code at}, whose type was read; it decides the byte order of what follows. */
    private void sectionHeader(long at) {
        in.order = ByteOrder.BIG_ENDIAN;
        byte[] start = in.bytes(8, "a section header");
        int magic = ByteBuffer.wrap(start).getInt(4);
        if (magic == Integer.reverseBytes(BYTE_ORDER_MAGIC)) {
            in.order = ByteOrder.LITTLE_ENDIAN;
        } else if (magic != BYTE_ORDER_MAGIC) {
            throw new PcapFormatException(
                    at + 8, "byte-order magic " + PcapReader.hex(magic) + ": expected 0x1a2b3c4d in either order");
        }
        int length = ByteBuffer.wrap(start).order(in.order).getInt(0);
        checkBlockLength(at, length, 28);
        ByteBuffer body = in.read(length - 16, "a section header");
        int major = body.getShort(0) & 0xffff;
        int minor = body.getShort(2) & 0xffff;
        // 1.2 was written by some tools and means the same (draft-ietf-opsawg-pcapng section 4.1).
        if (major != 1 || (minor != 0 && minor != 2)) {
            throw new PcapFormatException(at + 12, "pcapng version " + major + "." + minor + ": expected 1.0");
        }
        trailer(length);
        interfaces.clear();
    }

    private static void checkBlockLength(long at, int length, int least) {
        if (length < least || length > MAX_BLOCK || length % 4 != 0) {
            throw new PcapFormatException(
                    at + 4,
                    "block length " + Integer.toUnsignedString(length) + ": expected a multiple of 4 in " + least + ".."
                            + MAX_BLOCK);
        }
    }

    private void trailer(int length) {
        long at = in.offset();
        int again = in.read(4, "a block's second length").getInt();
        if (again != length) {
            throw new PcapFormatException(
                    at, "block ends with length " + Integer.toUnsignedString(again) + " and begins with " + length);
        }
    }

    private static void need(long at, ByteBuffer body, int bytes, String what) {
        if (body.limit() < bytes) {
            throw new PcapFormatException(
                    at, what + " has a body of " + body.limit() + " bytes: expected at least " + bytes);
        }
    }

    private static Interface describe(long at, ByteBuffer body) {
        need(at, body, 8, "an interface description block");
        PcapngClock clock = PcapngClock.MICROS;
        int fcs = 0;
        int pos = 8;
        while (pos < body.limit()) {
            int length = optionLength(at, body, pos);
            int code = body.getShort(pos) & 0xffff;
            long valueAt = at + pos + 4;
            if (code == OPTION_END) {
                break;
            } else if (code == OPTION_TSRESOL) {
                optionSize(valueAt, "if_tsresol", length, 1);
                clock = clock.resolution(valueAt, body.get(pos + 4) & 0xff);
            } else if (code == OPTION_TSOFFSET) {
                optionSize(valueAt, "if_tsoffset", length, 8);
                clock = clock.offset(body.getLong(pos + 4));
            } else if (code == OPTION_FCSLEN) {
                optionSize(valueAt, "if_fcslen", length, 1);
                fcs = fcsOption(valueAt, body.get(pos + 4) & 0xff);
            }
            pos += 4 + (length + 3 & ~3);
        }
        return new Interface(at, body.getShort(0) & 0xffff, body.getInt(4), clock, fcs);
    }

    /** Length of the value of the option at {@code pos}, which lies inside the body. */
    private static int optionLength(long at, ByteBuffer body, int pos) {
        if (pos + 4 > body.limit()) {
            throw new PcapFormatException(at + pos, "an option's code and length do not fit its block");
        }
        int length = body.getShort(pos + 2) & 0xffff;
        if (pos + 4 + length > body.limit()) {
            throw new PcapFormatException(
                    at + pos + 2,
                    "option length " + length + " does not fit the " + (body.limit() - pos - 4) + " bytes left");
        }
        return length;
    }

    private static void optionSize(long at, String name, int length, int expected) {
        if (length != expected) {
            throw new PcapFormatException(at - 2, name + " has a length of " + length + ": expected " + expected);
        }
    }

    /** Old drafts meant bits, newer ones octets; for Ethernet there is no doubt which was meant. */
    private static int fcsOption(long at, int value) {
        if (value != 0 && value != PcapReader.FCS && value != PcapReader.FCS * 8) {
            throw new PcapFormatException(at, "if_fcslen " + value + ": expected 0 or 4");
        }
        return value == 0 ? 0 : PcapReader.FCS;
    }

    private Interface ethernet(long at, int id) {
        if (id < 0 || id >= interfaces.size()) {
            throw new PcapFormatException(
                    at,
                    "interface " + Integer.toUnsignedString(id) + ": the section has described " + interfaces.size());
        }
        Interface from = interfaces.get(id);
        PcapReader.needEthernet(from.at(), from.linkType(), " of interface " + id + ", which has packets");
        return from;
    }

    private PcapPacket packet(long at, ByteBuffer body, int id, int timeAt) {
        Interface from = ethernet(at, id);
        long time = (body.getInt(timeAt) & 0xffffffffL) << 32 | body.getInt(timeAt + 4) & 0xffffffffL;
        int captured = body.getInt(12);
        int original = body.getInt(16);
        PcapReader.checkLengths(at + 12, captured, original);
        byte[] bytes = data(at + 12, body, 20, captured);
        fcs = fcsFromFlags(at, body, 20 + (captured + 3 & ~3), from.fcs());
        return new PcapPacket(from.clock().nanos(at + timeAt, time), original, bytes, captured < original);
    }

    /** epb_flags may give the FCS length of the single packet, in octets, in bits 5..8. */
    private static int fcsFromFlags(long at, ByteBuffer body, int options, int fromInterface) {
        int pos = options;
        while (pos < body.limit()) {
            int length = optionLength(at, body, pos);
            int code = body.getShort(pos) & 0xffff;
            if (code == OPTION_END) {
                break;
            }
            if (code == OPTION_EPB_FLAGS) {
                optionSize(at + pos + 4, "epb_flags", length, 4);
                int octets = body.getInt(pos + 4) >>> 5 & 0xf;
                if (octets != 0 && octets != PcapReader.FCS) {
                    throw new PcapFormatException(at + pos + 4, "FCS of " + octets + " bytes: expected none or 4");
                }
                return octets == 0 ? fromInterface : octets;
            }
            pos += 4 + (length + 3 & ~3);
        }
        return fromInterface;
    }

    private PcapPacket simple(long at, ByteBuffer body) {
        Interface from = ethernet(at, 0);
        int original = body.getInt(0);
        int snap = from.snapLength();
        int captured = snap > 0 && Integer.compareUnsigned(original, snap) > 0 ? snap : original;
        if (captured < 0 || captured > PcapReader.MAX_PACKET) {
            throw new PcapFormatException(
                    at, "packet length " + Integer.toUnsignedString(captured) + " is above " + PcapReader.MAX_PACKET);
        }
        if (original < 0) {
            throw new PcapFormatException(at, "original length " + Integer.toUnsignedString(original));
        }
        fcs = from.fcs();
        return new PcapPacket(0, original, data(at, body, 4, captured), captured < original);
    }

    private static byte[] data(long lengthAt, ByteBuffer body, int from, int captured) {
        if (captured > body.limit() - from) {
            throw new PcapFormatException(
                    lengthAt,
                    "captured length " + captured + " does not fit the block's " + (body.limit() - from) + " bytes");
        }
        byte[] bytes = new byte[captured];
        body.get(from, bytes);
        return bytes;
    }
}
