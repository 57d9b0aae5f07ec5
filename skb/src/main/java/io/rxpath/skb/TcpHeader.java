package io.rxpath.skb;

/**
 * View of a TCP header (RFC 9293; AE by RFC 9768).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          source port          |       destination port        |
 * +-------------------------------+-------------------------------+
 * |                        sequence number                        |
 * +---------------------------------------------------------------+
 * |                     acknowledgment number                     |
 * +-------+-----+-+-+-+-+-+-+-+-+-+-------------------------------+
 * |       |     |A|C|E|U|A|P|R|S|F|                               |
 * | doff  | res |E|W|C|R|C|S|S|Y|I|            window             |
 * |       |     | |R|E|G|K|H|T|N|N|                               |
 * +-------+-----+-+-+-+-+-+-+-+-+-+-------------------------------+
 * |           checksum            |        urgent pointer         |
 * +-------------------------------+-------------------------------+
 * |                  options, (doff - 5) words                    |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Sequence numbers are ints to be compared with {@link Seq}.
 *
 * <p>Kernel: include/uapi/linux/tcp.h struct tcphdr.
 */
public final class TcpHeader {
    /** Bytes of the header without options. */
    public static final int LENGTH = 20;

    /** Flag: the sender has no more data. */
    public static final int FIN = 0x01;
    /** Flag: the sequence number is the initial one. */
    public static final int SYN = 0x02;
    /** Flag: abort. */
    public static final int RST = 0x04;
    /** Flag: give the data to the reader now. */
    public static final int PSH = 0x08;
    /** Flag: the acknowledgment number counts. */
    public static final int ACK = 0x10;
    /** Flag: the urgent pointer counts. */
    public static final int URG = 0x20;
    /** Flag: congestion experienced, echoed (RFC 3168). */
    public static final int ECE = 0x40;
    /** Flag: congestion window reduced (RFC 3168). */
    public static final int CWR = 0x80;
    /** Accurate ECN; in front of the eight flags. */
    public static final int AE = 0x100;

    /** Byte offset of {@link #seq()}. */
    public static final int SEQ_OFFSET = 4;

    private static final int SOURCE = 0;
    private static final int DEST = 2;
    private static final int ACK_SEQ = 8;
    private static final int DOFF = 12;
    private static final int FLAGS = 13;
    private static final int WINDOW = 14;
    private static final int CHECKSUM = 16;
    private static final int URG_PTR = 18;

    /** Letters of the flags as tcpdump prints them, which is in the order of their bits; the dot is ACK. */
    private static final String FLAG_LETTERS = "FSRP.UEW";

    private final byte[] a;
    private final int off;

    /** A view of the header at {@code off}; nothing is copied or checked. */
    public TcpHeader(byte[] a, int off) {
        this.a = a;
        this.off = off;
    }

    /**
     * The checks of tcp_v4_rcv(): NOT_SPECIFIED if {@code len} bytes do not hold 20, PKT_TOO_SMALL if the data offset is
     * below 5, and NOT_SPECIFIED again if not all of the options it promises are there.
     */
    public static SkbDropReason check(byte[] a, int off, int len) {
        if (len < LENGTH) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        int doff = Bytes.get8(a, off + DOFF) >>> 4;
        if (doff < 5) {
            return SkbDropReason.PKT_TOO_SMALL;
        }
        return doff * 4 > len ? SkbDropReason.NOT_SPECIFIED : SkbDropReason.NOT_DROPPED_YET;
    }

    /** The set flags of {@link #flags()} as tcpdump writes them: "S", "S.", "P.", "F.", "R", or "none". */
    public static String flagNames(int flags) {
        StringBuilder names = new StringBuilder(8);
        for (int bit = 0; bit < FLAG_LETTERS.length(); bit++) {
            if ((flags & 1 << bit) != 0) {
                names.append(FLAG_LETTERS.charAt(bit));
            }
        }
        return names.length() == 0 ? "none" : names.toString();
    }

    /** Source port. */
    public int source() {
        return Bytes.get16(a, off + SOURCE);
    }

    /** Sets the source port. */
    public TcpHeader source(int port) {
        Bytes.put16(a, off + SOURCE, port);
        return this;
    }

    /** Destination port. */
    public int dest() {
        return Bytes.get16(a, off + DEST);
    }

    /** Sets the destination port. */
    public TcpHeader dest(int port) {
        Bytes.put16(a, off + DEST, port);
        return this;
    }

    /** Sequence number of the first byte of data, or of SYN. */
    public int seq() {
        return Bytes.get32(a, off + SEQ_OFFSET);
    }

    /** Sets the sequence number. */
    public TcpHeader seq(int seq) {
        Bytes.put32(a, off + SEQ_OFFSET, seq);
        return this;
    }

    /** The next sequence number the sender expects; meaningless without {@link #ack()}. */
    public int ackSeq() {
        return Bytes.get32(a, off + ACK_SEQ);
    }

    /** Sets the acknowledgment number. */
    public TcpHeader ackSeq(int ackSeq) {
        Bytes.put32(a, off + ACK_SEQ, ackSeq);
        return this;
    }

    /** Data offset: length of the header in 32-bit words, 5..15 in a valid header. */
    public int doff() {
        return Bytes.get8(a, off + DOFF) >>> 4;
    }

    /** Sets the length of the header in 32-bit words, 0..15. */
    public TcpHeader doff(int words) {
        Bytes.put8(a, off + DOFF, (Bytes.get8(a, off + DOFF) & 0xf) | words << 4);
        return this;
    }

    /** Length of the header in bytes, options included. */
    public int headerLength() {
        return doff() << 2;
    }

    /** The eight flags from {@link #CWR} down to {@link #FIN}; AE is not among them. */
    public int flags() {
        return Bytes.get8(a, off + FLAGS);
    }

    /** Sets the eight flags. */
    public TcpHeader flags(int flags) {
        Bytes.put8(a, off + FLAGS, flags);
        return this;
    }

    /** Sets data offset (words) and flags and clears the reserved bits; bit 0x100 of {@code flags} sets AE. */
    public TcpHeader doffAndFlags(int doff, int flags) {
        Bytes.put16(a, off + DOFF, doff << 12 | (flags & 0x1ff));
        return this;
    }

    /** True if FIN is set. */
    public boolean fin() {
        return (flags() & FIN) != 0;
    }

    /** True if SYN is set. */
    public boolean syn() {
        return (flags() & SYN) != 0;
    }

    /** True if RST is set. */
    public boolean rst() {
        return (flags() & RST) != 0;
    }

    /** True if PSH is set. */
    public boolean psh() {
        return (flags() & PSH) != 0;
    }

    /** True if ACK is set. */
    public boolean ack() {
        return (flags() & ACK) != 0;
    }

    /** True if URG is set. */
    public boolean urg() {
        return (flags() & URG) != 0;
    }

    /** True if ECE is set. */
    public boolean ece() {
        return (flags() & ECE) != 0;
    }

    /** True if CWR is set. */
    public boolean cwr() {
        return (flags() & CWR) != 0;
    }

    /** True if AE is set, the lowest bit before the eight flags (accurate ECN). */
    public boolean ae() {
        return (a[off + DOFF] & 1) != 0;
    }

    /** The 32-bit word at offset 12: data offset, flags and window (kernel tcp_flag_word()). */
    public int flagWord() {
        return Bytes.get32(a, off + DOFF);
    }

    /** Receive window as sent, not scaled. */
    public int window() {
        return Bytes.get16(a, off + WINDOW);
    }

    /** Sets the receive window, already scaled down. */
    public TcpHeader window(int window) {
        Bytes.put16(a, off + WINDOW, window);
        return this;
    }

    /** Checksum over pseudo header, header and data as stored. */
    public int checksum() {
        return Bytes.get16(a, off + CHECKSUM);
    }

    /** Sets the checksum. */
    public TcpHeader checksum(int checksum) {
        Bytes.put16(a, off + CHECKSUM, checksum);
        return this;
    }

    /** Urgent pointer, an offset from {@link #seq()}; meaningless without {@link #urg()}. */
    public int urgPtr() {
        return Bytes.get16(a, off + URG_PTR);
    }

    /** Sets the urgent pointer. */
    public TcpHeader urgPtr(int offset) {
        Bytes.put16(a, off + URG_PTR, offset);
        return this;
    }
}
