package io.rxpath.skb;

/**
 * View of an IPv4 header (RFC 791; ECN by RFC 3168).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+-----------+---+-------------------------------+
 * |version|  IHL  |   DSCP    |ECN|         total length          |
 * +-------+-------+-----------+---+-----+-------------------------+
 * |        identification         |R|D|M|     fragment offset     |
 * +---------------+---------------+-----+-------------------------+
 * |      TTL      |    protocol   |        header checksum        |
 * +---------------+---------------+-------------------------------+
 * |                         source address                        |
 * +---------------------------------------------------------------+
 * |                      destination address                      |
 * +---------------------------------------------------------------+
 * |                  options, (IHL - 5) words                     |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Setters do not touch the checksum, {@link #decreaseTtl()} excepted.
 *
 * <p>Kernel: include/uapi/linux/ip.h struct iphdr.
 */
public final class Ipv4Header {
    /** Bytes of the header without options. */
    public static final int LENGTH = 20;

    /** Bit of {@link #fragOff16()}: do not fragment (kernel IP_DF). */
    public static final int DF = 0x4000;
    /** Bit of {@link #fragOff16()}: more fragments follow (kernel IP_MF). */
    public static final int MF = 0x2000;
    /** Bits of {@link #fragOff16()} that hold the offset in units of eight bytes (kernel IP_OFFSET). */
    public static final int OFFSET_MASK = 0x1fff;

    private static final int VERSION_IHL = 0;
    private static final int TOS = 1;
    private static final int TOTAL_LENGTH = 2;
    private static final int ID = 4;
    private static final int FRAG_OFF = 6;
    private static final int TTL = 8;
    private static final int PROTOCOL = 9;
    private static final int CHECKSUM = 10;
    private static final int SADDR = 12;
    private static final int DADDR = 16;

    private final byte[] a;
    private final int off;

    /** A view of the header at {@code off}; nothing is copied or checked. */
    public Ipv4Header(byte[] a, int off) {
        this.a = a;
        this.off = off;
    }

    /**
     * The checks of ip_rcv_core() that make the header readable: 20 bytes are there, the version is 4, IHL is 5 at
     * least, and the options are there too. IP_INHDR if one fails. Checksum and total length are judged by ip_rcv.
     */
    public static SkbDropReason check(byte[] a, int off, int len) {
        if (len < LENGTH) {
            return SkbDropReason.IP_INHDR;
        }
        int versionIhl = Bytes.get8(a, off + VERSION_IHL);
        int ihl = versionIhl & 0xf;
        boolean readable = versionIhl >>> 4 == 4 && ihl >= 5 && ihl * 4 <= len;
        return readable ? SkbDropReason.NOT_DROPPED_YET : SkbDropReason.IP_INHDR;
    }

    /** Version, 4. */
    public int version() {
        return Bytes.get8(a, off + VERSION_IHL) >>> 4;
    }

    /** Sets the version, 0..15. */
    public Ipv4Header version(int version) {
        Bytes.put8(a, off + VERSION_IHL, version << 4 | ihl());
        return this;
    }

    /** Header length in 32-bit words, 5..15 in a valid header. */
    public int ihl() {
        return Bytes.get8(a, off + VERSION_IHL) & 0xf;
    }

    /** Sets the header length in 32-bit words, 0..15. */
    public Ipv4Header ihl(int words) {
        Bytes.put8(a, off + VERSION_IHL, version() << 4 | (words & 0xf));
        return this;
    }

    /** Header length in bytes, options included. */
    public int headerLength() {
        return ihl() << 2;
    }

    /** The former type-of-service byte: DSCP and ECN. */
    public int tos() {
        return Bytes.get8(a, off + TOS);
    }

    /** Sets DSCP and ECN at once. */
    public Ipv4Header tos(int tos) {
        Bytes.put8(a, off + TOS, tos);
        return this;
    }

    /** Differentiated services code point, 0..63. */
    public int dscp() {
        return tos() >>> 2;
    }

    /** Sets the differentiated services code point, 0..63. */
    public Ipv4Header dscp(int dscp) {
        return tos(dscp << 2 | ecn());
    }

    /** ECN field: 0 not ECT, 1 ECT(1), 2 ECT(0), 3 CE. */
    public int ecn() {
        return tos() & 3;
    }

    /** Sets the ECN field, 0..3. */
    public Ipv4Header ecn(int ecn) {
        return tos((tos() & 0xfc) | (ecn & 3));
    }

    /** Bytes of header and data as the sender says; what follows in the frame is padding. */
    public int totalLength() {
        return Bytes.get16(a, off + TOTAL_LENGTH);
    }

    /** Sets the length of header and data in bytes. */
    public Ipv4Header totalLength(int bytes) {
        Bytes.put16(a, off + TOTAL_LENGTH, bytes);
        return this;
    }

    /** Identification, common to the fragments of a datagram. */
    public int id() {
        return Bytes.get16(a, off + ID);
    }

    /** Sets the identification. */
    public Ipv4Header id(int id) {
        Bytes.put16(a, off + ID, id);
        return this;
    }

    /** Flags and fragment offset as they are (kernel frag_off): {@link #DF}, {@link #MF}, {@link #OFFSET_MASK}. */
    public int fragOff16() {
        return Bytes.get16(a, off + FRAG_OFF);
    }

    /** Sets flags and fragment offset at once. */
    public Ipv4Header fragOff16(int raw) {
        Bytes.put16(a, off + FRAG_OFF, raw);
        return this;
    }

    /** The flag that forbids routers to fragment. */
    public boolean dontFragment() {
        return (fragOff16() & DF) != 0;
    }

    /** Sets or clears the flag that forbids routers to fragment. */
    public Ipv4Header dontFragment(boolean set) {
        return fragOff16(set ? fragOff16() | DF : fragOff16() & ~DF);
    }

    /** The flag that the datagram goes on after this fragment. */
    public boolean moreFragments() {
        return (fragOff16() & MF) != 0;
    }

    /** Sets or clears the flag that the datagram goes on after this fragment. */
    public Ipv4Header moreFragments(boolean set) {
        return fragOff16(set ? fragOff16() | MF : fragOff16() & ~MF);
    }

    /** Where the data belongs in the datagram, in bytes, a multiple of 8 up to 65528. */
    public int fragmentOffset() {
        return (fragOff16() & OFFSET_MASK) << 3;
    }

    /** Sets where the data belongs in the datagram, in bytes; the lowest three bits are lost. */
    public Ipv4Header fragmentOffset(int bytes) {
        return fragOff16((fragOff16() & ~OFFSET_MASK) | (bytes >>> 3 & OFFSET_MASK));
    }

    /** True if this is not a whole datagram (kernel ip_is_fragment()). */
    public boolean isFragment() {
        return (fragOff16() & (MF | OFFSET_MASK)) != 0;
    }

    /** Time to live in hops, 0..255. */
    public int ttl() {
        return Bytes.get8(a, off + TTL);
    }

    /** Sets the time to live. */
    public Ipv4Header ttl(int hops) {
        Bytes.put8(a, off + TTL, hops);
        return this;
    }

    /** Protocol of the data, see {@link IpProtocol}. */
    public int protocol() {
        return Bytes.get8(a, off + PROTOCOL);
    }

    /** Sets the protocol of the data. */
    public Ipv4Header protocol(int protocol) {
        Bytes.put8(a, off + PROTOCOL, protocol);
        return this;
    }

    /** Header checksum as stored. */
    public int checksum() {
        return Bytes.get16(a, off + CHECKSUM);
    }

    /** Sets the header checksum. */
    public Ipv4Header checksum(int checksum) {
        Bytes.put16(a, off + CHECKSUM, checksum);
        return this;
    }

    /** Source address. */
    public int saddr() {
        return Bytes.get32(a, off + SADDR);
    }

    /** Sets the source address. */
    public Ipv4Header saddr(int address) {
        Bytes.put32(a, off + SADDR, address);
        return this;
    }

    /** Destination address. */
    public int daddr() {
        return Bytes.get32(a, off + DADDR);
    }

    /** Sets the destination address. */
    public Ipv4Header daddr(int address) {
        Bytes.put32(a, off + DADDR, address);
        return this;
    }

    /** The checksum this header should carry, whatever it carries now; does not store it. */
    public int computeChecksum() {
        // The stored word is the low half of a 32-bit word of the unfolded sum, so it can be taken out as it is.
        return InternetChecksum.finish(InternetChecksum.partial(a, off, headerLength(), 0) - checksum());
    }

    /** True if the header sums up to what it should (kernel ip_fast_csum() == 0). */
    public boolean checksumValid() {
        return InternetChecksum.checksum(a, off, headerLength()) == 0;
    }

    /**
     * Takes one hop off the time to live and adjusts the checksum without summing again; returns what is left, 0..255.
     *
     * <p>Kernel: include/net/ip.h ip_decrease_ttl().
     */
    public int decreaseTtl() {
        // TTL is the high byte of its word: the word loses 0x0100, so its complement gains it, with end-around carry.
        int check = checksum() + 0x0100;
        checksum(check + (check >= 0xffff ? 1 : 0));
        ttl(ttl() - 1);
        return ttl();
    }
}
