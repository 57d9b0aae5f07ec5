package io.rxpath.conformance.system;

import io.rxpath.lab.peer.FrameWriter;
import io.rxpath.lab.peer.Station;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import io.rxpath.skb.WireFrame;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Frames that belong to no connection: mostly such as a host throws away, each for another reason. */
final class StrayFrames {
    private static final int IP = EthernetHeader.LENGTH;
    private static final int L4 = IP + Ipv4Header.LENGTH;

    private final Station peer;
    private final Station host;
    private int port = 50_000;

    StrayFrames(Station peer, Station host) {
        this.peer = peer;
        this.host = host;
    }

    /** All of them, by what is wrong. */
    Map<String, WireFrame> all() {
        Map<String, WireFrame> all = new LinkedHashMap<>();
        add(all, "for another MAC", with(syn(9000), f -> new EthernetHeader(f, 0).dst(0x020000000099L)));
        add(all, "wrong IP header checksum", with(syn(9000), f -> f[IP + 10] ^= 0x11));
        add(all, "IP version 5", ip(syn(9000), iph -> iph.version(5)));
        add(all, "IP header of 4 words", ip(syn(9000), iph -> iph.ihl(4)));
        add(all, "IP total length beyond the frame", ip(syn(9000), iph -> iph.totalLength(400)));
        add(all, "IP total length below the header", ip(syn(9000), iph -> iph.totalLength(19)));
        add(all, "for another IP address", ip(syn(9000), iph -> iph.daddr(address("10.9.0.77"))));
        add(all, "from a broadcast address", ip(syn(9000), iph -> iph.saddr(-1)));
        add(all, "from our own address", ip(syn(9000), iph -> iph.saddr(host.ip())));
        add(all, "from a loopback address", ip(syn(9000), iph -> iph.saddr(address("127.0.0.1"))));
        add(all, "from address zero", ip(syn(9000), iph -> iph.saddr(0)));
        add(all, "unknown IP protocol", ip(syn(9000), iph -> iph.protocol(253)));
        add(all, "unknown EtherType", with(syn(9000), f -> new EthernetHeader(f, 0).type(0x88b5)));
        add(all, "an 802.3 length", with(syn(9000), f -> new EthernetHeader(f, 0).type(46)));
        add(
                all,
                "IPv6 without a stack for it",
                with(syn(9000), f -> new EthernetHeader(f, 0).type(EthernetHeader.TYPE_IPV6)));
        add(all, "SYN to a closed port", syn(81));
        add(all, "ACK to a closed port", tcp(81, TcpHeader.ACK));
        add(all, "RST to a closed port", tcp(81, TcpHeader.RST));
        add(all, "ACK to a listener", tcp(9000, TcpHeader.ACK));
        add(all, "RST to a listener", tcp(9000, TcpHeader.RST));
        add(all, "FIN to a listener", tcp(9000, TcpHeader.FIN));
        add(all, "SYN and FIN to a listener", tcp(9000, TcpHeader.SYN | TcpHeader.FIN));
        add(all, "no flags to a listener", tcp(9000, 0));
        add(all, "SYN with a wrong checksum", with(syn(9000), f -> f[L4 + 16] ^= 0x22));
        add(all, "TCP header of 4 words", with(syn(9000), f -> f[L4 + 12] = 0x40));
        add(all, "TCP header beyond the packet", with(syn(9000), f -> f[L4 + 12] = (byte) 0xf0));
        add(all, "TCP to a broadcast MAC", with(syn(9000), f -> new EthernetHeader(f, 0).dst(MacAddress.BROADCAST)));
        add(all, "UDP to a closed port", udp(5353, false));
        add(all, "UDP with a wrong checksum", udp(5354, true));
        add(all, "a ping", FrameWriter.icmpEcho(peer, host, true, 7, 1, 56));
        add(
                all,
                "a ping with a wrong checksum",
                with(FrameWriter.icmpEcho(peer, host, true, 7, 2, 56), f -> f[L4 + 2] ^= 0x33));
        add(all, "an answer nobody asked for", FrameWriter.icmpEcho(peer, host, false, 7, 3, 56));
        add(all, "ARP for another host", FrameWriter.arpRequest(peer, address("10.9.0.77")));
        all.put("wrong FCS", withFcs(syn(9000), 0x5a));
        all.put("shorter than any frame", WireFrame.of(0, 0, Arrays.copyOf(syn(9000), 20)));
        all.put("shorter than an Ethernet header", WireFrame.of(0, 0, Arrays.copyOf(syn(9000), 9)));
        all.put("longer than the MTU", WireFrame.of(0, 0, Arrays.copyOf(syn(9000), 3000)));
        return all;
    }

    private static void add(Map<String, WireFrame> all, String what, byte[] frame) {
        all.put(what, WireFrame.of(0, 0, frame));
    }

    private static int address(String text) {
        return IpAddress.parse(text).v4();
    }

    private static byte[] with(byte[] frame, Consumer<byte[]> change) {
        change.accept(frame);
        return frame;
    }

    private static byte[] ip(byte[] frame, Consumer<Ipv4Header> change) {
        Ipv4Header iph = new Ipv4Header(frame, IP);
        change.accept(iph);
        iph.checksum(0).checksum(InternetChecksum.checksum(frame, IP, Ipv4Header.LENGTH));
        return frame;
    }

    private byte[] syn(int dport) {
        return tcp(dport, TcpHeader.SYN);
    }

    private byte[] tcp(int dport, int flags) {
        byte[] frame = ipv4(IpProtocol.TCP, TcpHeader.LENGTH);
        TcpHeader th = new TcpHeader(frame, L4);
        th.source(port++).dest(dport).seq(77_000).ackSeq((flags & TcpHeader.ACK) == 0 ? 0 : 88_000);
        th.doffAndFlags(5, flags).window(64_000).urgPtr(0).checksum(0);
        th.checksum(transportChecksum(frame, IpProtocol.TCP, TcpHeader.LENGTH));
        return frame;
    }

    private byte[] udp(int dport, boolean wrong) {
        int length = UdpHeader.LENGTH + 10;
        byte[] frame = ipv4(IpProtocol.UDP, length);
        UdpHeader uh = new UdpHeader(frame, L4);
        uh.source(port++).dest(dport).length(length).checksum(0);
        uh.checksum(transportChecksum(frame, IpProtocol.UDP, length) ^ (wrong ? 0x44 : 0));
        return frame;
    }

    private byte[] ipv4(int protocol, int length) {
        byte[] frame = new byte[FrameWriter.MIN_FRAME];
        new EthernetHeader(frame, 0).dst(host.mac()).src(peer.mac()).type(EthernetHeader.TYPE_IPV4);
        Ipv4Header iph = new Ipv4Header(frame, IP);
        iph.version(4).ihl(5).totalLength(Ipv4Header.LENGTH + length).id(port & 0xffff);
        iph.ttl(64).protocol(protocol).saddr(peer.ip()).daddr(host.ip());
        return ip(frame, unchanged -> {});
    }

    private int transportChecksum(byte[] frame, int protocol, int length) {
        long sum = InternetChecksum.pseudoV4(peer.ip(), host.ip(), protocol, length);
        return InternetChecksum.finish(InternetChecksum.partial(frame, L4, length, sum));
    }

    private static WireFrame withFcs(byte[] frame, int wrong) {
        byte[] bytes = Arrays.copyOf(frame, frame.length + 4);
        bytes[frame.length] = (byte) wrong;
        return new WireFrame(0, 0, true, false, 0, bytes);
    }
}
