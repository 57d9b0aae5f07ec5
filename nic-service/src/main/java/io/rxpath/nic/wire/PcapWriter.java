package io.rxpath.nic.wire;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes a pcapng file with one Ethernet interface, eth0, and time stamps in nanoseconds. Big-endian, as the format
 * allows. Not thread-safe.
 */
public final class PcapWriter implements AutoCloseable {
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int OPTION_COMMENT = 1;
    private static final int OPTION_IF_NAME = 2;
    private static final int OPTION_USERAPPL = 4;
    private static final int OPTION_TSRESOL = 9;
    private static final int MAX_COMMENT = 0xffff;

    private final OutputStream out;

    private PcapWriter(OutputStream out) {
        this.out = out;
    }

    /** Creates or overwrites a file; {@code comment} describes the whole file, null for none. */
    public static PcapWriter create(Path file, @Nullable String comment) throws IOException {
        return to(new BufferedOutputStream(Files.newOutputStream(file)), comment);
    }

    /** Writes to a stream, which {@link #close} closes. */
    public static PcapWriter to(OutputStream out, @Nullable String comment) throws IOException {
        PcapWriter writer = new PcapWriter(out);
        byte[] remark = bytes(comment);
        byte[] application = bytes("rxpath");
        ByteBuffer section = writer.block(PcapngFile.SECTION_HEADER, 16 + size(remark) + size(application) + 4);
        section.putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1);
        option(section, OPTION_COMMENT, remark);
        option(section, OPTION_USERAPPL, application);
        writer.finish(section.putInt(0));
        byte[] name = bytes("eth0");
        byte[] nanos = {9};
        ByteBuffer eth0 = writer.block(INTERFACE_DESCRIPTION, 8 + size(name) + size(nanos) + 4);
        eth0.putShort((short) 1).putShort((short) 0).putInt(0);
        option(eth0, OPTION_IF_NAME, name);
        option(eth0, OPTION_TSRESOL, nanos);
        writer.finish(eth0.putInt(0));
        return writer;
    }

    /** Writes a whole frame without FCS, captured at {@code epochNanos}. */
    public void write(long epochNanos, byte[] frame) throws IOException {
        write(epochNanos, frame, frame.length, null);
    }

    /**
     * Writes a packet.
     *
     * @param epochNanos epoch nanoseconds, not negative
     * @param bytes what is kept of it, at most 262144 bytes
     * @param originalLength bytes it had, not less than are kept
     * @param comment shown beside the packet, at most 65535 bytes of UTF-8; null for none
     */
    public void write(long epochNanos, byte[] bytes, int originalLength, @Nullable String comment) throws IOException {
        if (epochNanos < 0 || bytes.length > PcapReader.MAX_PACKET || originalLength < bytes.length) {
            throw new IllegalArgumentException("packet at " + epochNanos + " ns with " + bytes.length + " of "
                    + originalLength + " bytes: expected time >= 0 and length <= original length, length <= "
                    + PcapReader.MAX_PACKET);
        }
        byte[] remark = bytes(comment);
        int padded = bytes.length + 3 & ~3;
        int end = remark.length == 0 ? 0 : 4;
        ByteBuffer packet = block(ENHANCED_PACKET, 20 + padded + size(remark) + end);
        packet.putInt(0).putInt((int) (epochNanos >>> 32)).putInt((int) epochNanos);
        packet.putInt(bytes.length).putInt(originalLength);
        packet.put(bytes).position(packet.position() + padded - bytes.length);
        option(packet, OPTION_COMMENT, remark);
        finish(packet.position(packet.position() + end));
    }

    /** A block whose body has {@code body} bytes, a multiple of 4, positioned at its body. */
    private ByteBuffer block(int type, int body) {
        int length = 12 + body;
        return ByteBuffer.allocate(length)
                .order(ByteOrder.BIG_ENDIAN)
                .putInt(type)
                .putInt(length);
    }

    private void finish(ByteBuffer block) throws IOException {
        block.putInt(block.limit());
        out.write(block.array(), block.arrayOffset(), block.limit());
    }

    private static byte[] bytes(@Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_COMMENT) {
            throw new IllegalArgumentException(
                    "comment of " + bytes.length + " bytes: expected at most " + MAX_COMMENT);
        }
        return bytes;
    }

    /** Bytes an option takes; 0 for an empty value, which is left out. */
    private static int size(byte[] value) {
        return value.length == 0 ? 0 : 4 + (value.length + 3 & ~3);
    }

    private static void option(ByteBuffer block, int code, byte[] value) {
        if (value.length > 0) {
            int end = block.position() + size(value);
            block.putShort((short) code).putShort((short) value.length).put(value);
            block.position(end);
        }
    }

    /** Hands buffered packets to the operating system. */
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
