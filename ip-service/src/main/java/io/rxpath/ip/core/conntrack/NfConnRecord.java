package io.rxpath.ip.core.conntrack;

import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MalformedRecordException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * A connection as bytes, so that it outlives the process. The key is its original tuple. Big-endian; later versions may append
 * fields, which this one passes over.
 *
 * <pre>
 * tuple: source 16 bytes, destination 16, source port 2, destination port 2, protocol 1
 * key:   version 1, tuple
 * value: version 1, reply tuple, status 4, mark 4, end of its time (epoch nanoseconds) 8, counted 1, packets 8 and bytes 8 of the
 *        original direction, the same of the reply, masquerade's device 4, begin of the UDP stream 8, 1 if TCP follows:
 *        state 1, last direction 1, retransmissions 4, last kind 1, last seq, ack, end, win, scale, flags 4 each,
 *        and for each side end, greatest end, greatest window, greatest ack 4 each, scale 1, flags 1
 * </pre>
 */
final class NfConnRecord {
    private static final byte VERSION = 1;
    private static final int TUPLE = 37;
    private static final int TCP = 2 + 4 + 1 + 6 * 4 + 2 * (4 * 4 + 2);
    private static final int VALUE = 1 + TUPLE + 8 + 8 + 1 + 32 + 4 + 8 + 1;

    private NfConnRecord() {}

    static byte[] key(NfTuple original) {
        ByteBuffer out = ByteBuffer.allocate(1 + TUPLE).put(VERSION);
        put(out, original);
        return out.array();
    }

    static NfTuple key(byte[] key) {
        return read(key, "key of a connection", NfConnRecord::tuple);
    }

    static byte[] encode(NfConn ct) {
        NfConnTcp tcp = ct.tcp;
        ByteBuffer out = ByteBuffer.allocate(VALUE + (tcp == null ? 0 : TCP)).put(VERSION);
        put(out, ct.reply);
        out.putInt(ct.status).putInt(ct.mark).putLong(ct.timeoutNanos).put((byte) (ct.acct ? 1 : 0));
        for (int dir = 0; dir < 2; dir++) {
            out.putLong(ct.packets[dir]).putLong(ct.bytes[dir]);
        }
        out.putInt(ct.masqIndex).putLong(ct.udpStreamNanos).put((byte) (tcp == null ? 0 : 1));
        if (tcp != null) {
            put(out, tcp);
        }
        return out.array();
    }

    private static void put(ByteBuffer out, NfTuple t) {
        out.putLong(t.src().hi())
                .putLong(t.src().lo())
                .putLong(t.dst().hi())
                .putLong(t.dst().lo());
        out.putShort((short) t.srcPort()).putShort((short) t.dstPort()).put((byte) t.protocol());
    }

    private static void put(ByteBuffer out, NfConnTcp tcp) {
        out.put((byte) tcp.state.ordinal())
                .put((byte) tcp.lastDir)
                .putInt(tcp.retrans)
                .put((byte) tcp.lastIndex);
        out.putInt(tcp.lastSeq).putInt(tcp.lastAck).putInt(tcp.lastEnd).putInt(tcp.lastWin);
        out.putInt(tcp.lastScale).putInt(tcp.lastFlags);
        for (NfConnTcp.Seen side : tcp.seen) {
            out.putInt(side.end).putInt(side.maxEnd).putInt(side.maxWin).putInt(side.maxAck);
            out.put((byte) side.scale).put((byte) side.flags);
        }
    }

    static NfConn decode(NfTuple original, byte[] value) {
        return read(value, "connection", in -> decode(original, in));
    }

    private interface Reader<T> {
        T read(ByteBuffer in);
    }

    private static <T> T read(byte[] bytes, String what, Reader<T> reader) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version < VERSION) {
                throw new MalformedRecordException(0, what + ": version " + version + ", expected " + VERSION);
            }
            return reader.read(in);
        } catch (BufferUnderflowException e) {
            throw new MalformedRecordException(bytes.length, what + " ends here, expected more");
        }
    }

    private static NfTuple tuple(ByteBuffer in) {
        IpAddress src = new IpAddress(in.getLong(), in.getLong());
        IpAddress dst = new IpAddress(in.getLong(), in.getLong());
        int srcPort = in.getShort() & 0xffff;
        int dstPort = in.getShort() & 0xffff;
        return new NfTuple(src, dst, in.get() & 0xff, srcPort, dstPort);
    }

    private static NfConn decode(NfTuple original, ByteBuffer in) {
        NfConn ct = new NfConn(original, tuple(in));
        ct.status = in.getInt();
        ct.mark = in.getInt();
        ct.timeoutNanos = in.getLong();
        ct.acct = in.get() != 0;
        for (int dir = 0; dir < 2; dir++) {
            ct.packets[dir] = in.getLong();
            ct.bytes[dir] = in.getLong();
        }
        ct.masqIndex = in.getInt();
        ct.udpStreamNanos = in.getLong();
        boolean hasTcp = in.get() != 0;
        NfConnTcp tcp = ct.tcp;
        if (hasTcp != (tcp != null)) {
            throw new MalformedRecordException(
                    in.position() - 1, "TCP state " + hasTcp + " of a connection of protocol " + original.protocol());
        }
        if (tcp != null) {
            decode(tcp, in);
        }
        return ct;
    }

    private static void decode(NfConnTcp tcp, ByteBuffer in) {
        int state = in.get();
        if (state < 0 || state >= TcpConntrack.values().length) {
            throw new MalformedRecordException(in.position() - 1, "TCP state " + state + ", expected 0 to 9");
        }
        tcp.state = TcpConntrack.of(state);
        tcp.lastDir = in.get();
        tcp.retrans = in.getInt();
        tcp.lastIndex = in.get();
        tcp.lastSeq = in.getInt();
        tcp.lastAck = in.getInt();
        tcp.lastEnd = in.getInt();
        tcp.lastWin = in.getInt();
        tcp.lastScale = in.getInt();
        tcp.lastFlags = in.getInt();
        for (NfConnTcp.Seen side : tcp.seen) {
            side.end = in.getInt();
            side.maxEnd = in.getInt();
            side.maxWin = in.getInt();
            side.maxAck = in.getInt();
            side.scale = in.get();
            side.flags = in.get() & 0xff;
        }
    }
}
