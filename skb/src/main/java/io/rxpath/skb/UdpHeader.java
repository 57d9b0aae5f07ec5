package io.rxpath.skb;

/**
 * View of a UDP header (RFC 768).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          source port          |       destination port        |
 * +-------------------------------+-------------------------------+
 * |            length             |           checksum            |
 * +-------------------------------+-------------------------------+
 * </pre>
 *
 * <p>Kernel: include/uapi/linux/udp.h struct udphdr.
 */
public final class UdpHeader {
    /** Bytes of the header. */
    public static final int LENGTH = 8;

    private static final int SOURCE = 0;
    private static final int DEST = 2;
    private static final int LEN = 4;
    private static final int CHECKSUM = 6;

    private final byte[] a;
    private final int off;

    /** A view of the header at {@code off}; nothing is copied or checked. */
    public UdpHeader(byte[] a, int off) {
        this.a = a;
        this.off = off;
    }

    /**
     * NOT_SPECIFIED if {@code len} bytes cannot hold the header, as __udp4_lib_rcv() has it; PKT_TOO_SMALL if the
     * header claims fewer bytes than itself. Whether the datagram is all there is for the caller to judge, who knows
     * the length of what is not linear.
     */
    public static SkbDropReason check(byte[] a, int off, int len) {
        if (len < LENGTH) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        return Bytes.get16(a, off + LEN) < LENGTH ? SkbDropReason.PKT_TOO_SMALL : SkbDropReason.NOT_DROPPED_YET;
    }

    /** Source port; 0 if no answer is wanted. */
    public int source() {
        return Bytes.get16(a, off + SOURCE);
    }

    /** Sets the source port. */
    public UdpHeader source(int port) {
        Bytes.put16(a, off + SOURCE, port);
        return this;
    }

    /** Destination port. */
    public int dest() {
        return Bytes.get16(a, off + DEST);
    }

    /** Sets the destination port. */
    public UdpHeader dest(int port) {
        Bytes.put16(a, off + DEST, port);
        return this;
    }

    /** Bytes of header and data. */
    public int length() {
        return Bytes.get16(a, off + LEN);
    }

    /** Sets the length of header and data in bytes. */
    public UdpHeader length(int bytes) {
        Bytes.put16(a, off + LEN, bytes);
        return this;
    }

    /** Checksum over pseudo header, header and data as stored; 0 if the sender computed none. */
    public int checksum() {
        return Bytes.get16(a, off + CHECKSUM);
    }

    /** Sets the checksum; a computed 0 must be stored as 0xffff by the caller. */
    public UdpHeader checksum(int checksum) {
        Bytes.put16(a, off + CHECKSUM, checksum);
        return this;
    }

    /**
     * Whether the checksum of a datagram is right, or not to be looked at (kernel include/net/udp.h
     * udp_lib_checksum_complete()).
     *
     * @param skb data at the UDP header, network header set
     */
    public static boolean checksumValid(SkBuff skb) {
        UdpHeader uh = new UdpHeader(skb.buf(), skb.data());
        boolean v6 = skb.protocol == EthernetHeader.TYPE_IPV6;
        boolean known = skb.csumValid || skb.ipSummed == IpSummed.UNNECESSARY || skb.ipSummed == IpSummed.PARTIAL;
        if (known || !v6 && uh.checksum() == 0) {
            return true;
        }
        skb.linearize();
        long pseudo;
        if (v6) {
            Ipv6Header iph = new Ipv6Header(skb.buf(), skb.networkHeader());
            pseudo = InternetChecksum.pseudo(
                    iph.saddrHi(), iph.saddrLo(), iph.daddrHi(), iph.daddrLo(), IpProtocol.UDP, skb.len());
        } else {
            Ipv4Header iph = new Ipv4Header(skb.buf(), skb.networkHeader());
            pseudo = InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), IpProtocol.UDP, skb.len());
        }
        return InternetChecksum.finish(InternetChecksum.partial(skb.buf(), skb.data(), skb.len(), pseudo)) == 0;
    }
}
