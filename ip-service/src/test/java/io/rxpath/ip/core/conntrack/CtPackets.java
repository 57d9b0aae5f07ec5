package io.rxpath.ip.core.conntrack;

import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import java.util.Arrays;
import java.util.HexFormat;

/** Whole and sound IP packets of either family, data at the network header. */
public final class CtPackets {
    private CtPackets() {}

    /** A packet around a transport header and its data, whose checksum is put right. */
    public static SkBuff ip(String src, String dst, int protocol, byte[] transport) {
        IpAddress from = IpAddress.parse(src);
        IpAddress to = IpAddress.parse(dst);
        boolean v4 = from.isV4();
        int header = v4 ? Ipv4Header.LENGTH : Ipv6Header.LENGTH;
        byte[] a = new byte[header + transport.length];
        System.arraycopy(transport, 0, a, header, transport.length);
        if (v4) {
            Ipv4Header iph = new Ipv4Header(a, 0).version(4).ihl(5).totalLength(a.length);
            iph.id(7).ttl(64).protocol(protocol).saddr(from.v4()).daddr(to.v4());
            iph.checksum(iph.computeChecksum());
        } else {
            new Ipv6Header(a, 0)
                    .version(6)
                    .payloadLength(transport.length)
                    .nextHeader(protocol)
                    .hopLimit(64)
                    .saddrHi(from.hi())
                    .saddrLo(from.lo())
                    .daddrHi(to.hi())
                    .daddrLo(to.lo());
        }
        int at = checksumAt(protocol);
        if (at >= 0 && transport.length >= at + 2) {
            int sum = transportChecksum(a, header, protocol);
            sum = sum == 0 && protocol == IpProtocol.UDP ? 0xffff : sum;
            a[header + at] = (byte) (sum >>> 8);
            a[header + at + 1] = (byte) sum;
        }
        SkBuff skb = SkBuff.wrap(a);
        skb.resetNetworkHeader();
        return skb;
    }

    private static int checksumAt(int protocol) {
        return switch (protocol) {
            case IpProtocol.TCP -> 16;
            case IpProtocol.UDP -> 6;
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> 2;
            default -> -1;
        };
    }

    /** The checksum over pseudo header and everything behind the IP header: 0 if the stored one is right. */
    public static int transportChecksum(byte[] a, int header, int protocol) {
        int length = a.length - header;
        long pseudo;
        if (header == Ipv6Header.LENGTH) {
            Ipv6Header iph = new Ipv6Header(a, 0);
            pseudo = InternetChecksum.pseudo(
                    iph.saddrHi(), iph.saddrLo(), iph.daddrHi(), iph.daddrLo(), protocol, length);
        } else {
            Ipv4Header iph = new Ipv4Header(a, 0);
            pseudo = protocol == IpProtocol.ICMP
                    ? 0
                    : InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), protocol, length);
        }
        return InternetChecksum.finish(InternetChecksum.partial(a, header, length, pseudo));
    }

    /** A TCP segment; flags as letters of SFRPAU, options as hex. */
    public static byte[] tcp(int sport, int dport, String flags, int seq, int ack, int win, String options, int data) {
        byte[] opts = HexFormat.of().parseHex(options);
        byte[] a = new byte[TcpHeader.LENGTH + opts.length + data];
        int bits = 0;
        for (int i = 0; i < flags.length(); i++) {
            bits |= 1 << "FSRPAUEC".indexOf(flags.charAt(i));
        }
        new TcpHeader(a, 0)
                .source(sport)
                .dest(dport)
                .seq(seq)
                .ackSeq(ack)
                .doffAndFlags(5 + opts.length / 4, bits)
                .window(win);
        System.arraycopy(opts, 0, a, TcpHeader.LENGTH, opts.length);
        Arrays.fill(a, TcpHeader.LENGTH + opts.length, a.length, (byte) 0x5a);
        return a;
    }

    /** A datagram. */
    public static byte[] udp(int sport, int dport, int data) {
        byte[] a = new byte[UdpHeader.LENGTH + data];
        new UdpHeader(a, 0).source(sport).dest(dport).length(a.length);
        Arrays.fill(a, UdpHeader.LENGTH, a.length, (byte) 0x33);
        return a;
    }

    /** An ICMP or ICMPv6 message with an identifier. */
    public static byte[] icmp(int type, int code, int id, int data) {
        byte[] a = new byte[IcmpHeader.LENGTH + data];
        new IcmpHeader(a, 0).type(type).code(code).id(id).sequence(1);
        return a;
    }

    /** An ICMP or ICMPv6 error that quotes the first {@code length} bytes of a packet. */
    public static byte[] quote(int type, int code, SkBuff quoted, int length) {
        byte[] packet = quoted.toByteArray();
        int n = Math.min(length, packet.length);
        byte[] a = new byte[IcmpHeader.LENGTH + n];
        new IcmpHeader(a, 0).type(type).code(code);
        System.arraycopy(packet, 0, a, IcmpHeader.LENGTH, n);
        return a;
    }
}
