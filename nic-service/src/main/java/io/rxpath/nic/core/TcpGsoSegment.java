package io.rxpath.nic.core;

import io.rxpath.skb.Gso;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.TcpHeader;
import java.util.Arrays;

/**
 * Cuts a TCP super-frame into the segments a card with TSO puts on the cable (kernel net/ipv4/tcp_offload.c
 * tcp_gso_segment(), net/ipv4/af_inet.c inet_gso_segment()): sequence numbers and IPv4 ids count up, FIN and PSH stay on
 * the last segment only, CWR on the first, lengths and all checksums are made anew. VLAN tags and options are repeated.
 *
 * <p>{@code start} a frame, then call {@code next} {@link #segments()} times. One instance is reused.
 */
public final class TcpGsoSegment {
    private final HeaderParser parser = new HeaderParser();
    private final HeaderParser cut = new HeaderParser();

    private byte[] frame = new byte[0];
    private int off;
    private int headers;
    private int payload;
    private int gsoSize;
    private boolean fixedId;
    private int count;
    private int nextSegment;

    /**
     * Looks at a super-frame.
     *
     * @param frame holds the frame; not changed, and to be left alone until the last segment is taken
     * @param off index of its Ethernet header
     * @param len bytes of it, without FCS; padding behind the IP packet is left out of the segments
     * @param gsoSize payload bytes per segment, at least 1
     * @param gsoType bits of {@link Gso}; only TCP_FIXEDID matters here
     * @return false if it is not one whole TCP segment over IPv4 or IPv6
     */
    public boolean start(byte[] frame, int off, int len, int gsoSize, int gsoType) {
        parser.parse(frame, off, len);
        count = 0;
        nextSegment = 0;
        if (gsoSize < 1 || !parser.tcp()) {
            return false;
        }
        this.frame = frame;
        this.off = off;
        this.gsoSize = gsoSize;
        fixedId = (gsoType & Gso.TCP_FIXEDID) != 0;
        int tcpHeader = new TcpHeader(frame, parser.l4).headerLength();
        headers = parser.l4 + tcpHeader - off;
        payload = parser.l4Length - tcpHeader;
        count = Math.max(1, (payload + gsoSize - 1) / gsoSize);
        return true;
    }

    /** Number of segments, at least 1 after a successful {@code start}. */
    public int segments() {
        return count;
    }

    /** The next segment as a frame of its own, without FCS or padding, checksums complete. */
    public byte[] next() {
        if (nextSegment >= count) {
            throw new IllegalStateException("segment " + nextSegment + " of " + count);
        }
        int at = nextSegment * gsoSize;
        int size = Math.min(gsoSize, payload - at);
        byte[] segment = Arrays.copyOfRange(frame, off, off + headers + size);
        System.arraycopy(frame, off + headers + at, segment, headers, size);
        int l3 = parser.l3 - off;
        int l4 = parser.l4 - off;
        if (parser.ipVersion == 4) {
            Ipv4Header ip = new Ipv4Header(segment, l3);
            ip.totalLength(headers - l3 + size);
            ip.id(fixedId ? ip.id() : ip.id() + nextSegment & 0xffff);
            ip.checksum(0);
            ip.checksum(ip.computeChecksum());
        } else {
            new Ipv6Header(segment, l3).payloadLength(headers - l4 + size);
        }
        TcpHeader tcp = new TcpHeader(segment, l4);
        tcp.seq(tcp.seq() + at);
        tcp.flags(flags(tcp.flags()));
        cut.parse(segment, 0, segment.length);
        cut.completeL4Checksum();
        nextSegment++;
        return segment;
    }

    private int flags(int all) {
        int flags = all;
        if (nextSegment < count - 1) {
            flags &= ~(TcpHeader.FIN | TcpHeader.PSH);
        }
        if (nextSegment > 0) {
            flags &= ~TcpHeader.CWR;
        }
        return flags;
    }
}
