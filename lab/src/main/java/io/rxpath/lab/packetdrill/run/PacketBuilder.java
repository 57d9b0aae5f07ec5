package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.script.Action;
import io.rxpath.lab.packetdrill.script.TcpOption;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.TcpHeader;
import java.util.List;

/** Packets of the peer, from the IP header on. Data is zeros, as what scripts write is. */
final class PacketBuilder {
    private static final int TCP = 6;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int TTL = 255;
    private static final int ICMP_HEADER = 8;

    /** Bytes of the segment's own header that an ICMP message quotes. */
    private static final int QUOTED = 20;

    private PacketBuilder() {}

    /** A segment with sequence numbers as they are on the wire. */
    static byte[] tcp(
            Action.Tcp spec,
            IpAddress from,
            IpAddress to,
            int sport,
            int dport,
            int seq,
            int ack,
            List<TcpOption> opts) {
        boolean v4 = from.isV4();
        int ipLength = v4 ? Ipv4Header.LENGTH : Ipv6Header.LENGTH;
        int optionBytes = opts.stream().mapToInt(TcpOption::length).sum();
        int length = TcpHeader.LENGTH + optionBytes + spec.payload();
        byte[] packet = new byte[ipLength + length];
        int ttl = spec.ip().ttl() == 0 ? TTL : spec.ip().ttl();
        ip(packet, from, to, TCP, spec.ip().tos(), ttl, spec.ip().flowLabel());
        new TcpHeader(packet, ipLength)
                .source(sport)
                .dest(dport)
                .seq(seq)
                .ackSeq(ack)
                .doffAndFlags((TcpHeader.LENGTH + optionBytes) / 4, spec.flags().bits())
                .window(Math.max(0, spec.window()))
                .urgPtr(spec.urgent());
        int at = ipLength + TcpHeader.LENGTH;
        for (TcpOption option : opts) {
            packet[at] = (byte) option.kind();
            if (option.length() > 1) {
                packet[at + 1] = (byte) option.length();
                System.arraycopy(option.data(), 0, packet, at + 2, option.data().length);
            }
            at += option.length();
        }
        tcpChecksum(packet, v4, ipLength, length);
        return packet;
    }

    private static void ip(byte[] packet, IpAddress from, IpAddress to, int protocol, int tos, int ttl, int label) {
        if (from.isV4()) {
            Ipv4Header iph = new Ipv4Header(packet, 0);
            iph.version(4)
                    .ihl(5)
                    .tos(tos)
                    .totalLength(packet.length)
                    .ttl(ttl)
                    .protocol(protocol)
                    .saddr(from.v4())
                    .daddr(to.v4());
            iph.checksum(iph.computeChecksum());
        } else {
            new Ipv6Header(packet, 0)
                    .version(6)
                    .trafficClass(tos)
                    .flowLabel(label)
                    .payloadLength(packet.length - Ipv6Header.LENGTH)
                    .nextHeader(protocol)
                    .hopLimit(ttl)
                    .saddrHi(from.hi())
                    .saddrLo(from.lo())
                    .daddrHi(to.hi())
                    .daddrLo(to.lo());
        }
    }

    private static long pseudo(byte[] packet, boolean v4, int protocol, int length) {
        if (v4) {
            Ipv4Header iph = new Ipv4Header(packet, 0);
            return InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), protocol, length);
        }
        Ipv6Header iph = new Ipv6Header(packet, 0);
        return InternetChecksum.pseudo(iph.saddrHi(), iph.saddrLo(), iph.daddrHi(), iph.daddrLo(), protocol, length);
    }

    /** Puts the right checksum into the TCP header at {@code ipLength}. */
    static void tcpChecksum(byte[] packet, boolean v4, int ipLength, int length) {
        TcpHeader th = new TcpHeader(packet, ipLength);
        th.checksum(0);
        long sum = pseudo(packet, v4, TCP, length);
        th.checksum(InternetChecksum.finish(InternetChecksum.partial(packet, ipLength, length, sum)));
    }

    /**
     * An ICMP error of a router on the way about a segment of the host.
     *
     * @param kind type and code
     * @param seq sequence number of the segment, as on the wire
     */
    static byte[] icmp(
            IcmpKind kind, Action.Icmp spec, IpAddress peer, IpAddress host, int peerPort, int hostPort, int seq) {
        boolean v4 = peer.isV4();
        int ipLength = v4 ? Ipv4Header.LENGTH : Ipv6Header.LENGTH;
        byte[] quoted = new byte[ipLength + QUOTED];
        ip(quoted, host, peer, TCP, 0, TTL, 0);
        if (v4) {
            Ipv4Header iph = new Ipv4Header(quoted, 0)
                    .totalLength(quoted.length + spec.payload())
                    .checksum(0);
            iph.checksum(iph.computeChecksum());
        } else {
            new Ipv6Header(quoted, 0).payloadLength(QUOTED + spec.payload());
        }
        new TcpHeader(quoted, ipLength).source(hostPort).dest(peerPort).seq(seq).doff(5);
        byte[] packet = new byte[ipLength + ICMP_HEADER + quoted.length];
        ip(packet, peer, host, v4 ? ICMP : ICMPV6, spec.ip().tos(), TTL, 0);
        packet[ipLength] = (byte) kind.type();
        packet[ipLength + 1] = (byte) kind.code();
        int mtu = Math.max(0, spec.mtu());
        packet[ipLength + 6] = (byte) (mtu >>> 8);
        packet[ipLength + 7] = (byte) mtu;
        System.arraycopy(quoted, 0, packet, ipLength + ICMP_HEADER, quoted.length);
        int length = ICMP_HEADER + quoted.length;
        long sum = v4 ? 0 : pseudo(packet, false, ICMPV6, length);
        int check = InternetChecksum.finish(InternetChecksum.partial(packet, ipLength, length, sum));
        packet[ipLength + 2] = (byte) (check >>> 8);
        packet[ipLength + 3] = (byte) check;
        return packet;
    }
}
