package io.rxpath.softirq.core;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import java.util.Arrays;

/** Builds one Ethernet frame with correct lengths and checksums, unless told otherwise. */
final class TestFrame {
    static final long HOST_MAC = 0x020000000002L;
    static final long PEER_MAC = 0x020000000001L;
    static final int HOST_IP = 0x0a090002;
    static final int PEER_IP = 0x0a090001;
    /** What the hosts' initial sequence numbers are taken to be. */
    static final int PEER_ISN = 1_000_000;

    static final int HOST_ISN = 77_000_000;

    private static final int BAD = 0x5555;

    private long dst = HOST_MAC;
    private long src = PEER_MAC;
    private int type = EthernetHeader.TYPE_IPV4;
    private int saddr = PEER_IP;
    private int daddr = HOST_IP;
    private int ttl = 64;
    private int tos;
    private int id;
    private int frag = Ipv4Header.DF;
    private int protocol = IpProtocol.TCP;
    private byte[] ipOptions = {};
    private int ipChecksum = -1;
    private int sport = 40000;
    private int dport = 8080;
    private int seq;
    private int ack;
    private int flags = TcpHeader.ACK;
    private int win = 65535;
    private int urg;
    private byte[] options = {};
    private int doff = -1;
    private int xorChecksum;
    private byte[] data = {};
    private int pad;
    private int cut = Integer.MAX_VALUE;
    private int hash;

    /** A TCP segment with ACK whose payload is that of the stream at {@code relativeSeq}, counted from the SYN. */
    static TestFrame tcp(int relativeSeq, int length) {
        TestFrame frame = new TestFrame();
        frame.seq = PEER_ISN + relativeSeq;
        frame.ack = HOST_ISN + 1;
        frame.data = pattern(Math.max(relativeSeq - 1, 0), length);
        return frame;
    }

    /** A packet of another protocol with this transport header and data. */
    static TestFrame ip(int protocol, byte[] segment) {
        TestFrame frame = new TestFrame();
        frame.protocol = protocol;
        frame.data = segment;
        return frame;
    }

    /** A UDP datagram. */
    static TestFrame udp(int sport, int dport, int length) {
        byte[] segment = new byte[UdpHeader.LENGTH + length];
        new UdpHeader(segment, 0).source(sport).dest(dport).length(segment.length);
        System.arraycopy(pattern(0, length), 0, segment, UdpHeader.LENGTH, length);
        new UdpHeader(segment, 0).checksum(InternetChecksum.finish(checksum(IpProtocol.UDP, segment)));
        return ip(IpProtocol.UDP, segment);
    }

    /** The byte at stream offset o is (o * 31 + o / 256) mod 251: a loss or a swap changes the bytes. */
    static byte[] pattern(int offset, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            int o = offset + i;
            bytes[i] = (byte) ((o * 31L + o / 256) % 251);
        }
        return bytes;
    }

    TestFrame ether(long destination, long source, int etherType) {
        dst = destination;
        src = source;
        type = etherType;
        return this;
    }

    TestFrame source(long mac) {
        src = mac;
        return this;
    }

    TestFrame addresses(int from, int to) {
        saddr = from;
        daddr = to;
        return this;
    }

    TestFrame ports(int from, int to) {
        sport = from;
        dport = to;
        return this;
    }

    TestFrame ttl(int value) {
        ttl = value;
        return this;
    }

    TestFrame tos(int value) {
        tos = value;
        return this;
    }

    TestFrame id(int value) {
        id = value;
        return this;
    }

    /** Flags and offset of the fragment word as they are; {@link Ipv4Header#DF} unless set. */
    TestFrame frag(int word) {
        frag = word;
        return this;
    }

    TestFrame ipOptions(byte[] bytes) {
        ipOptions = bytes;
        return this;
    }

    TestFrame ipChecksum(int value) {
        ipChecksum = value;
        return this;
    }

    TestFrame flags(int value) {
        flags = value;
        return this;
    }

    TestFrame seq(int absolute) {
        seq = absolute;
        return this;
    }

    TestFrame ack(int absolute) {
        ack = absolute;
        return this;
    }

    TestFrame win(int value) {
        win = value;
        return this;
    }

    TestFrame urg(int pointer) {
        urg = pointer;
        return this;
    }

    TestFrame options(byte[] bytes) {
        options = bytes;
        return this;
    }

    TestFrame doff(int words) {
        doff = words;
        return this;
    }

    TestFrame badChecksum() {
        xorChecksum = BAD;
        return this;
    }

    /** Bytes of link-layer padding behind the packet. */
    TestFrame pad(int bytes) {
        pad = bytes;
        return this;
    }

    /** Cuts the frame to so many bytes. */
    TestFrame cut(int bytes) {
        cut = bytes;
        return this;
    }

    TestFrame hash(int value) {
        hash = value;
        return this;
    }

    byte[] segment() {
        if (protocol != IpProtocol.TCP) {
            return data;
        }
        int header = TcpHeader.LENGTH + options.length;
        byte[] segment = new byte[header + data.length];
        System.arraycopy(options, 0, segment, TcpHeader.LENGTH, options.length);
        System.arraycopy(data, 0, segment, header, data.length);
        TcpHeader th = new TcpHeader(segment, 0);
        th.source(sport).dest(dport).seq(seq).ackSeq(ack).window(win).urgPtr(urg);
        th.doffAndFlags(doff >= 0 ? doff : header / 4, flags);
        th.checksum(InternetChecksum.finish(InternetChecksum.pseudoV4(saddr, daddr, IpProtocol.TCP, segment.length)
                        + InternetChecksum.partial(segment, 0, segment.length, 0))
                ^ xorChecksum);
        return segment;
    }

    private static long checksum(int protocol, byte[] segment) {
        return InternetChecksum.pseudoV4(PEER_IP, HOST_IP, protocol, segment.length)
                + InternetChecksum.partial(segment, 0, segment.length, 0);
    }

    /** The frame without FCS. */
    byte[] build() {
        return build(segment());
    }

    /** The frame with another IP payload, for fragments. */
    byte[] build(byte[] payload) {
        int header = Ipv4Header.LENGTH + ipOptions.length;
        int at = EthernetHeader.LENGTH;
        byte[] frame = new byte[at + header + payload.length + pad];
        new EthernetHeader(frame, 0).dst(dst).src(src).type(type);
        System.arraycopy(ipOptions, 0, frame, at + Ipv4Header.LENGTH, ipOptions.length);
        System.arraycopy(payload, 0, frame, at + header, payload.length);
        Ipv4Header iph = new Ipv4Header(frame, at);
        iph.version(4)
                .ihl(header / 4)
                .tos(tos)
                .totalLength(header + payload.length)
                .id(id);
        iph.fragOff16(frag).ttl(ttl).protocol(protocol).saddr(saddr).daddr(daddr);
        iph.checksum(ipChecksum >= 0 ? ipChecksum : iph.computeChecksum());
        return Arrays.copyOf(frame, Math.min(cut, frame.length));
    }

    /** The frame as the card hands it over; queue and descriptor are still to be set. */
    SkBuff skb() {
        SkBuff skb = SkBuff.wrap(build());
        skb.hash = hash;
        return skb;
    }
}
