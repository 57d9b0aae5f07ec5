package io.rxpath.softirq.http;

import io.rxpath.softirq.kafka.TapReaders;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A capture file of the classic format with nanoseconds, little endian, Ethernet (pcap-savefile(5)). */
final class PcapStream {
    /** Shortest snaplen that shows an Ethernet header. */
    static final int MIN_SNAPLEN = 14;

    private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
    private static final int ETHERNET = 1;
    private static final int HEADER = 24;
    private static final int PACKET_HEADER = 16;
    private static final long NANOS = 1_000_000_000L;

    private PcapStream() {}

    static byte[] header(int snaplen) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC_NANOSECONDS)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(snaplen)
                .putInt(ETHERNET)
                .array();
    }

    static byte[] packet(TapReaders.Captured packet) {
        return ByteBuffer.allocate(PACKET_HEADER + packet.frame().length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (packet.nanos() / NANOS))
                .putInt((int) (packet.nanos() % NANOS))
                .putInt(packet.frame().length)
                .putInt(packet.length())
                .put(packet.frame())
                .array();
    }
}
