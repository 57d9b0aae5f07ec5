package io.rxpath.ip.core.nft;

import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import java.nio.ByteBuffer;

/** Packets with valid checksums, data at the network header. */
final class NftPackets {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMPV6 = 58;

    private NftPackets() {}

    static SkBuff udp(String src, int sport, String dst, int dport, int data) {
        ByteBuffer body = ByteBuffer.allocate(8 + data);
        body.putShort((short) sport)
                .putShort((short) dport)
                .putShort((short) (8 + data))
                .putShort((short) 0);
        return ip(src, dst, UDP, body.array(), 6);
    }

    static SkBuff tcp(String src, int sport, String dst, int dport, int flags, byte... options) {
        ByteBuffer body = ByteBuffer.allocate(20 + options.length);
        body.putShort((short) sport).putShort((short) dport).putInt(1000).putInt(2000);
        body.put((byte) ((20 + options.length) / 4 << 4)).put((byte) flags).putShort((short) 8192);
        body.position(20);
        body.put(options);
        return ip(src, dst, TCP, body.array(), 16);
    }

    static SkBuff icmp(String src, String dst, int type, int code) {
        byte[] body = new byte[16];
        body[0] = (byte) type;
        body[1] = (byte) code;
        body[5] = 7;
        body[7] = 9;
        return ip(src, dst, src.indexOf(':') >= 0 ? ICMPV6 : ICMP, body, 2);
    }

    /** A packet of either version around this body, whose checksum lies at {@code csum}. */
    static SkBuff ip(String src, String dst, int protocol, byte[] body, int csum) {
        IpAddress from = IpAddress.parse(src);
        IpAddress to = IpAddress.parse(dst);
        boolean v4 = from.isV4();
        ByteBuffer packet = ByteBuffer.allocate((v4 ? 20 : 40) + body.length);
        if (v4) {
            packet.putShort((short) 0x4500).putShort((short) packet.capacity()).putInt(0x12344000);
            packet.put((byte) 64)
                    .put((byte) protocol)
                    .putShort((short) 0)
                    .putInt(from.v4())
                    .putInt(to.v4());
        } else {
            packet.putInt(0x60000000)
                    .putShort((short) body.length)
                    .put((byte) protocol)
                    .put((byte) 64);
            packet.putLong(from.hi()).putLong(from.lo()).putLong(to.hi()).putLong(to.lo());
        }
        packet.put(body);
        byte[] bytes = packet.array();
        int at = v4 ? 20 : 40;
        int sum = transportSum(bytes, protocol, at);
        bytes[at + csum] = (byte) (sum >>> 8);
        bytes[at + csum + 1] = (byte) sum;
        if (v4) {
            int header = InternetChecksum.checksum(bytes, 0, 20);
            bytes[10] = (byte) (header >>> 8);
            bytes[11] = (byte) header;
        }
        SkBuff skb = SkBuff.wrap(bytes);
        skb.protocol = v4 ? 0x0800 : 0x86dd;
        skb.resetNetworkHeader();
        return skb;
    }

    /** The checksum over pseudo header and body: 0 if the one in it is right. */
    static int transportSum(byte[] packet, int protocol, int at) {
        long sum = InternetChecksum.partial(packet, at, packet.length - at, 0);
        if (protocol != ICMP) {
            int addresses = at == 20 ? 12 : 8;
            sum = InternetChecksum.partial(packet, addresses, at - addresses, sum);
            sum += protocol + packet.length - at;
        }
        return InternetChecksum.finish(sum);
    }

    /** True if the checksums of header and body are right. */
    static boolean checksumsHold(SkBuff skb) {
        byte[] bytes = skb.toByteArray();
        boolean v4 = bytes[0] >>> 4 == 4;
        int at = v4 ? 20 : 40;
        int protocol = bytes[v4 ? 9 : 6];
        return (!v4 || InternetChecksum.checksum(bytes, 0, 20) == 0) && transportSum(bytes, protocol, at) == 0;
    }
}
