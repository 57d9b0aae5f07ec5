package io.rxpath.lab.oracle;

import io.rxpath.lab.oracle.Step.IpFields;
import io.rxpath.lab.oracle.Step.OptionSpec;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.MacAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Headers and whole packets as bytes, right or deliberately wrong. */
final class PacketBytes {
    /** Flag letters from bit 0 on. */
    static final String FLAGS = "FSRPAUECN";

    /** The order in which the oracle writes them. */
    static final String WRITTEN = "SFRPAUECN";

    private static final int ETHERNET = 14;

    private PacketBytes() {}

    /** Byte {@code offset} of every stream: any loss or change of order changes the digest. */
    static byte pattern(long offset) {
        return (byte) ((offset * 31 + offset / 256) % 251);
    }

    static byte[] pattern(long offset, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = pattern(offset + i);
        }
        return bytes;
    }

    static IpAddress address(String text) {
        return IpAddress.parse(text);
    }

    static byte[] ethernet(String dst, String src, int type, byte[] payload) {
        ByteBuffer b = ByteBuffer.allocate(ETHERNET + payload.length);
        mac(b, dst);
        mac(b, src);
        return b.putShort((short) type).put(payload).array();
    }

    private static void mac(ByteBuffer b, String text) {
        long mac = MacAddress.parse(text);
        b.putShort((short) (mac >>> 32)).putInt((int) mac);
    }

    static byte[] arp(int op, String sha, String spa, String tha, String tpa) {
        ByteBuffer b = ByteBuffer.allocate(28);
        b.putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) op);
        mac(b, sha);
        b.putInt(address(spa).v4());
        mac(b, tha);
        return b.putInt(address(tpa).v4()).array();
    }

    static byte[] ipv6(IpAddress src, IpAddress dst, int protocol, byte[] payload, IpFields f) {
        ByteBuffer head = ByteBuffer.allocate(40);
        head.putInt((f.version() != 4 ? f.version() : 6) << 28 | f.tos() << 20);
        head.putShort((short) (f.totalLength() >= 0 ? f.totalLength() : payload.length));
        head.put((byte) protocol).put((byte) f.ttl());
        head.putLong(src.hi()).putLong(src.lo()).putLong(dst.hi()).putLong(dst.lo());
        return join(head.array(), payload);
    }

    static byte[] ipv4(int src, int dst, int protocol, byte[] payload, IpFields f, int id) {
        byte[] options = f.options();
        int ihl = options.length > 0 && f.ihl() == 5 ? 5 + options.length / 4 : f.ihl();
        int total = f.totalLength() >= 0 ? f.totalLength() : 20 + options.length + payload.length;
        ByteBuffer head = ByteBuffer.allocate(20 + options.length);
        head.put((byte) (f.version() << 4 | ihl)).put((byte) f.tos()).putShort((short) total);
        head.putShort((short) id);
        head.putShort((short) ((f.df() ? 0x4000 : 0) | (f.mf() ? 0x2000 : 0) | f.offset() / 8));
        head.put((byte) f.ttl()).put((byte) protocol).putShort((short) 0);
        head.putInt(src).putInt(dst).put(options);
        int sum = InternetChecksum.checksum(head.array(), 0, head.capacity());
        head.putShort(10, (short) f.checksum().of(sum));
        return join(head.array(), payload);
    }

    static byte[] tcp(
            Step.Tcp t,
            IpAddress src,
            IpAddress dst,
            int sport,
            int dport,
            int seq,
            int ack,
            int window,
            byte[] options,
            byte[] data) {
        int bits = 0;
        for (int i = 0; i < t.flags().length(); i++) {
            bits |= 1 << FLAGS.indexOf(t.flags().charAt(i));
        }
        int doff = t.doff() >= 0 ? t.doff() : 5 + options.length / 4;
        ByteBuffer b = ByteBuffer.allocate(20 + options.length + data.length);
        b.putShort((short) sport).putShort((short) dport).putInt(seq).putInt(ack);
        b.put((byte) (doff << 4 | bits >> 8)).put((byte) bits).putShort((short) window);
        b.putShort((short) 0).putShort((short) t.urgent()).put(options).put(data);
        b.putShort(16, (short) t.checksum().of(transport(b.array(), src, dst, 6)));
        return b.array();
    }

    static byte[] udp(Step.Udp u, IpAddress src, IpAddress dst, byte[] data) {
        ByteBuffer b = ByteBuffer.allocate(8 + data.length);
        b.putShort((short) u.sport()).putShort((short) u.dport());
        b.putShort((short) (u.length() >= 0 ? u.length() : 8 + data.length))
                .putShort((short) 0)
                .put(data);
        int sum = transport(b.array(), src, dst, 17);
        // A sum of zero would say that there is none.
        b.putShort(6, (short) u.checksum().of(sum == 0 ? 0xffff : sum));
        return b.array();
    }

    /** ICMP or, between IPv6 addresses, ICMPv6. */
    static byte[] icmp(Step.Icmp m, IpAddress src, IpAddress dst, byte[] data) {
        ByteBuffer b = ByteBuffer.allocate(8 + data.length);
        b.put((byte) m.type()).put((byte) m.code()).putShort((short) 0);
        b.putShort((short) m.id()).putShort((short) m.sequence()).put(data);
        int sum = src.isV4()
                ? InternetChecksum.checksum(b.array(), 0, b.capacity())
                : transport(b.array(), src, dst, IpProtocol.ICMPV6);
        b.putShort(2, (short) m.checksum().of(sum));
        return b.array();
    }

    private static int transport(byte[] segment, IpAddress src, IpAddress dst, int protocol) {
        long pseudo = src.isV4()
                ? InternetChecksum.pseudoV4(src.v4(), dst.v4(), protocol, segment.length)
                : InternetChecksum.pseudo(src.hi(), src.lo(), dst.hi(), dst.lo(), protocol, segment.length);
        return InternetChecksum.finish(InternetChecksum.partial(segment, 0, segment.length, pseudo));
    }

    /** Options filled up with NOPs; edges of SACK blocks count from the host's initial sequence number. */
    static byte[] options(List<OptionSpec> options, int hostIsn) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (OptionSpec o : options) {
            List<Long> v = o.values();
            switch (o.kind()) {
                case "mss" -> put(out, 2, 4, (int) (v.get(0) >> 8), v.get(0).intValue());
                case "ws" -> put(out, 3, 3, v.get(0).intValue());
                case "sackok" -> put(out, 4, 2);
                case "nop" -> put(out, 1);
                case "ts" -> {
                    put(out, 8, 10);
                    put32(out, v.get(0).intValue());
                    put32(out, v.get(1).intValue());
                }
                case "sack" -> {
                    put(out, 5, 2 + 4 * v.size());
                    v.forEach(edge -> put32(out, edge.intValue() + hostIsn));
                }
                case "raw" -> out.writeBytes(HexFormat.of().parseHex(o.hex()));
                default -> throw new IllegalArgumentException("TCP option " + o);
            }
        }
        while (out.size() % 4 != 0) {
            put(out, 1);
        }
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
    }

    private static void put32(ByteArrayOutputStream out, int value) {
        put(out, value >>> 24, value >>> 16, value >>> 8, value);
    }

    static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
