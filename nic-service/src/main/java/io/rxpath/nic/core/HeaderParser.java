package io.rxpath.nic.core;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import io.rxpath.skb.VlanTag;

/**
 * How far the card looks into a frame: past up to two VLAN tags, at the IPv4 or IPv6 header, and at TCP or UDP directly
 * behind it. IPv6 extension headers are not followed, as in simple hardware. One instance is reused from frame to frame;
 * its fields hold what the last {@link #parse} found.
 *
 * <p>The kernel's net/core/flow_dissector.c does the same in software, and looks further.
 */
public final class HeaderParser {
    private static final int MAX_TAGS = 2;

    /** EtherType behind the VLAN tags; -1 if the frame ends before it. */
    public int type;
    /** VLAN tags that were passed, 0..2. */
    public int tags;
    /** 4, 6, or 0 when there is no readable IP header. */
    public int ipVersion;
    /** Index of the IP header. */
    public int l3;
    /** Bytes of the IP header; 0 without one. */
    public int l3Length;
    /** Protocol behind the IP header; -1 without one. */
    public int protocol;
    /** True for every fragment, the first included. */
    public boolean fragment;
    /** Index of what follows the IP header. */
    public int l4;
    /** Bytes that the IP header says follow it; -1 if the frame does not hold them all. */
    public int l4Length;
    /** True if both ports are there to read: TCP or UDP, not a fragment. */
    public boolean ports;
    /** Source port, when {@link #ports}. */
    public int sourcePort;
    /** Destination port, when {@link #ports}. */
    public int destPort;

    private byte[] a = new byte[0];

    /** Parses the {@code len} bytes at {@code off}: an Ethernet frame without FCS, of any length. */
    public void parse(byte[] frame, int off, int len) {
        a = frame;
        type = -1;
        tags = 0;
        ipVersion = 0;
        l3Length = 0;
        protocol = -1;
        fragment = false;
        l4Length = -1;
        ports = false;
        int end = off + len;
        l3 = off + EthernetHeader.LENGTH;
        if (l3 > end) {
            return;
        }
        type = new EthernetHeader(frame, off).type();
        while (isTag(type) && tags < MAX_TAGS && l3 + VlanTag.LENGTH <= end) {
            // A tag ends with the type of what follows: the two bytes in front of the new l3.
            l3 += VlanTag.LENGTH;
            tags++;
            type = (frame[l3 - 2] & 0xff) << 8 | frame[l3 - 1] & 0xff;
        }
        if (type == EthernetHeader.TYPE_IPV4) {
            ipv4(end);
        } else if (type == EthernetHeader.TYPE_IPV6) {
            ipv6(end);
        }
    }

    /** True for the tag protocol identifiers of 802.1Q and 802.1ad. */
    static boolean isTag(int type) {
        return type == EthernetHeader.TYPE_VLAN || type == EthernetHeader.TYPE_QINQ;
    }

    private void ipv4(int end) {
        if (Ipv4Header.check(a, l3, end - l3) != SkbDropReason.NOT_DROPPED_YET) {
            return;
        }
        Ipv4Header ip = new Ipv4Header(a, l3);
        ipVersion = 4;
        l3Length = ip.headerLength();
        protocol = ip.protocol();
        fragment = ip.isFragment();
        int payload = ip.totalLength() - l3Length;
        transport(end, payload);
    }

    private void ipv6(int end) {
        if (Ipv6Header.check(a, l3, end - l3) != SkbDropReason.NOT_DROPPED_YET) {
            return;
        }
        Ipv6Header ip = new Ipv6Header(a, l3);
        ipVersion = 6;
        l3Length = Ipv6Header.LENGTH;
        protocol = ip.nextHeader();
        transport(end, ip.payloadLength());
    }

    private void transport(int end, int payload) {
        l4 = l3 + l3Length;
        l4Length = payload >= 0 && l4 + payload <= end ? payload : -1;
        ports = (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP) && !fragment && l4 + 4 <= end;
        if (ports) {
            UdpHeader both = new UdpHeader(a, l4);
            sourcePort = both.source();
            destPort = both.dest();
        }
    }

    /** True for a whole TCP segment whose header is readable. */
    public boolean tcp() {
        return protocol == IpProtocol.TCP
                && !fragment
                && l4Length >= 0
                && TcpHeader.check(a, l4, l4Length) == SkbDropReason.NOT_DROPPED_YET;
    }

    /** True for a whole UDP datagram. */
    public boolean udp() {
        return protocol == IpProtocol.UDP && !fragment && l4Length >= UdpHeader.LENGTH;
    }

    /** Partial sum of the pseudo header, with the length the IP header gives. Needs an IP header and the whole packet. */
    public long pseudoSum() {
        if (ipVersion == 4) {
            Ipv4Header ip = new Ipv4Header(a, l3);
            return InternetChecksum.pseudoV4(ip.saddr(), ip.daddr(), protocol, l4Length);
        }
        Ipv6Header ip = new Ipv6Header(a, l3);
        return InternetChecksum.pseudo(ip.saddrHi(), ip.saddrLo(), ip.daddrHi(), ip.daddrLo(), protocol, l4Length);
    }

    /** The transport checksum field. Needs {@link #tcp()} or {@link #udp()}. */
    public int l4Checksum() {
        return protocol == IpProtocol.TCP ? new TcpHeader(a, l4).checksum() : new UdpHeader(a, l4).checksum();
    }

    /** True if the transport checksum is right. Needs {@link #tcp()} or {@link #udp()}. */
    public boolean l4ChecksumValid() {
        return InternetChecksum.finish(InternetChecksum.partial(a, l4, l4Length, pseudoSum())) == 0;
    }

    /**
     * True if the transport checksum is only the sum of the pseudo header, as a sender leaves it that counts on its card
     * (CHECKSUM_PARTIAL). A packet for which that happens to be right is not meant. Needs {@link #tcp()} or
     * {@link #udp()}.
     */
    public boolean l4ChecksumPartial() {
        return l4Checksum() == InternetChecksum.fold(pseudoSum()) && !l4ChecksumValid();
    }

    /** Computes the transport checksum and writes it into its field. Needs {@link #tcp()} or {@link #udp()}. */
    public void completeL4Checksum() {
        if (protocol == IpProtocol.TCP) {
            TcpHeader tcp = new TcpHeader(a, l4);
            tcp.checksum(0);
            tcp.checksum(InternetChecksum.finish(InternetChecksum.partial(a, l4, l4Length, pseudoSum())));
        } else {
            UdpHeader udp = new UdpHeader(a, l4);
            udp.checksum(0);
            int sum = InternetChecksum.finish(InternetChecksum.partial(a, l4, l4Length, pseudoSum()));
            // 0 means "no checksum" in UDP; its other representation is sent instead.
            udp.checksum(sum == 0 ? 0xffff : sum);
        }
    }
}
