package io.rxpath.nic.core;

import io.rxpath.skb.EthernetFcs;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import io.rxpath.skb.WireFrame;
import java.util.Arrays;

/** Frames for the tests of this module, built field by field. */
public final class Frames {
    /** The card's address. */
    public static final long US = MacAddress.parse("02:00:00:00:00:02");
    /** The peer's address. */
    public static final long PEER = MacAddress.parse("02:00:00:00:00:01");
    /** 10.9.0.2. */
    public static final int IP_US = 0x0a090002;
    /** 10.9.0.1. */
    public static final int IP_PEER = 0x0a090001;

    private Frames() {}

    /** An Ethernet frame of {@code len} bytes without FCS. */
    public static byte[] ethernet(long dst, int type, int len) {
        byte[] frame = new byte[len];
        new EthernetHeader(frame, 0).dst(dst).src(PEER).type(type);
        return frame;
    }

    /** An IPv4 frame to us with right header checksum; the payload is counted up. */
    public static byte[] ipv4(int protocol, int payload) {
        byte[] frame = ethernet(US, EthernetHeader.TYPE_IPV4, 34 + payload);
        Ipv4Header ip = new Ipv4Header(frame, 14).version(4).ihl(5);
        ip.totalLength(20 + payload)
                .id(100)
                .ttl(64)
                .protocol(protocol)
                .saddr(IP_PEER)
                .daddr(IP_US);
        ip.checksum(ip.computeChecksum());
        for (int i = 34; i < frame.length; i++) {
            frame[i] = (byte) i;
        }
        return frame;
    }

    /** A TCP segment to us, all checksums right. */
    public static byte[] tcp(int sport, int dport, int seq, int flags, int payload) {
        byte[] frame = ipv4(IpProtocol.TCP, 20 + payload);
        Arrays.fill(frame, 34, 54, (byte) 0);
        new TcpHeader(frame, 34)
                .source(sport)
                .dest(dport)
                .seq(seq)
                .ackSeq(77)
                .doffAndFlags(5, flags)
                .window(502);
        return checksummed(frame);
    }

    /** A UDP datagram to us, all checksums right. */
    public static byte[] udp(int sport, int dport, int payload) {
        byte[] frame = ipv4(IpProtocol.UDP, 8 + payload);
        new UdpHeader(frame, 34).source(sport).dest(dport).length(8 + payload);
        return checksummed(frame);
    }

    /** A TCP segment over IPv6 to us. */
    public static byte[] tcp6(int sport, int dport, int seq, int payload) {
        byte[] frame = ethernet(US, EthernetHeader.TYPE_IPV6, 74 + payload);
        new Ipv6Header(frame, 14)
                .version(6)
                .payloadLength(20 + payload)
                .nextHeader(IpProtocol.TCP)
                .hopLimit(64)
                .saddrHi(0x20010db800000000L)
                .saddrLo(1)
                .daddrHi(0x20010db800000000L)
                .daddrLo(2);
        for (int i = 74; i < frame.length; i++) {
            frame[i] = (byte) i;
        }
        new TcpHeader(frame, 54).source(sport).dest(dport).seq(seq).doffAndFlags(5, TcpHeader.ACK);
        return checksummed(frame);
    }

    /** Completes the transport checksum. */
    public static byte[] checksummed(byte[] frame) {
        HeaderParser parser = parse(frame);
        parser.completeL4Checksum();
        return frame;
    }

    /** Leaves the transport checksum at the pseudo header's sum. */
    public static byte[] pseudoOnly(byte[] frame) {
        HeaderParser parser = parse(frame);
        int sum = InternetChecksum.fold(parser.pseudoSum());
        if (parser.protocol == IpProtocol.TCP) {
            new TcpHeader(frame, parser.l4).checksum(sum);
        } else {
            new UdpHeader(frame, parser.l4).checksum(sum);
        }
        return frame;
    }

    /** What the card's parser sees. */
    public static HeaderParser parse(byte[] frame) {
        HeaderParser parser = new HeaderParser();
        parser.parse(frame, 0, frame.length);
        return parser;
    }

    /** Inserts a VLAN tag behind the addresses. */
    public static byte[] tagged(byte[] frame, int tci) {
        byte[] tagged = new byte[frame.length + 4];
        System.arraycopy(frame, 0, tagged, 0, 12);
        tagged[12] = (byte) 0x81;
        tagged[14] = (byte) (tci >>> 8);
        tagged[15] = (byte) tci;
        System.arraycopy(frame, 12, tagged, 16, frame.length - 12);
        return tagged;
    }

    /** With a right FCS behind it. */
    public static byte[] withFcs(byte[] frame) {
        byte[] all = Arrays.copyOf(frame, frame.length + 4);
        EthernetFcs.append(all, 0, frame.length);
        return all;
    }

    /** On the cable without FCS. */
    public static WireFrame wire(byte[] frame) {
        return WireFrame.of(0, 0, frame);
    }

    /** On the cable with its FCS, right or wrong, as it stands. */
    public static WireFrame wireFcs(byte[] frameWithFcs) {
        return new WireFrame(0, 0, true, false, 0, frameWithFcs);
    }
}
