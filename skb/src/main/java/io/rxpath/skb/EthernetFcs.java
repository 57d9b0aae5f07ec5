package io.rxpath.skb;

import java.util.zip.CRC32;

/**
 * The Ethernet frame check sequence: the reflected CRC-32 of IEEE 802.3 clause 3.2.9 over destination address to
 * padding, sent after them, least significant byte first. A NIC checks and strips it; nothing above the NIC sees it.
 */
public final class EthernetFcs {
    /** Bytes that the FCS takes behind the frame. */
    public static final int LENGTH = 4;

    private EthernetFcs() {}

    /** The FCS of {@code len} bytes, computed with a new {@link CRC32}. */
    public static int compute(byte[] frame, int off, int len) {
        return compute(new CRC32(), frame, off, len);
    }

    /** As {@link #compute(byte[], int, int)} with a CRC32 of the caller, which is reset first. */
    public static int compute(CRC32 crc, byte[] frame, int off, int len) {
        crc.reset();
        crc.update(frame, off, len);
        return (int) crc.getValue();
    }

    /** Writes the FCS of the {@code len} bytes at {@code off} into the four bytes that follow them. */
    public static void append(byte[] frame, int off, int len) {
        Bytes.put32(frame, off + len, Integer.reverseBytes(compute(frame, off, len)));
    }

    /** True if the last four of {@code lenWithFcs} bytes are the FCS of those before; false for fewer than four. */
    public static boolean valid(byte[] frame, int off, int lenWithFcs) {
        int len = lenWithFcs - LENGTH;
        return len >= 0 && Integer.reverseBytes(Bytes.get32(frame, off + len)) == compute(frame, off, len);
    }
}
