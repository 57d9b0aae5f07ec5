package io.rxpath.skb;

/**
 * View of an ICMP header (RFC 792).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     type      |     code      |           checksum            |
 * +---------------+---------------+-------------------------------+
 * |    rest of header: identifier (16) and sequence (16) of an    |
 * |    echo, next-hop MTU (low 16) of FRAG_NEEDED, ...            |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Kernel: include/uapi/linux/icmp.h struct icmphdr.
 */
public final class IcmpHeader {
    /** Bytes of the header. */
    public static final int LENGTH = 8;

    /** Type: answer to an echo. */
    public static final int ECHO_REPLY = 0;
    /** Type: destination unreachable. */
    public static final int DEST_UNREACH = 3;
    /** Type: source quench (obsolete, RFC 6633). */
    public static final int SOURCE_QUENCH = 4;
    /** Type: redirect to another router. */
    public static final int REDIRECT = 5;
    /** Type: echo request. */
    public static final int ECHO = 8;
    /** Type: time to live, or time for reassembly, has run out. */
    public static final int TIME_EXCEEDED = 11;
    /** Type: a header field is wrong. */
    public static final int PARAMETER_PROBLEM = 12;
    /** Type: timestamp request. */
    public static final int TIMESTAMP = 13;
    /** Type: answer to a timestamp request. */
    public static final int TIMESTAMP_REPLY = 14;

    /** Code of DEST_UNREACH: no route to the network. */
    public static final int NET_UNREACH = 0;
    /** Code of DEST_UNREACH: the host does not answer. */
    public static final int HOST_UNREACH = 1;
    /** Code of DEST_UNREACH: the host does not speak the protocol. */
    public static final int PROT_UNREACH = 2;
    /** Code of DEST_UNREACH: nothing listens on the port. */
    public static final int PORT_UNREACH = 3;
    /** Code of DEST_UNREACH: too big and not to be fragmented. */
    public static final int FRAG_NEEDED = 4;
    /** Code of DEST_UNREACH: forbidden by an administrator (kernel ICMP_PKT_FILTERED). */
    public static final int PKT_FILTERED = 13;

    /** Code of TIME_EXCEEDED: in transit. */
    public static final int EXC_TTL = 0;
    /** Code of TIME_EXCEEDED: while fragments were missing. */
    public static final int EXC_FRAGTIME = 1;

    private static final int TYPE = 0;
    private static final int CODE = 1;
    private static final int CHECKSUM = 2;
    private static final int REST = 4;
    private static final int ID = 4;
    private static final int SEQUENCE = 6;

    private final byte[] a;
    private final int off;

    /** A view of the header at {@code off}; nothing is copied or checked. */
    public IcmpHeader(byte[] a, int off) {
        this.a = a;
        this.off = off;
    }

    /** NOT_SPECIFIED if {@code len} bytes cannot hold the header: icmp_rcv() has no reason of its own for that. */
    public static SkbDropReason check(byte[] a, int off, int len) {
        return len < LENGTH ? SkbDropReason.NOT_SPECIFIED : SkbDropReason.NOT_DROPPED_YET;
    }

    /** Message type, 0..255. */
    public int type() {
        return Bytes.get8(a, off + TYPE);
    }

    /** Sets the message type. */
    public IcmpHeader type(int type) {
        Bytes.put8(a, off + TYPE, type);
        return this;
    }

    /** Code within the type, 0..255. */
    public int code() {
        return Bytes.get8(a, off + CODE);
    }

    /** Sets the code. */
    public IcmpHeader code(int code) {
        Bytes.put8(a, off + CODE, code);
        return this;
    }

    /** Checksum over header and data as stored; ICMP has no pseudo header. */
    public int checksum() {
        return Bytes.get16(a, off + CHECKSUM);
    }

    /** Sets the checksum. */
    public IcmpHeader checksum(int checksum) {
        Bytes.put16(a, off + CHECKSUM, checksum);
        return this;
    }

    /** The second word, whose meaning depends on the type. */
    public int restOfHeader() {
        return Bytes.get32(a, off + REST);
    }

    /** Sets the second word. */
    public IcmpHeader restOfHeader(int rest) {
        Bytes.put32(a, off + REST, rest);
        return this;
    }

    /** Identifier of an echo. */
    public int id() {
        return Bytes.get16(a, off + ID);
    }

    /** Sets the identifier of an echo. */
    public IcmpHeader id(int id) {
        Bytes.put16(a, off + ID, id);
        return this;
    }

    /** Sequence number of an echo. */
    public int sequence() {
        return Bytes.get16(a, off + SEQUENCE);
    }

    /** Sets the sequence number of an echo. */
    public IcmpHeader sequence(int sequence) {
        Bytes.put16(a, off + SEQUENCE, sequence);
        return this;
    }
}
