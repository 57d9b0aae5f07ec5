package io.rxpath.lab.peer;

import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;

/** Builds whole Ethernet frames, padded to the 60 bytes a cable carries at least, checksums filled in. */
public final class FrameWriter {
    /** Smallest frame without FCS (IEEE 802.3). */
    public static final int MIN_FRAME = 60;

    /** Index of the IP header. */
    static final int IP = EthernetHeader.LENGTH;

    /** Index of the header behind an IP header without options. */
    static final int TRANSPORT = IP + Ipv4Header.LENGTH;

    /** Index of TCP options. */
    static final int TCP_OPTIONS = TRANSPORT + TcpHeader.LENGTH;

    private static final int TTL = 64;
    private static final long MAC_UNKNOWN = 0;

    private FrameWriter() {}

    /** An empty frame for a TCP segment with so many bytes of options and payload. */
    static byte[] tcpBuffer(int optionBytes, int payload) {
        return new byte[Math.max(MIN_FRAME, TCP_OPTIONS + optionBytes + payload)];
    }

    /**
     * Fills in all headers of a TCP segment whose options and payload already stand in the frame, and both checksums.
     *
     * @param optionBytes bytes of options at {@link #TCP_OPTIONS}, a multiple of 4
     * @param payload bytes behind them
     */
    static void finishTcp(
            byte[] frame,
            Station from,
            Station to,
            int id,
            int sport,
            int dport,
            int seq,
            int ack,
            int flags,
            int window,
            int optionBytes,
            int payload) {
        int tcpLength = TcpHeader.LENGTH + optionBytes + payload;
        ipv4(frame, from, to, id, IpProtocol.TCP, tcpLength);
        TcpHeader th = new TcpHeader(frame, TRANSPORT);
        th.source(sport).dest(dport).seq(seq).ackSeq(ack);
        th.doffAndFlags(5 + optionBytes / 4, flags).window(window).urgPtr(0);
        fillTcpChecksum(frame, tcpLength);
    }

    /** Computes the TCP checksum of a frame whose TCP header and payload have {@code tcpLength} bytes. */
    static void fillTcpChecksum(byte[] frame, int tcpLength) {
        Ipv4Header iph = new Ipv4Header(frame, IP);
        TcpHeader th = new TcpHeader(frame, TRANSPORT);
        th.checksum(0);
        long sum = InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), IpProtocol.TCP, tcpLength);
        th.checksum(InternetChecksum.finish(InternetChecksum.partial(frame, TRANSPORT, tcpLength, sum)));
    }

    private static void ipv4(byte[] frame, Station from, Station to, int id, int protocol, int payload) {
        new EthernetHeader(frame, 0).dst(to.mac()).src(from.mac()).type(EthernetHeader.TYPE_IPV4);
        Ipv4Header iph = new Ipv4Header(frame, IP);
        iph.version(4).ihl(5).tos(0).totalLength(Ipv4Header.LENGTH + payload).id(id & 0xffff);
        iph.fragOff16(Ipv4Header.DF)
                .ttl(TTL)
                .protocol(protocol)
                .saddr(from.ip())
                .daddr(to.ip());
        iph.checksum(0).checksum(iph.computeChecksum());
    }

    /** A UDP datagram with {@code payload} zero bytes. */
    public static byte[] udp(Station from, Station to, int id, int sport, int dport, int payload) {
        int length = UdpHeader.LENGTH + payload;
        byte[] frame = new byte[Math.max(MIN_FRAME, TRANSPORT + length)];
        ipv4(frame, from, to, id, IpProtocol.UDP, length);
        UdpHeader udp = new UdpHeader(frame, TRANSPORT);
        udp.source(sport).dest(dport).length(length).checksum(0);
        long pseudo = InternetChecksum.pseudoV4(from.ip(), to.ip(), IpProtocol.UDP, length);
        int sum = InternetChecksum.finish(InternetChecksum.partial(frame, TRANSPORT, length, pseudo));
        // 0 would say that there is no checksum.
        udp.checksum(sum == 0 ? 0xffff : sum);
        return frame;
    }

    /** A TCP segment of no connection, with ACK alone and {@code payload} zero bytes. */
    public static byte[] tcpAck(Station from, Station to, int id, int sport, int dport, int seq, int payload) {
        byte[] frame = tcpBuffer(0, payload);
        finishTcp(frame, from, to, id, sport, dport, seq, 1, TcpHeader.ACK, 0xffff, 0, payload);
        return frame;
    }

    /** An ICMP echo message; payload byte i is i mod 256. */
    public static byte[] icmpEcho(Station from, Station to, boolean request, int id, int sequence, int payload) {
        byte[] data = new byte[payload];
        for (int i = 0; i < payload; i++) {
            data[i] = (byte) i;
        }
        return icmpEcho(from, to, request, id, sequence, data, 0, payload);
    }

    static byte[] icmpEcho(
            Station from, Station to, boolean request, int id, int sequence, byte[] data, int off, int len) {
        byte[] frame = new byte[Math.max(MIN_FRAME, TRANSPORT + IcmpHeader.LENGTH + len)];
        ipv4(frame, from, to, sequence, IpProtocol.ICMP, IcmpHeader.LENGTH + len);
        System.arraycopy(data, off, frame, TRANSPORT + IcmpHeader.LENGTH, len);
        IcmpHeader icmp = new IcmpHeader(frame, TRANSPORT);
        icmp.type(request ? IcmpHeader.ECHO : IcmpHeader.ECHO_REPLY).code(0).checksum(0);
        icmp.id(id).sequence(sequence);
        icmp.checksum(InternetChecksum.checksum(frame, TRANSPORT, IcmpHeader.LENGTH + len));
        return frame;
    }

    /** Broadcast "who has {@code target}? tell {@code from}". */
    public static byte[] arpRequest(Station from, int target) {
        return arp(from, new Station(MAC_UNKNOWN, target), ArpHeader.REQUEST, MacAddress.BROADCAST);
    }

    /** "{@code from} is at ..." to {@code to}. */
    public static byte[] arpReply(Station from, Station to) {
        return arp(from, to, ArpHeader.REPLY, to.mac());
    }

    private static byte[] arp(Station from, Station to, int operation, long dst) {
        byte[] frame = new byte[MIN_FRAME];
        new EthernetHeader(frame, 0).dst(dst).src(from.mac()).type(EthernetHeader.TYPE_ARP);
        ArpHeader arp = new ArpHeader(frame, IP);
        arp.hardwareType(ArpHeader.HARDWARE_ETHERNET).protocolType(EthernetHeader.TYPE_IPV4);
        arp.hardwareLength(6).protocolLength(4).operation(operation);
        arp.senderMac(from.mac()).senderIp(from.ip()).targetMac(to.mac()).targetIp(to.ip());
        return frame;
    }
}
