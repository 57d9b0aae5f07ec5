package io.rxpath.lab.fuzz;

import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** An IPv6 packet that grows from its payload to the front: each header says what was in front of it before. */
final class Packet6 {
    private static final int TYPE = 0x86dd;

    private byte[] bytes;
    private int next;

    private Packet6(int protocol, byte[] payload) {
        next = protocol;
        bytes = payload;
    }

    /** Something that is in the packet as it is. */
    static Packet6 of(int protocol, byte[] payload) {
        return new Packet6(protocol, payload);
    }

    /** A header of UDP, TCP or ICMPv6 with its data, whose checksum at {@code at} is filled in. */
    static Packet6 summed(int protocol, byte[] segment, int at, String source, String target, boolean right) {
        IpAddress src = IpAddress.parse(source);
        IpAddress dst = IpAddress.parse(target);
        ByteBuffer b = ByteBuffer.wrap(segment);
        b.putShort(at, (short) 0);
        long pseudo = InternetChecksum.pseudo(src.hi(), src.lo(), dst.hi(), dst.lo(), protocol, segment.length);
        int sum = InternetChecksum.finish(InternetChecksum.partial(segment, 0, segment.length, pseudo));
        b.putShort(at, (short) (right ? sum == 0 ? 0xffff : sum : sum ^ 0x5555));
        return new Packet6(protocol, segment);
    }

    int length() {
        return bytes.length;
    }

    /** The protocol of what is in front. */
    int next() {
        return next;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** Says that {@code protocol} follows, whatever does. */
    Packet6 called(int protocol) {
        next = protocol;
        return this;
    }

    /** An extension header: all but its first byte is {@code rest}. */
    Packet6 extension(int protocol, byte[] rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(next);
        out.writeBytes(rest);
        out.writeBytes(bytes);
        bytes = out.toByteArray();
        next = protocol;
        return this;
    }

    /** Options of hop-by-hop (0) or destination (60), filled up to whole eights with PadN. */
    Packet6 options(int protocol, byte[] options) {
        int length = (2 + options.length + 7) / 8 * 8;
        byte[] rest = new byte[length - 1];
        rest[0] = (byte) (length / 8 - 1);
        System.arraycopy(options, 0, rest, 1, options.length);
        int left = length - 2 - options.length;
        if (left > 1) {
            rest[1 + options.length] = 1;
            rest[2 + options.length] = (byte) (left - 2);
        }
        return extension(protocol, rest);
    }

    /** The fragment of what there is from {@code offset} on, {@code length} bytes. */
    Packet6 fragment(int offset, int length, boolean more, int id) {
        byte[] rest = new byte[7];
        ByteBuffer.wrap(rest, 1, 6)
                .putShort((short) (offset & ~7 | (more ? 1 : 0)))
                .putInt(id);
        int end = Math.min(bytes.length, offset + length);
        return new Packet6(next, Arrays.copyOfRange(bytes, Math.min(offset, end), end)).extension(44, rest);
    }

    /** The whole frame in hexadecimal digits. */
    String frame(String source, String target, int hopLimit, int trafficClass, String toMac, String fromMac) {
        ByteBuffer b = ByteBuffer.allocate(14 + 40 + bytes.length);
        mac(b, toMac);
        mac(b, fromMac);
        b.putShort((short) TYPE).put(header(source, target, hopLimit, trafficClass));
        return HexFormat.of().formatHex(b.put(bytes).array());
    }

    /** The packet without a link header. */
    byte[] packet(String source, String target) {
        return ByteBuffer.allocate(40 + bytes.length)
                .put(header(source, target, 64, 0))
                .put(bytes)
                .array();
    }

    private byte[] header(String source, String target, int hopLimit, int trafficClass) {
        IpAddress src = IpAddress.parse(source);
        IpAddress dst = IpAddress.parse(target);
        ByteBuffer b = ByteBuffer.allocate(40).putInt(6 << 28 | trafficClass << 20);
        b.putShort((short) bytes.length).put((byte) next).put((byte) hopLimit);
        return b.putLong(src.hi())
                .putLong(src.lo())
                .putLong(dst.hi())
                .putLong(dst.lo())
                .array();
    }

    private static void mac(ByteBuffer b, String text) {
        long mac = MacAddress.parse(text);
        b.putShort((short) (mac >>> 32)).putInt((int) mac);
    }
}
