package io.rxpath.ip.core;

import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.UdpHeader;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Frames from the peer, whole and sound unless the test says otherwise. */
final class Packets {
    private Packets() {}

    /** What a test may change before the header checksum is computed. */
    static byte[] ip(int protocol, byte[] payload, String options, Consumer<Ipv4Header> change) {
        byte[] opts = HexFormat.of().parseHex(options);
        int headerLength = Ipv4Header.LENGTH + opts.length;
        byte[] frame = new byte[EthernetHeader.LENGTH + headerLength + payload.length];
        new EthernetHeader(frame, 0).dst(Host.MAC).src(Host.PEER_MAC).type(EthernetHeader.TYPE_IPV4);
        Ipv4Header iph = new Ipv4Header(frame, EthernetHeader.LENGTH)
                .version(4)
                .ihl(headerLength / 4)
                .totalLength(headerLength + payload.length)
                .id(7)
                .ttl(64)
                .protocol(protocol)
                .saddr(Host.PEER)
                .daddr(Host.ADDRESS);
        System.arraycopy(opts, 0, frame, EthernetHeader.LENGTH + Ipv4Header.LENGTH, opts.length);
        System.arraycopy(payload, 0, frame, EthernetHeader.LENGTH + headerLength, payload.length);
        change.accept(iph);
        if (iph.ihl() * 4 <= frame.length - EthernetHeader.LENGTH) {
            iph.checksum(iph.computeChecksum());
        }
        return frame;
    }

    static byte[] ip(int protocol, byte[] payload) {
        return ip(protocol, payload, "", iph -> {});
    }

    static byte[] tcp(Consumer<Ipv4Header> change) {
        return ip(IpProtocol.TCP, bytes(20), "", change);
    }

    static byte[] tcp() {
        return tcp(iph -> {});
    }

    static byte[] udp(int payload, Consumer<Ipv4Header> change) {
        byte[] datagram = new byte[UdpHeader.LENGTH + payload];
        new UdpHeader(datagram, 0).source(4000).dest(5001).length(datagram.length);
        byte[] frame = ip(IpProtocol.UDP, datagram, "", change);
        Ipv4Header iph = new Ipv4Header(frame, EthernetHeader.LENGTH);
        int at = EthernetHeader.LENGTH + Ipv4Header.LENGTH;
        long pseudo = InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), IpProtocol.UDP, datagram.length);
        new UdpHeader(frame, at)
                .checksum(InternetChecksum.finish(InternetChecksum.partial(frame, at, datagram.length, pseudo)));
        return frame;
    }

    static byte[] udp(int payload) {
        return udp(payload, iph -> {});
    }

    /** An ICMP message with a right checksum; {@code hex} is all of it, the checksum field 0. */
    static byte[] icmp(String hex, Consumer<Ipv4Header> change) {
        byte[] message = HexFormat.of().parseHex(hex);
        int sum = InternetChecksum.checksum(message, 0, message.length);
        if (message.length >= 4) {
            message[2] = (byte) (sum >>> 8);
            message[3] = (byte) sum;
        }
        return ip(IpProtocol.ICMP, message, "", change);
    }

    static byte[] icmp(String hex) {
        return icmp(hex, iph -> {});
    }

    /** A fragment of a datagram of protocol {@code protocol}. */
    static byte[] fragment(int id, int offset, byte[] payload, boolean more) {
        return ip(
                IpProtocol.ICMP,
                payload,
                "",
                iph -> iph.id(id).fragmentOffset(offset).moreFragments(more));
    }

    static byte[] arp(int operation, String senderMac, String senderIp, String targetMac, String targetIp) {
        byte[] frame = new byte[EthernetHeader.LENGTH + ArpHeader.LENGTH];
        new EthernetHeader(frame, 0)
                .dst(operation == ArpHeader.REPLY ? Host.MAC : MacAddress.BROADCAST)
                .src(MacAddress.parse(senderMac))
                .type(EthernetHeader.TYPE_ARP);
        new ArpHeader(frame, EthernetHeader.LENGTH)
                .hardwareType(1)
                .protocolType(EthernetHeader.TYPE_IPV4)
                .hardwareLength(6)
                .protocolLength(4)
                .operation(operation)
                .senderMac(MacAddress.parse(senderMac))
                .senderIp(Host.ip(senderIp))
                .targetMac(MacAddress.parse(targetMac))
                .targetIp(Host.ip(targetIp));
        return frame;
    }

    /** {@code n} bytes that differ. */
    static byte[] bytes(int n) {
        byte[] bytes = new byte[n];
        for (int i = 0; i < n; i++) {
            bytes[i] = (byte) (i * 31 + i / 256);
        }
        return bytes;
    }

    /** The frame as its own array, changed. */
    static byte[] with(byte[] frame, Consumer<byte[]> change) {
        change.accept(frame);
        return frame;
    }

    static byte[] to(byte[] frame, String mac) {
        new EthernetHeader(frame, 0).dst(MacAddress.parse(mac));
        return frame;
    }
}
