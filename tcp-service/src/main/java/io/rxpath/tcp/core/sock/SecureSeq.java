package io.rxpath.tcp.core.sock;

import io.rxpath.skb.FlowKey;

/**
 * Initial sequence numbers and timestamp offsets: a keyed hash (SipHash-2-4) nobody outside can predict, plus, for
 * sequence numbers, a clock of 64 ns so that a new connection of the same 4-tuple starts above the old one (RFC 6528).
 *
 * <p>Kernel: net/core/secure_seq.c secure_tcp_seq(), secure_tcp_ts_off().
 */
public final class SecureSeq {
    private final long k0;
    private final long k1;
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    /** A hash with a secret of 16 bytes. */
    public SecureSeq(byte[] secret) {
        k0 = little(secret, 0);
        k1 = little(secret, 8);
    }

    /** Initial sequence number of a connection. */
    public int isn(FlowKey flow, long nowNanos) {
        begin();
        word(flow.remoteHi());
        word(flow.remoteLo());
        word(flow.localHi());
        word(flow.localLo());
        return (int) finish((long) flow.remotePort() << 16 | flow.localPort(), 36) + (int) (nowNanos >> 6);
    }

    /** What is added to the clock in timestamps sent to this peer. */
    public int tsOff(FlowKey flow) {
        begin();
        word(flow.remoteHi());
        word(flow.remoteLo());
        word(flow.localHi());
        word(flow.localLo());
        return (int) finish(0, 32);
    }

    /** cookie_hash(): the parts of a SYN cookie (net/ipv4/syncookies.c). */
    public int cookie(FlowKey flow, int count, int which) {
        begin();
        word(flow.remoteHi());
        word(flow.remoteLo());
        word(flow.localHi());
        word(flow.localLo());
        word((long) flow.remotePort() << 16 | flow.localPort());
        return (int) finish((long) which << 32 | count & 0xffff_ffffL, 45);
    }

    /** SipHash-2-4 of whole words and a last partial one; visible for its test vectors. */
    public long hash(byte[] message) {
        begin();
        int at = 0;
        while (message.length - at >= 8) {
            word(little(message, at));
            at += 8;
        }
        long last = 0;
        for (int i = message.length - 1; i >= at; i--) {
            last = last << 8 | message[i] & 0xff;
        }
        return finish(last, message.length);
    }

    private void begin() {
        v0 = k0 ^ 0x736f6d6570736575L;
        v1 = k1 ^ 0x646f72616e646f6dL;
        v2 = k0 ^ 0x6c7967656e657261L;
        v3 = k1 ^ 0x7465646279746573L;
    }

    private void word(long m) {
        v3 ^= m;
        round();
        round();
        v0 ^= m;
    }

    private long finish(long rest, int length) {
        word((long) length << 56 | rest);
        v2 ^= 0xff;
        round();
        round();
        round();
        round();
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }

    private static long little(byte[] a, int at) {
        long w = 0;
        for (int i = 7; i >= 0; i--) {
            w = w << 8 | a[at + i] & 0xff;
        }
        return w;
    }
}
