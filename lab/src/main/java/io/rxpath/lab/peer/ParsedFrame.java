package io.rxpath.lab.peer;

import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;

/**
 * What kind of frame it is and where its parts begin. Lengths are those the IP header promises, so that Ethernet's
 * padding is no payload.
 *
 * @param kind the outermost thing the frame can be named by
 * @param frame the bytes from the destination MAC on
 * @param transport index of the header behind IP, or 0
 * @param payload index of the payload behind the transport header, or 0
 * @param payloadLength bytes of payload
 * @param checksumsGood true if the checksums of IP and of TCP or ICMP are right
 */
public record ParsedFrame(
        Kind kind, byte[] frame, int transport, int payload, int payloadLength, boolean checksumsGood) {
    /** Kinds a peer tells apart. */
    public enum Kind {
        /** Anything else, truncated or malformed frames too. */
        OTHER,
        /** An ARP packet of Ethernet and IPv4. */
        ARP,
        /** ICMP over IPv4. */
        ICMP,
        /** TCP over IPv4. */
        TCP
    }

    /** Looks at a frame without FCS; never fails. */
    public static ParsedFrame of(byte[] frame) {
        if (frame.length < EthernetHeader.LENGTH) {
            return other(frame);
        }
        int left = frame.length - FrameWriter.IP;
        return switch (new EthernetHeader(frame, 0).type()) {
            case EthernetHeader.TYPE_ARP ->
                left < ArpHeader.LENGTH ? other(frame) : new ParsedFrame(Kind.ARP, frame, FrameWriter.IP, 0, 0, true);
            case EthernetHeader.TYPE_IPV4 -> ipv4(frame, left);
            default -> other(frame);
        };
    }

    private static ParsedFrame other(byte[] frame) {
        return new ParsedFrame(Kind.OTHER, frame, 0, 0, 0, true);
    }

    private static ParsedFrame ipv4(byte[] frame, int left) {
        if (Ipv4Header.check(frame, FrameWriter.IP, left) != SkbDropReason.NOT_DROPPED_YET) {
            return other(frame);
        }
        Ipv4Header iph = new Ipv4Header(frame, FrameWriter.IP);
        int transport = FrameWriter.IP + iph.headerLength();
        int length = iph.totalLength() - iph.headerLength();
        if (length < 0 || iph.totalLength() > left || iph.isFragment()) {
            return other(frame);
        }
        if (iph.protocol() == IpProtocol.ICMP && length >= IcmpHeader.LENGTH) {
            boolean good = iph.checksumValid() && InternetChecksum.checksum(frame, transport, length) == 0;
            int payload = transport + IcmpHeader.LENGTH;
            return new ParsedFrame(Kind.ICMP, frame, transport, payload, length - IcmpHeader.LENGTH, good);
        }
        if (iph.protocol() == IpProtocol.TCP
                && TcpHeader.check(frame, transport, length) == SkbDropReason.NOT_DROPPED_YET) {
            long sum = InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), IpProtocol.TCP, length);
            boolean good = iph.checksumValid()
                    && InternetChecksum.finish(InternetChecksum.partial(frame, transport, length, sum)) == 0;
            int header = new TcpHeader(frame, transport).headerLength();
            return new ParsedFrame(Kind.TCP, frame, transport, transport + header, length - header, good);
        }
        return other(frame);
    }

    /** Its Ethernet header. */
    public EthernetHeader ethernet() {
        return new EthernetHeader(frame, 0);
    }

    /** Its IPv4 header; for ICMP and TCP. */
    public Ipv4Header ip() {
        return new Ipv4Header(frame, FrameWriter.IP);
    }

    /** Its TCP header; for TCP. */
    public TcpHeader tcp() {
        return new TcpHeader(frame, transport);
    }

    /** Its ARP packet; for ARP. */
    public ArpHeader arp() {
        return new ArpHeader(frame, transport);
    }

    /** Its ICMP header; for ICMP. */
    public IcmpHeader icmp() {
        return new IcmpHeader(frame, transport);
    }
}
