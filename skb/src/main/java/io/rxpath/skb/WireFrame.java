package io.rxpath.skb;

/**
 * A frame on the cable.
 *
 * <pre>
 *   0  u16  magic 0x5746 "WF"
 *   2  u8   version, 1
 *   3  u8   flags: 1 the FCS is included, 2 the transport checksum is the pseudo-header sum only, 4 the frame ended
 *           inside a byte
 *   4  u16  header length
 *   6  u16  wire port
 *   8  i64  time, epoch nanoseconds; 0 unknown
 *  16  u16  gso size: payload bytes per segment if this is a super-frame that its sender's card should have cut, else 0
 *  18  the frame
 * </pre>
 *
 * @param port wire port, 0..65535
 * @param nanos when the frame was on the cable, epoch nanoseconds; 0 unknown
 * @param hasFcs true if the last four bytes are the frame check sequence; false: marked absent, taken as good
 * @param partialChecksum true if the sender left the transport checksum to its card
 * @param gsoSize payload bytes per segment of a super-frame, else 0
 * @param frame the bytes from the destination MAC on
 * @param dribble true if the frame ended inside a byte, whose bits are not in {@code frame}; with a bad FCS that is an
 *     alignment error (IEEE 802.3 clause 4.2.4.2.1), with a good one nothing
 */
public record WireFrame(
        int port, long nanos, boolean hasFcs, boolean partialChecksum, int gsoSize, byte[] frame, boolean dribble) {
    static final int MAGIC = 0x5746;
    private static final int HEADER_LENGTH = 18;

    /** A frame of whole bytes, as all but broken ones are. */
    public WireFrame(int port, long nanos, boolean hasFcs, boolean partialChecksum, int gsoSize, byte[] frame) {
        this(port, nanos, hasFcs, partialChecksum, gsoSize, frame, false);
    }

    /** A plain frame without FCS. */
    public static WireFrame of(int port, long nanos, byte[] frame) {
        return new WireFrame(port, nanos, false, false, 0, frame);
    }

    /** Bytes {@link #encode} will write. */
    public int encodedLength() {
        return HEADER_LENGTH + frame.length;
    }

    /** Writes the record at {@code off} and returns the index behind it. */
    public int encode(byte[] a, int off) {
        Bytes.put16(a, off, MAGIC);
        a[off + 2] = 1;
        a[off + 3] = (byte) ((hasFcs ? 1 : 0) | (partialChecksum ? 2 : 0) | (dribble ? 4 : 0));
        Bytes.put16(a, off + 4, HEADER_LENGTH);
        Bytes.put16(a, off + 6, port);
        Bytes.put64(a, off + 8, nanos);
        Bytes.put16(a, off + 16, gsoSize);
        System.arraycopy(frame, 0, a, off + HEADER_LENGTH, frame.length);
        return off + HEADER_LENGTH + frame.length;
    }

    /** Reads one record of {@code len} bytes at {@code off}. */
    public static WireFrame decode(byte[] a, int off, int len) {
        RecordListReader.need(off, len, HEADER_LENGTH, "a wire frame");
        int headerLength = Bytes.get16(a, off + 4);
        if (Bytes.get16(a, off) != MAGIC) {
            throw new MalformedRecordException(
                    off, "wire frame magic 0x5746 expected, got 0x" + Integer.toHexString(Bytes.get16(a, off)));
        }
        if (a[off + 2] != 1) {
            throw new MalformedRecordException(off + 2, "wire frame version 1 expected, got " + (a[off + 2] & 0xff));
        }
        if (headerLength < HEADER_LENGTH || headerLength > len) {
            throw new MalformedRecordException(off + 4, "header length " + headerLength + " of an item of " + len);
        }
        byte[] frame = new byte[len - headerLength];
        System.arraycopy(a, off + headerLength, frame, 0, frame.length);
        return new WireFrame(
                Bytes.get16(a, off + 6),
                Bytes.get64(a, off + 8),
                (a[off + 3] & 1) != 0,
                (a[off + 3] & 2) != 0,
                Bytes.get16(a, off + 16),
                frame,
                (a[off + 3] & 4) != 0);
    }
}
