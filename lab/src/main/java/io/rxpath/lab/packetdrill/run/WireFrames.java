package io.rxpath.lab.packetdrill.run;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.TcpHeader;
import java.util.ArrayList;
import java.util.List;

/** A packet as the frames a sender's card would make of it, so that the host's GRO has something to merge. */
public final class WireFrames {
    private static final int TCP_PROTOCOL = 6;
    private static final int LAST_ONLY = TcpHeader.FIN | TcpHeader.PSH;

    private WireFrames() {}

    /** Frames of at most {@code mtu} bytes behind the Ethernet header. */
    public static List<byte[]> of(byte[] packet, int type, String to, String from, int mtu) {
        List<byte[]> frames = new ArrayList<>();
        boolean v4 = type == EthernetHeader.TYPE_IPV4;
        int ipLength = v4 ? new Ipv4Header(packet, 0).headerLength() : Ipv6Header.LENGTH;
        int protocol = v4 ? new Ipv4Header(packet, 0).protocol() : new Ipv6Header(packet, 0).nextHeader();
        if (packet.length <= mtu || protocol != TCP_PROTOCOL) {
            frames.add(frame(packet, type, to, from));
            return frames;
        }
        int header = ipLength + new TcpHeader(packet, ipLength).headerLength();
        int step = mtu - header;
        for (int at = header; at < packet.length; at += step) {
            int end = Math.min(packet.length, at + step);
            byte[] part = new byte[header + end - at];
            System.arraycopy(packet, 0, part, 0, header);
            System.arraycopy(packet, at, part, header, end - at);
            TcpHeader th = new TcpHeader(part, ipLength);
            th.seq(th.seq() + at - header);
            if (end < packet.length) {
                th.flags(th.flags() & ~LAST_ONLY);
            }
            sums(part, v4, ipLength, frames.size());
            frames.add(frame(part, type, to, from));
        }
        return frames;
    }

    private static void sums(byte[] part, boolean v4, int ipLength, int number) {
        int length = part.length - ipLength;
        if (v4) {
            Ipv4Header iph = new Ipv4Header(part, 0);
            iph.totalLength(part.length).id(iph.id() + number);
            iph.checksum(0).checksum(iph.computeChecksum());
        } else {
            new Ipv6Header(part, 0).payloadLength(length);
        }
        PacketBuilder.tcpChecksum(part, v4, ipLength, length);
    }

    private static byte[] frame(byte[] packet, int type, String to, String from) {
        byte[] frame = new byte[EthernetHeader.LENGTH + packet.length];
        EthernetHeader eth = new EthernetHeader(frame, 0);
        eth.dst(MacAddress.parse(to)).src(MacAddress.parse(from)).type(type);
        System.arraycopy(packet, 0, frame, EthernetHeader.LENGTH, packet.length);
        return frame;
    }
}
