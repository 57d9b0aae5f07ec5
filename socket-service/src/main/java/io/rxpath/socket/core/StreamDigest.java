package io.rxpath.socket.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of one direction of a stream (FIPS 180-4 section 6.2). Its running state can be saved, which the JDK's digest
 * cannot, so it continues after a restart; a library that can would bring a signed jar whose verification costs every
 * service more at its start than all the rest of its classes. No kernel counterpart: the proof that every byte arrived
 * once and in order.
 */
final class StreamDigest {
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int BLOCK = 64;
    private static final int STATE_LENGTH = 32 + 8 + BLOCK;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
    private static final int[] K = roots(64, 1.0 / 3);

    private static final String EMPTY = new StreamDigest().hex();

    private final int[] h;
    private final int[] w = new int[64];
    private final byte[] pending = new byte[BLOCK];
    private long length;

    /** Of an empty stream. */
    StreamDigest() {
        h = roots(8, 0.5);
    }

    /** Continues from {@link #state}. */
    StreamDigest(byte[] state) {
        if (state.length != STATE_LENGTH) {
            throw new IllegalArgumentException(
                    "a digest's state of " + state.length + " bytes, expected " + STATE_LENGTH);
        }
        h = new int[8];
        for (int i = 0; i < 8; i++) {
            h[i] = (int) INT.get(state, 4 * i);
        }
        length = (long) LONG.get(state, 32);
        System.arraycopy(state, 40, pending, 0, BLOCK);
    }

    /**
     * The constants are defined by roots of primes; 53 bits of a double hold the 32 that are wanted of each, as the root
     * is below 8 (cube) or 5 (square).
     */
    private static int[] roots(int n, double power) {
        int[] constants = new int[n];
        int candidate = 2;
        for (int i = 0; i < n; candidate++) {
            boolean prime = true;
            for (int d = 2; d * d <= candidate; d++) {
                prime &= candidate % d != 0;
            }
            if (prime) {
                double root = power == 0.5 ? Math.sqrt(candidate) : Math.cbrt(candidate);
                constants[i++] = (int) (long) ((root - Math.floor(root)) * 0x1p32);
            }
        }
        return constants;
    }

    void update(byte[] a, int off, int len) {
        int have = (int) (length & BLOCK - 1);
        length += len;
        int at = off;
        int left = len;
        if (have > 0) {
            int fill = Math.min(BLOCK - have, left);
            System.arraycopy(a, at, pending, have, fill);
            at += fill;
            left -= fill;
            if (have + fill < BLOCK) {
                return;
            }
            compress(pending, 0);
        }
        while (left >= BLOCK) {
            compress(a, at);
            at += BLOCK;
            left -= BLOCK;
        }
        System.arraycopy(a, at, pending, 0, left);
    }

    private void compress(byte[] a, int off) {
        int[] words = w;
        for (int t = 0; t < 16; t++) {
            words[t] = (int) INT.get(a, off + 4 * t);
        }
        for (int t = 16; t < 64; t++) {
            int w15 = words[t - 15];
            int w2 = words[t - 2];
            int s0 = Integer.rotateRight(w15, 7) ^ Integer.rotateRight(w15, 18) ^ w15 >>> 3;
            int s1 = Integer.rotateRight(w2, 17) ^ Integer.rotateRight(w2, 19) ^ w2 >>> 10;
            words[t] = words[t - 16] + s0 + words[t - 7] + s1;
        }
        int va = h[0];
        int vb = h[1];
        int vc = h[2];
        int vd = h[3];
        int ve = h[4];
        int vf = h[5];
        int vg = h[6];
        int vh = h[7];
        for (int t = 0; t < 64; t++) {
            int s1 = Integer.rotateRight(ve, 6) ^ Integer.rotateRight(ve, 11) ^ Integer.rotateRight(ve, 25);
            int t1 = vh + s1 + (ve & vf ^ ~ve & vg) + K[t] + words[t];
            int s0 = Integer.rotateRight(va, 2) ^ Integer.rotateRight(va, 13) ^ Integer.rotateRight(va, 22);
            int t2 = s0 + (va & vb ^ va & vc ^ vb & vc);
            vh = vg;
            vg = vf;
            vf = ve;
            ve = vd + t1;
            vd = vc;
            vc = vb;
            vb = va;
            va = t1 + t2;
        }
        h[0] += va;
        h[1] += vb;
        h[2] += vc;
        h[3] += vd;
        h[4] += ve;
        h[5] += vf;
        h[6] += vg;
        h[7] += vh;
    }

    /** The running state: eight words, the length, the bytes of an unfinished block. */
    byte[] state() {
        byte[] state = new byte[STATE_LENGTH];
        for (int i = 0; i < 8; i++) {
            INT.set(state, 4 * i, h[i]);
        }
        LONG.set(state, 32, length);
        System.arraycopy(pending, 0, state, 40, (int) (length & BLOCK - 1));
        return state;
    }

    /** Digest of a stream, null for one of which there was nothing yet. */
    static String hexOf(@Nullable StreamDigest digest) {
        return digest == null ? EMPTY : digest.hex();
    }

    /** Digest of the stream so far, 64 hex digits; the stream may go on. */
    String hex() {
        StreamDigest last = new StreamDigest(state());
        int have = (int) (length & BLOCK - 1);
        byte[] padding = new byte[(have < 56 ? BLOCK : 2 * BLOCK) - have];
        padding[0] = (byte) 0x80;
        LONG.set(padding, padding.length - 8, length * 8);
        last.update(padding, 0, padding.length);
        char[] text = new char[64];
        for (int i = 0; i < text.length; i++) {
            text[i] = HEX[last.h[i / 8] >>> 28 - 4 * (i % 8) & 15];
        }
        return new String(text);
    }
}
