package io.rxpath.skb;

/**
 * View of an IPv6 header (RFC 8200).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+---------------+---------------------------------------+
 * |version| traffic class |              flow label               |
 * +-------+---------------+-------+---------------+---------------+
 * |        payload length         |  next header  |   hop limit   |
 * +-------------------------------+---------------+---------------+
 * |                    source address, 4 words                    |
 * +---------------------------------------------------------------+
 * |                  destination address, 4 words                 |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Addresses are two longs: Hi holds the first eight bytes of the wire, Lo the last eight.
 *
 * <p>Kernel: include/uapi/linux/ipv6.h struct ipv6hdr.
 */
public final class Ipv6Header {
    /** Bytes of the header without extension headers. */
    public static final int LENGTH = 40;

    private static final int FIRST_WORD = 0;
    private static final int PAYLOAD_LENGTH = 4;
    private static final int NEXT_HEADER = 6;
    private static final int HOP_LIMIT = 7;
    private static final int SADDR = 8;
    private static final int DADDR = 24;

    private final byte[] a;
    private final int off;

    /** A view of the header at {@code off}; nothing is copied or checked. */
    public Ipv6Header(byte[] a, int off) {
        this.a = a;
        this.off = off;
    }

    /** IP_INHDR if {@code len} bytes cannot hold the header or the version is not 6 (kernel ip6_rcv_core()). */
    public static SkbDropReason check(byte[] a, int off, int len) {
        boolean readable = len >= LENGTH && Bytes.get8(a, off + FIRST_WORD) >>> 4 == 6;
        return readable ? SkbDropReason.NOT_DROPPED_YET : SkbDropReason.IP_INHDR;
    }

    /** Version, 6. */
    public int version() {
        return firstWord() >>> 28;
    }

    /** Sets the version, 0..15. */
    public Ipv6Header version(int version) {
        return firstWord((firstWord() & 0x0fff_ffff) | version << 28);
    }

    /** Traffic class: DSCP and ECN, 0..255. */
    public int trafficClass() {
        return firstWord() >>> 20 & 0xff;
    }

    /** Sets the traffic class, 0..255. */
    public Ipv6Header trafficClass(int trafficClass) {
        return firstWord((firstWord() & 0xf00f_ffff) | (trafficClass & 0xff) << 20);
    }

    /** Flow label, 0..0xfffff. */
    public int flowLabel() {
        return firstWord() & 0xf_ffff;
    }

    /** Sets the flow label, 0..0xfffff. */
    public Ipv6Header flowLabel(int flowLabel) {
        return firstWord((firstWord() & 0xfff0_0000) | (flowLabel & 0xf_ffff));
    }

    /** Bytes that follow this header, extension headers included. */
    public int payloadLength() {
        return Bytes.get16(a, off + PAYLOAD_LENGTH);
    }

    /** Sets the number of bytes that follow this header. */
    public Ipv6Header payloadLength(int bytes) {
        Bytes.put16(a, off + PAYLOAD_LENGTH, bytes);
        return this;
    }

    /** Protocol or extension header that follows, see {@link IpProtocol}. */
    public int nextHeader() {
        return Bytes.get8(a, off + NEXT_HEADER);
    }

    /** Sets the protocol that follows. */
    public Ipv6Header nextHeader(int protocol) {
        Bytes.put8(a, off + NEXT_HEADER, protocol);
        return this;
    }

    /** Hops that are left, 0..255. */
    public int hopLimit() {
        return Bytes.get8(a, off + HOP_LIMIT);
    }

    /** Sets the hops that are left. */
    public Ipv6Header hopLimit(int hops) {
        Bytes.put8(a, off + HOP_LIMIT, hops);
        return this;
    }

    /** First half of the source address. */
    public long saddrHi() {
        return Bytes.get64(a, off + SADDR);
    }

    /** Sets the first half of the source address. */
    public Ipv6Header saddrHi(long half) {
        Bytes.put64(a, off + SADDR, half);
        return this;
    }

    /** Second half of the source address. */
    public long saddrLo() {
        return Bytes.get64(a, off + SADDR + 8);
    }

    /** Sets the second half of the source address. */
    public Ipv6Header saddrLo(long half) {
        Bytes.put64(a, off + SADDR + 8, half);
        return this;
    }

    /** First half of the destination address. */
    public long daddrHi() {
        return Bytes.get64(a, off + DADDR);
    }

    /** Sets the first half of the destination address. */
    public Ipv6Header daddrHi(long half) {
        Bytes.put64(a, off + DADDR, half);
        return this;
    }

    /** Second half of the destination address. */
    public long daddrLo() {
        return Bytes.get64(a, off + DADDR + 8);
    }

    /** Sets the second half of the destination address. */
    public Ipv6Header daddrLo(long half) {
        Bytes.put64(a, off + DADDR + 8, half);
        return this;
    }

    private int firstWord() {
        return Bytes.get32(a, off + FIRST_WORD);
    }

    private Ipv6Header firstWord(int word) {
        Bytes.put32(a, off + FIRST_WORD, word);
        return this;
    }
}
